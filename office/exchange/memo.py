"""A memo (บันทึกข้อความ) to the head of an agency that does not react, with the figures filled in.

Only figures and dates that the database holds; number, day and signature are left for the hand.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from handlers.checklist import Bar
from handlers.fiscal_year import BUDDHIST_ERA, bangkok
from office.exchange.snapshot import AgencyState, Line

MONTHS: Final = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
MOST_CODES: Final = 24
"""More would not leave the memo on one page."""
_FIGURES = re.compile(r"(?<![A-Za-z0-9])[0-9]+")
_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


@dataclass(frozen=True, slots=True)
class Due:
    """A date that the office set, still ahead."""

    label: str
    day: date


@dataclass(frozen=True, slots=True)
class Memo:
    sender: str
    phone: str
    province: str
    recipient: str
    fiscal_year: int
    as_of: str
    claimed: Bar
    opens: Bar
    accepted: Bar
    people: int
    red: str
    unfinished: str
    unfinished_count: int
    dues: tuple[str, ...]


def memo(
    state: AgencyState,
    *,
    sender: str,
    phone: str,
    province: str,
    fiscal_year: int,
    dues: Sequence[Due],
    now: datetime,
) -> Memo:
    today = bangkok(now).date()
    red = state.red
    rest = [line for line in state.unfinished if line not in red]
    return Memo(
        sender=sender,
        phone=phone,
        province=province,
        recipient=state.agency.name,
        fiscal_year=fiscal_year,
        as_of=long_date(today),
        claimed=state.checklist.claimed(),
        opens=state.checklist.opens(),
        accepted=state.checklist.accepted(),
        people=state.people,
        red=codes_text(red),
        unfinished=codes_text(rest),
        unfinished_count=len(rest),
        dues=tuple(
            f"{due.label} ภายในวันที่ {long_date(due.day)}" for due in dues if due.day >= today
        )[:3],
    )


def long_date(day: date) -> str:
    """`23 พฤศจิกายน 2569`, as official letters write it."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year + BUDDHIST_ERA}"


def codes_text(lines: Sequence[Line]) -> str:
    codes = [line.code for line in lines[:MOST_CODES]]
    more = len(lines) - len(codes)
    return ", ".join(codes) + (f" และอีก {more} ข้อ" if more else "")


def thai_digits(text: str) -> str:
    """Figures in Thai; codes such as O12 stay as the assessment prints them."""
    return _FIGURES.sub(lambda found: found[0].translate(_THAI_DIGITS), text)
