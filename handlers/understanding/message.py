"""One message, read: links, invite codes and item codes taken out, blanks gone, clauses kept.

What is left is one run of letters that patterns can be searched in, with private-use letters where
something was taken out and with the places where a blank, a line or a particle ended a clause.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from urllib.parse import unquote

from handlers.link_text import FoundLink, find_links
from handlers.understanding.codes import Mention, Reading, read_codes
from handlers.understanding.keyboard import repair
from handlers.understanding.lexicon import Lexicon
from handlers.understanding.thai import MAX_TEXT, clean, narrow, normalise, without_particles

LINK = "\ue400"
INVITE = "\ue500"
MASK = "\ue501"
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_OA_MESSAGE = re.compile(r"line\.me/R/oaMessage/", re.IGNORECASE)
_DASHED = re.compile(r"(?<![A-Za-z0-9-])([A-Za-z0-9]{4})\s?[-_]\s?([A-Za-z0-9]{4})(?![A-Za-z0-9-])")
_SOLID = re.compile(r"(?<![A-Za-z0-9@._/-])([A-Za-z0-9]{4})\s?([A-Za-z0-9]{4})(?![A-Za-z0-9@._/-])")
_CUE = re.compile(r"รหัส|โค้?ด|เชิญ|ลงทะเบียน|สมัคร|เข้าร่วม|code|invite|regist|join", re.IGNORECASE)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|\+?\d[\d\s-]{7,}\d")
_THAI = re.compile(r"[\u0e00-\u0e7f\ue000-\uf8ff✅❌☑✔]")


@dataclass(frozen=True, slots=True)
class Message:
    """`run` is the text to search in; `gaps` are the places in it where a clause ended."""

    raw: str
    text: str
    run: str
    gaps: tuple[int, ...]
    lines: tuple[int, ...]
    reading: Reading
    links: tuple[FoundLink, ...]
    invite: str | None

    def mention(self, letter: str) -> Mention | None:
        return self.reading.at(letter)

    def gap_within(self, start: int, end: int) -> bool:
        """Whether a clause ended between two places, the ends included."""
        return bisect_left(self.gaps, start) < bisect_right(self.gaps, end)

    def clause_end(self, place: int) -> int:
        index = bisect_left(self.gaps, place)
        return self.gaps[index] if index < len(self.gaps) else len(self.run)

    def clause_start(self, place: int) -> int:
        index = bisect_right(self.gaps, place)
        return self.gaps[index - 1] if index else 0


def read_message(raw: str, lexicon: Lexicon) -> Message:
    raw = _PRIVATE.sub(" ", raw[:MAX_TEXT])
    links = tuple(link for link in find_links(raw) if not _OA_MESSAGE.search(link.url))
    invited = next((code for code in map(_invite_in_link, find_links(raw)) if code), None)
    # Before letters that repeat are taken for a drawl: an invite code may well hold AAAA.
    text = narrow(_blank_links(raw, links))
    invite = invited or _find_invite(text)
    text = repair(clean(_without_invite(text, invite)), lexicon.knows)
    text = _ADDRESS.sub(_mask_address, without_particles(normalise(text)))
    reading = read_codes(text, lexicon.numbering)
    run, gaps, lines = _compress(reading.text)
    return Message(raw, text, run, gaps, lines, reading, links, invite)


def _mask_address(match: re.Match[str]) -> str:
    digits = sum(letter.isdigit() for letter in match[0])
    return MASK if "@" in match[0] or digits >= 9 else match[0]


def _blank_links(raw: str, links: tuple[FoundLink, ...]) -> str:
    for link in reversed(links):
        raw = f"{raw[: link.start]} {LINK} {raw[link.end :]}"
    return raw


def _invite_in_link(link: FoundLink) -> str | None:
    if not _OA_MESSAGE.search(link.url):
        return None
    return _find_invite(unquote(link.url.partition("?")[2]), cued=True)


def _find_invite(text: str, *, cued: bool = False) -> str | None:
    """An invite code as its eight characters: without a dash only where it is sure."""
    for match in _DASHED.finditer(text):
        if not match[0].isdigit() and re.search("[A-Za-z]", match[0]):
            return (match[1] + match[2]).upper()
    cued = cued or _CUE.search(text) is not None
    for match in _SOLID.finditer(text):
        code = match[1] + match[2]
        mixed = re.search(r"\d", code) and re.search("[A-Za-z]", code)
        alone = match[0] == text.strip()
        shouted = code.isupper() and alone
        spaced = len(match[0]) > len(code) and not alone
        if (mixed and not spaced) or (mixed and cued) or shouted or (cued and _odd_word(match[0])):
            return code.upper()
    return None


def _odd_word(word: str) -> bool:
    """Whether a run of eight letters is written like a code and not like a word."""
    return len(word) == 8 and word.isupper()


def _without_invite(text: str, invite: str | None) -> str:
    if invite is None:
        return text
    pattern = rf"(?i){invite[:4]}\s?[-_]?\s?{invite[4:]}"
    return re.sub(pattern, f" {INVITE} ", text)


def _compress(text: str) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    """The text without blanks beside Thai letters, and where blanks and line ends were."""
    letters: list[str] = []
    gaps: list[int] = []
    lines: list[int] = []
    parts = re.split(r"(\s+)", text.strip())
    for part in parts:
        if not part.isspace():
            letters += part
            continue
        gaps.append(len(letters))
        if "\n" in part:
            lines.append(len(letters))
        letters.append(" ")
    return _squeeze(letters, gaps, lines)


def _squeeze(
    letters: list[str], gaps: list[int], lines: list[int]
) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    kept: list[str] = []
    moved: dict[int, int] = {}
    for place, letter in enumerate(letters):
        moved[place] = len(kept)
        following = letters[place + 1] if place + 1 < len(letters) else ""
        touches = bool(kept) and (_THAI.match(kept[-1]) or _THAI.match(following))
        if letter != " " or not touches:
            kept.append(letter)
    return (
        "".join(kept),
        tuple(moved[place] for place in gaps),
        tuple(moved[place] for place in lines),
    )
