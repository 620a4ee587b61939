"""What an item asks of its evidence, and what the link doctor answers: two values."""

from dataclasses import dataclass, field
from typing import Literal

from handlers.findings import Finding, Verdict, counts_as_open, judge
from scheduler.links.fetched import Validators


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the item asks of its evidence. `data_year` is seen from `fiscal_year`."""

    agency_hosts: tuple[str, ...] = ()
    fiscal_year: int = 0
    data_year: Literal["this", "previous"] | None = None
    machine_readable: bool = False

    @property
    def wanted_year(self) -> int | None:
        """The year that the page should name, if the item cares."""
        if self.data_year is None or not self.fiscal_year:
            return None
        return self.fiscal_year - (self.data_year == "previous")


@dataclass(frozen=True, slots=True)
class Examination:
    """The findings on a link, worst first, and what is kept as proof of what was online."""

    findings: tuple[Finding, ...]
    final_url: str
    status: int | None
    title: str = ""
    excerpt: str = ""
    text_hash: str = ""
    page_years: tuple[int, ...] = ()
    wanted_year: int | None = None
    years_known: bool = False
    """Whether the whole content was seen, so that a year which is missing is really missing."""
    scan: bool = False
    validators: Validators = field(default_factory=Validators)

    @property
    def verdict(self) -> Verdict:
        """The findings in one word."""
        return judge(self.findings)

    @property
    def opens(self) -> bool:
        """Whether the bar "ลิงก์เปิดได้" counts this link."""
        return counts_as_open(self.findings)
