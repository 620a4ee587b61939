"""When a push may leave: 08:30–16:30 in Bangkok on days that government offices work.

Pure. Reminders are due at 09:00; what is late or announced goes in the first open window.
"""

from datetime import UTC, date, datetime, time

from handlers.fiscal_year import BANGKOK, bangkok
from handlers.workdays import Workdays, official_holidays

__all__ = [
    "CLOSES",
    "DUE",
    "OPENS",
    "Workdays",
    "due_moment",
    "in_window",
    "next_opening",
    "official_holidays",
]

OPENS = time(8, 30)
DUE = time(9, 0)
CLOSES = time(16, 30)


def at(day: date, moment: time) -> datetime:
    """The instant (UTC) of a Bangkok wall-clock time."""
    return datetime.combine(day, moment, BANGKOK).astimezone(UTC)


def due_moment(day: date) -> datetime:
    return at(day, DUE)


def in_window(workdays: Workdays, now: datetime) -> bool:
    local = bangkok(now)
    return OPENS <= local.time() < CLOSES and workdays.is_workday(local.date())


def next_opening(workdays: Workdays, now: datetime) -> datetime:
    """`now` itself inside the window, else the next 08:30 of a working day."""
    if in_window(workdays, now):
        return now
    local = bangkok(now)
    today = local.date()
    if local.time() < OPENS and workdays.is_workday(today):
        return at(today, OPENS)
    return at(workdays.next_workday(today), OPENS)
