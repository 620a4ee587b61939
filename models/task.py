"""What an agency has ticked, step by step, and the append-only history of who and when.

`code` is an item (`O12`) or a measure (`measure:2`); measures that share one list of steps are
kept under the lowest number. Steps count from 1. An item is done when all its steps are; that is
computed, never stored.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from models.agency import lock_agency

Step = tuple[str, int]
"""(code, step number from 1)."""


class Task(SQLModel, table=True):
    """The present state of one step for one agency in one fiscal year (Buddhist era)."""

    __table_args__ = (UniqueConstraint("agency_id", "fiscal_year", "code", "step"),)

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id")
    fiscal_year: int
    code: str
    step: int
    done: bool
    done_by: int | None = None
    """Coordinator id; None when the person is unknown."""
    changed_at: datetime


class TickBatch(SQLModel, table=True):
    """All changes of one message or tap: what an undo takes back together."""

    __tablename__ = "tick_batch"

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id", index=True)
    fiscal_year: int
    by: int | None = None
    at: datetime
    undone_at: datetime | None = None


class TaskChange(SQLModel, table=True):
    """One line of history; never changed, never deleted."""

    __tablename__ = "task_change"

    id: int | None = Field(default=None, primary_key=True)
    batch_id: int = Field(foreign_key="tick_batch.id", index=True)
    agency_id: int = Field(index=True)
    fiscal_year: int
    code: str
    step: int
    done: bool
    by: int | None = None
    at: datetime


def ticked_steps(session: Session, agency_id: int, fiscal_year: int) -> set[Step]:
    rows = session.exec(
        select(Task.code, Task.step).where(
            Task.agency_id == agency_id, Task.fiscal_year == fiscal_year, col(Task.done).is_(True)
        )
    ).all()
    return {(code, step) for code, step in rows}


def ticked_by_agency(session: Session, fiscal_year: int) -> dict[int, set[Step]]:
    """All agencies at once, for the office's overview."""
    result: dict[int, set[Step]] = {}
    rows = session.exec(
        select(Task.agency_id, Task.code, Task.step).where(
            Task.fiscal_year == fiscal_year, col(Task.done).is_(True)
        )
    ).all()
    for agency_id, code, step in rows:
        result.setdefault(agency_id, set()).add((code, step))
    return result


def last_change(session: Session, agency_id: int, fiscal_year: int, code: str) -> TaskChange | None:
    return session.exec(
        select(TaskChange)
        .where(
            TaskChange.agency_id == agency_id,
            TaskChange.fiscal_year == fiscal_year,
            TaskChange.code == code,
        )
        .order_by(col(TaskChange.id).desc())
    ).first()


def set_steps(
    session: Session,
    agency_id: int,
    fiscal_year: int,
    changes: Iterable[tuple[str, int, bool]],
    by: int | None,
    now: datetime,
) -> TickBatch | None:
    """Bring steps (code, step, done) to a state; None when nothing had to change.

    The agency's row is locked first where the engine can (a step without a row cannot be), so two
    colleagues ticking at once tick once.
    """
    lock_agency(session, agency_id)
    wanted = list(dict.fromkeys(changes))
    present = _present(session, agency_id, fiscal_year, {code for code, _, _ in wanted})
    effective = [
        (code, step, done)
        for code, step, done in wanted
        if done != (present[code, step].done if (code, step) in present else False)
    ]
    if not effective:
        return None
    batch = TickBatch(agency_id=agency_id, fiscal_year=fiscal_year, by=by, at=now)
    session.add(batch)
    session.flush()
    for code, step, done in effective:
        _write(session, batch, present.get((code, step)), (code, step, done))
    session.flush()
    return batch


def _present(
    session: Session, agency_id: int, fiscal_year: int, codes: set[str]
) -> dict[Step, Task]:
    rows = session.exec(
        select(Task)
        .where(
            Task.agency_id == agency_id, Task.fiscal_year == fiscal_year, col(Task.code).in_(codes)
        )
        .with_for_update()
    ).all()
    return {(row.code, row.step): row for row in rows}


def _write(
    session: Session, batch: TickBatch, row: Task | None, change: tuple[str, int, bool]
) -> None:
    """The step's present state, and its line of history."""
    code, step, done = change
    assert batch.id is not None  # noqa: S101 – flushed before
    place = {"agency_id": batch.agency_id, "fiscal_year": batch.fiscal_year, "step": step}
    if row is None:
        row = Task(code=code, done=done, changed_at=batch.at, **place)
    row.done, row.done_by, row.changed_at = done, batch.by if done else None, batch.at
    session.add(row)
    session.add(
        TaskChange(batch_id=batch.id, code=code, done=done, by=batch.by, at=batch.at, **place)
    )


def changes_of(session: Session, batch_id: int) -> list[TaskChange]:
    return list(session.exec(select(TaskChange).where(TaskChange.batch_id == batch_id)).all())
