"""The office's dates as one card: what comes next, what is further off, what has passed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from content.catalog import Catalog
from handlers.checklist import Bar
from handlers.fiscal_year import thai_date
from handlers.intents import ShowRemaining
from handlers.outcome import Message
from handlers.scope import scope_name
from handlers.views import line
from handlers.views.digest import days_left

SHOWN = 20


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """`bar` is how far the person's own agency is; None for the office and for strangers."""

    scope: str
    due_on: date
    note: str
    bar: Bar | None = None


def calendar_card(
    catalog: Catalog, fiscal_year: int, rows: Sequence[CalendarRow], as_of: date, today: date
) -> Message:
    say = catalog.phrases.say
    coming = [row for row in rows if row.due_on >= today]
    past = [row for row in rows if row.due_on < today]
    groups = (
        ("calendar.next", [row for row in coming if row.due_on == coming[0].due_on]),
        ("calendar.later", [row for row in coming if row.due_on != coming[0].due_on]),
        ("calendar.past", past),
    )
    body: list[line.Part] = []
    left = SHOWN
    for key, members in groups:
        shown, left = members[:left], max(0, left - len(members))
        if shown:
            body += [line.heading(say(key)), *(_row(catalog, row, today) for row in shown)]
    if len(rows) > SHOWN:
        body.append(line.small(say("calendar.more", count=len(rows) - SHOWN)))
    body += [line.separator(), line.small(say("calendar.as_of", date=thai_date(as_of)))]
    card = line.bubble(
        say("calendar.title"),
        body,
        kicker=say("calendar.kicker", year=fiscal_year),
        footer=[line.button(say("calendar.remaining"), ShowRemaining())],
    )
    return line.flex(_alt(catalog, coming, today), card)


def _row(catalog: Catalog, row: CalendarRow, today: date) -> line.Part:
    is_past = row.due_on < today
    words = f"{thai_date(row.due_on)} {days_left(catalog.phrases, row.due_on, today)}"
    parts = [
        line.paragraph(
            words, size="xs", weight="bold", colour=line.SOFT if is_past else line.BRAND
        ),
        line.paragraph(scope_name(catalog, row.scope), colour=line.SOFT if is_past else line.INK),
    ]
    if row.note:
        parts.append(line.small(row.note))
    if row.bar is not None:
        parts.append(line.small(catalog.phrases.say("calendar.bar", bar=str(row.bar))))
    return line.box(parts, margin="sm")


def _alt(catalog: Catalog, coming: Sequence[CalendarRow], today: date) -> str:
    if not coming:
        return catalog.phrases.say("calendar.alt_past")
    first = coming[0]
    return catalog.phrases.say(
        "calendar.alt",
        date=thai_date(first.due_on),
        days=days_left(catalog.phrases, first.due_on, today),
        scope=scope_name(catalog, first.scope),
    )
