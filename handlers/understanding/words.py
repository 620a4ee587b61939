"""Cuts Thai into words: the fewest words of a dictionary, unknown letters left over.

PyThaiNLP's own segmenter does the same with a trie of 76 MB; its word list alone needs 17 MB and
60 ms, and texts here are short enough for plain look-ups.
"""

import os
from collections.abc import Iterable
from functools import cache

LONGEST = 18
_UNKNOWN = 3.0
"""What a letter outside every word costs; a word costs one."""


@cache
def thai_words() -> frozenset[str]:
    """The dictionary, loaded when first needed."""
    listed = dictionary()
    return frozenset(word for word in listed if 1 < len(word) <= LONGEST and "ๆ" not in word)


def dictionary() -> frozenset[str]:
    """Every entry of PyThaiNLP's word list."""
    # Otherwise the import makes a folder in the home directory, which a container has read-only.
    os.environ.setdefault("PYTHAINLP_READ_ONLY", "1")
    from pythainlp.corpus import thai_words as load

    return frozenset(load())


def cut(text: str, more: Iterable[str] = ()) -> list[str]:
    """The words of a run of letters; joined they are the run again."""
    known = thai_words()
    extra = frozenset(more)
    size = len(text)
    cost = [0.0] + [float("inf")] * size
    back = [0] * (size + 1)
    for start in range(size):
        if cost[start] + _UNKNOWN < cost[start + 1]:
            cost[start + 1], back[start + 1] = cost[start] + _UNKNOWN, start
        for end in range(start + 2, min(start + LONGEST, size) + 1):
            piece = text[start:end]
            if cost[start] + 1 < cost[end] and (piece in known or piece in extra):
                cost[end], back[end] = cost[start] + 1, start
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
