"""The province office's orders by chat, from words to values. Pure; no order is None."""

import re
from dataclasses import dataclass
from datetime import date

from content.catalog import Catalog
from handlers.scope import codes_in
from handlers.thai_dates import FoundDate, find_date


@dataclass(frozen=True, slots=True)
class SetDeadline:
    """`scope` None: none was recognised; `day` None with `has_date`: no such day exists."""

    scope: str | None
    day: date | None
    has_date: bool
    note: str


@dataclass(frozen=True, slots=True)
class RemoveDeadline:
    scope: str | None


@dataclass(frozen=True, slots=True)
class SetHoliday:
    day: date | None
    has_date: bool
    name: str
    works: bool = False


@dataclass(frozen=True, slots=True)
class RemoveHoliday:
    day: date | None
    has_date: bool


@dataclass(frozen=True, slots=True)
class Announce:
    """`agencies` None: all of them."""

    text: str
    agencies: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ShowDelivery:
    number: int | None = None


@dataclass(frozen=True, slots=True)
class ConfirmNumbers:
    scope: str | None
    withdraw: bool = False


@dataclass(frozen=True, slots=True)
class SetThanks:
    """Whether an agency with nothing open is thanked."""

    wanted: bool


@dataclass(frozen=True, slots=True)
class Yes:
    pass


@dataclass(frozen=True, slots=True)
class No:
    pass


Order = (
    SetDeadline | RemoveDeadline | SetHoliday | RemoveHoliday | Announce | ShowDelivery
    | ConfirmNumbers | SetThanks | Yes | No
)  # fmt: skip

_YES = re.compile(r"(?:ยืนยัน|ตกลง|ใช่|ถูกต้อง|โอเค|ok)(?:ค่ะ|คะ|ครับ)?", re.IGNORECASE)
_NO = re.compile(r"(?:ยกเลิก|ไม่ยืนยัน|ไม่เอา|ไม่ใช่|ไม่)(?:ค่ะ|คะ|ครับ)?")
_NUMBERS = re.compile(r"(?:(?P<no>ยกเลิก)(?:การ)?(?:ยืนยัน)?|ยืนยัน)เลขข้อ\s*(?P<rest>.*)", re.DOTALL)
_THANKS = re.compile(r"(?P<off>ปิด|หยุด|งด|ไม่ต้อง)?(?:เปิด|ส่ง)?\s*ข้อความ\s*ขอบคุณ")
_REMOVE_DEADLINE = re.compile(r"(?:ลบ|ยกเลิก)\s*กำหนด(?:ส่ง|การ|วัน)*\s*(?P<rest>.+)", re.DOTALL)
_REMOVE_HOLIDAY = re.compile(r"(?:ลบ|ยกเลิก)\s*วัน(?:หยุด|ทำการ)\s*(?P<rest>.*)", re.DOTALL)
_DEADLINE = re.compile(
    r"(?:ตั้ง|เพิ่ม|แก้|เลื่อน|เปลี่ยน|ปรับ|ขยาย)?\s*กำหนด(?:ส่ง|การ|วันส่ง)?\s*(?P<rest>.+)", re.DOTALL
)
_ASKS = re.compile(r"ไหน|เมื่อ(?:ไร|ไหร่|ใด)|อะไร|กี่|หรือยัง|ไหม|มั้ย|\?")
_LEADS_TO_A_DATE = re.compile(r"(?:เป็น|ให้|ส่ง|ภายใน|ไม่เกิน|ก่อน|ถึง|คือ|วันที่|วัน|[=:\s])*")
_SECOND_CODE = re.compile(r"^[-–]\d{1,2}(?=\s)|(?:[OEI]|โอ|อี|ไอ)\s*[.\-]?\s*\d", re.IGNORECASE)
_HOLIDAY = re.compile(r"(?:เพิ่ม)?วันหยุด\s+(?P<rest>.+)", re.DOTALL)
_WORKED = re.compile(r"วันทำการ\s+(?P<rest>.+)", re.DOTALL)
_DELIVERY = re.compile(r"(?:ผล|สถานะ)(?:การส่ง)?ประกาศ(?:เลขที่|ที่)?\s*(?P<number>\d*)")
_ANNOUNCE = re.compile(
    r"(?:ส่ง)?ประกาศ(?:ถึง\s*(?P<to>[\w\-]+(?:\s*,\s*[\w\-]+)*)\s+|\s+|$)(?P<rest>.*)", re.DOTALL
)
_SCOPES = (
    (re.compile(r"(?:มาตรการ)\s*(?:ทั้งหมด|ทุกข้อ|ทุกมาตรการ)"), "measure:all"),
    (re.compile(r"(?:มาตรการ(?:ที่)?|measure:)\s*(\d+)"), "measure:{}"),
    (re.compile(r"(?:ตัวชี้วัด(?:ที่)?|indicator:)\s*(\d+)"), "indicator:{}"),
    (re.compile(r"(?:O|โอ)\s*[.\-]?\s*(\d+)", re.IGNORECASE), "O{}"),
    (re.compile(r"(?:E|อี)\s*[.\-]?\s*(\d+)", re.IGNORECASE), "E{}"),
    (re.compile(r"(?:I|ไอ)\s*[.\-]?\s*(\d+)", re.IGNORECASE), "i{}"),
    (re.compile(r"OIT(?:\s*(?:ทั้งหมด|ทุกข้อ))?", re.IGNORECASE), "O"),
    (re.compile(r"IIT(?:\s*(?:ทั้งหมด|ทุกข้อ))?", re.IGNORECASE), "i"),
    (re.compile(r"EIT(?:\s*(?:ทั้งหมด|ทุกข้อ))?", re.IGNORECASE), "E"),
    (re.compile(r"(?:ทั้งหมด|ทุกข้อ|all)", re.IGNORECASE), "all"),
)


