"""The assessment's year: the Thai fiscal year of the moment, which opens by itself on 1 October.

Nothing is switched over, since every row carries its year. The turn of the year is noticed once:
the office is told how last year ended, and last year's links are laid out as drafts.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from content.catalog import Catalog
from handlers.checklist import Bar
from handlers.fiscal_year import fiscal_year_of
from handlers.standing import all_checklists, empty_checklist
from models.agency import assessed_agencies
from models.coordinator import admins
from models.evidence import carry_over
from models.nudge import leave_notice
from models.office import Setting

FISCAL_YEAR = "fiscal_year"
"""The setting that remembers which year was last opened."""


@dataclass(frozen=True, slots=True)
class YearSummary:
    """How a year stands or ended, for the whole province."""

    fiscal_year: int
    agencies: int
    complete: int
    """Agencies that claimed every item."""
    claimed: Bar
    opens: Bar
    accepted: Bar


def year_summary(session: Session, catalog: Catalog, fiscal_year: int) -> YearSummary:
    found = all_checklists(session, catalog, fiscal_year)
    nothing = empty_checklist(catalog, fiscal_year)
    lists = [found.get(agency.id or 0, nothing) for agency in assessed_agencies(session)]
    return YearSummary(
        fiscal_year,
        len(lists),
        sum(one.claimed().count == one.claimed().total for one in lists),
        _sum([one.claimed() for one in lists]),
        _sum([one.opens() for one in lists]),
        _sum([one.accepted() for one in lists]),
    )


def _sum(bars: list[Bar]) -> Bar:
    return Bar(sum(bar.count for bar in bars), sum(bar.total for bar in bars))


def open_year(session: Session, catalog: Catalog, now: datetime) -> bool:
    """True once, at the first call in a new fiscal year; a clock set back opens nothing."""
    year = fiscal_year_of(now)
    row = session.get(Setting, FISCAL_YEAR, with_for_update=True)
    if row is not None and int(row.value) >= year:
        return False
    is_first_start = row is None
    row = row or Setting(key=FISCAL_YEAR, value="", updated_at=now)
    row.value, row.updated_at = str(year), now
    session.add(row)
    session.flush()
    if is_first_start:
        return False
    for agency in assessed_agencies(session):
        carry_over(session, agency.id or 0, year, now)
    words = _in_words(catalog, year_summary(session, catalog, year - 1), year)
    for admin in admins(session):
        leave_notice(session, admin.id or 0, "year", words, now)
    return True


def _in_words(catalog: Catalog, past: YearSummary, year: int) -> str:
    return catalog.phrases.say(
        "nudge.office_year",
        year=year,
        last_year=past.fiscal_year,
        complete=past.complete,
        agencies=past.agencies,
        claimed=str(past.claimed),
        opens=str(past.opens),
        accepted=str(past.accepted),
    )
