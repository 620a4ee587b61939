"""Which column is which: header rows of the lists that offices really keep, in Thai and English.

A header is compared without case, blanks, underscores and punctuation. A column nobody knows is
an error rather than a guess: a wrong guess would write one thing into another's place.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from office.exchange.table_in import Row, SheetError, Table

SEARCHED_ROWS: Final = 10
"""A title and a date often stand above the header."""

IGNORED: Final = "ordinal"
"""A running number: known, and of no use."""

AGENCY_HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": (
        "code", "agency code", "agency id", "id", "รหัส", "รหัสหน่วยงาน", "รหัสส่วนราชการ",
    ),
    "name": (
        "name", "agency", "agency name", "full name", "ชื่อ", "ชื่อหน่วยงาน", "หน่วยงาน",
        "ชื่อเต็ม", "ชื่อส่วนราชการ", "ส่วนราชการ", "รายชื่อหน่วยงาน", "รายชื่อส่วนราชการ",
        "ชื่อหน่วยงานเต็ม",
    ),
    "short_name": (
        "short name", "short", "abbreviation", "abbr", "ชื่อย่อ", "ชื่อย่อหน่วยงาน", "อักษรย่อ",
        "ตัวย่อ", "คำย่อ",
    ),
    "website": (
        "website", "web site", "web", "url", "site", "homepage", "home page", "main website",
        "main web site", "เว็บไซต์", "เว็บไซต์หลัก", "เว็บไซท์", "เวปไซต์", "เว็บไซด์", "เว็บ",
        "ที่อยู่เว็บไซต์", "เว็บไซต์หน่วยงาน", "เว็บไซต์ของหน่วยงาน", "url เว็บไซต์",
    ),
    "phone": (
        "phone", "telephone", "tel", "phone number", "telephone number", "โทรศัพท์", "โทร",
        "เบอร์โทร", "เบอร์โทรศัพท์", "หมายเลขโทรศัพท์", "เบอร์ติดต่อ", "เบอร์โทรติดต่อ",
        "โทรศัพท์ติดต่อ",
    ),
    "group_name": (
        "group", "group name", "กลุ่ม", "กลุ่มหน่วยงาน", "ประเภท", "ประเภทหน่วยงาน", "กระทรวง",
        "สังกัด",
    ),
    IGNORED: ("no", "number", "#", "ลำดับ", "ลำดับที่", "ที่"),
}  # fmt: skip

_SKIPPED = re.compile(r"[\s_.\-:*()/]+")

Columns = dict[str, int]


def key_of(header: str) -> str:
    return _SKIPPED.sub("", header).casefold()


def _known(headers: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {key_of(spelling): field for field, all_ in headers.items() for spelling in all_}


def find_header(
    tables: Sequence[Table], headers: Mapping[str, Sequence[str]], needed: str
) -> tuple[Table, int, Columns]:
    """The table, the place of its header row, and field → column; refuses unknown columns."""
    known = _known(headers)
    best: tuple[int, Table, int] | None = None
    for table in tables:
        for place, row in enumerate(table.rows[:SEARCHED_ROWS]):
            hits = sum(key_of(cell) in known for cell in row if cell)
            if hits and (best is None or hits > best[0]):
                best = (hits, table, place)
    if best is None:
        raise SheetError(f"ไม่พบหัวตาราง ต้องมีคอลัมน์ {needed} เป็นอย่างน้อย")
    _, table, place = best
    return table, place, _columns(table, place, known, needed)


def _columns(table: Table, place: int, known: Mapping[str, str], needed: str) -> Columns:
    columns: Columns = {}
    unknown: list[str] = []
    header, body = table.rows[place], table.rows[place + 1 :]
    for number in range(max((len(row) for row in table.rows[place:]), default=0)):
        name = header[number] if number < len(header) else ""
        field = known.get(key_of(name)) if name else None
        if field is None:
            if name or any(number < len(row) and row[number] for row in body):
                unknown.append(name or f"คอลัมน์ที่ {number + 1} (ไม่มีหัว)")
        elif field in columns and field != IGNORED:
            raise SheetError(f"มีคอลัมน์ {field} ซ้ำกัน: “{header[columns[field]]}” และ “{name}”")
        else:
            columns[field] = number
    if unknown:
        raise SheetError(f"ไม่รู้จักคอลัมน์ {', '.join(f'“{name}”' for name in unknown[:5])}")
    if needed not in columns:
        raise SheetError(f"ไม่มีคอลัมน์ {needed}")
    return columns


def cell(row: Row, columns: Columns, field: str) -> str:
    place = columns.get(field)
    return row[place] if place is not None and place < len(row) else ""
