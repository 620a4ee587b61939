"""The province, or one agency, as an XLSX workbook in the order that the assessment asks.

Sheets: สรุป (one row an agency), รายการ (one row an item; this one can be imported again),
มาตรการ (one row a step), and for few agencies one sheet each to print from. No cell is ever a
formula: what people typed stays text, also after a detour through CSV.
"""

import io
import re
from collections.abc import Sequence
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from content.catalog import Catalog
from handlers.checklist import storage_code
from handlers.fiscal_year import thai_time
from office.exchange.snapshot import AgencyState, Line, Snapshot

ITEM_SHEET: Final = "รายการ"
ITEM_COLUMNS: Final = (
    ("รหัสหน่วยงาน", 14), ("หน่วยงาน", 30), ("ตัวชี้วัด", 9), ("ข้อ", 7), ("เรื่อง", 44),
    ("มี/ไม่มี", 9), ("ลิงก์", 52), ("คำอธิบาย", 40), ("ขั้นตอนที่ทำแล้ว", 15),
    ("ขั้นตอนทั้งหมด", 14), ("ผลตรวจลิงก์", 18), ("จังหวัดตรวจ", 14), ("เหตุผลที่ส่งคืน", 30),
    ("สถานะ", 18),
)  # fmt: skip
SUMMARY_COLUMNS: Final = (
    ("รหัส", 12), ("หน่วยงาน", 40), ("กลุ่ม", 18), ("โทรศัพท์", 16), ("ผู้ประสานงาน (คน)", 14),
    ("อ้างว่าเสร็จ", 12), ("จาก", 7), ("ลิงก์เปิดได้", 12), ("จาก", 7), ("จังหวัดตรวจแล้ว", 15),
    ("จาก", 7), ("ต้องแก้ไข (ข้อ)", 14),
)  # fmt: skip
MEASURE_COLUMNS: Final = (
    ("รหัสหน่วยงาน", 14), ("หน่วยงาน", 30), ("มาตรการ", 40), ("ขั้นตอนที่", 10),
    ("ขั้นตอน", 60), ("ทำแล้ว", 9),
)  # fmt: skip
FORM_COLUMNS: Final = (
    ("ข้อ", 7), ("เรื่อง", 40), ("มี/ไม่มี", 9), ("ลิงก์", 55), ("คำอธิบาย", 40), ("สถานะ", 18),
)  # fmt: skip
MOST_AGENCY_SHEETS: Final = 60
LONGEST_CELL: Final = 32_000
"""Excel takes 32,767 characters."""
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\']")

_TITLE = Font(bold=True, size=14)
_HEAD = Font(bold=True)
_HEAD_FILL = PatternFill("solid", fgColor="E3EAF3")
_WRAP = Alignment(vertical="top", wrap_text=True)
_LINE = Border(bottom=Side("thin", color="C8D0DA"))


def neutral(text: str) -> str:
    """Text that no spreadsheet takes for a formula; `plain` undoes it."""
    safe = _CONTROL.sub("", text)[:LONGEST_CELL]
    return f"'{safe}" if safe.startswith(_DANGEROUS) else safe


