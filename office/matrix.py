"""The overview: every agency against every item on one screen, and what waits for a look.

The database counts, sorts and filters; only the agencies of the shown page become full checklists.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote, urlencode

from fastapi.responses import Response
from markupsafe import Markup
from sqlmodel import col, select

from content.catalog import Catalog, Item
from handlers.checklist import Bar, Checklist, ItemState
from handlers.standing import agency_checklist, all_checklists, empty_checklist
from models.agency import Agency, assessed_agencies
from models.coordinator import Coordinator
from models.overview import Tally, tallies, waiting_items
from office.cells import LEGEND, Mark, mark_of
from office.frame import Page, Visit, Who

PER_PAGE = 50
QUEUE_SHOWN = 60

SORTS: Mapping[str, tuple[str, Callable[["Row"], tuple[object, ...]]]] = {
    "worst": ("น่าห่วงที่สุดก่อน", lambda r: (-r.tally.red, r.tally.claimed, r.agency.code)),
    "claimed": ("อ้างว่าเสร็จน้อยก่อน", lambda r: (r.tally.claimed, r.agency.code)),
    "opens": ("ลิงก์ที่เปิดได้น้อยก่อน", lambda r: (r.tally.opens, r.agency.code)),
    "accepted": ("ตรวจแล้วน้อยก่อน", lambda r: (r.tally.accepted, r.agency.code)),
    "waiting": ("รอตรวจมากก่อน", lambda r: (-r.tally.waiting, r.agency.code)),
    "best": ("ก้าวหน้าที่สุดก่อน", lambda r: (-r.tally.claimed, -r.tally.opens, r.agency.code)),
    "name": ("ตามชื่อ", lambda r: (r.agency.name,)),
    "code": ("ตามรหัส", lambda r: (r.agency.code,)),
}
STATUSES: Mapping[str, tuple[str, Callable[["Row"], bool]]] = {
    "red": ("มีข้อต้องแก้", lambda r: r.tally.red > 0),
    "waiting": ("มีข้อรอตรวจ", lambda r: r.tally.waiting > 0),
    "absent": ("ยังไม่มีผู้ประสานงาน", lambda r: not r.joined),
    "none": ("ยังไม่เริ่ม", lambda r: r.tally.claimed == 0),
    "open": ("ยังทำไม่ครบ", lambda r: r.tally.claimed < r.tally.total),
    "done": ("อ้างว่าเสร็จครบ", lambda r: 0 < r.tally.total == r.tally.claimed),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One agency with what the matrix sorts and filters by."""

    agency: Agency
    tally: Tally
    joined: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address asks for; anything unknown falls back to the first."""

    sort: str
    group: str
    scope: str
    status: str
    search: str
    page: int

    def address(self, **changes: object) -> str:
        pairs = {"sort": self.sort, "group": self.group, "scope": self.scope,
                 "status": self.status, "q": self.search, "page": self.page} | changes  # fmt: skip
        defaults = {"sort": "worst", "page": 1}
        kept = {k: v for k, v in pairs.items() if v and defaults.get(k) != v}
        return "/admin" + ("?" + urlencode(kept) if kept else "")


def choice_of(query: Mapping[str, str]) -> Choice:
    page = query.get("page", "")
    return Choice(
        sort=query.get("sort", "") if query.get("sort", "") in SORTS else "worst",
        group=query.get("group", "")[:100],
        scope=query.get("scope", "")[:20],
        status=query.get("status", "") if query.get("status", "") in STATUSES else "",
        search=query.get("q", "").strip()[:100],
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 6 and int(page) else 1,
    )


def items_in(catalog: Catalog, scope: str) -> tuple[Item, ...]:
    """The columns: an instrument, an indicator, or everything."""
    if scope in ("O", "i", "E"):
        return tuple(item for item in catalog.items if item.code.startswith(scope))
    chosen = tuple(item for item in catalog.items if str(item.indicator) == scope)
    return chosen or catalog.items


def overview(visit: Visit) -> Response:
    choice = choice_of(visit.query)
    items = items_in(visit.catalog, choice.scope)
    everybody = _rows(visit, items)
    chosen = _chosen(everybody, choice)
    first = (choice.page - 1) * PER_PAGE
    shown = chosen[first : first + PER_PAGE]
    sheets = _sheets(visit, shown, len(everybody))
    empty = empty_checklist(visit.catalog, visit.fiscal_year)
    draw = Cells(items)
    return visit.show(
        "matrix.html",
        choice=choice,
        sorts=SORTS,
        statuses=STATUSES,
        groups=sorted({row.agency.group_name for row in everybody} - {""}),
        indicators=visit.catalog.indicators,
        items=items,
        spans=_spans(items),
        rows=[(row, bars(row.tally), draw.row(row.agency, sheets.get(row.agency.id or 0, empty)))
              for row in shown],
        found=len(chosen),
        total=len(everybody),
        pages=max(1, -(-len(chosen) // PER_PAGE)),
        province_bars=bars(_sum(row.tally for row in chosen)),
        waiting=sum(row.tally.waiting for row in everybody),
        red=sum(row.tally.red > 0 for row in everybody),
        absent=sum(not row.joined for row in everybody),
        legend=LEGEND,
    )  # fmt: skip


def _sheets(visit: Visit, shown: Sequence[Row], total: int) -> dict[int, Checklist]:
    """Of a province all at once; of thousands only those on the page."""
    session, catalog, year = visit.session, visit.catalog, visit.fiscal_year
    if total <= 2 * PER_PAGE:
        return all_checklists(session, catalog, year)
    ids = [row.agency.id or 0 for row in shown]
    return {key: agency_checklist(session, catalog, key, year) for key in ids}


def _rows(visit: Visit, items: Sequence[Item]) -> list[Row]:
    agencies = assessed_agencies(visit.session)
    steps = {item.code: len(item.steps) for item in items}
    counted = tallies(visit.session, visit.fiscal_year, steps, [a.id or 0 for a in agencies])
    joined = set(
        visit.session.exec(
            select(Coordinator.agency_id).where(col(Coordinator.left_at).is_(None)).distinct()
        ).all()
    )
    return [Row(agency, counted[agency.id or 0], agency.id in joined) for agency in agencies]


def _chosen(rows: Sequence[Row], choice: Choice) -> list[Row]:
    wanted = choice.search.casefold()
    kept = [
        row
        for row in rows
        if (not choice.group or row.agency.group_name == choice.group)
        and (not choice.status or STATUSES[choice.status][1](row))
        and (not wanted or wanted in
             f"{row.agency.code} {row.agency.name} {row.agency.short_name}".casefold())
    ]  # fmt: skip
    return sorted(kept, key=SORTS[choice.sort][1])


def bars(tally: Tally) -> tuple[tuple[str, str, Bar], ...]:
    """The three honest bars: class, words, figures."""
    return (
        ("claimed", "อ้างว่าเสร็จ", Bar(tally.claimed, tally.total)),
        ("opens", "ลิงก์เปิดได้", Bar(tally.opens, tally.need_link)),
        ("accepted", "จังหวัดตรวจแล้ว", Bar(tally.accepted, tally.total)),
    )


def _sum(found: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in found:
        for name in Tally.__slots__:
            setattr(total, name, getattr(total, name) + getattr(tally, name))
    return total


def _spans(items: Sequence[Item]) -> list[tuple[int, int]]:
    """(indicator, number of columns), for the head above the codes."""
    spans: list[tuple[int, int]] = []
    for item in items:
        if spans and spans[-1][0] == item.indicator:
            spans[-1] = (item.indicator, spans[-1][1] + 1)
        else:
            spans.append((item.indicator, 1))
    return spans


class Cells:
    """Draws squares from strings prepared once a page: a province has some 130,000 of them."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = [item.code for item in items]
        self._made: dict[tuple[str, Mark], tuple[str, str]] = {}

    def row(self, agency: Agency, sheet: Checklist) -> Markup:
        base = "/admin/agency/" + escape(quote(agency.code, safe=""), quote=True)
        states = sheet.items
        parts: list[str] = []
        for code in self._items:
            head, tail = self._cell(states[code])
            parts += (head, base, tail)
        return Markup("".join(parts))  # noqa: S704 – codes come from the content, the base is escaped

    def _cell(self, state: ItemState) -> tuple[str, str]:
        mark = mark_of(state)
        made = self._made.get((state.code, mark))
        if made is None:
            code = escape(state.code)
            made = (
                f'<td class="c {mark.name}" data-c="{code}"><a href="',
                f'/{code}" title="{code} {mark.words}">{mark.symbol}</a></td>',
            )
            self._made[state.code, mark] = made
        return made


def queue(visit: Visit) -> Response:
    steps = {item.code: len(item.steps) for item in visit.catalog.items}
    pairs = waiting_items(visit.session, visit.fiscal_year, steps, QUEUE_SHOWN)
    agencies = {agency.id: agency for agency in assessed_agencies(visit.session)}
    order = {item.code: place for place, item in enumerate(visit.catalog.items)}
    by_id: dict[int, list[Item]] = {}
    for key, code in sorted(pairs, key=lambda pair: (pair[0], order[pair[1]])):
        by_id.setdefault(key, []).append(visit.catalog.items[order[code]])
    shown = [(agencies[key], items) for key, items in by_id.items() if key in agencies]
    return visit.show("queue.html", groups=shown, full=len(pairs) == QUEUE_SHOWN)


PAGES = (
    Page("GET", "/admin", overview, Who.ADMIN),
    Page("GET", "/admin/queue", queue, Who.ADMIN),
)
