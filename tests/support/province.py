"""A sample province for tests: agencies with people, at any moment, on any database."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, select

from handlers.fiscal_year import BANGKOK
from models.agency import Agency
from models.coordinator import Coordinator
from models.database import engine_for, upgrade, writing
from models.outbox import OutboxMessage
from models.quota import ledger_of


def fresh(tmp_path: Path) -> Engine:
    engine = engine_for(f"sqlite:///{tmp_path}/t.db")
    upgrade(engine)
    return engine


def at(day: str, clock: str = "09:00") -> datetime:
    """A Bangkok wall-clock time such as `at("2026-12-01")`, in UTC."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=BANGKOK).astimezone(UTC)


def add_agency(
    session: Session, number: int, joined: datetime, *, deputies: int = 0
) -> tuple[Agency, list[Coordinator]]:
    agency = Agency(
        code=f"A{number:02}",
        name=f"หน่วยงานตัวอย่าง {number}",
        is_sample=True,
        created_at=joined,
    )
    session.add(agency)
    session.flush()
    people = [
        Coordinator(
            line_user_id=f"U{number:04}{place:028}",
            agency_id=agency.id or 0,
            role="deputy" if place else "main",
            joined_at=joined,
            seen_at=joined,
        )
        for place in range(1 + deputies)
    ]
    session.add_all(people)
    session.flush()
    return agency, people


def populate(engine: Engine, count: int, joined: datetime, *, deputies: int = 0) -> None:
    with writing(engine) as session:
        for number in range(1, count + 1):
            add_agency(session, number, joined, deputies=deputies)


def deliver(session: Session, now: datetime) -> list[OutboxMessage]:
    """LINE takes everything that waits."""
    rows = session.exec(select(OutboxMessage).where(OutboxMessage.status == "waiting")).all()
    for row in rows:
        row.status, row.settled_at = "accepted", now
        session.add(row)
    if rows:
        ledger = ledger_of(session, now)
        ledger.accepted += len(rows)
        session.add(ledger)
    session.flush()
    return list(rows)
