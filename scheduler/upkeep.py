"""What is done once a night: old rows go, bars are written down, a year is opened, files are made.

A night is done when its row says so: a second process, a restart or a clock set back does not
repeat it, and a missed night is made up for at the next pass.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta

from sqlalchemy import Engine
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col, select

from content.catalog import Catalog
from handlers.fiscal_year import bangkok, fiscal_year_of
from handlers.standing import all_checklists, empty_checklist
from models import inbox, lesson, outbox, question, sent
from models.access import forget_old_access
from models.agency import assessed_agencies
from models.audit import ProgressDay
from models.coordinator import Coordinator, promote_deputy
from models.database import writing
from models.forgetting import drop_idle_chats, forget_what_chats_hold, strip_buried
from scheduler.cycle import open_year

NIGHT = time(1, 30)
"""Bangkok; after it the day's upkeep is due."""
LAST_NIGHT = "last_night"
CHAT_KEPT = timedelta(days=7)
SENT_KEPT = timedelta(days=7)
QUOTABLE = timedelta(days=90)
"""How long an answer to an old card is understood to mean that card."""


def night_is_due(session: Session, now: datetime) -> bool:
    """Claims the night: True for one caller a day."""
    local = bangkok(now)
    if local.time() < NIGHT:
        return False
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    table = SQLModel.metadata.tables["setting"]
    values = {"value": local.date().isoformat(), "updated_at": now}
    claimed = session.connection().execute(
        insert(table)
        .values(key=LAST_NIGHT, **values)
        .on_conflict_do_update(
            index_elements=["key"], set_=values, where=table.c.value < values["value"]
        )
        .returning(table.c.key)
    )
    return claimed.first() is not None


def tidy(session: Session, catalog: Catalog, now: datetime) -> None:
    """The rows' part of a night, in the caller's transaction."""
    inbox.prune(session, now - CHAT_KEPT)
    strip_buried(session, now - CHAT_KEPT)
    forget_what_chats_hold(session, now - CHAT_KEPT)
    lesson.prune(session, now - lesson.LESSONS_KEPT)
    question.prune(session, now - lesson.LESSONS_KEPT)
    drop_idle_chats(session)
    outbox.prune(session, now - SENT_KEPT)
    sent.prune(session, now - QUOTABLE)
    forget_old_access(session, now)
    for agency_id in _without_main(session):
        promote_deputy(session, agency_id)
    open_year(session, catalog, now)
    write_progress(session, catalog, now)


def _without_main(session: Session) -> list[int]:
    """Agencies that have people but, after a crash or an import, nobody in front."""
    staff = session.exec(
        select(Coordinator.agency_id, Coordinator.role).where(
            col(Coordinator.left_at).is_(None), Coordinator.role != "admin"
        )
    ).all()
    led = {agency_id for agency_id, role in staff if role == "main"}
    return sorted({agency_id for agency_id, _ in staff} - led)


def write_progress(session: Session, catalog: Catalog, now: datetime) -> None:
    """The bars of every agency under today's date; a second time corrects the first."""
    year, today = fiscal_year_of(now), bangkok(now).date()
    found, nothing = all_checklists(session, catalog, year), empty_checklist(catalog, year)
    present = {
        row.agency_id: row
        for row in session.exec(select(ProgressDay).where(ProgressDay.day == today)).all()
    }
    for agency in assessed_agencies(session):
        checklist = found.get(agency.id or 0, nothing)
        claimed = checklist.claimed()
        values = {
            "claimed": claimed.count,
            "opens": checklist.opens().count,
            "accepted": checklist.accepted().count,
            "total": claimed.total,
        }
        row = present.get(agency.id or 0) or ProgressDay(
            agency_id=agency.id or 0, fiscal_year=year, day=today, **values
        )
        row.sqlmodel_update(values)
        session.add(row)
    session.flush()


def night(
    engine: Engine, catalog: Catalog, now: datetime, others: Iterable[Callable[[], None]]
) -> list[Exception]:
    """Rows first, then the other nightly work (files, link checks); one failure stops nothing."""
    failures: list[Exception] = []
    with writing(engine) as session:
        tidy(session, catalog, now)
    for work in others:
        try:
            work()
        except Exception as error:
            failures.append(error)
    return failures
