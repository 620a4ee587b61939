"""Orders of the province office by chat: read, shown, and carried out once confirmed."""

from handlers import announce, date_orders, office_notes, one_agency
from handlers.agency_names import agencies_named
from handlers.crosswalk import also_known_as, numbers_line
from handlers.intents import AdminCommand
from handlers.order_words import (
    Announce,
    ConfirmNumbers,
    No,
    RemoveDeadline,
    RemoveHoliday,
    SetDeadline,
    SetHoliday,
    SetThanks,
    ShowDelivery,
    Yes,
    read_order,
)
from handlers.outcome import Outcome, Refusal, Turn
from handlers.review import review_order
from handlers.review_words import read_order as read_review
from handlers.understanding.thai import clean
from handlers.views import line
from models import audit
from models.confirmation import confirm_code, confirmed_codes, withdraw_code
from models.wording import set_setting


def order(intent: AdminCommand, turn: Turn) -> Outcome:
    """Only admins give orders; an order that is not understood is answered with the list."""
    if turn.person is None or not turn.person.is_admin:
        raise Refusal(turn.say("orders.only_office"))
    words = clean(turn.text) or intent.words
    match read_order(words, turn.catalog, turn.fiscal_year):
        case SetDeadline() as wish:
            return date_orders.preview_deadline(wish, turn)
        case RemoveDeadline() as wish:
            return date_orders.preview_removal(wish, turn)
        case SetHoliday() as wish:
            return date_orders.preview_holiday(wish, turn)
        case RemoveHoliday() as wish:
            return date_orders.preview_holiday_removal(wish, turn)
        case Announce() as wish:
            typed = read_order(turn.text, turn.catalog, turn.fiscal_year)  # line breaks and all
            return announce.preview(typed if isinstance(typed, Announce) else wish, turn)
        case ShowDelivery(number):
            return announce.show_delivery(number, turn)
        case ConfirmNumbers() as wish:
            return _numbers(wish, turn)
        case SetThanks(wanted):
            return _thanks(turn, wanted=wanted)
        case Yes():
            return _carry_out(turn)
        case No():
            key = "orders.cancelled" if _waits(turn) else "orders.nothing_waiting"
            return Outcome((line.text(turn.say(key)),))
        case None:
            help_text = Outcome((line.text(turn.say("orders.help")),), expecting=turn.expecting)
            return review_order(words, turn) or help_text


def is_order(text: str, turn: Turn) -> bool:
    """Whether an admin's words are an order; yes and no only while something waits, but for a bare
    "ยืนยัน", which means nothing else."""
    if turn.person is None or not turn.person.is_admin:
        return False
    found = read_order(clean(text), turn.catalog, turn.fiscal_year)
    if found is None:
        return _is_review(clean(text), turn)
    lone = turn.expecting is None and clean(text).startswith("ยืนยัน")
    return _waits(turn) or not isinstance(found, Yes | No) or (lone and isinstance(found, Yes))


def _is_review(text: str, turn: Turn) -> bool:
    found = read_review(text)
    if found is None:
        return False
    return found.verb != "status" or bool(agencies_named(turn.session, found.agency))


def take(turn: Turn) -> Outcome | None:
    """The admin's order in the turn's text, carried out; None when it is none: then it is a wish
    like anyone's."""
    return order(AdminCommand(turn.text), turn) if is_order(turn.text, turn) else None


def _waits(turn: Turn) -> bool:
    return turn.expecting is not None and turn.expecting.get("kind") == "order"


def _carry_out(turn: Turn) -> Outcome:
    waiting = turn.expecting
    if waiting is None or waiting.get("kind") != "order":
        raise Refusal(turn.say("orders.nothing_waiting"))
    match waiting.get("order"):
        case "announce":
            words = announce.confirm_waiting(int(waiting["id"]), turn)
        case "invite":
            words = one_agency.give_invite(waiting, turn)
        case "note" | "note_call":
            words = office_notes.keep(waiting, turn)
        case _:
            words = date_orders.apply_dates(waiting, turn)
    return Outcome((line.text(words),))


def _thanks(turn: Turn, *, wanted: bool) -> Outcome:
    by, after = turn.person.id if turn.person else None, "on" if wanted else "off"
    before = set_setting(turn.session, "thanks", after, turn.now)
    audit.record(turn.session, turn.now, "thanks.set", by=by, before=before, after=after)
    return Outcome((line.text(turn.say(f"orders.thanks_{after}")),), expecting=turn.expecting)


def _numbers(wish: ConfirmNumbers, turn: Turn) -> Outcome:
    """The office confirms, or takes back, that an item's number in another year is right."""
    code = wish.scope or ""
    by = turn.person.id if turn.person else None
    if also_known_as(turn.catalog, code, (), for_office=True) is None:
        raise Refusal(turn.say("crosswalk.unknown", code=code or "ที่พิมพ์"))
    if wish.withdraw:
        withdraw_code(turn.session, code)
        audit.record(turn.session, turn.now, "crosswalk.withdraw", by=by, subject=code)
        return Outcome((line.text(turn.say("crosswalk.withdrawn", code=code)),))
    fresh = confirm_code(turn.session, code, by, turn.now)
    found = also_known_as(turn.catalog, code, confirmed_codes(turn.session))
    words = numbers_line(turn.catalog, found) if found else ""
    if not fresh:
        return Outcome((line.text(turn.say("crosswalk.already", line=words)),))
    audit.record(turn.session, turn.now, "crosswalk.confirm", by=by, subject=code, after=words)
    return Outcome((line.text(turn.say("crosswalk.confirmed", line=words, code=code)),))
