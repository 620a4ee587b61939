"""Announcements of the office by chat: what it costs before, what became of it afterwards.

Nothing is sent from here. A confirmed announcement is a row; the next pass in office hours makes
one push a recipient of it, merged with whatever else is due to that person.
"""

from collections.abc import Sequence

from handlers.order_words import Announce
from handlers.outcome import Outcome, Refusal, Turn
from handlers.views.orders import log_card, preview_card
from models import audit
from models.agency import Agency, assessed_agencies
from models.announcement import Delivery, confirm, delivery, draft, newest, reach
from models.office import Announcement
from models.quota import QuotaMonth, month_of, remaining

LONGEST = 1500


def preview(order: Announce, turn: Turn) -> Outcome:
    if not order.text:
        raise Refusal(turn.say("announce.empty"))
    if len(order.text) > LONGEST:
        raise Refusal(turn.say("announce.too_long", limit=LONGEST))
    agencies = _audience(order, turn)
    found = reach(turn.session, agencies, turn.now)
    if not found.pushed and not found.quiet:
        raise Refusal(turn.say("announce.nobody"))
    lines = [order.text, turn.say("announce.recipients", count=len(found.pushed))]
    if found.quiet:
        lines.append(turn.say("announce.quiet", count=len(found.quiet)))
    if found.unreachable:
        names = _names(turn, [agency.label for agency in found.unreachable])
        count = len(found.unreachable)
        lines.append(turn.say("announce.unreachable", count=count, names=names))
    cost_lines, warning = _cost(turn, len(found.pushed))
    lines += [*cost_lines, turn.say("announce.hours")]
    codes = None if order.agencies is None else [agency.code for agency in agencies]
    by = turn.person.id if turn.person else None
    row = draft(turn.session, order.text, codes, by, turn.now)
    card = preview_card(
        turn.catalog.phrases, turn.say("announce.preview_title"), lines, warning=warning
    )
    return Outcome((card,), expecting={"kind": "order", "order": "announce", "id": row.id})


def _audience(order: Announce, turn: Turn) -> list[Agency]:
    agencies = assessed_agencies(turn.session)
    if order.agencies is None:
        return agencies
    known = {agency.code.lower(): agency for agency in agencies}
    unknown = [code for code in order.agencies if code.lower() not in known]
    if unknown:
        raise Refusal(turn.say("announce.unknown_agency", codes=", ".join(unknown)))
    return [known[code] for code in dict.fromkeys(code.lower() for code in order.agencies)]


def _cost(turn: Turn, cost: int) -> tuple[list[str], str]:
    """What it costs and what is left, and a warning when it does not fit."""
    words = [turn.say("announce.cost", cost=cost)]
    ledger = turn.session.get(QuotaMonth, month_of(turn.now))
    left = remaining(turn.session, turn.now)
    if ledger is None or ledger.read_at is None:
        return [*words, turn.say("announce.unknown_left")], ""
    if left is None:
        return [*words, turn.say("announce.unlimited")], ""
    words.append(turn.say("announce.left", left=left))
    short = cost - left
    return words, turn.say("announce.not_enough", count=short) if short > 0 else ""


def confirm_waiting(announcement_id: int, turn: Turn) -> str:
    row = confirm(turn.session, announcement_id, turn.now)
    if row is None:
        raise Refusal(turn.say("orders.nothing_waiting"))
    by = turn.person.id if turn.person else None
    audit.record(
        turn.session, turn.now, "announcement.confirm", by=by, subject=str(row.id), after=row.text
    )
    log = delivery(turn.session, row)
    count = len(log.waiting)
    return turn.say("announce.confirmed", number=row.id, count=count)


def show_delivery(number: int | None, turn: Turn) -> Outcome:
    row = newest(turn.session) if number is None else turn.session.get(Announcement, number)
    if row is None or row.confirmed_at is None:
        raise Refusal(turn.say("announce.none"))
    title = turn.say("announce.log_title", number=row.id)
    groups = _groups(turn, delivery(turn.session, row))
    return Outcome((log_card(turn.catalog.phrases, title, row.text, groups),))


def _groups(turn: Turn, log: Delivery) -> list[tuple[str, Sequence[str]]]:
    rows: list[tuple[str, list[str]]] = [
        ("accepted", []), ("tapped", log.tapped), ("waiting", log.waiting), ("held", log.held),
        ("failed", log.failed), ("log_unreachable", log.unreachable),
    ]  # fmt: skip
    counts = {"accepted": len(log.accepted)}
    return [
        (turn.say(f"announce.{key}", count=counts.get(key, len(names))), names)
        for key, names in rows
        if names or key in ("accepted", "tapped")
    ]


def _names(turn: Turn, names: Sequence[str]) -> str:
    more = len(names) - 10
    tail = f" {turn.say('announce.and_more', count=more)}" if more > 0 else ""
    return ", ".join(names[:10]) + tail
