"""Every change by an admin or a coordinator: who, when, what, from, to."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint, update
from sqlmodel import Field, Session, SQLModel, col

EDITED = "member.edit"
"""The one kind of entry that holds a person's name and telephone; the subject is `#id`."""


class AuditEntry(SQLModel, table=True):
    __tablename__ = "audit_entry"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(index=True)
    by: int | None = None
    """Coordinator id; None for the program itself or the command line."""
    agency_id: int | None = Field(default=None, index=True)
    action: str
    """`agency.import`, `member.join`, `deadline.set`, `evidence.add`, `review.return`, …"""
    subject: str = ""
    before: str = ""
    after: str = ""


def forget_person(session: Session, person_id: int) -> None:
    """Who was renamed stays on record, the names do not."""
    session.execute(
        update(AuditEntry)
        .where(col(AuditEntry.action) == EDITED, col(AuditEntry.subject) == f"#{person_id}")
        .values(before="", after="")
    )


class ProgressDay(SQLModel, table=True):
    """The three bars of an agency at the end of a day, for the charts."""

    __tablename__ = "progress_day"
    __table_args__ = (UniqueConstraint("agency_id", "day"),)

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id")
    fiscal_year: int
    day: date
    claimed: int
    opens: int
    accepted: int
    total: int


def record(
    session: Session,
    now: datetime,
    action: str,
    *,
    by: int | None = None,
    agency_id: int | None = None,
    subject: str = "",
    before: str = "",
    after: str = "",
) -> None:
    """Add one line to the audit log, in the transaction of the change itself."""
    session.add(
        AuditEntry(
            at=now,
            by=by,
            agency_id=agency_id,
            action=action,
            subject=subject,
            before=before,
            after=after,
        )
    )
