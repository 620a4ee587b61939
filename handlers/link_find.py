"""Finds web links in what people paste into a chat, and mends what pasting did to them.

Pure. A link that cannot be a public web link is not reported at all; everything that is reported
has been through `clean_link`, so the same page is always stored under the same text.
"""

import re
from dataclasses import dataclass

from handlers.link_clean import BARE_HOST, clean_link, fold, strip_wrapping

MAX_TEXT = 20_000
_MAX_PIECES = 12

_SCHEME = r"https?\s{0,2}[:;]\s{0,2}[/\\]{1,3}\s?"
_BODY = r"""[^\s<>"“”«»「」【】{}|^`]"""
_START = re.compile(
    rf"(?P<full>{_SCHEME}(?={_BODY}))"
    rf"|(?<![A-Za-z0-9@._/%=&?-])(?P<bare>www\.[a-z0-9]|{BARE_HOST}(?![A-Za-z0-9@-]|\.[A-Za-z0-9]))",
    re.IGNORECASE,
)
_RUN = re.compile(rf"{_BODY}+")
_NEXT_LINK = re.compile(r"(?<![=/:%])(?:https?://|(?<![A-Za-z0-9.-])www\.)", re.IGNORECASE)
_SEPARATED = re.compile(r"[,;](?=https?://|www\.)", re.IGNORECASE)
_THAI = r"\u0e00-\u0e7f"
_GLUED_THAI = re.compile(rf"(?<=[A-Za-z0-9])[{_THAI}]")
_URL_GOES_ON = re.compile(rf"[{_THAI}0-9]*(?:[/_%=&-]|\.[A-Za-z]{{2,5}}(?![A-Za-z]))")
_PARTICLE = re.compile(r"(?<=.)(?:นะ)?(?:ค่ะ|คะ|ครับ|คับ|จ้า)+$")

_GAP = re.compile(r"[ \t]*(?P<newline>\r?\n)?[ \t]*")
_PIECE = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_STARTS_INSIDE = re.compile(r"%[0-9A-Fa-f]{2}|/[A-Za-z0-9%]|[?&][A-Za-z_]+=|_[A-Za-z0-9]|=\w")
_LOOKS_INSIDE = re.compile(r"(?=.*[A-Za-z]).*(?:/.*|\.[a-z]{3,5}$|%[0-9A-Fa-f]{2}|=)", re.DOTALL)
_FILE_PIECE = re.compile(
    r"(?=.*[a-z].*/|.*%[0-9a-f]{2}).*(?:\.[a-z]{3,5}|%[0-9a-f]{2})", re.IGNORECASE
)
_CODES = re.compile(r"[A-Za-z]{1,2}\d{1,3}(?:[/,&-][A-Za-z]{0,2}\d{1,3})*")
_CUT_ESCAPE = re.compile(r"%[0-9A-Fa-f]?$")


@dataclass(frozen=True, slots=True)
class FoundLink:
    """A link in a text: the mended link, what stood there, and where."""

    url: str
    raw: str
    start: int
    end: int


def find_links(text: str) -> tuple[FoundLink, ...]:
    """Every web link in the text, in reading order."""
    folded, places = fold(text[:MAX_TEXT])
    found: list[FoundLink] = []
    position = 0
    while match := _START.search(folded, position):
        end = _end_of_link(folded, match)
        url = clean_link(folded[match.start() : end])
        if url is not None:
            start, stop = places[match.start()], places[end - 1] + 1
            found.append(FoundLink(url, text[start:stop], start, stop))
        position = max(end, match.end())
    return tuple(found)


def _end_of_link(text: str, match: re.Match[str]) -> int:
    start = match.end("full") if match["full"] else match.start("bare")
    end = _end_of_run(text, start)
    for _ in range(_MAX_PIECES):
        longer = _end_of_wrapped(text, match.start(), end)
        if longer == end:
            break
        end = longer
    return match.start() + len(strip_wrapping(text[match.start() : end], leading=False))


def _end_of_run(text: str, start: int) -> int:
    """Where the unbroken run ends, without a second link or Thai words glued to it."""
    run = _RUN.match(text, start)
    end = run.end() if run else start
    for pattern in (_NEXT_LINK, _SEPARATED):
        if cut := pattern.search(text, start + 1, end):
            end = cut.start()
    for glued in _GLUED_THAI.finditer(text, start, end):
        position = glued.start()
        if _in_host(text, start, position) or not _URL_GOES_ON.match(text, position, end):
            return position
    if particle := _PARTICLE.search(text[start:end]):
        end = start + particle.start()
    return end


def _in_host(text: str, start: int, position: int) -> bool:
    return re.search(r"[/?#]", text[start:position]) is None


def _end_of_wrapped(text: str, start: int, end: int) -> int:
    """Where a link that pasting broke in two goes on; `end` when it does not."""
    gap = _GAP.match(text, end)
    if gap is None or gap.end() == end:
        return end
    piece = _PIECE.match(text, gap.end())
    if piece is None or _START.match(text, gap.end()):
        return end
    newline, word = gap["newline"] is not None, piece[0]
    return piece.end() if _goes_on(text[start:end], word, newline=newline) else end


def _goes_on(link: str, word: str, *, newline: bool) -> bool:
    if _CUT_ESCAPE.search(link):
        return re.match(r"[0-9A-Fa-f]", word) is not None
    if link.endswith("%20"):  # no address ends with a blank
        return not _CODES.fullmatch(word)
    if _STARTS_INSIDE.match(word):
        return newline or not word.startswith(("/", "=", "_")) or link.count("/") < 4
    if link.endswith(("/", "-", "_", ".")):
        pattern = _LOOKS_INSIDE if newline else _FILE_PIECE
        return pattern.fullmatch(word) is not None and not _CODES.fullmatch(word)
    if link.endswith(("=", "&", "?")):
        return newline
    return newline and len(word) >= 6 and _FILE_PIECE.fullmatch(word) is not None
