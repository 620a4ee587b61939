"""The province office accepts an item or sends it back; the owner learns of it for free.

Only admins. What the owner of a returned item reads is a card with the reason, the remedy and one
tap that has the link checked again.
"""

import json
from collections.abc import Sequence

from handlers.agency_facts import facts, next_steps
from handlers.agency_names import agencies_named
from handlers.ask import short_name
from handlers.checklist import ItemState, storage_code
from handlers.intents import Review
from handlers.outcome import Message, Outcome, Refusal, Turn
from handlers.review_words import Order, read_order
from handlers.standing import agency_checklist
from handlers.views import line
from handlers.views.evidence import short_code
from handlers.views.review import (
    choose_agency_card,
    returned_card,
    status_card,
    why_card,
    with_facts,
)
from models import audit
from models.agency import Agency, agency_by_code
from models.coordinator import Coordinator, members
from models.evidence import links_of, owner_of
from models.nudge import leave_notice
from models.review import (
    ItemOf,
    accept,
    canned_reasons,
    find_reason,
    newest_review,
    return_item,
    verdict_words,
)

RETURN_NOTICE = "returned"
ACCEPT_NOTICE = "accepted"
MAX_REASON = 300


def review(intent: Review, turn: Turn) -> Outcome:
    """From a button or an order; an item that is returned without a reason is asked about."""
    _admin(turn)
    agency = agency_by_code(turn.session, intent.agency_code)
    if agency is None or agency.is_office:
        raise Refusal(turn.say("review.no_agency", words=intent.agency_code))
    if intent.code not in turn.catalog.codes:
        raise Refusal(turn.say("review.no_item", code=intent.code))
    if intent.accepted:
        return _accept(agency, intent.code, turn)
    if not intent.reason.strip():
        return _ask_why(agency, intent.code, turn)
    return _return(agency, intent.code, intent.reason, turn)


def review_order(words: str, turn: Turn) -> Outcome | None:
    """ "รับรอง O12 …", "ส่งคืน O12 … เพราะ …", "สถานะ …"; None for words that are no such order."""
    order = read_order(words)
    if order is None:
        return None
    found = agencies_named(turn.session, order.agency) if order.agency else []
    if order.verb == "status" and not found:
        return None
    _admin(turn)
    if order.code and order.code not in turn.catalog.codes:
        raise Refusal(turn.say("review.no_item", code=order.code))
    if not order.agency or (order.verb != "status" and not order.code):
        raise Refusal(turn.say("review.how"))
    if not found:
        raise Refusal(turn.say("review.no_agency", words=order.agency))
    if len(found) > 1:
        return _which_agency(found, order, turn)
    return _carry_out(found[0], order, turn)


def _carry_out(agency: Agency, order: Order, turn: Turn) -> Outcome:
    if order.verb == "status":
        return status(agency, turn)
    accepted = order.verb == "accept"
    return review(Review(agency.code, order.code, accepted, order.reason), turn)


def status(agency: Agency, turn: Turn) -> Outcome:
    """The three bars of one agency and what waits for the office."""
    checklist = agency_checklist(turn.session, turn.catalog, agency.id or 0, turn.fiscal_year)
    waiting = [state for state in checklist.items.values() if _waits(state, agency, turn)]
    links = {state.code: _first_link(agency, state.code, turn) for state in waiting}
    card = status_card(turn.catalog, agency.code, agency.name, checklist, waiting, links)
    card = with_facts(card, facts(agency, turn), next_steps(agency, turn))
    return Outcome((card,))


def _waits(state: ItemState, agency: Agency, turn: Turn) -> bool:
    """Claimed and not yet looked at, or mended after a return."""
    if not state.applies or state.review == "accepted":
        return False
    if state.review == "returned":
        newest = newest_review(turn.session, _item(agency, state.code, turn))
        return newest is not None and newest.answered_at is not None
    return state.claimed and (state.links > 0 or not state.needs_link)


def _first_link(agency: Agency, code: str, turn: Turn) -> str:
    rows = links_of(turn.session, agency.id or 0, turn.fiscal_year, code)
    return rows[0].url if rows else ""


