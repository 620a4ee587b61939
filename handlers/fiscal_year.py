"""Thai fiscal years and Bangkok time; every conversion between instants and what people read."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

BANGKOK = ZoneInfo("Asia/Bangkok")
MONTHS = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
          "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")  # fmt: skip
BUDDHIST_ERA = 543


def bangkok(now: datetime) -> datetime:
    return now.astimezone(BANGKOK)


def fiscal_year_of(now: datetime) -> int:
    """The Buddhist-era fiscal year that an instant lies in: 2570 = 1 Oct 2569 – 30 Sep 2570."""
    return fiscal_year_on(bangkok(now).date())


def fiscal_year_on(day: date) -> int:
    return day.year + BUDDHIST_ERA + (1 if day.month >= 10 else 0)


def fiscal_year_days(fiscal_year: int) -> tuple[date, date]:
    """First and last day of a fiscal year."""
    year = fiscal_year - BUDDHIST_ERA
    return date(year - 1, 10, 1), date(year, 9, 30)


def thai_date(day: date) -> str:
    """`23 พ.ย. 2569`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year + BUDDHIST_ERA}"


def thai_time(moment: datetime) -> str:
    """`23 พ.ย. 2569 09:00 น.`, Bangkok."""
    local = bangkok(moment)
    return f"{thai_date(local.date())} {local:%H:%M} น."
