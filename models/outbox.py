"""Messages to LINE, written in the transaction of the turn that decided them, sent afterwards.

A row keeps its retry key from its birth, so a push that may or may not have arrived is repeated
under the same key and LINE delivers it at most once.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import CheckConstraint, Index, and_, bindparam, delete, func, or_, text, update
from sqlmodel import Field, Session, SQLModel, col, select
from sqlmodel.sql.sqltypes import UTCDateTime

from models import sent

LEASE = timedelta(seconds=8)
"""Longer than the time-out of a call to LINE, short enough after a kill."""

MOST = 32
"""Rows looked at in one claim."""

_WAITING = text("status = 'waiting'")

STATUSES = ("waiting", "accepted", "refused", "held", "cancelled")


class OutboxMessage(SQLModel, table=True):
    """One request to LINE: up to five message objects for one recipient.

    `status`: waiting → accepted (LINE has it) · refused (LINE never will) · held (the quota does
    not allow it) · cancelled (no longer true, or the person left).
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        CheckConstraint(f"status IN {STATUSES}", name="ck_outbox_status"),
        CheckConstraint("kind IN ('reply', 'push')", name="ck_outbox_kind"),
        Index("ix_outbox_waiting", "next_try_at", "id",
              sqlite_where=_WAITING, postgresql_where=_WAITING),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    line_user_id: str | None = Field(default=None, index=True)
    """The person; None for a reply into a group or room."""
    source_key: str
    reply_token: str | None = None
    must_arrive: bool = False
    """A reply whose token died is pushed instead, if the quota allows it."""
    retry_key: str = Field(default_factory=lambda: str(uuid4()), unique=True)
    body: str
    """JSON list of LINE message objects."""
    about: str | None = None
    """JSON list beside it: the code each message is about, or null; None for nothing at all."""
    status: str = "waiting"
    created_at: datetime
    next_try_at: datetime
    first_tried_at: datetime | None = None
    attempts: int = 0
    unknown: bool = False
    """An earlier try ended without a clear answer: it may have arrived."""
    claimed_by: str | None = None
    leased_until: datetime | None = None
    settled_at: datetime | None = None
    request_id: str | None = None
    error: str | None = None
    coordinator_id: int | None = Field(default=None, index=True)
    occasion: str | None = Field(default=None, index=True)
    """Why a push exists (`nudge:2570-01`, `announcement:12`); None for answers."""


def _sendable() -> Any:
    """Built once, like the inbox's."""
    now = bindparam("now", type_=UTCDateTime())
    free = or_(col(OutboxMessage.leased_until).is_(None), col(OutboxMessage.leased_until) < now)
    busy = (
        select(OutboxMessage.source_key)
        .where(OutboxMessage.status == "waiting", col(OutboxMessage.leased_until) >= now)
        .distinct()
    )
    return (
        select(OutboxMessage)
        .where(
            OutboxMessage.status == "waiting",
            col(OutboxMessage.next_try_at) <= now,
            free,
            col(OutboxMessage.source_key).not_in(busy),
        )
        .order_by(col(OutboxMessage.id))
        .limit(MOST)
    )


_SENDABLE = _sendable()


def claim_due(session: Session, owner: str, now: datetime, limit: int) -> list[OutboxMessage]:
    """Take up to `limit` messages that are due and that nobody is sending, oldest first.

    Of one recipient only the oldest that is due is taken, so two answers never race; one that
    waits for its retry does not hold back those after it.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(7203)"))
    due = session.exec(_SENDABLE, params={"now": now}).all()
    taken: dict[str, OutboxMessage] = {}
    for message in due:
        if len(taken) < limit:
            taken.setdefault(message.source_key, message)
    for message in taken.values():
        # A lease that ran out was never settled: the process died or LINE was slow, and the try
        # may have arrived.
        message.unknown = message.unknown or message.leased_until is not None
        message.claimed_by, message.leased_until = owner, now + LEASE
        message.first_tried_at = message.first_tried_at or now
        message.attempts += 1
        session.add(message)
    session.flush()
    return list(taken.values())


def _due_moments() -> Any:
    """Built once, like the inbox's: it is asked after every turn and every send."""
    now = bindparam("now", type_=UTCDateTime())
    held = and_(col(OutboxMessage.status) == "waiting", col(OutboxMessage.leased_until) >= now)
    busy = select(OutboxMessage.source_key).where(held).distinct()
    first_try = (
        select(func.min(OutboxMessage.next_try_at))
        .where(OutboxMessage.status == "waiting", col(OutboxMessage.source_key).not_in(busy))
        .scalar_subquery()
    )
    lease_end = select(func.min(OutboxMessage.leased_until)).where(held).scalar_subquery()
    return select(first_try, lease_end)


_DUE_MOMENTS = _due_moments()


def next_due(session: Session, now: datetime) -> datetime | None:
    """When `claim_due` will find something: a message to try, or the end of somebody's lease."""
    moments = session.exec(_DUE_MOMENTS, params={"now": now}).one()
    return min((each for each in moments if each is not None), default=None)


def cancel_for(session: Session, line_user_id: str, now: datetime) -> None:
    """Nothing more is sent to someone who unfollowed or left."""
    session.execute(
        update(OutboxMessage)
        .where(
            col(OutboxMessage.line_user_id) == line_user_id, col(OutboxMessage.status) == "waiting"
        )
        .values(status="cancelled", settled_at=now, error="recipient left")
    )


def forget_user(session: Session, line_user_id: str) -> None:
    """Remove every trace of a person from settled messages; what is waiting still leaves."""
    session.execute(
        delete(OutboxMessage).where(
            col(OutboxMessage.line_user_id) == line_user_id, col(OutboxMessage.status) != "waiting"
        )
    )
    sent.forget_chat(session, f"user:{line_user_id}")


def prune(session: Session, before: datetime) -> int:
    gone = session.execute(
        delete(OutboxMessage).where(
            col(OutboxMessage.settled_at) < before, col(OutboxMessage.occasion).is_(None)
        )
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]


def oldest_waiting(session: Session, now: datetime) -> datetime | None:
    """When the message that should have left longest ago was due first; the pause before a retry
    counts, the hours before a reminder's time do not."""
    first_due = func.coalesce(OutboxMessage.first_tried_at, OutboxMessage.next_try_at)
    return session.exec(
        select(func.min(first_due)).where(OutboxMessage.status == "waiting", first_due <= now)
    ).one()


def count_refused(session: Session) -> int:
    return session.exec(
        select(func.count()).select_from(OutboxMessage).where(OutboxMessage.status == "refused")
    ).one()
