"""When the reminders of a date come: 30, 7, 3 and 1 days before it, and once after. Pure."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from handlers.fiscal_year import bangkok
from scheduler import occasion
from scheduler.occasion import BEFORE, Occasion
from scheduler.values import Due, World, recipient
from scheduler.workdays import Workdays, due_moment

AFTER_FOR = timedelta(days=14)
"""How long a missed "after the date" reminder is still worth sending."""


def reached(due: Due, workdays: Workdays, now: datetime) -> Iterator[Occasion]:
    """The reminders of a deadline that are due by now."""
    today = bangkok(now).date()
    if today <= due.due_on:
        for step in BEFORE:
            moment = due_moment(reminder_day(due.due_on, step, workdays))
            if moment <= now:
                yield occasion.deadline(due.id, step, moment)
        return
    moment = due_moment(workdays.next_workday(due.due_on))
    if moment <= now and today - due.due_on <= AFTER_FOR:
        yield occasion.deadline(due.id, None, moment)


def reminder_day(due_on: date, step: int, workdays: Workdays) -> date:
    """The day itself or the next working day; where that would be the date or later, the working
    day before. Only the last reminder may come on the date itself."""
    wanted = due_on - timedelta(days=step)
    day = workdays.first_workday_from(wanted)
    latest = due_on if step == BEFORE[-1] else due_on - timedelta(days=1)
    return day if day <= latest else workdays.last_workday_before(wanted)


def upcoming_cost(world: World, now: datetime) -> int:
    """Deadline pushes still to come this month if nobody finishes anything: the reserve."""
    today = bangkok(now).date()
    found: set[tuple[int, date]] = set()
    for due in world.deadlines:
        moments = [reminder_day(due.due_on, step, world.workdays) for step in BEFORE]
        moments.append(world.workdays.next_workday(due.due_on))
        coming = [day for day in moments if today < day and f"{day:%Y%m}" == f"{today:%Y%m}"]
        for place in world.places:
            if due.codes & (place.open | place.rows_open) and recipient(place.people):
                found.update((place.id, day) for day in coming)
    return len(found)