def _accept(agency: Agency, code: str, turn: Turn) -> Outcome:
    by = turn.person.id if turn.person else None
    before = verdict_words(newest_review(turn.session, _item(agency, code, turn)))
    after = accept(turn.session, _item(agency, code, turn), by, turn.now)
    _note(turn, "review.accept", agency, code, (before, verdict_words(after)))
    name = short_name(turn, code)
    owner = _owner(agency, code, turn)
    if owner is not None and owner.id is not None:
        words = turn.say("review.notice_accepted", name=name)
        leave_notice(turn.session, owner.id, ACCEPT_NOTICE, words, turn.now)
    lines = [turn.say("review.accepted", name=name, agency=agency.label)]
    state = agency_checklist(turn.session, turn.catalog, agency.id or 0, turn.fiscal_year).items[
        code
    ]
    if state.link_state == "dead":
        lines.append(turn.say("review.accepted_dead"))
    elif state.needs_link and state.link_state == "none":
        lines.append(turn.say("review.accepted_no_link"))
    return Outcome((line.text("\n".join(lines)),))


def _return(agency: Agency, code: str, words: str, turn: Turn) -> Outcome:
    reason, remedy = find_reason(turn.session, line.shorten(words, MAX_REASON))
    by = turn.person.id if turn.person else None
    before = verdict_words(newest_review(turn.session, _item(agency, code, turn)))
    after = return_item(turn.session, _item(agency, code, turn), reason, by, turn.now)
    _note(turn, "review.return", agency, code, (before, verdict_words(after)))
    name = short_name(turn, code)
    lines = [turn.say("review.returned", name=name, agency=agency.label)]
    owner = _owner(agency, code, turn)
    if owner is None or owner.id is None:
        lines.append(turn.say("review.nobody"))
    else:
        card = return_notice(turn, code, reason, remedy)
        body = json.dumps([card], ensure_ascii=False)
        leave_notice(turn.session, owner.id, RETURN_NOTICE, body, turn.now)
    return Outcome((line.text("\n".join(lines)),))


def return_notice(turn: Turn, code: str, reason: str, remedy: str = "") -> Message:
    """What the owner of a returned item reads."""
    return returned_card(turn.catalog, code, reason, remedy, turn.fiscal_year)


def _ask_why(agency: Agency, code: str, turn: Turn) -> Outcome:
    reasons = [(row.id or 0, row.text) for row in canned_reasons(turn.session)]
    return Outcome((why_card(turn.catalog.phrases, agency.code, agency.label, code, reasons),))


def _which_agency(found: Sequence[Agency], order: Order, turn: Turn) -> Outcome:
    if order.verb == "status":
        words = turn.say("review.which_agency", words=order.agency)
        names = "\n".join(f"• สถานะ {agency.code} ({agency.name})" for agency in found[:8])
        return Outcome((line.text(f"{words}\n{names}"),))
    accepted = order.verb == "accept"
    choices = [
        (agency.name, Review(agency.code, order.code, accepted, order.reason[:40]))
        for agency in found[:8]
    ]
    return Outcome((choose_agency_card(turn.catalog.phrases, order.agency, choices),))


def _owner(agency: Agency, code: str, turn: Turn) -> Coordinator | None:
    """Whoever added the newest link, or the main coordinator."""
    stored = storage_code(turn.catalog, code)
    rows = links_of(turn.session, agency.id or 0, turn.fiscal_year, stored)
    if rows:
        return owner_of(turn.session, rows[-1])
    people = members(turn.session, agency.id or 0)
    return next((person for person in people if person.role != "admin"), None)


def _item(agency: Agency, code: str, turn: Turn) -> ItemOf:
    return ItemOf(agency.id or 0, turn.fiscal_year, storage_code(turn.catalog, code))


def _admin(turn: Turn) -> None:
    if turn.person is None or not turn.person.is_admin:
        raise Refusal(turn.say("review.admins_only"))


def _note(turn: Turn, action: str, agency: Agency, code: str, change: tuple[str, str]) -> None:
    audit.record(
        turn.session,
        turn.now,
        action,
        by=turn.person.id if turn.person else None,
        agency_id=agency.id,
        subject=short_code(code),
        before=change[0],
        after=change[1],
    )
