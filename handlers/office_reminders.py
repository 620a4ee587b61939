"""Reminders and messages of the office to some agencies: a draft to look at, sent once confirmed.

What is sent is an announcement like any other: the same price on the card, the same hours, the same
line in the audit log.
"""

from handlers import announce
from handlers.ask import short_name
from handlers.intents import AgencyGroup, RemindGroup
from handlers.office_figures import Row, is_office, rows
from handlers.order_words import Announce
from handlers.outcome import Outcome, Refusal, Turn
from handlers.views import line
from handlers.views.office import Group, office_card
from models.agency import Agency


def remind_group(intent: RemindGroup, turn: Turn) -> Outcome:
    """Who is in the group is decided now, and said before anything is sent."""
    _admin(turn)
    if intent.code is not None and intent.code not in turn.catalog.codes:
        raise Refusal(turn.say("review.no_item", code=intent.code))
    found = [row for row in rows(turn, intent.code) if _is_in(intent.group, row)]
    if not found:
        raise Refusal(turn.say(f"office.nobody_{intent.group}"))
    if intent.asks_words:
        return _ask_words(intent.group, found, turn)
    words = intent.words or _reminder(intent.code, turn)
    everybody = intent.group == "all" and intent.code is None
    codes = None if everybody else tuple(row.agency.code for row in found)
    return announce.preview(Announce(words, codes), turn)


def remind_one(agency: Agency, code: str | None, turn: Turn) -> Outcome:
    _admin(turn)
    if code is not None and code not in turn.catalog.codes:
        raise Refusal(turn.say("review.no_item", code=code))
    return announce.preview(Announce(_reminder(code, turn), (agency.code,)), turn)


def _admin(turn: Turn) -> None:
    if not is_office(turn):
        raise Refusal(turn.say("orders.only_office"))


def _is_in(group: AgencyGroup, row: Row) -> bool:
    match group:
        case "all":
            return True
        case "red":
            return row.tally.red > 0
        case "silent":
            return row.tally.claimed == 0
        case "open":
            return not row.finished


def _reminder(code: str | None, turn: Turn) -> str:
    if code is None:
        return turn.say("office.reminder")
    return turn.say("office.reminder_item", name=short_name(turn, code), code=code)


def _ask_words(group: AgencyGroup, found: list[Row], turn: Turn) -> Outcome:
    """The keyboard opens with the beginning of the order typed in."""
    say = turn.catalog.phrases.say
    name = say(f"office.group_{group}")
    usual = RemindGroup(group)
    heading = say("office.message_to", group=name, count=len(found))
    card = office_card(
        turn.catalog.phrases, say("office.message_title"),
        [Group(heading, [row.agency.label for row in found])],
        [(say(f"office.remind_{group}_button"), usual)],
        lines=[say("office.message_how", group=name)],
    )  # fmt: skip
    prefill = say("office.message_prefill", group=name)
    write = line.type_button(say("office.message_button"), usual, prefill, style="link")
    card["contents"]["footer"]["contents"].append(write)
    return Outcome((card,))
