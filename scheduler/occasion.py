"""Why a message is pushed, as names that never change: unique with the person for ever."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Kind = Literal[
    "announcement", "returned", "link", "deadline", "monthly", "year", "thanks", "silence"
]

BEFORE = (30, 7, 3, 1)
"""Days before a deadline on which people are reminded, and once after it."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """`due_at` is when it is first said; who joined later is not told."""

    key: str
    kind: Kind
    due_at: datetime


def monthly(month_start: date, due_at: datetime) -> Occasion:
    return Occasion(f"monthly:{month_start:%Y-%m}", "monthly", due_at)


def deadline(deadline_id: int, step: int | None, due_at: datetime) -> Occasion:
    """`step` None is the reminder after the date."""
    return Occasion(f"deadline:{deadline_id}:{step or 'after'}", "deadline", due_at)


def returned(review_id: int, at: datetime) -> Occasion:
    return Occasion(f"returned:{review_id}", "returned", at)


def broken_link(evidence_id: int, since: date, told_at: datetime) -> Occasion:
    """One outage of one link is one occasion, however long it lasts."""
    return Occasion(f"link:{evidence_id}:{since.isoformat()}", "link", told_at)


def silence(since: date, due_at: datetime) -> Occasion:
    return Occasion(f"silence:{since.isoformat()}", "silence", due_at)


def announcement(announcement_id: int, confirmed_at: datetime) -> Occasion:
    return Occasion(f"announcement:{announcement_id}", "announcement", confirmed_at)


def thanks(fiscal_year: int, due_at: datetime) -> Occasion:
    return Occasion(f"thanks:{fiscal_year}", "thanks", due_at)


def year_summary(fiscal_year: int, due_at: datetime) -> Occasion:
    return Occasion(f"year:{fiscal_year}", "year", due_at)


def number_in(key: str) -> int | None:
    """The row that `deadline:7:30`, `returned:5` or `announcement:3` speaks of."""
    part = key.split(":")[1] if ":" in key else ""
    return int(part) if part.isdigit() else None
