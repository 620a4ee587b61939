"""Reads links out of chat text: which links there are, and which item each belongs to.

Pure. `pairs` understands a column pasted from a spreadsheet, "O1 https… / O2 https…", a code on
one line and its links below, and says in a note what it was not sure about. What an item code
looks like is the caller's business and comes in as a function.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from handlers.link_clean import clean_link, strip_wrapping
from handlers.link_find import MAX_TEXT, FoundLink, find_links

__all__ = ["MAX_PAIRS", "FoundLink", "Note", "Pair", "clean_link", "find_links", "pairs"]

MAX_PAIRS = 40

Note = Literal[
    "", "no_link", "no_code", "unknown_code", "carried", "shared", "repeated", "too_many"
]
ReadCode = Callable[[str], str | None]

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_CELL = re.compile(r"[^\t,;|]+")
_WORD = re.compile(r"[^\s:=>()\[\]\"'“”]+")
_LIKE_A_CODE = re.compile(r"(?:ข้อ\s*)?[oei๐0โ]\s?[.\-]?\s?[0-9๐-๙]{1,3}", re.IGNORECASE)
_TAIL = re.compile(r"(.+)[,;]([^,;/]*[^\W\d][^,;/]*)", re.DOTALL)
_ITEM_WORD = re.compile(r"^ข้อ(?:ที่)?\s*(?=[A-Za-z])")
_ROW_NUMBER = re.compile(r"[0-9๐-๙]{1,3}[.)]?")


@dataclass(frozen=True, slots=True)
class Pair:
    """A code and a link that belong together; either may be missing, and the note says why.

    carried: another link of the code above; shared: several codes stand before one link;
    repeated: the same pair came before; too_many: past the limit of `MAX_PAIRS`.
    """

    code_text: str | None
    url: str | None
    line: str
    note: Note


@dataclass(frozen=True, slots=True)
class _Mark:
    """A code or a link at its place in a line."""

    place: int
    code: str | None = None
    url: str | None = None


def pairs(text: str, read_code: ReadCode) -> tuple[Pair, ...]:
    """Which code each link in the text belongs to, in reading order."""
    found: list[Pair] = []
    above = _Above()
    for line, marks, odd in _lines(text[:MAX_TEXT], read_code):
        codes = tuple(dict.fromkeys(mark.code for mark in marks if mark.code))
        links = [mark.url for mark in marks if mark.url]
        if codes:
            found += _pair_up(marks, line)
            above = _Above(codes[0] if len(codes) == 1 else None, waits=not links)
        elif links and odd:
            found += [Pair(None, url, line, "unknown_code") for url in links]
            above = _Above()
        elif links:
            note: Note = "no_code" if above.code is None else "" if above.waits else "carried"
            found += [Pair(above.code, url, line, note) for url in links]
            above = _Above(above.code)
    return tuple(_number(_drop_answered(found)))


@dataclass(frozen=True, slots=True)
class _Above:
    """The code that the lines above left for links below it, and whether it still waits for one."""

    code: str | None = None
    waits: bool = False


def _lines(text: str, read_code: ReadCode) -> Iterator[tuple[str, list[_Mark], bool]]:
    """Each line with its codes and links in order, and whether a code-like word made no sense."""
    links = find_links(text)
    blanked = list(text)
    for link in links:
        blanked[link.start : link.end] = "\x00" * (link.end - link.start)
    rest = "".join(blanked)
    position = 0
    while position < len(text):
        match = _LINE.match(rest, position)
        assert match is not None  # noqa: S101  the pattern matches the empty string
        end = match.end()
        inside = [link for link in links if position <= link.start < end]
        marks, odd = _codes(rest[position:end].replace("\x00", " "), read_code)
        for link in inside:
            url, code = _split_tail(link, read_code)
            marks.append(_Mark(link.start - position, url=url))
            if code:
                marks.append(_Mark(link.end - position, code=code))
        marks.sort(key=lambda mark: mark.place)
        yield text[position:end].strip(), marks, odd
        position = end


def _codes(line: str, read_code: ReadCode) -> tuple[list[_Mark], bool]:
    """The codes of a line; a bare row number counts only when nothing better stands there."""
    sure: list[_Mark] = []
    numbers: list[_Mark] = []
    odd = False
    for cell in _CELL.finditer(line):
        for place, words in _readings(cell):
            code = read_code(_ITEM_WORD.sub("", words))
            if code is None:
                odd = odd or _LIKE_A_CODE.fullmatch(words) is not None
            elif _ROW_NUMBER.fullmatch(words):
                numbers.append(_Mark(place, code))
            else:
                sure.append(_Mark(place, code))
    return sure or numbers, odd and not sure and not numbers


def _readings(cell: re.Match[str]) -> Iterator[tuple[int, str]]:
    """The words of a cell, two at a time where they make a code together ("O 12", "ข้อ 12")."""
    words = list(_WORD.finditer(cell[0]))
    skip = False
    for first, second in zip_longest(words, words[1:]):
        if skip or first is None:
            skip = False
            continue
        place = cell.start() + first.start()
        joined = f"{first[0]} {second[0]}" if second else ""
        if second and _LIKE_A_CODE.fullmatch(joined) and not _LIKE_A_CODE.fullmatch(first[0]):
            skip = True
            yield place, joined
        else:
            yield place, strip_wrapping(first[0], leading=True)


def _split_tail(link: FoundLink, read_code: ReadCode) -> tuple[str, str | None]:
    """A link and the code that a comma-separated row glued to its end."""
    match = _TAIL.fullmatch(link.raw)
    code = read_code(match[2]) if match else None
    url = clean_link(match[1]) if match and code else None
    return (url, code) if url else (link.url, None)


def _pair_up(marks: list[_Mark], line: str) -> list[Pair]:
    """Pairs within a line: links follow their code, or, where the line opens with a link, lead."""
    if marks[0].url:
        turned = [_Mark(-mark.place, mark.code, mark.url) for mark in reversed(marks)]
        return _pair_up(turned, line)[::-1] if turned[0].code else _pair_forward(marks, line)
    return _pair_forward(marks, line)


def _pair_forward(marks: list[_Mark], line: str) -> list[Pair]:
    found: list[Pair] = []
    waiting: list[str] = []
    answered = False
    for mark in marks:
        if mark.code:
            if answered:
                waiting, answered = [], False
            waiting.append(mark.code)
        elif mark.url:
            note: Note = "" if len(waiting) == 1 else "shared" if waiting else "no_code"
            codes: list[str | None] = [*waiting] or [None]
            found += [Pair(code, mark.url, line, note) for code in codes]
            answered = True
    if not answered:
        found += [Pair(code, None, line, "no_link") for code in dict.fromkeys(waiting)]
    return found


def _drop_answered(found: list[Pair]) -> list[Pair]:
    """Without the "no link" rows whose link came on a later line."""
    answered = {pair.code_text for pair in found if pair.url}
    return [pair for pair in found if pair.url or pair.code_text not in answered]


def _number(found: list[Pair]) -> Iterator[Pair]:
    seen: set[tuple[str | None, str | None]] = set()
    for count, pair in enumerate(found):
        key = (pair.code_text, pair.url)
        note: Note = "too_many" if count >= MAX_PAIRS else "repeated" if key in seen else pair.note
        seen.add(key)
        yield Pair(pair.code_text, pair.url, pair.line, note)
