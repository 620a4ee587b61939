""" "ปฏิทิน": the dates that the office entered, or that there are none and whom to ask."""

from handlers.checklist import Bar
from handlers.fiscal_year import bangkok
from handlers.help import office_contact
from handlers.intents import ShowCalendar
from handlers.outcome import Outcome, Turn
from handlers.scope import codes_in
from handlers.standing import agency_checklist
from handlers.views import line
from handlers.views.calendar import CalendarRow, calendar_card
from models.deadline import as_of, deadlines_of


def show(_: ShowCalendar, turn: Turn) -> Outcome:
    rows = deadlines_of(turn.session, turn.fiscal_year)
    today = bangkok(turn.now).date()
    if not rows:
        words = turn.say("calendar.none", year=turn.fiscal_year, contact=office_contact(turn))
        return Outcome((line.text(words),))
    shown = [
        CalendarRow(row.scope, row.due_on, row.note, bar)
        for row, bar in zip(rows, _bars(turn, [row.scope for row in rows]), strict=True)
    ]
    touched = as_of(turn.session, turn.fiscal_year)
    known_on = bangkok(touched).date() if touched else today
    return Outcome((calendar_card(turn.catalog, turn.fiscal_year, shown, known_on, today),))


def _bars(turn: Turn, scopes: list[str]) -> list[Bar | None]:
    """How much of each scope the person's agency has claimed."""
    if turn.agency is None or turn.agency.is_office or turn.agency.id is None:
        return [None] * len(scopes)
    mine = agency_checklist(turn.session, turn.catalog, turn.agency.id, turn.fiscal_year)
    states = {**mine.items, **mine.measures}
    found: list[Bar | None] = []
    for scope in scopes:
        wanted = [states[code] for code in codes_in(turn.catalog, scope) if code in states]
        applying = [state for state in wanted if state.applies]
        found.append(Bar(sum(state.claimed for state in applying), len(applying)))
    return found
