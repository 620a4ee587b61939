"""Which concepts stand in a text: phrases found anywhere, the longest first, tones forgiven.

Thai is written without blanks, so a phrase may stand in the middle of a run of letters; it must not
cut a vowel off its consonant, and a phrase inside a longer known one does not count.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from handlers.understanding.thai import skeleton
from handlers.understanding.words import cut, thai_words

_FOLLOWING = frozenset("ะัาำๅิีึืุู")
_LEADING = frozenset("เแโไใ")
_LONG_ENOUGH = 5
"""From this many letters on, a phrase is recognised without its tone marks."""


SHORT = 2
"""Phrases up to this length must be words of their own: ผล is not in ผลไม้."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase in the text; places are in the text's skeleton."""

    start: int
    end: int
    phrase: str
    concepts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Phrase:
    text: str
    bare: str
    concepts: tuple[str, ...]


class ConceptFinder:
    """An index of phrases by their first two letters."""

    def __init__(self, concepts: Mapping[str, Iterable[str]]) -> None:
        owners: dict[str, list[str]] = {}
        for concept, phrases in concepts.items():
            for wording in phrases:
                owners.setdefault(wording.lower().replace(" ", ""), []).append(concept)
        self._index: dict[str, list[_Phrase]] = {}
        for text, names in owners.items():
            bare = skeleton(text)
            self._index.setdefault(bare[:2], []).append(_Phrase(text, bare, tuple(names)))

    def find(self, text: str, words: list[str] | None = None) -> list[Hit]:
        """Hits in reading order. Blanks in the text are ignored except between Latin words;
        `words` are the text's words when the caller knows them already."""
        compact, breaks = _without_blanks(text)
        bare, places = _bare_with_places(compact)
        edges = _edges(cut(compact) if words is None else words)
        hits = [
            Hit(start, start + len(phrase.bare), phrase.text, phrase.concepts)
            for start in range(len(bare) - 1)
            for phrase in self._index.get(bare[start : start + 2], ())
            if bare.startswith(phrase.bare, start)
            and _stands_whole(bare, start, start + len(phrase.bare))
            and _sounds_right(phrase, compact, places, start)
            and not _joins_words(places, start, start + len(phrase.bare), breaks, bare)
            and (
                len(phrase.bare) > SHORT
                or _aligned(edges, places[start], places[start + len(phrase.bare)])
            )
        ]
        return _longest(hits)


def _without_blanks(text: str) -> tuple[str, frozenset[int]]:
    """The text without blanks, and where one stood between Latin letters or digits."""
    letters: list[str] = []
    breaks: set[int] = set()
    for letter in text:
        if letter.isspace():
            breaks.add(len(letters))
        else:
            letters.append(letter)
    return "".join(letters), frozenset(breaks)


def _bare_with_places(text: str) -> tuple[str, list[int]]:
    bare: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        folded = skeleton(letter)
        if folded:
            bare.append(folded)
            places.append(place)
    places.append(len(text))
    return "".join(bare), places


def _stands_whole(bare: str, start: int, end: int) -> bool:
    if end < len(bare) and bare[end] in _FOLLOWING:
        return False
    return not (start and bare[start - 1] in _LEADING)


def _sounds_right(phrase: _Phrase, compact: str, places: list[int], start: int) -> bool:
    if len(phrase.bare) >= _LONG_ENOUGH:
        return True
    stop = places[start + len(phrase.bare)]
    return compact[places[start] : stop].rstrip("์") == phrase.text.rstrip("์")


def _joins_words(
    places: list[int], start: int, end: int, breaks: frozenset[int], bare: str
) -> bool:
    """Whether a Latin phrase begins or ends inside a Latin word."""
    before, after = places[start], places[end]
    begins = _latin(bare, start) and start > 0 and _latin(bare, start - 1) and before not in breaks
    ends = _latin(bare, end - 1) and end < len(bare) and _latin(bare, end) and after not in breaks
    return begins or ends


def _edges(words: list[str]) -> frozenset[int]:
    """Where words begin and end; every place inside letters that are no known word counts."""
    known = thai_words()
    edges = {0}
    place = 0
    for word in words:
        if word not in known:
            edges.update(range(place, place + len(word)))
        place += len(word)
        edges.add(place)
    return frozenset(edges)


def _aligned(edges: frozenset[int], start: int, end: int) -> bool:
    return start in edges and end in edges


def _latin(text: str, place: int) -> bool:
    letter = text[place]
    return letter.isascii() and letter.isalnum()


def _longest(hits: list[Hit]) -> list[Hit]:
    """Hits that do not lie inside a longer hit."""
    taken: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
        if not any(other.start <= hit.start and hit.end <= other.end for other in taken):
            taken.append(hit)
    return sorted(taken, key=lambda hit: hit.start)
