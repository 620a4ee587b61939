"""Rows → the values of a plan, in a fixed number of queries whatever the number of agencies."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import Session, col, func, select

from content.catalog import Catalog
from handlers.checklist import Checklist
from handlers.fiscal_year import bangkok, fiscal_year_days, fiscal_year_of
from handlers.scope import codes_in
from handlers.standing import all_checklists, empty_checklist
from handlers.useful import open_codes, open_rows
from models.agency import Agency, assessed_agencies
from models.announcement import agencies_of, confirmed_since
from models.coordinator import Coordinator
from models.deadline import deadlines_of, holiday_rows, split_holidays
from models.evidence import ItemReview, down_twice
from models.nudge import nudges_since, snoozed_codes
from models.office import Announcement, Deadline, Setting
from scheduler.plan import ANNOUNCED_FOR
from scheduler.values import Announced, Broken, Due, Person, Place, Returned, Said, World
from scheduler.workdays import Workdays

COUNTS = ("queued", "merged", "held", "failed")
"""States of a nudge that is not said again."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The world of a plan beside the rows that the messages are written from."""

    world: World
    fiscal_year: int
    agencies: Mapping[int, Agency]
    people: Mapping[int, Coordinator]
    checklists: Mapping[int, Checklist]
    deadlines: Mapping[int, Deadline]
    announcements: Mapping[int, Announcement]
    snoozed: Mapping[int, set[str]]
    last_year: Mapping[int, Checklist]


@dataclass(frozen=True, slots=True)
class _Told:
    """What rows say of one agency beside its checklist."""

    snoozed: set[str]
    returned: list[Returned]
    broken: list[Broken]
    had_last_year: bool


def workdays_of(session: Session) -> Workdays:
    off, worked = split_holidays(holiday_rows(session))
    return Workdays(off, worked)


def look(session: Session, catalog: Catalog, now: datetime) -> Snapshot:
    """Everything that a pass at this moment needs."""
    year, today = fiscal_year_of(now), bangkok(now).date()
    agencies = {agency.id or 0: agency for agency in assessed_agencies(session)}
    staff = _staff(session)
    deadlines = deadlines_of(session, year)
    news = confirmed_since(session, now - ANNOUNCED_FOR)
    kept, nothing = all_checklists(session, catalog, year), empty_checklist(catalog, year)
    checklists = {key: kept.get(key, nothing) for key in agencies}
    last_year = all_checklists(session, catalog, year - 1) if _is_first_month(today) else {}
    snoozed, sent_back = snoozed_codes(session, year, today), _returned(session, year)
    broken = _broken(session, year)
    places = []
    for key, agency in agencies.items():
        found = _Told(
            snoozed.get(key, set()), sent_back.get(key, []), broken.get(key, []), key in last_year
        )
        people = _people(staff.get(key, ()), now)
        places.append(_place(agency, people, checklists[key], found))
    world = World(
        places=tuple(places),
        deadlines=tuple(Due(d.id or 0, codes_in(catalog, d.scope), d.due_on) for d in deadlines),
        announcements=tuple(_announced(session, row, now) for row in news),
        said=_said(session, year),
        workdays=workdays_of(session),
        with_thanks=_setting(session, "thanks") != "off",
    )
    return Snapshot(
        world,
        year,
        agencies,
        {p.id or 0: p for people in staff.values() for p in people},
        checklists,
        {d.id or 0: d for d in deadlines},
        {row.id or 0: row for row in news},
        snoozed,
        last_year,
    )


def _is_first_month(today: date) -> bool:
    return today.month == 10


def _staff(session: Session) -> dict[int, list[Coordinator]]:
    """Active people by agency, main first, then by time of joining."""
    found: dict[int, list[Coordinator]] = defaultdict(list)
    for person in session.exec(
        select(Coordinator)
        .where(col(Coordinator.left_at).is_(None), Coordinator.role != "admin")
        .order_by(col(Coordinator.role).desc(), col(Coordinator.joined_at), col(Coordinator.id))
    ):
        found[person.agency_id].append(person)
    return found


def is_muted(person: Coordinator, now: datetime) -> bool:
    return person.muted or (person.muted_until is not None and person.muted_until > now)


def _people(staff: Iterable[Coordinator], now: datetime) -> tuple[Person, ...]:
    return tuple(
        Person(
            id=person.id or 0,
            role=person.role,
            joined_at=person.joined_at,
            seen_at=max(person.seen_at or person.joined_at, person.joined_at),
            muted=is_muted(person, now),
            reachable=person.unreachable_at is None and bool(person.line_user_id),
        )
        for person in staff
    )


def _place(agency: Agency, people: tuple[Person, ...], checklist: Checklist, found: _Told) -> Place:
    todo = open_codes(checklist)
    spoken = todo - found.snoozed
    return Place(
        id=agency.id or 0,
        code=agency.code,
        people=people,
        open=spoken,
        nothing_left=not todo,
        rows_open=open_rows(checklist) - found.snoozed,
        returned=tuple(back for back in found.returned if back.code in spoken),
        broken=tuple(link for link in found.broken if link.code in spoken),
        had_last_year=found.had_last_year,
    )


def _returned(session: Session, fiscal_year: int) -> dict[int, list[Returned]]:
    """Reviews that sent an item back and that nobody answered, each the newest of its item."""
    newest = (
        select(func.max(ItemReview.id))
        .where(ItemReview.fiscal_year == fiscal_year)
        .group_by(col(ItemReview.agency_id), col(ItemReview.code))
    )
    found: dict[int, list[Returned]] = defaultdict(list)
    for row in session.exec(
        select(ItemReview).where(
            col(ItemReview.id).in_(newest),
            ItemReview.verdict == "returned",
            col(ItemReview.answered_at).is_(None),
        )
    ):
        found[row.agency_id].append(Returned(row.id or 0, row.code, row.at))
    return found


def _broken(session: Session, fiscal_year: int) -> dict[int, list[Broken]]:
    """Dead links whose owner has not read the notice about them."""
    found: dict[int, list[Broken]] = defaultdict(list)
    for row, _ in down_twice(session, fiscal_year):
        if row.down_since is not None and row.down_told_at is not None:
            since = bangkok(row.down_since).date()
            found[row.agency_id].append(Broken(row.id or 0, row.code, since, row.down_told_at))
    return found


def _announced(session: Session, row: Announcement, now: datetime) -> Announced:
    readers = frozenset(agency.id or 0 for agency in agencies_of(session, row))
    return Announced(row.id or 0, row.confirmed_at or now, readers)


def _said(session: Session, fiscal_year: int) -> tuple[Said, ...]:
    """The year's nudges, and a few weeks before it for what runs across 1 October."""
    since = fiscal_year_days(fiscal_year)[0] - timedelta(days=40)
    rows = nudges_since(session, datetime.combine(since, time(0), UTC))
    return tuple(
        Said(told.coordinator_id, told.agency_id, told.occasion, told.created_at,
             told.status != "held")
        for told in rows
        if told.status in COUNTS
    )  # fmt: skip


def _setting(session: Session, key: str) -> str | None:
    row = session.get(Setting, key)
    return row.value if row else None
