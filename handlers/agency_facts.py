"""What the office reads under an agency's bars: who answers, the last contact, the next step."""

from handlers.fiscal_year import thai_time
from handlers.intents import ForAgency, Intent, OpenPages
from handlers.outcome import Turn
from models.agency import Agency
from models.contact import newest_call
from models.coordinator import members


def facts(agency: Agency, turn: Turn) -> list[str]:
    people = members(turn.session, agency.id or 0)
    seen = max((person.seen_at for person in people if person.seen_at), default=None)
    if not people:
        lines = [turn.say("office.nobody_joined")]
    elif seen is None:
        lines = [turn.say("office.people_unseen", count=len(people))]
    else:
        lines = [turn.say("office.people", count=len(people), when=thai_time(seen))]
    call = newest_call(turn.session, agency.id or 0)
    if call is not None:
        key = "office.called_with" if call.after else "office.called"
        lines.append(turn.say(key, when=thai_time(call.at), words=call.after))
    return lines


def next_steps(agency: Agency, turn: Turn) -> list[tuple[str, Intent]]:
    """An invite while nobody speaks for the agency; then a reminder, shown before it is sent."""
    joined = bool(members(turn.session, agency.id or 0))
    key = "remind" if joined else "invite"
    step = ForAgency("remind" if joined else "invite", agency.code)
    return [
        (turn.say(f"office.{key}_button", agency=agency.code), step),
        (turn.say("office.pages_button"), OpenPages()),
    ]
