"""Cuts Thai into words: the fewest words of a dictionary, unknown letters left over.

PyThaiNLP's own segmenter does the same with a trie of 76 MB; its word list alone needs 17 MB and
60 ms, and texts here are short enough for plain look-ups.
"""

import os
from functools import cache

LONGEST = 18
_UNKNOWN = 3.0
"""What a letter outside every word costs; a word costs one."""


@cache
def thai_words() -> frozenset[str]:
    """PyThaiNLP's word list, loaded when first needed."""
    # Otherwise the import makes a folder in the home directory, which a container has read-only.
    os.environ.setdefault("PYTHAINLP_READ_ONLY", "1")
    from pythainlp.corpus import thai_words as load

    return frozenset(word for word in load() if 1 < len(word) <= LONGEST and "ๆ" not in word)


@cache
def _lengths() -> dict[str, tuple[int, ...]]:
    """How long words that begin with these two letters can be; saves most look-ups."""
    found: dict[str, set[int]] = {}
    for word in thai_words():
        found.setdefault(word[:2], set()).add(len(word))
    return {start: tuple(sorted(lengths)) for start, lengths in found.items()}


def cut(text: str) -> list[str]:
    """The words of a run of letters; joined they are the run again."""
    known, lengths = thai_words(), _lengths()
    size = len(text)
    cost = [0.0] + [float("inf")] * size
    back = [0] * (size + 1)
    for start in range(size):
        here = cost[start]
        if here + _UNKNOWN < cost[start + 1]:
            cost[start + 1], back[start + 1] = here + _UNKNOWN, start
        for length in lengths.get(text[start : start + 2], ()):
            end = start + length
            if end > size:
                break
            if here + 1 < cost[end] and text[start:end] in known:
                cost[end], back[end] = here + 1, start
    return _joined(text, back)


def _joined(text: str, back: list[int]) -> list[str]:
    """The words along the cheapest way, with neighbouring unknown letters as one."""
    found: list[str] = []
    end = len(text)
    loose = False
    while end:
        start = back[end]
        single = end - start == 1
        if single and loose:
            found[-1] = text[start] + found[-1]
        else:
            found.append(text[start:end])
        loose, end = single, start
    return found[::-1]
