"""Dates and days off as the province office enters them; nothing here invents one."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.office import Deadline, Holiday


def deadlines_of(session: Session, fiscal_year: int) -> list[Deadline]:
    """The year's dates that count, earliest first."""
    return list(
        session.exec(
            select(Deadline)
            .where(
                Deadline.fiscal_year == fiscal_year,
                col(Deadline.removed_at).is_(None),
                col(Deadline.confirmed).is_(True),
            )
            .order_by(col(Deadline.due_on), col(Deadline.scope))
        ).all()
    )


def deadline_for(session: Session, fiscal_year: int, scope: str) -> Deadline | None:
    return next((row for row in deadlines_of(session, fiscal_year) if row.scope == scope), None)


def set_deadline(
    session: Session,
    fiscal_year: int,
    scope: str,
    due_on: date,
    *,
    note: str = "",
    by: int | None,
    now: datetime,
) -> Deadline:
    """A moved date is a new row, so its reminders count anew; saying the same again changes nothing
    but the note."""
    present = deadline_for(session, fiscal_year, scope)
    if present is not None and present.due_on == due_on:
        present.note = note
        session.add(present)
        return present
    if present is not None:
        remove_deadline(session, present, now)
    row = Deadline(
        fiscal_year=fiscal_year,
        scope=scope,
        due_on=due_on,
        note=note,
        created_by=by,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row


def remove_deadline(session: Session, row: Deadline, now: datetime) -> None:
    row.removed_at = row.removed_at or now
    session.add(row)
    session.flush()


def holiday_rows(session: Session) -> list[Holiday]:
    return list(session.exec(select(Holiday).order_by(col(Holiday.day))).all())


def split_holidays(rows: Iterable[Holiday]) -> tuple[dict[date, str], frozenset[date]]:
    """Days off by name, and listed holidays that are worked after all."""
    rows = tuple(rows)
    return (
        {row.day: row.name for row in rows if not row.works},
        frozenset(row.day for row in rows if row.works),
    )


def set_holiday(session: Session, day: date, name: str, *, works: bool = False) -> Holiday:
    row = session.get(Holiday, day) or Holiday(day=day, name=name)
    row.name, row.works = name, works
    session.add(row)
    session.flush()
    return row


def holiday_words(session: Session, day: date) -> str:
    """What the office has entered for a day, as the audit log keeps it."""
    row = session.get(Holiday, day)
    if row is None:
        return ""
    return f"{row.name} (เป็นวันทำการ)" if row.works else row.name


def remove_holiday(session: Session, day: date) -> bool:
    row = session.get(Holiday, day)
    if row is not None:
        session.delete(row)
        session.flush()
    return row is not None


def as_of(session: Session, fiscal_year: int) -> datetime | None:
    """When the office last touched the year's dates, for "ข้อมูล ณ วันที่"."""
    rows = session.exec(select(Deadline).where(Deadline.fiscal_year == fiscal_year)).all()
    moments = [row.created_at for row in rows]
    moments += [row.removed_at for row in rows if row.removed_at is not None]
    return max(moments, default=None)
