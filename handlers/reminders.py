"""Quiet on demand: mute for a while or until resumed, resume, leave one item out for some days."""

from datetime import UTC, timedelta

from handlers.checklist import storage_code
from handlers.fiscal_year import bangkok, thai_date, thai_time
from handlers.intents import Intent, Mute, Snooze, Unmute
from handlers.outcome import Outcome, Refusal, Turn
from handlers.scope import scope_name
from handlers.tick import own_agency_id
from handlers.views import line
from models import audit
from models.coordinator import Coordinator
from models.nudge import snooze as set_snooze

LONGEST_MUTE = 366
LONGEST_SNOOZE = 90


def mute(intent: Mute, turn: Turn) -> Outcome:
    """`days` None: until the person resumes; the answer offers a shorter time as buttons."""
    person = _member(turn)
    before = _state(person)
    if intent.days is None:
        person.muted, person.muted_until = True, None
        words = turn.say("mute.forever")
        others: list[tuple[str, Intent]] = [
            ("mute.day", Mute(1)), ("mute.week", Mute(7)), ("mute.month", Mute(30)),
        ]  # fmt: skip
        body = [line.paragraph(words), line.small(turn.say("mute.choose"))]
    else:
        if not 1 <= intent.days <= LONGEST_MUTE:
            raise Refusal(turn.say("mute.too_long", days=LONGEST_MUTE))
        until = turn.now + timedelta(days=intent.days)
        if intent.whole_days:
            until = bangkok(until).replace(hour=0, minute=0, second=0, microsecond=0)
            until = until.astimezone(UTC)
        person.muted, person.muted_until = False, until
        words = turn.say("mute.until", date=thai_time(until))
        others, body = [], [line.paragraph(words)]
    _keep(turn, person, "reminders.mute", before)
    buttons = [line.button(turn.say(key), wish) for key, wish in [*others, _resume()]]
    card = line.bubble(turn.say("mute.title"), body, footer=buttons)
    return Outcome((line.flex(words, card),))


def unmute(_: Unmute, turn: Turn) -> Outcome:
    person = _member(turn)
    before = _state(person)
    if before == "on":
        return Outcome((line.text(turn.say("mute.already_on")),))
    person.muted, person.muted_until = False, None
    _keep(turn, person, "reminders.unmute", before)
    return Outcome((line.text(turn.say("mute.resumed")),))


def snooze(intent: Snooze, turn: Turn) -> Outcome:
    agency_id = own_agency_id(turn)
    code = storage_code(turn.catalog, intent.code)
    known = turn.catalog.item(code) or code.startswith("measure:")
    if not known or not 1 <= intent.days <= LONGEST_SNOOZE:
        raise Refusal(turn.say("snooze.unknown", code=intent.code))
    until = bangkok(turn.now).date() + timedelta(days=intent.days)
    set_snooze(turn.session, agency_id, turn.fiscal_year, code, until)
    audit.record(
        turn.session,
        turn.now,
        "item.snooze",
        by=_member(turn).id,
        agency_id=agency_id,
        subject=code,
        after=until.isoformat(),
    )
    item = scope_name(turn.catalog, code)
    return Outcome((line.text(turn.say("snooze.until", item=item, date=thai_date(until))),))


def _resume() -> tuple[str, Intent]:
    return ("mute.resume", Unmute())


def _member(turn: Turn) -> Coordinator:
    if turn.person is None:
        raise Refusal(turn.say("mute.stranger"))
    return turn.person


def _state(person: Coordinator) -> str:
    if person.muted:
        return "muted"
    return person.muted_until.isoformat() if person.muted_until else "on"


def _keep(turn: Turn, person: Coordinator, action: str, before: str) -> None:
    turn.session.add(person)
    audit.record(
        turn.session,
        turn.now,
        action,
        by=person.id,
        agency_id=person.agency_id,
        before=before,
        after=_state(person),
    )
