"""The office's orders about items as typed: a verb, a code, an agency, a reason."""

import re
from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session

from content.phrasebook import Phrases
from models.agency import Agency, assessed_agencies

_VERBS: dict[str, Literal["accept", "return", "status"]] = {
    "รับรอง": "accept",
    "ส่งคืน": "return",
    "สถานะ": "status",
}
_ORDER = re.compile(rf"\s*(?P<verb>{'|'.join(_VERBS)})(?:ข้อ)?\s*(?P<rest>.*)", re.DOTALL)
_CODE = re.compile(
    r"(?<![A-Za-z0-9])(?P<family>[oie])\s*[.\-]?\s*(?P<number>\d{1,2})(?!\d)", re.IGNORECASE
)
_BECAUSE = re.compile(r"\s*(?:เพราะ(?:ว่า)?|เนื่องจาก|เหตุผล(?:คือ)?)\s*:?\s*")
_OF = re.compile(r"^(?:ของ|ให้)\s*")
USUAL_REASONS = 6
_FAMILIES = {"o": "O", "i": "i", "e": "E"}


@dataclass(frozen=True, slots=True)
class Order:
    """`agency` and `reason` as typed; `code` in its usual form, empty when there is none."""

    verb: Literal["accept", "return", "status"]
    code: str
    agency: str
    reason: str = ""


def read_order(words: str) -> Order | None:
    """None when the words do not begin with one of the three verbs."""
    found = _ORDER.fullmatch(words)
    if found is None:
        return None
    parts = _BECAUSE.split(found["rest"], maxsplit=1)
    head, reason = parts[0], parts[1].strip() if len(parts) > 1 else ""
    verb = _VERBS[found["verb"]]
    code = _CODE.search(head) if verb != "status" else None
    if code is not None:
        head = head[: code.start()] + " " + head[code.end() :]
    agency = _OF.sub("", " ".join(head.split()))
    name = _FAMILIES[code["family"].lower()] + str(int(code["number"])) if code else ""
    return Order(verb, name, agency, reason)


def usual_reasons(phrases: Phrases) -> list[tuple[str, str]]:
    """What items are most often returned for, each with its remedy."""
    return [
        (phrases.say(f"usual_reasons.r{number}"), phrases.say(f"usual_reasons.r{number}_fix"))
        for number in range(1, USUAL_REASONS + 1)
    ]


def agencies_named(session: Session, words: str) -> list[Agency]:
    """The agency with this code or name, else all whose name holds the words."""
    wanted = _plain(words)
    agencies = assessed_agencies(session)
    exact = [
        a for a in agencies if wanted in {_plain(a.code), _plain(a.name), _plain(a.short_name)}
    ]
    if exact or not wanted:
        return exact
    return [a for a in agencies if wanted in _plain(a.name) or wanted in _plain(a.short_name)]


def _plain(words: str) -> str:
    return re.sub(r"[\s.\-]+", "", words).lower()
