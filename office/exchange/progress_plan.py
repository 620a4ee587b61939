"""What an imported workbook would change, shown first; then exactly that.

An import only adds. What the database has and the file has not is shown and kept, because the file
may be older than the chat: an import must not silently undo a coordinator's work. The office's
verdicts in the file are ignored; they are given on the pages.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from content.catalog import Catalog
from handlers.link_clean import clean_link
from models.agency import all_agencies
from models.audit import record
from models.evidence import NewLink, add_link, links_of
from models.task import set_steps
from office.exchange.progress_in import ProgressRow, ProgressSheet
from office.exchange.snapshot import AgencyFacts, AgencyState, Line, snapshot
from office.exchange.table_in import SheetError


@dataclass(frozen=True, slots=True)
class ItemDiff:
    """What applying would do to one item; `kept` is in the database and not in the file."""

    agency_id: int
    agency: str
    code: str
    add_links: tuple[str, ...] = ()
    note: tuple[str, str] | None = None
    tick: tuple[int, ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def writes(self) -> bool:
        return bool(self.add_links or self.note or self.tick)


@dataclass(frozen=True, slots=True)
class ProgressDiff:
    fiscal_year: int
    changes: tuple[ItemDiff, ...] = ()
    kept: tuple[ItemDiff, ...] = ()
    doubtful: tuple[str, ...] = ()
    same: int = 0


@dataclass(slots=True)
class _Found:
    changes: list[ItemDiff] = field(default_factory=list)
    kept: list[ItemDiff] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    same: int = 0


def diff(
    session: Session, catalog: Catalog, sheet: ProgressSheet, fiscal_year: int, now: datetime
) -> ProgressDiff:
    """Compare a file with the database; only reads."""
    agencies = {agency.code.casefold(): agency for agency in all_agencies(session)}
    named = {row.agency.casefold() for row in sheet.rows}
    chosen = [row for code, row in agencies.items() if code in named and not row.is_office]
    taken = snapshot(session, catalog, chosen, fiscal_year, now)
    states = {state.agency.code.casefold(): state for state in taken.agencies}
    found = _Found(doubtful=list(sheet.doubtful))
    seen: set[tuple[str, str]] = set()
    for row in sheet.rows:
        key = (row.agency.casefold(), row.code.casefold())
        if key in seen:
            found.doubtful.append(f"แถว {row.line}: {row.agency} {row.code} ซ้ำกับแถวก่อนหน้า")
            continue
        seen.add(key)
        try:
            _compare(row, states.get(key[0]), found)
        except SheetError as error:
            found.doubtful.append(f"แถว {row.line}: {error}")
    return ProgressDiff(
        fiscal_year, tuple(found.changes), tuple(found.kept), tuple(found.doubtful), found.same
    )


def _compare(row: ProgressRow, state: AgencyState | None, found: _Found) -> None:
    if state is None:
        raise SheetError(f"ไม่มีหน่วยงานรหัส {row.agency}")
    line = next((known for known in state.lines if known.code == row.code), None)
    if line is None:
        raise SheetError(f"ไม่มีข้อ {row.code}")
    change = _item_diff(row, state.agency, line)
    if change.writes:
        found.changes.append(change)
    else:
        found.same += 1
    if change.kept:
        found.kept.append(change)


def _item_diff(row: ProgressRow, agency: AgencyFacts, line: Line) -> ItemDiff:
    present = {clean_link(link.url) or link.url for link in line.links}
    wanted = range(1, line.state.steps + 1) if row.steps is None else sorted(row.steps)
    if any(step < 1 or step > line.state.steps for step in wanted):
        raise SheetError(f"{row.code} มี {line.state.steps} ขั้นตอน")
    if row.links and not line.state.needs_link:
        raise SheetError(f"{row.code} ไม่ใช่ข้อที่ต้องแนบลิงก์")
    before = " ".join(line.explanation.split())
    changed_note = bool(row.note) and row.note != before and bool(present or row.links)
    kept = [link for link in present if link not in row.links]
    kept += [f"ขั้นตอน {step}" for step in sorted(line.state.ticked - set(wanted))]
    return ItemDiff(
        agency_id=agency.id,
        agency=agency.code,
        code=row.code,
        add_links=tuple(link for link in row.links if link not in present),
        note=(before, row.note) if changed_note else None,
        tick=tuple(step for step in wanted if step not in line.state.ticked),
        kept=tuple(kept),
    )


def apply_progress(session: Session, planned: ProgressDiff, now: datetime, by: int | None) -> None:
    """Write the diff in the caller's transaction, one audit line an item."""
    ticks: dict[int, list[tuple[str, int, bool]]] = {}
    for change in planned.changes:
        for url in change.add_links:
            link = NewLink(change.agency_id, planned.fiscal_year, change.code, url)
            add_link(session, link, by, now)
        if change.note is not None:
            _set_note(session, change, planned.fiscal_year)
        ticks.setdefault(change.agency_id, []).extend(
            (change.code, step, True) for step in change.tick
        )
        record(
            session, now, "progress.import", by=by, agency_id=change.agency_id,
            subject=f"{change.agency} {change.code}", after=" · ".join(change_words(change)),
        )  # fmt: skip
    for agency_id, steps in ticks.items():
        set_steps(session, agency_id, planned.fiscal_year, steps, by, now)


def _set_note(session: Session, change: ItemDiff, fiscal_year: int) -> None:
    """The sheet has one explanation for all links of an item: the first link carries it."""
    rows = links_of(session, change.agency_id, fiscal_year, change.code)
    for place, row in enumerate(rows):
        row.note = change.note[1] if change.note and place == 0 else ""
        session.add(row)


def change_words(change: ItemDiff) -> Iterable[str]:
    """The change as short Thai phrases, for the page and the audit log."""
    if change.add_links:
        yield "เพิ่มลิงก์ " + " ".join(change.add_links)
    if change.note is not None:
        yield f"คำอธิบาย “{change.note[0] or '(ว่าง)'}” → “{change.note[1]}”"
    if change.tick:
        yield "ทำแล้ว ขั้นตอน " + " ".join(str(step) for step in change.tick)
