"""A whole fiscal year of 33 agencies, day by day: who was sent what and when, against a ledger.

People tick, fall silent, leave, join late, mute and snooze; the office sets dates and announces;
the server is off for ten days. The golden ledger is the review: after a wanted change, run with
ACCEPT_YEAR=1 and read the difference.
"""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, select

from content.catalog import Catalog
from handlers.fiscal_year import bangkok
from models.agency import Agency
from models.announcement import confirm, draft
from models.coordinator import Coordinator, join, leave, main_of, members
from models.database import writing
from models.deadline import set_deadline, set_holiday
from models.evidence import ItemReview
from models.nudge import Notice, Nudge, snooze
from models.outbox import OutboxMessage
from models.quota import QuotaMonth
from models.task import set_steps
from scheduler.budget import QuotaReading
from scheduler.sweep import sweep
from scheduler.upkeep import tidy
from scheduler.workdays import Workdays
from tests.support.province import at, deliver, populate
from tests.support.statements import counted

GOLDEN = Path(__file__).parent / "golden" / "year-2570.txt"
FIRST, LAST = date(2026, 9, 28), date(2027, 10, 8)
LIMIT = 300
OFF = {date(2027, 7, 1) + timedelta(days=n) for n in range(10)}
"""Days on which the server did not run."""


