"""The exported workbook read back: links, explanations and steps that someone filled in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from handlers.link_clean import clean_link
from office.exchange.headers import cell, find_header
from office.exchange.table_in import Row, SheetError, read_tables
from office.exchange.workbook import ITEM_COLUMNS, ITEM_SHEET, plain

PROGRESS_HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "agency": ("รหัสหน่วยงาน", "agency code", "agency"),
    "code": ("ข้อ", "code", "item"),
    "links": ("ลิงก์", "ลิงค์", "url", "link", "links"),
    "note": ("คำอธิบาย", "explanation", "note"),
    "steps": ("ขั้นตอนที่ทำแล้ว", "steps done"),
    "other": tuple(
        name
        for name, _ in ITEM_COLUMNS
        if name not in ("รหัสหน่วยงาน", "ข้อ", "ลิงก์", "คำอธิบาย", "ขั้นตอนที่ทำแล้ว")
    ),
}
MOST_LINKS: Final = 20
LONGEST_NOTE: Final = 2_000
_ALL_STEPS = ("ครบ", "ทั้งหมด", "all")
_STEP_NUMBERS = re.compile(r"\d{1,2}([\s,]+\d{1,2})*")


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """What a file says about one item of one agency."""

    line: int
    agency: str
    code: str
    links: tuple[str, ...]
    note: str
    steps: frozenset[int] | None
    """None stands for all."""


@dataclass(frozen=True, slots=True)
class ProgressSheet:
    rows: tuple[ProgressRow, ...] = ()
    doubtful: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


def read_progress(data: bytes, filename: str = "") -> ProgressSheet:
    """Never raises: a file that cannot be used comes back with `errors`, in Thai."""
    try:
        return _read(data)
    except SheetError as error:
        return ProgressSheet(errors=(f"{filename}: {error}" if filename else str(error),))


def _read(data: bytes) -> ProgressSheet:
    tables = read_tables(data)
    named = [table for table in tables if table.title == ITEM_SHEET]
    headers = _with_repeats(PROGRESS_HEADERS)
    table, place, columns = find_header(named or tables, headers, "agency")
    if "code" not in columns:
        raise SheetError("ไม่มีคอลัมน์ ข้อ")
    rows: list[ProgressRow] = []
    doubtful: list[str] = []
    for line, raw in enumerate(table.rows[place + 1 :], start=place + 2):
        if not any(raw):
            continue
        try:
            rows.append(_row(line, raw, columns))
        except SheetError as error:
            doubtful.append(f"แถว {line}: {error}")
    return ProgressSheet(tuple(rows), tuple(doubtful))


def _with_repeats(headers: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Columns that are only for reading each become a field of their own."""
    found = {field: names for field, names in headers.items() if field != "other"}
    return found | {f"other {name}": (name,) for name in headers["other"]}


def _row(line: int, raw: Row, columns: dict[str, int]) -> ProgressRow:
    steps = cell(raw, columns, "steps").casefold()
    if steps in _ALL_STEPS:
        numbers: frozenset[int] | None = None
    elif steps and not _STEP_NUMBERS.fullmatch(steps):
        raise SheetError(f"ขั้นตอน “{steps}” อ่านไม่ได้ ให้ใส่เลขขั้นตอนเว้นวรรค เช่น 1 2 หรือ ครบ")
    else:
        numbers = frozenset(int(number) for number in re.findall(r"\d+", steps))
    return ProgressRow(
        line=line,
        agency=plain(cell(raw, columns, "agency")),
        code=cell(raw, columns, "code"),
        links=_links(plain(cell(raw, columns, "links"))),
        note=plain(cell(raw, columns, "note"))[:LONGEST_NOTE],
        steps=numbers,
    )


def _links(text: str) -> tuple[str, ...]:
    parts = text.split()
    links = [clean_link(part) for part in parts]
    if None in links:
        raise SheetError(f"“{parts[links.index(None)][:60]}” ไม่ใช่ลิงก์")
    if len(links) > MOST_LINKS:
        raise SheetError(f"มีเกิน {MOST_LINKS} ลิงก์ในข้อเดียว")
    return tuple(dict.fromkeys(link for link in links if link))