def plain(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(_DANGEROUS) else text


def workbook(catalog: Catalog, taken: Snapshot) -> bytes:
    book = Workbook(write_only=True)
    _summary(book, taken)
    _items(book, taken)
    _measures(book, catalog, taken)
    if len(taken.agencies) <= MOST_AGENCY_SHEETS:
        used = {"สรุป", ITEM_SHEET, "มาตรการ"}
        for state in taken.agencies:
            _form(book, catalog, taken, state, sheet_title(state.agency.code, used))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sheet_title(code: str, used: set[str]) -> str:
    """A title that Excel takes and no other sheet has; titles are compared without case."""
    base = _NOT_IN_TITLES.sub("_", code)[:28] or "_"
    title, number = base, 1
    while title.casefold() in used:
        number += 1
        title = f"{base}~{number}"
    used.add(title.casefold())
    return title


def _summary(book: Workbook, taken: Snapshot) -> None:
    page = _Page(book, "สรุป", SUMMARY_COLUMNS, head_row=3)
    page.title(f"ความก้าวหน้า ITA ปีงบประมาณ {taken.fiscal_year}")
    page.note(f"ข้อมูล ณ {thai_time(taken.taken_at)}")
    page.head()
    for state in taken.agencies:
        agency, bars = state.agency, state.checklist
        claimed, opens, accepted = bars.claimed(), bars.opens(), bars.accepted()
        page.row(
            [
                agency.code, agency.name, agency.group_name, agency.phone, state.people,
                claimed.count, claimed.total, opens.count, opens.total,
                accepted.count, accepted.total, len(state.red),
            ]
        )  # fmt: skip


def _items(book: Workbook, taken: Snapshot) -> None:
    page = _Page(book, ITEM_SHEET, ITEM_COLUMNS, head_row=1)
    page.head()
    for state in taken.agencies:
        for line in state.lines:
            page.row([state.agency.code, state.agency.name, *item_cells(line)])


def item_cells(line: Line) -> list[str | int]:
    """The cells of รายการ from ตัวชี้วัด on."""
    return [
        line.indicator, line.code, line.title, line.has,
        "\n".join(link.url for link in line.links), line.explanation,
        " ".join(str(step) for step in sorted(line.state.ticked)), line.state.steps,
        line.link_state, line.review, line.state.reason, line.status,
    ]  # fmt: skip


def _measures(book: Workbook, catalog: Catalog, taken: Snapshot) -> None:
    page = _Page(book, "มาตรการ", MEASURE_COLUMNS, head_row=1)
    page.head()
    for state in taken.agencies:
        for measure in catalog.measures:
            ticked = state.checklist.measures[storage_code(catalog, measure.id)].ticked
            for number, step in enumerate(measure.steps, start=1):
                done = "ทำแล้ว" if number in ticked else ""
                page.row(
            [
                        state.agency.code, state.agency.name, f"{measure.number}. {measure.name}",
                        number, step.text, done,
                    ]
                )  # fmt: skip


def _form(
    book: Workbook, catalog: Catalog, taken: Snapshot, state: AgencyState, title: str
) -> None:
    page = _Page(book, title, FORM_COLUMNS, head_row=2)
    heading = f"{state.agency.name} แบบเปิดเผยข้อมูล (OIT) ปีงบประมาณ {taken.fiscal_year}"
    page.title(heading)
    page.head()
    shown = 0
    for line in state.lines:
        if not line.state.needs_link:
            continue
        if line.indicator != shown and (found := catalog.indicator(line.indicator)):
            shown = line.indicator
            page.section(f"ตัวชี้วัดที่ {shown} {found.name}")
        urls = "\n".join(link.url for link in line.links)
        page.row([line.code, line.title, line.has, urls, line.explanation, line.status])


class _Page:
    """One sheet being written, styles made once: a look-up for each cell doubles the time."""

    def __init__(
        self, book: Workbook, title: str, columns: Sequence[tuple[str, int]], head_row: int
    ) -> None:
        sheet: Any = book.create_sheet(title)
        for number, (_, width) in enumerate(columns, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.freeze_panes = f"A{head_row + 1}"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = 9  # A4
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_title_rows = f"{head_row}:{head_row}"
        self._sheet = sheet
        self._columns = columns
        self._body = self._style(alignment=_WRAP, border=_LINE)
        self._head = self._style(alignment=_WRAP, font=_HEAD, fill=_HEAD_FILL)
        self._title = self._style(font=_TITLE)
        self._section = self._style(font=_HEAD)

    def title(self, text: str) -> None:
        self._append([text], self._title)

    def note(self, text: str) -> None:
        self._append([text], None)

    def section(self, text: str) -> None:
        self._append([text], self._section)

    def head(self) -> None:
        self._append([name for name, _ in self._columns], self._head)

    def row(self, values: Sequence[str | int]) -> None:
        self._append(values, self._body)

    def _append(self, values: Sequence[str | int], style: Any) -> None:
        cells = []
        for value in values:
            text = neutral(value) if isinstance(value, str) else value
            cell: Any = WriteOnlyCell(self._sheet, value=text)
            if style is not None:
                cell._style = style
            cells.append(cell)
        self._sheet.append(cells)

    def _style(self, **parts: Any) -> Any:
        sample: Any = WriteOnlyCell(self._sheet)
        for name, part in parts.items():
            setattr(sample, name, part)
        return sample._style
