"""What an import would do, told before anything is written; then exactly that, and audited.

Rows are matched by code, and by name where the file has no code column. An empty cell never erases
what is known; agencies that the file leaves out stay as they are.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any, Final

from sqlmodel import Session

from models.agency import Agency, all_agencies
from models.audit import record
from office.exchange.agencies import FIELDS, LABELS, AgencyRow, AgencySheet, Doubt, name_key

ALIKE: Final = 92.0
"""Similarity in percent from which two names are shown to a person, and written all the same."""
MADE_CODE: Final = "A{:02d}"


@dataclass(frozen=True, slots=True)
class Change:
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class New:
    code: str
    row: AgencyRow


@dataclass(frozen=True, slots=True)
class Changed:
    agency_id: int
    code: str
    name: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    new: tuple[New, ...]
    changed: tuple[Changed, ...]
    unchanged: tuple[str, ...]
    doubtful: tuple[Doubt, ...]

    @property
    def writes(self) -> bool:
        return bool(self.new or self.changed)


def plan(session: Session, sheet: AgencySheet) -> ImportPlan:
    """Compare a file with the database; only reads."""
    present = all_agencies(session)
    by_code = {agency.code.casefold(): agency for agency in present}
    # The office may share its name with one of the assessed agencies: it is in both roles.
    by_name = {name_key(agency.name): agency for agency in present if not agency.is_office}
    codes = _fresh_codes(set(by_code))
    new: list[New] = []
    changed: list[Changed] = []
    unchanged: list[str] = []
    doubtful = list(sheet.doubtful)
    for row in sheet.rows:
        match = by_code.get(row.code.casefold()) if row.code else by_name.get(name_key(row.name))
        namesake = by_name.get(name_key(row.name))
        if namesake is not None and namesake is not match:
            doubtful.append(_namesake(row, namesake))
        elif match is None:
            new.append(New(row.code or next(codes), row))
        elif changes := _changes(match, row):
            assert match.id is not None  # noqa: S101 – read from the database
            changed.append(Changed(match.id, match.code, match.name, changes))
        else:
            unchanged.append(match.code)
    doubtful += _alike(new, present)
    doubtful.sort(key=lambda doubt: doubt.line)
    return ImportPlan(tuple(new), tuple(changed), tuple(unchanged), tuple(doubtful))


def apply(session: Session, planned: ImportPlan, now: datetime, by: int | None) -> None:
    """Write the plan in the caller's transaction; `by` None is the command line."""
    for entry in planned.new:
        values: dict[str, Any] = {field: getattr(entry.row, field) or "" for field in FIELDS}
        agency = Agency(code=entry.code, created_at=now, **values)
        session.add(agency)
        session.flush()
        record(
            session, now, "agency.import", by=by, agency_id=agency.id, subject=entry.code,
            after=_audit(values),
        )  # fmt: skip
    for change in planned.changed:
        row = session.get_one(Agency, change.agency_id)
        for part in change.changes:
            setattr(row, part.field, part.after == "1" if part.field == "active" else part.after)
        session.add(row)
        record(
            session, now, "agency.import", by=by, agency_id=row.id, subject=row.code,
            before=_audit({part.field: part.before for part in change.changes}),
            after=_audit({part.field: part.after for part in change.changes}),
        )  # fmt: skip
    session.flush()


def _audit(values: dict[str, str]) -> str:
    return json.dumps({k: v for k, v in values.items() if v}, ensure_ascii=False)


def _changes(agency: Agency, row: AgencyRow) -> tuple[Change, ...]:
    wanted = [(field, getattr(agency, field), getattr(row, field)) for field in FIELDS]
    changes = [Change(field, old, new) for field, old, new in wanted if new and new != old]
    if not agency.active:
        changes.append(Change("active", "", "1"))
    return tuple(changes)


def _namesake(row: AgencyRow, other: Agency) -> Doubt:
    return Doubt(row.line, row.shown, f"ชื่อเดียวกับ {other.code} {other.name} แต่รหัสต่างกัน")


def _fresh_codes(taken: set[str]) -> Iterator[str]:
    """`A01`, `A02`, … that nobody has yet, for files without a code column."""
    used = [int(found[1]) for code in taken if (found := re.fullmatch(r"a(\d{2,})", code))]
    for number in count(max(used, default=0) + 1):
        yield MADE_CODE.format(number)


def _alike(new: Sequence[New], present: Sequence[Agency]) -> list[Doubt]:
    """New names that differ little from another: perhaps a slip of the pen, perhaps not."""
    from rapidfuzz import fuzz, process

    names = {
        f"{agency.code} {agency.name}": agency.name for agency in present if not agency.is_office
    }
    keys = {shown: _letters(name) for shown, name in names.items()}
    doubts: list[Doubt] = []
    for entry in new:
        mine, shown = _letters(entry.row.name), f"{entry.code} {entry.row.name}"
        found = process.extractOne(mine, keys, scorer=fuzz.ratio, score_cutoff=ALIKE)
        if found is not None and _digits(entry.row.name) == _digits(names[found[2]]):
            reason = f"ชื่อคล้ายกับ {found[2]} โปรดตรวจว่าเป็นคนละหน่วยงาน"
            doubts.append(Doubt(entry.row.line, shown, reason, held=False))
        keys[shown], names[shown] = mine, entry.row.name
    return doubts


def _letters(name: str) -> str:
    return re.sub(r"\d", "", name_key(name))


def _digits(name: str) -> list[str]:
    return re.findall(r"\d+", name)


def change_text(change: Change) -> str:
    """`โทรศัพท์ 053… → 054…`."""
    if change.field == "active":
        return "กลับมาใช้งานอีกครั้ง"
    return f"{LABELS[change.field]} {change.before or '(ว่าง)'} → {change.after}"