def read_order(text: str, catalog: Catalog, fiscal_year: int) -> Order | None:
    """`text` with Arabic digits, upper and lower case as typed."""
    words = text.strip()
    if _YES.fullmatch(words):
        return Yes()
    if _NO.fullmatch(words):
        return No()
    if found := _DELIVERY.fullmatch(words):
        return ShowDelivery(int(found["number"]) if found["number"] else None)
    if found := _NUMBERS.fullmatch(words):
        return ConfirmNumbers(_scope(found["rest"], catalog)[0], withdraw=bool(found["no"]))
    if found := _THANKS.fullmatch(words):
        return SetThanks(found["off"] is None)
    if found := _ANNOUNCE.fullmatch(words):
        to = tuple(part.strip() for part in found["to"].split(",")) if found["to"] else None
        return Announce(found["rest"].strip(), to)
    return _date_order(words, catalog, fiscal_year)


def _date_order(words: str, catalog: Catalog, fiscal_year: int) -> Order | None:
    if found := _REMOVE_HOLIDAY.fullmatch(words):
        dated = find_date(found["rest"], fiscal_year)
        return RemoveHoliday(dated.day if dated else None, dated is not None)
    if found := _REMOVE_DEADLINE.fullmatch(words):
        return RemoveDeadline(_scope(found["rest"], catalog)[0])
    if found := _HOLIDAY.fullmatch(words):
        return _holiday(found["rest"], fiscal_year, works=False)
    if found := _WORKED.fullmatch(words):
        return _holiday(found["rest"], fiscal_year, works=True)
    if found := _DEADLINE.fullmatch(words):
        asked = _deadline(found["rest"], catalog, fiscal_year)
        is_question = not asked.has_date and (not asked.scope or _ASKS.search(found["rest"]))
        return None if is_question else asked
    return None


def _holiday(rest: str, fiscal_year: int, *, works: bool) -> SetHoliday:
    dated = find_date(rest, fiscal_year)
    name = _without(rest, dated)
    return SetHoliday(dated.day if dated else None, dated is not None, name, works)


def _deadline(rest: str, catalog: Catalog, fiscal_year: int) -> SetDeadline:
    """The date may stand before the scope; two codes at once are no scope at all."""
    scope, start, end = _scope(rest, catalog)
    if end == 0 and (first := find_date(rest, fiscal_year)) is not None:
        scope, start, end = _scope(rest[first.end :], catalog)
        start, end = start + first.end, end + first.end
    behind = rest[:start] + " " * (end - start) + rest[end:]
    dated = find_date(behind, fiscal_year)
    if dated is not None and _SECOND_CODE.search(rest[end : dated.start]):
        scope = None
    if dated is not None and _LEADS_TO_A_DATE.fullmatch(behind, 0, dated.start):
        behind = " " * dated.start + behind[dated.start :]
    note = re.sub(r"^(?:หมายเหตุ|:)\s*:?\s*", "", _without(behind, dated))
    return SetDeadline(scope, dated.day if dated else None, dated is not None, note[:300])


def _without(text: str, dated: FoundDate | None) -> str:
    kept = text if dated is None else text[: dated.start] + " " + text[dated.end :]
    return " ".join(kept.split())


def _scope(text: str, catalog: Catalog) -> tuple[str | None, int, int]:
    """What a deadline is for and where it stands; only the words before a date can name it."""
    for pattern, form in _SCOPES:
        found = pattern.match(text.lstrip())
        if found is None:
            continue
        scope = form.format(*(str(int(group)) for group in found.groups()))
        offset = len(text) - len(text.lstrip())
        known = scope if codes_in(catalog, scope) else None
        return known, offset + found.start(), offset + found.end()
    return None, 0, 0
