"""Dates as Thai officials type them: 31/3/2570, 31 มี.ค. 70, 31 มีนาคม 2570, 2027-03-31. Pure."""

import re
from dataclasses import dataclass
from datetime import date

from handlers.fiscal_year import BUDDHIST_ERA, fiscal_year_days

_MONTHS = (
    ("ม.ค", "มค", "มกราคม"), ("ก.พ", "กพ", "กุมภาพันธ์"), ("มี.ค", "มีค", "มีนาคม"),
    ("เม.ย", "เมย", "เมษายน"), ("พ.ค", "พค", "พฤษภาคม"), ("มิ.ย", "มิย", "มิถุนายน"),
    ("ก.ค", "กค", "กรกฎาคม"), ("ส.ค", "สค", "สิงหาคม"), ("ก.ย", "กย", "กันยายน"),
    ("ต.ค", "ตค", "ตุลาคม"), ("พ.ย", "พย", "พฤศจิกายน"), ("ธ.ค", "ธค", "ธันวาคม"),
)  # fmt: skip
_BY_NAME = {name: place for place, names in enumerate(_MONTHS, 1) for name in names}
_NAMES = "|".join(re.escape(name) for name in sorted(_BY_NAME, key=len, reverse=True))
_YEAR = r"(?:พ\.?ศ\.?\s*)?(?P<year>\d{4}|\d{2})(?!\d)"
_FORMS = (
    re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)"),
    re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})\s?[/.\-]\s?(?P<month>\d{{1,2}})\s?[/.\-]\s?{_YEAR}"),
    re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})\s*(?P<name>{_NAMES})\.?\s*(?:{_YEAR})?"),
)


def month_name(day: date) -> str:
    """`ธันวาคม`."""
    return _MONTHS[day.month - 1][-1]


@dataclass(frozen=True, slots=True)
class FoundDate:
    """`day` is None for a date that no calendar has, such as 31 ก.พ."""

    day: date | None
    start: int
    end: int


def find_date(text: str, fiscal_year: int) -> FoundDate | None:
    """The first date in a text with Arabic digits; without a year it lies in the fiscal year."""
    hits = [found for form in _FORMS if (found := form.search(text))]
    if not hits:
        return None
    first = min(hits, key=lambda found: found.start())
    parts = first.groupdict()
    month = _BY_NAME[parts["name"]] if parts.get("name") else int(parts["month"])
    year = _year(parts["year"]) if parts.get("year") else _year_within(fiscal_year, month)
    try:
        day = date(year, month, int(parts["day"]))
    except ValueError:
        day = None
    return FoundDate(day, first.start(), first.end())


def _year(digits: str) -> int:
    """Two digits are the end of a Buddhist-era year; from 2400 on a year is Buddhist era."""
    year = int(digits) + (2500 if len(digits) == 2 else 0)
    return year - BUDDHIST_ERA if year >= 2400 else year


def _year_within(fiscal_year: int, month: int) -> int:
    first, last = fiscal_year_days(fiscal_year)
    return first.year if month >= first.month else last.year
