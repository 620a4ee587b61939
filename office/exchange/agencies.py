"""A list of agencies as an office keeps it: rows that are clear, and rows that are doubtful.

A doubtful row says why. `held` means that it will not be written until a person corrects the file;
otherwise it is written and only worth a look.
"""

import re
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from models.agency import OFFICE_CODE
from office.exchange.headers import AGENCY_HEADERS, Columns, cell, find_header
from office.exchange.table_in import Row, SheetError, read_tables

FIELDS: Final = ("name", "short_name", "website", "phone", "group_name")
LABELS: Final = {
    "name": "ชื่อ",
    "short_name": "ชื่อย่อ",
    "website": "เว็บไซต์",
    "phone": "โทรศัพท์",
    "group_name": "กลุ่ม",
}
_CODE = re.compile(r"[0-9A-Za-z\u0e01-\u0e7f._-]{1,32}")
_NAME_NOISE = re.compile(r"[\s.,\-–()“”\"'/]+")
_OFFICE_OF = re.compile(r"^(สนง|สำนักงาน)")
_LOST_ZERO = re.compile(r"[2-9]\d{7}|[689]\d{8}")
_HOST = re.compile(r"([\w\u0e00-\u0e7f-]+\.)+([\w\u0e00-\u0e7f-]{2,}|\d)")


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """One row of the file; `None` means that the file has no such column or an empty cell."""

    line: int
    code: str | None
    name: str
    short_name: str | None = None
    website: str | None = None
    phone: str | None = None
    group_name: str | None = None

    @property
    def shown(self) -> str:
        return f"{self.code} {self.name}" if self.code else self.name


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row that a person should look at, and why."""

    line: int
    shown: str
    reason: str
    held: bool = True


@dataclass(frozen=True, slots=True)
class AgencySheet:
    """What a file says. With `errors` nothing of it may be used."""

    rows: tuple[AgencyRow, ...] = ()
    doubtful: tuple[Doubt, ...] = ()
    errors: tuple[str, ...] = ()


def read_agencies(data: bytes, filename: str = "") -> AgencySheet:
    """Never raises: a file that cannot be used comes back with `errors`, in Thai."""
    try:
        return _read(data)
    except SheetError as error:
        named = f"{filename}: {error}" if filename else str(error)
        return AgencySheet(errors=(named,))


def _read(data: bytes) -> AgencySheet:
    table, place, columns = find_header(read_tables(data), AGENCY_HEADERS, "name")
    rows: list[AgencyRow] = []
    doubtful: list[Doubt] = []
    for line, raw in enumerate(table.rows[place + 1 :], start=place + 2):
        if not any(cell(raw, columns, field) for field in ("code", *FIELDS)):
            continue
        row, doubts = _row(line, raw, columns)
        doubtful += doubts
        if not any(doubt.held for doubt in doubts):
            rows.append(row)
    if not rows and not doubtful:
        raise SheetError("มีหัวตารางแต่ไม่มีรายชื่อหน่วยงาน")
    clear, repeated = _without_repeats(rows)
    return AgencySheet(tuple(clear), tuple(sorted((*doubtful, *repeated), key=lambda d: d.line)))


def _row(line: int, raw: Row, columns: Columns) -> tuple[AgencyRow, list[Doubt]]:
    row = AgencyRow(
        line,
        cell(raw, columns, "code") or None,
        cell(raw, columns, "name"),
        *(cell(raw, columns, field) or None for field in FIELDS[1:]),
    )
    reasons: list[tuple[str, bool]] = []
    if not row.name:
        reasons.append(("ไม่มีชื่อหน่วยงาน", True))
    if row.code is None and "code" in columns:
        reasons.append(("ไม่มีรหัส", True))
    if row.code is not None and not _CODE.fullmatch(row.code):
        reasons.append(("รหัสใช้ได้เฉพาะตัวอักษร ตัวเลข จุด ขีด ไม่เว้นวรรค ไม่เกิน 32 ตัว", True))
    if row.code is not None and row.code.upper() == OFFICE_CODE:
        reasons.append((f"{OFFICE_CODE} เป็นรหัสของสำนักงานจังหวัดเอง", True))
    row, guesses = _mended(row)
    reasons += guesses
    return row, [Doubt(line, row.shown, reason, held) for reason, held in reasons]


def _mended(row: AgencyRow) -> tuple[AgencyRow, list[tuple[str, bool]]]:
    notes: list[tuple[str, bool]] = []
    if row.website is not None:
        address = web_address(row.website)
        if address is None:
            notes.append((f"“{row.website}” ไม่ใช่ที่อยู่เว็บไซต์", True))
        else:
            row = replace(row, website=address)
    if row.phone is not None and _LOST_ZERO.fullmatch(row.phone):
        notes.append((f"โทรศัพท์ {row.phone} ขาดเลข 0 นำหน้า จึงเติมเป็น 0{row.phone}", False))
        row = replace(row, phone=f"0{row.phone}")
    return row, notes


def is_sound(row: AgencyRow) -> bool:
    """Whether a row could have come out of `read_agencies`."""
    code_is_good = row.code is None or (
        _CODE.fullmatch(row.code) is not None and row.code.upper() != OFFICE_CODE
    )
    return code_is_good and bool(row.name) and (not row.website or bool(web_address(row.website)))


def web_address(text: str) -> str | None:
    """The address with its scheme (https where none was typed); None for anything else."""
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return None
    usable = parts.scheme in ("http", "https") and not re.search(r"[\s<>\"]", address)
    return address if usable and (_HOST.fullmatch(host) or host == "localhost") else None


def name_key(name: str) -> str:
    """The same for two spellings of one name: blanks, marks and สำนักงาน/สนง. do not matter."""
    return _OFFICE_OF.sub("", _NAME_NOISE.sub("", name.replace("จ.", "จังหวัด"))).casefold()


def _without_repeats(rows: list[AgencyRow]) -> tuple[list[AgencyRow], list[Doubt]]:
    by_code: dict[str, int] = {}
    by_name: dict[str, int] = {}
    clear: list[AgencyRow] = []
    doubts: list[Doubt] = []
    for row in rows:
        code, name = (row.code or "").casefold(), name_key(row.name)
        if code and code in by_code:
            doubts.append(Doubt(row.line, row.shown, f"รหัสซ้ำกับแถวที่ {by_code[code]}"))
        elif name in by_name:
            doubts.append(Doubt(row.line, row.shown, f"ชื่อซ้ำกับแถวที่ {by_name[name]}"))
        else:
            by_code[code], by_name[name] = row.line, row.line
            clear.append(row)
    return clear, doubts