def test_a_year_of_33_agencies(engine: Engine, catalog: Catalog):
    populate(engine, 33, at("2026-09-28"), deputies=1)
    with counted(engine) as asked:
        ledger = [line for day in _days() for line in _live(engine, catalog, day)]

    _never_over_quota(ledger)
    _never_twice(engine)
    _only_in_office_hours(engine)
    _once_a_day(ledger)
    written = "\n".join([*_totals(ledger), "", *ledger]) + "\n"
    if os.environ.get("ACCEPT_YEAR"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(written, encoding="utf-8")
    assert written == GOLDEN.read_text(encoding="utf-8")
    assert asked.count < 42_000, "a year of passes, as statements: noise cannot move them"


def _days() -> Iterator[date]:
    day = FIRST
    while day <= LAST:
        if day not in OFF:
            yield day
        day += timedelta(days=1)


def _live(engine: Engine, catalog: Catalog, day: date) -> Iterator[str]:
    """One day: the night, people, then passes in the morning and the afternoon."""
    with writing(engine) as session:
        if day.weekday() == 0 or day.day == 1:
            tidy(session, catalog, at(str(day), "02:00"))
        _people_live(session, catalog, day)
        _office_works(session, day)
    afternoon = ("14:00",) if day.day % 3 == 0 else ()
    for clock in ("09:00", *afternoon, "21:00"):
        now = at(str(day), clock)
        with writing(engine) as session:
            used = _accepted_in_month(session, day)
            sweep(session, catalog, now, quota=QuotaReading(LIMIT, used))
            for row in deliver(session, now):
                yield f"{day} {clock} {_name(session, row)} {row.occasion}"


def _accepted_in_month(session: Session, day: date) -> int:
    ledger = session.get(QuotaMonth, f"{day:%Y-%m}")
    return ledger.accepted if ledger is not None else 0


def _name(session: Session, row: OutboxMessage) -> str:
    person = session.get_one(Coordinator, row.coordinator_id)
    return f"{session.get_one(Agency, person.agency_id).code} {person.role}"


def _people_live(session: Session, catalog: Catalog, day: date) -> None:
    """Agency n taps every n-th day or so and finishes an item when it does."""
    now = at(str(day), "08:00")
    for number in range(1, 34):
        if number % 8 == 0:
            continue  # every eighth agency never answers
        if day.toordinal() % (3 + number) == 0:
            person = main_of(session, number)
            if person is not None:
                person.seen_at = now
                session.add(person)
                _tick_next(session, catalog, number, day)
    _incidents(session, day)


def _tick_next(session: Session, catalog: Catalog, agency_id: int, day: date) -> None:
    year = day.year + 543 + (day.month >= 10)
    items = catalog.items
    place = (day.toordinal() // (3 + agency_id)) % len(items)
    count = 4 if agency_id % 5 else len(items)  # every fifth agency finishes everything at once
    chosen = [items[(place + offset) % len(items)] for offset in range(count)]
    steps = [(item.code, n, True) for item in chosen for n in range(1, len(item.steps) + 1)]
    set_steps(session, agency_id, year, steps, None, at(str(day), "08:00"))


def _incidents(session: Session, day: date) -> None:
    now = at(str(day), "08:00")
    match day.isoformat():
        case "2026-11-12":
            _main(session, 3).muted = True
        case "2027-01-11":
            _main(session, 3).muted = False
        case "2026-12-14":
            leave(session, _main(session, 4), now)
        case "2027-01-18":
            _main(session, 6).unreachable_at = now
        case "2027-02-09":
            for person in members(session, 7):
                leave(session, person, now)
        case "2027-03-09":
            join(session, f"U{7:033}", 7, admin=False, now=now)
        case "2027-03-15":
            snooze(session, 9, 2570, "O12", date(2027, 4, 30))
        case "2027-04-20":
            for code in ("O1", "O2"):
                session.add(
                    ItemReview(agency_id=11, fiscal_year=2570, code=code, verdict="returned",
                               reason="ลิงก์เป็นของปีก่อน", at=now)
                )  # fmt: skip
        case _:
            pass
    session.flush()


def _main(session: Session, agency_id: int) -> Coordinator:
    person = main_of(session, agency_id)
    assert person is not None
    return person


def _office_works(session: Session, day: date) -> None:
    now = at(str(day), "08:05")
    match day.isoformat():
        case "2026-11-02":
            set_deadline(session, 2570, "i", date(2027, 1, 29), by=None, now=now)
        case "2027-01-06":
            set_deadline(session, 2570, "O", date(2027, 4, 30), by=None, now=now)
            set_deadline(session, 2570, "measure:all", date(2027, 4, 30), by=None, now=now)
        case "2027-04-05":
            set_deadline(session, 2570, "O", date(2027, 5, 6), by=None, now=now)
            set_holiday(session, date(2027, 4, 16), "วันหยุดตัวอย่าง")
        case "2027-02-15":
            row = draft(session, "ขอให้ตรวจลิงก์ภายในสัปดาห์นี้", None, None, now)
            confirm(session, row.id or 0, at(str(day), "12:00"))
        case "2027-06-05":
            row = draft(session, "ขอให้เตรียมชี้แจง", ["A01", "A02"], None, now)
            confirm(session, row.id or 0, now)
        case _:
            pass


def _totals(ledger: list[str]) -> list[str]:
    months = Counter(line[:7] for line in ledger)
    return [f"{month} {count}" for month, count in sorted(months.items())]


def _never_over_quota(ledger: list[str]) -> None:
    assert max(Counter(line[:7] for line in ledger).values()) <= LIMIT


def _never_twice(engine: Engine) -> None:
    with writing(engine) as session:
        spoken = [
            (row.coordinator_id, occasion)
            for row in session.exec(select(OutboxMessage)).all()
            if row.status == "accepted"
            for occasion in (row.occasion or "").split("+")
        ]
        nudges = session.exec(select(Nudge).where(Nudge.status != "held")).all()
        assert session.exec(select(Notice).where(Notice.kind == "quota")).all() == []
    assert len(spoken) == len(set(spoken)) == len(nudges)


def _only_in_office_hours(engine: Engine) -> None:
    workdays = Workdays({date(2027, 4, 16): "วันหยุดตัวอย่าง"})
    with writing(engine) as session:
        for row in session.exec(select(OutboxMessage)).all():
            local = bangkok(row.created_at)
            assert workdays.is_workday(local.date())
            assert "08:30" <= f"{local:%H:%M}" < "16:30"


def _once_a_day(ledger: list[str]) -> None:
    """One reminder a person and day; an announcement is the office's own wish and may be second."""
    reminders = [line for line in ledger if "announcement" not in line]
    per_day = Counter((line[:10], tuple(line.split()[2:4])) for line in reminders)
    assert max(per_day.values()) == 1
