"""The office's orders about items as typed: a verb, a code, an agency, a reason."""

import re
from dataclasses import dataclass
from typing import Literal

from content.phrasebook import Phrases

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
    name, head = first_code(head) if verb != "status" else ("", head)
    agency = _OF.sub("", " ".join(head.split()))
    return Order(verb, name, agency, reason)


def first_code(words: str) -> tuple[str, str]:
    """The first item code in its usual form, "" for none, and the words without it."""
    found = _CODE.search(words)
    if found is None:
        return "", words
    name = _FAMILIES[found["family"].lower()] + str(int(found["number"]))
    return name, words[: found.start()] + " " + words[found.end() :]


def usual_reasons(phrases: Phrases) -> list[tuple[str, str]]:
    """What items are most often returned for, each with its remedy."""
    return [
        (phrases.say(f"usual_reasons.r{number}"), phrases.say(f"usual_reasons.r{number}_fix"))
        for number in range(1, USUAL_REASONS + 1)
    ]
