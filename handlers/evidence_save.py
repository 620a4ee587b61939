"""Links into rows: what every way of attaching shares.

The finding that is ready is kept in the same transaction; what is not ready stays asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.ask import short_name
from handlers.checklist import storage_code
from handlers.link_seen import LinkSeen, descriptions, is_waiting
from handlers.outcome import Refusal, Turn
from handlers.tick import own_agency_id
from handlers.views.evidence import LinkView
from models import audit
from models.evidence import Evidence, NewLink, add_link, links_of, remove_link
from models.link_checks import last_checks, mark_told, record_check
from models.review import ItemOf

MAX_NOTE = 500


@dataclass(frozen=True, slots=True)
class Paired:
    """A link and the code that it is evidence for."""

    code: str
    url: str


@dataclass(frozen=True, slots=True)
class Saved:
    row: Evidence
    is_new: bool


def own_row(turn: Turn, evidence_id: int) -> Evidence:
    """A present link of this person's agency in this year; a polite no for anything else."""
    agency_id = own_agency_id(turn)
    row = turn.session.get(Evidence, evidence_id)
    if (
        row is None
        or row.agency_id != agency_id
        or row.removed_at is not None
        or row.fiscal_year != turn.fiscal_year
    ):
        raise Refusal(turn.say("evidence_change.gone"))
    return row


def takes_links(turn: Turn, code: str) -> bool:
    """Items and single measures do; indicators and lists do not."""
    if code.startswith("measure:"):
        number = code.removeprefix("measure:")
        return number.isdigit() and turn.catalog.measure(int(number)) is not None
    return code in turn.catalog.codes


def checked_code(turn: Turn, code: str) -> str:
    """The code under which links are kept; Refusal if nothing can be attached to it."""
    if not takes_links(turn, code):
        raise Refusal(turn.say("evidence.no_such_item", code=short_name(turn, code)))
    return storage_code(turn.catalog, code)


def save(turn: Turn, pairs: Sequence[Paired], note: str = "") -> list[Saved]:
    """Keep each link once, with its finding if the page was already opened."""
    agency_id, person_id = own_agency_id(turn), turn.person.id if turn.person else None
    saved: list[Saved] = []
    for pair in pairs:
        code = checked_code(turn, pair.code)
        link = NewLink(agency_id, turn.fiscal_year, code, pair.url, note[:MAX_NOTE])
        row, is_new = add_link(turn.session, link, person_id, turn.now)
        keep_finding(turn, row)
        saved.append(Saved(row, is_new))
        if is_new:
            note_change(turn, "evidence.add", row)
    turn.session.flush()
    return saved


def replace(turn: Turn, pair: Paired, note: str = "") -> tuple[Saved, bool]:
    """Put a link in the place of the only other one; True if there was exactly one to replace."""
    code = checked_code(turn, pair.code)
    before = links_of(turn.session, own_agency_id(turn), turn.fiscal_year, code)
    old = [row for row in before if row.url != pair.url]
    saved = save(turn, [pair], note or (old[0].note if len(old) == 1 else ""))[0]
    if len(old) == 1:
        remove_link(turn.session, old[0], turn.now)
        note_change(turn, "evidence.replace", old[0], by_url=saved.row.url)
    return saved, len(old) == 1


def keep_finding(turn: Turn, row: Evidence, *, newer: bool = False) -> bool:
    """Store what the link doctor has ready; `newer` when it must have looked again since."""
    if turn.links is None or turn.agency is None:
        return False
    seen = turn.links.finding(row.url, row.code, turn.agency)
    if not isinstance(seen, LinkSeen):
        return False
    if newer and row.checked_at is not None and seen.opened_at <= row.checked_at:
        return False
    record_check(turn.session, row, seen.as_check(), turn.now, told=True)
    return True


def note_change(turn: Turn, action: str, row: Evidence, *, by_url: str = "") -> None:
    """One line of the audit log; `by_url` is what stands in the place of a link now."""
    gone = action != "evidence.add"
    audit.record(
        turn.session,
        turn.now,
        action,
        by=turn.person.id if turn.person else None,
        agency_id=row.agency_id,
        subject=row.code,
        before=row.url if gone else "",
        after=by_url if gone else row.url,
    )


def item_of(turn: Turn, code: str) -> ItemOf:
    return ItemOf(own_agency_id(turn), turn.fiscal_year, storage_code(turn.catalog, code))


def views_of(turn: Turn, rows: Sequence[Evidence]) -> list[LinkView]:
    """Rows as cards show them, worst first; what is shown counts as told."""
    visits = last_checks(turn.session, [row.id or 0 for row in rows])
    views: list[LinkView] = []
    for row in rows:
        waiting = is_waiting(row)
        if not waiting:
            mark_told(row)
            turn.session.add(row)
        visit = visits.get(row.id or 0)
        year = wanted_year(turn, row.code)
        words = descriptions(row, year, visit.status if visit else None)
        views.append(LinkView.of(row, words, waiting=waiting))
    return sorted(views, key=lambda view: view.rank)


def wanted_year(turn: Turn, code: str) -> int | None:
    """The year that the item's page should name, where its title names one."""
    item = turn.catalog.item(code)
    if item is None or item.data_year is None:
        return None
    return turn.fiscal_year - (item.data_year == "previous")
