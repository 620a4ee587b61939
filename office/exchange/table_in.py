"""Uploaded CSV and XLSX files become plain rows of text, and nothing else of them is believed.

Every size is bounded before anything is unpacked; macros, entities and formulas never run. What
cannot be read ends in a `SheetError` whose text is Thai and says what to do.
"""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_UNPACKED: Final = 40 * 1024 * 1024
MAX_PARTS: Final = 400
MAX_ROWS: Final = 20_000
MAX_COLUMNS: Final = 60
MAX_CELL: Final = 32_767
"""Excel's own limit: what was exported must be read again."""
MAX_TEXT: Final = 12_000_000
"""Letters of one sheet: a few bytes of XLSX may stand for one long text in a million cells."""
ENCODINGS: Final = ("utf-8-sig", "cp874")
"""Excel in Thailand saves plain CSV in Windows-874; TIS-620 is a part of it."""
DELIMITERS: Final = (",", ";", "\t", "|")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_BLANKS = re.compile(r"\s+")

Row = tuple[str, ...]


class SheetError(Exception):
    """The file cannot be used; the text is for the person who uploaded it."""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of a file: its rows, padded by nothing, cells cleaned."""

    title: str
    rows: tuple[Row, ...]


def clean(value: object) -> str:
    """A cell as people meant it: no invisible characters, single blanks, whole numbers whole."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    # Excel on the Mac writes sara am in two characters; people search for the one.
    text = unicodedata.normalize("NFC", str(value)).replace("\u0e4d\u0e32", "\u0e33")
    return _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip()


def read_tables(data: bytes) -> list[Table]:
    """The sheets of an XLSX file, or the one table of a CSV file under each likely delimiter."""
    if not data.strip():
        raise SheetError("ไฟล์ว่างเปล่า")
    if len(data) > MAX_BYTES:
        raise SheetError(f"ไฟล์ใหญ่เกินไป (รับได้ไม่เกิน {MAX_BYTES // 1024**2} MB)")
    if data.startswith(b"PK"):
        return list(_xlsx_tables(data))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise SheetError("ไฟล์นี้เป็น Excel รุ่นเก่า (.xls) หรือใส่รหัสผ่านไว้ โปรดบันทึกเป็น .xlsx ที่ไม่มีรหัสผ่าน")
    text = _decoded(data)
    return [
        Table("CSV", _bounded(_csv_rows(text, mark))) for mark in DELIMITERS if mark in text
    ] or [Table("CSV", _bounded((line,) for line in text.splitlines()))]


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ENCODINGS
        if b"\x00" in data:
            raise SheetError("ไฟล์เสียหรือไม่ใช่ไฟล์ CSV หรือ XLSX")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetError("อ่านตัวอักษรในไฟล์ไม่ได้ โปรดบันทึกเป็น CSV UTF-8 หรือ XLSX")


def _csv_rows(text: str, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise SheetError("ไฟล์ CSV เสีย มีช่องที่ยาวผิดปกติหรือเครื่องหมายคำพูดไม่ครบ") from error


def _bounded(rows: Iterable[Iterable[object]]) -> tuple[Row, ...]:
    kept: list[Row] = []
    letters = 0
    for number, row in enumerate(rows, start=1):
        cells = list(row)
        while cells and cells[-1] in (None, ""):
            cells.pop()
        if len(cells) > MAX_COLUMNS:
            raise SheetError(f"แถวที่ {number} มีเกิน {MAX_COLUMNS} คอลัมน์")
        if number > MAX_ROWS:
            if cells:
                raise SheetError(f"มีเกิน {MAX_ROWS:,} แถว")
            break
        cleaned = tuple(clean(cell) for cell in cells)
        if any(len(cell) > MAX_CELL for cell in cleaned):
            raise SheetError(f"แถวที่ {number} มีช่องที่ยาวเกิน {MAX_CELL:,} ตัวอักษร")
        letters += sum(map(len, cleaned))
        if letters > MAX_TEXT:
            raise SheetError("ไฟล์มีข้อความมากผิดปกติ จึงไม่เปิดอ่าน")
        kept.append(cleaned)
    return tuple(kept)


def _xlsx_tables(data: bytes) -> Iterator[Table]:
    _refuse_hostile(data)
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            yield Table(sheet.title, _bounded(_sheet_rows(sheet)))
    except SheetError:
        raise
    except Exception as error:  # a hostile file may fail anywhere in the parser
        raise SheetError("เปิดไฟล์ XLSX ไม่ได้ ไฟล์อาจเสียหรือส่งมาไม่ครบ") from error


def _sheet_rows(sheet: Any) -> Iterator[tuple[object, ...]]:
    # The sheet's own idea of its size is not asked: it is part of the file, so it may lie.
    yield from sheet.iter_rows(
        min_row=1, max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS + 1, values_only=True
    )


def _refuse_hostile(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise SheetError("ไฟล์ XLSX ใหญ่ผิดปกติเมื่อคลายออก จึงไม่เปิดอ่าน")
            names = {part.filename.lower() for part in parts}
            if any(name.endswith("vbaproject.bin") for name in names):
                raise SheetError("ไฟล์นี้มีมาโคร โปรดบันทึกเป็น .xlsx ธรรมดา")
            if "xl/workbook.xml" not in names:
                raise SheetError("ไฟล์นี้ไม่ใช่ XLSX")
            for part in parts:
                # No spreadsheet program writes entities; they exist here only to do harm.
                if b"<!ENTITY" in archive.read(part):
                    raise SheetError("ไฟล์ XLSX มีส่วนที่ไม่ปลอดภัย จึงไม่เปิดอ่าน")
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError) as error:
        raise SheetError("เปิดไฟล์ XLSX ไม่ได้ ไฟล์อาจเสียหรือส่งมาไม่ครบ") from error
    except (RuntimeError, OSError, ValueError) as error:
        raise SheetError("เปิดไฟล์ XLSX ไม่ได้ ไฟล์อาจเสียหรือใส่รหัสผ่านไว้") from error
