"""Which days government offices work: official holidays, and what the province office changed.

The `holidays` package lists days off of the whole country; some of them are none for government
offices. The office's rows win over the list in both directions.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

_NOT_FOR_OFFICES = ("แรงงาน", "เด็ก")
"""Labour Day (and the day in lieu of it) is a holiday under the labour law, which does not bind
government offices; Children's Day is no day off at all."""

_A_YEAR = 366


@lru_cache(maxsize=16)
def official_holidays(year: int) -> Mapping[date, str]:
    """Holidays of government offices in a year (C.E.), with their Thai names."""
    from holidays import country_holidays

    listed = country_holidays(
        "TH", years=[year], categories=("public", "government"), language="th"
    )
    found: dict[date, str] = {}
    for day, names in listed.items():
        kept = [name for name in names.split("; ") if not _is_no_office_holiday(name)]
        if kept:
            found[day] = " / ".join(kept)
    return found


def _is_no_office_holiday(name: str) -> bool:
    return any(word in name for word in _NOT_FOR_OFFICES)


@dataclass(frozen=True, slots=True)
class Workdays:
    """`off` are the office's own days off by name; `worked` are days worked after all."""

    off: Mapping[date, str] = field(default_factory=dict)
    worked: frozenset[date] = frozenset()

    def holiday(self, day: date) -> str | None:
        """The name of the holiday, weekends aside."""
        if day in self.worked:
            return None
        return self.off.get(day) or official_holidays(day.year).get(day)

    def is_workday(self, day: date) -> bool:
        if day in self.worked:
            return True
        return day.weekday() < 5 and self.holiday(day) is None

    def first_workday_from(self, day: date) -> date:
        """The day itself, or the next one that is worked."""
        return self._search(day, 1)

    def next_workday(self, day: date) -> date:
        return self._search(day + timedelta(days=1), 1)

    def last_workday_before(self, day: date) -> date:
        return self._search(day - timedelta(days=1), -1)

    def _search(self, start: date, step: int) -> date:
        days: Iterable[date] = (start + timedelta(days=step * n) for n in range(_A_YEAR))
        return next((day for day in days if self.is_workday(day)), start)
