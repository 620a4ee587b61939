"""When the office last spoke with an agency by telephone; kept in the audit log, nothing else."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.audit import AuditEntry, record

CALLED = "call.made"


def note_call(session: Session, agency_id: int, by: int | None, now: datetime, words: str) -> None:
    record(session, now, CALLED, by=by, agency_id=agency_id, after=words)


def newest_call(session: Session, agency_id: int) -> AuditEntry | None:
    """The last call with what was noted of it."""
    return session.exec(
        select(AuditEntry)
        .where(AuditEntry.action == CALLED, AuditEntry.agency_id == agency_id)
        .order_by(col(AuditEntry.at).desc(), col(AuditEntry.id).desc())
    ).first()


def last_calls(session: Session) -> dict[int, datetime]:
    """Agency id → the newest call."""
    rows = session.exec(
        select(AuditEntry.agency_id, func.max(col(AuditEntry.at)))
        .where(AuditEntry.action == CALLED)
        .group_by(col(AuditEntry.agency_id))
    ).all()
    return {key: at for key, at in rows if key is not None}
