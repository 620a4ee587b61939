"""Which years a text names, as Buddhist-era numbers, however they were written."""

import re

_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_RANGE = re.compile(r"(?<!\d)(2[45]\d\d|20[0-5]\d)\s*(?:-|–|—|ถึง|/)\s*(2[45]\d\d|20[0-5]\d)(?!\d)")
_FULL = re.compile(r"(?<![\d,.])(?<!\d-)(2[45]\d\d|20[0-5]\d)(?![\d]|[,.]\d|-\d{3,})")
_SHORT = re.compile(r"(?:ปี(?:งบประมาณ|งบ)?|พ\.?\s?ศ\.?)\s*(?:พ\.?\s?ศ\.?)?\s*['’]?([5-9]\d)(?!\d)")
_MONTHS = (
    r"(?:ม\.?ค|ก\.?พ|มี\.?ค|เม\.?ย|พ\.?ค|มิ\.?ย|ก\.?ค|ส\.?ค|ก\.?ย|ต\.?ค|พ\.?ย|ธ\.?ค)\.?"
    r"|มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม"
)
_SHORT_DATE = re.compile(rf"(?:{_MONTHS})\s*([5-9]\d)(?!\d)")
_LAST_QUARTER = re.compile(
    r"(?:ตุลาคม|พฤศจิกายน|ธันวาคม|ต\.?ค\.?|พ\.?ย\.?|ธ\.?ค\.?)\s*(?:พ\.?\s?ศ\.?)?\s*(2[45]\d\d|[5-9]\d)(?!\d)"
)
_COPYRIGHT = re.compile(
    r"(?:©|copyright|all rights reserved|ลิขสิทธิ์)[^\d]{0,40}(?:[12]\d{3}\s*[-–]\s*)?[12]\d{3}"
    r"|[12]\d{3}[^\d]{0,20}(?:all rights reserved|สงวนลิขสิทธิ์)",
    re.IGNORECASE,
)
_LONGEST_PLAN = 20


def years_in(text: str) -> frozenset[int]:
    """Every year from 2400 to 2600 B.E. that the text names, copyright notices aside.

    A day in October to December also names the fiscal year that it belongs to, and a span of
    years ("2566 - 2570") names each year inside it.
    """
    text = _COPYRIGHT.sub(" ", text.translate(_THAI_DIGITS))
    years: set[int] = set()
    for first, last in _RANGE.findall(text):
        low, high = _buddhist(first), _buddhist(last)
        years |= {low, high}
        if low < high <= low + _LONGEST_PLAN:
            years.update(range(low, high))
    years.update(_buddhist(year) for year in _FULL.findall(text))
    years.update(2500 + int(year) for year in _SHORT.findall(text))
    years.update(2500 + int(year) for year in _SHORT_DATE.findall(text))
    years.update(_buddhist(year) + 1 for year in _LAST_QUARTER.findall(text))
    return frozenset(years)


def _buddhist(text: str) -> int:
    year = int(text)
    if year < 100:
        return 2500 + year
    return year if year >= 2400 else year + 543
