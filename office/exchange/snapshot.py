"""Everything that leaves the office, gathered once: each item of each agency as it stands.

The workbook, the offline page, the assessment sheet and the memo all read these values, so they
cannot tell different stories.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select

from content.catalog import Catalog
from handlers.checklist import Checklist, Colour, ItemState, LinkState, ReviewState
from handlers.findings import Finding, describe
from handlers.standing import agency_checklist, all_checklists, empty_checklist
from models.agency import Agency
from models.coordinator import Coordinator
from models.evidence import Evidence

VERDICTS: Final[Mapping[str, str]] = {
    "checking": "รอตรวจ",
    "opens": "เปิดได้",
    "warning": "เปิดได้ มีข้อสังเกต",
    "dead": "เปิดไม่ได้",
    "unknown": "ตรวจไม่ได้",
}
LINK_STATES: Final[Mapping[LinkState, str]] = {
    "none": "ไม่มีลิงก์",
    "checking": "รอตรวจ",
    "opens": "เปิดได้",
    "dead": "เปิดไม่ได้",
    "unknown": "ตรวจไม่ได้",
}
REVIEWS: Final[Mapping[ReviewState, str]] = {
    "none": "ยังไม่ตรวจ",
    "accepted": "ตรวจรับแล้ว",
    "returned": "ส่งคืนให้แก้",
}
STATUSES: Final[Mapping[Colour, str]] = {
    "green": "เสร็จแล้ว",
    "amber": "กำลังทำ",
    "red": "ต้องแก้ไข",
    "grey": "ยังไม่เริ่ม",
}
EXEMPT: Final = "ไม่ใช้กับหน่วยงานนี้"


@dataclass(frozen=True, slots=True)
class Link:
    id: int
    url: str
    note: str
    verdict: str
    findings: tuple[str, ...]
    """Sentences of the link doctor, worst first, without the chat's polite particle."""
    checked_at: datetime | None

    @property
    def verdict_text(self) -> str:
        return VERDICTS.get(self.verdict, VERDICTS["unknown"])


@dataclass(frozen=True, slots=True)
class Line:
    """One item of one agency, with the words that people read."""

    code: str
    indicator: int
    title: str
    state: ItemState
    links: tuple[Link, ...]

    @property
    def has(self) -> str:
        """มี / ไม่มี as the assessment form asks; only items that are judged by a link are asked."""
        if not self.state.needs_link or not self.state.applies:
            return ""
        return "มี" if self.links else "ไม่มี"

    @property
    def explanation(self) -> str:
        return "\n".join(dict.fromkeys(link.note for link in self.links if link.note))

    @property
    def status(self) -> str:
        return STATUSES[self.state.colour] if self.state.applies else EXEMPT

    @property
    def review(self) -> str:
        return REVIEWS[self.state.review]

    @property
    def link_state(self) -> str:
        return LINK_STATES[self.state.link_state] if self.state.needs_link else ""


@dataclass(frozen=True, slots=True)
class AgencyFacts:
    """An agency's row as plain values, which outlive the session."""

    id: int
    code: str
    name: str
    short_name: str
    website: str
    phone: str
    group_name: str


@dataclass(frozen=True, slots=True)
class AgencyState:
    agency: AgencyFacts
    checklist: Checklist
    lines: tuple[Line, ...]
    people: int
    """How many have joined; 0 means that nobody of the agency talks to the bot yet."""

    @property
    def red(self) -> tuple[Line, ...]:
        return tuple(
            line for line in self.lines if line.state.applies and line.state.colour == "red"
        )

    @property
    def unfinished(self) -> tuple[Line, ...]:
        return tuple(
            line for line in self.lines if line.state.applies and line.state.colour != "green"
        )


@dataclass(frozen=True, slots=True)
class Snapshot:
    fiscal_year: int
    taken_at: datetime
    agencies: tuple[AgencyState, ...]


def snapshot(
    session: Session,
    catalog: Catalog,
    agencies: Sequence[Agency],
    fiscal_year: int,
    now: datetime,
) -> Snapshot:
    """A fixed number of queries, whatever the number of agencies."""
    only = agencies[0].id if len(agencies) == 1 else None
    if only is not None:
        checklists = {only: agency_checklist(session, catalog, only, fiscal_year)}
    else:
        checklists = all_checklists(session, catalog, fiscal_year)
    links = _links(session, fiscal_year, only)
    people = _people(session)
    blank = empty_checklist(catalog, fiscal_year)
    titles = {item.code: item.title_for(fiscal_year) for item in catalog.items}
    found: list[AgencyState] = []
    for agency in agencies:
        owner = agency.id or 0
        checklist = checklists.get(owner, blank)
        lines = tuple(
            Line(
                item.code,
                item.indicator,
                titles[item.code],
                checklist.items[item.code],
                tuple(links.get((owner, item.code), ())),
            )
            for item in catalog.items
        )
        found.append(AgencyState(_facts(agency), checklist, lines, people.get(owner, 0)))
    return Snapshot(fiscal_year, now, tuple(found))


def _facts(agency: Agency) -> AgencyFacts:
    return AgencyFacts(
        agency.id or 0,
        agency.code,
        agency.name,
        agency.short_name,
        agency.website,
        agency.phone,
        agency.group_name,
    )


def _links(
    session: Session, fiscal_year: int, agency_id: int | None
) -> dict[tuple[int, str], list[Link]]:
    query = (
        select(Evidence)
        .where(
            Evidence.fiscal_year == fiscal_year,
            col(Evidence.removed_at).is_(None),
            col(Evidence.draft).is_(False),
        )
        .order_by(col(Evidence.id))
    )
    if agency_id is not None:
        query = query.where(Evidence.agency_id == agency_id)
    found: dict[tuple[int, str], list[Link]] = defaultdict(list)
    for row in session.exec(query):
        link = Link(
            row.id or 0, row.url, row.note, row.verdict, _sentences(row.findings), row.checked_at
        )
        found[row.agency_id, row.code].append(link)
    return found


def _sentences(stored: str) -> tuple[str, ...]:
    known = set(Finding)
    names = [name for name in json.loads(stored) if name in known]
    found = [describe(Finding(name)).sentence for name in names if name != Finding.OPENS]
    return tuple(sentence.removesuffix("ค่ะ").rstrip() for sentence in found)


def _people(session: Session) -> dict[int, int]:
    counts: dict[int, int] = defaultdict(int)
    joined = select(Coordinator.agency_id).where(
        col(Coordinator.left_at).is_(None), Coordinator.role != "admin"
    )
    for agency_id in session.exec(joined):
        counts[agency_id] += 1
    return counts
