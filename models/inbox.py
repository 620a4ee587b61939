"""LINE's events as they came, each under its `webhookEventId`, until a worker has handled them.

A claim is an owner and a lease. The oldest unhandled event of a source comes first, and no second
event of that source is claimed while one is held, so a person's messages are answered in order
even with several processes.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Index, and_, bindparam, delete, func, or_, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased
from sqlmodel import Field, Session, SQLModel, col, select
from sqlmodel.sql.sqltypes import UTCDateTime

LEASE = timedelta(seconds=7)
"""Longer than any turn takes, short enough that a killed process costs people seconds."""
MAX_ATTEMPTS = 3
"""Exceptions after which an event is buried."""
MAX_CLAIMS = 20
"""Claims after which an event that only ever lost its process is buried too."""

_OPEN = text("handled_at IS NULL AND buried_at IS NULL")


class InboxEvent(SQLModel, table=True):
    """One element of a webhook's `events`, as raw JSON."""

    __tablename__ = "inbox_event"
    __table_args__ = (
        Index("ix_inbox_open", "source_key", "occurred_ms", "id",
              sqlite_where=_OPEN, postgresql_where=_OPEN),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    webhook_event_id: str = Field(unique=True)
    source_key: str
    """`user:U…`, `group:C…`, `room:R…`, or `none:<event id>` for an event without a source."""
    occurred_ms: int = Field(sa_type=BigInteger)
    """LINE's `timestamp`, milliseconds since 1970."""
    message_id: str | None = Field(default=None, index=True)
    raw: str
    taught: str | None = None
    """JSON list: the rows that came of it, by what they are found by (`models/taught.py`)."""
    received_at: datetime
    claimed_by: str | None = None
    leased_until: datetime | None = None
    claims: int = 0
    attempts: int = 0
    handled_at: datetime | None = Field(default=None, index=True)
    buried_at: datetime | None = Field(default=None, index=True)
    error: str | None = None


@dataclass(frozen=True, slots=True)
class NewEvent:
    """What the webhook hands over; nothing but its source has been interpreted."""

    webhook_event_id: str
    source_key: str
    occurred_ms: int
    message_id: str | None
    raw: str


def save_events(session: Session, events: Sequence[NewEvent], now: datetime) -> int:
    """Insert what is new and say how many were; a repeat only refreshes `received_at`.

    The refreshed time lets a redelivered event use its reply token again for a minute.
    """
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    table = SQLModel.metadata.tables["inbox_event"]
    connection = session.connection()
    saved = 0
    for event in events:
        fresh = connection.execute(
            insert(table)
            .values(**asdict(event), received_at=now, claims=0, attempts=0)
            .on_conflict_do_nothing(index_elements=["webhook_event_id"])
            .returning(table.c.id)
        ).first()
        if fresh is not None:
            saved += 1
            continue
        connection.execute(
            table.update()
            .where(table.c.webhook_event_id == event.webhook_event_id, table.c.handled_at.is_(None))
            .values(received_at=now)
        )
    return saved


def _oldest_claimable() -> Any:
    """Built once: building this statement took longer than running it."""
    other, now = aliased(InboxEvent), bindparam("now", type_=UTCDateTime())
    free = or_(col(InboxEvent.leased_until).is_(None), col(InboxEvent.leased_until) < now)
    in_front = select(other.id).where(
        other.source_key == InboxEvent.source_key,
        col(other.handled_at).is_(None),
        col(other.buried_at).is_(None),
        other.id != InboxEvent.id,
        or_(
            col(other.leased_until) >= now,
            col(other.occurred_ms) < col(InboxEvent.occurred_ms),
            and_(
                col(other.occurred_ms) == col(InboxEvent.occurred_ms),
                col(other.id) < col(InboxEvent.id),
            ),
        ),
    )
    return (
        select(InboxEvent)
        .where(
            col(InboxEvent.handled_at).is_(None),
            col(InboxEvent.buried_at).is_(None),
            free,
            ~in_front.exists(),
        )
        .order_by(col(InboxEvent.occurred_ms), col(InboxEvent.id))
        .limit(1)
    )


_OLDEST_CLAIMABLE = _oldest_claimable()
_TABLE = SQLModel.metadata.tables["inbox_event"]
_SETTLE = (
    _TABLE.update()
    .where(
        _TABLE.c.id == bindparam("event_id"),
        _TABLE.c.claimed_by == bindparam("owner"),
        _TABLE.c.handled_at.is_(None),
    )
    .values(handled_at=bindparam("now"), claimed_by=None, leased_until=None, error=None)
)


def claimable(session: Session, now: datetime) -> InboxEvent | None:
    """The oldest unhandled event whose source nobody is working on; only looks."""
    found: InboxEvent | None = session.exec(_OLDEST_CLAIMABLE, params={"now": now}).first()
    return found


def claim_next(session: Session, owner: str, now: datetime) -> InboxEvent | None:
    """Take what is claimable; what wore out its process too often is buried instead."""
    if session.get_bind().dialect.name == "postgresql":
        # Two claims at once must not take two events of one source; claims are short.
        session.execute(text("SELECT pg_advisory_xact_lock(7202)"))
    event = claimable(session, now)
    while event is not None and event.claims >= MAX_CLAIMS:
        bury_worn_out(session, now)
        session.expire_all()
        event = claimable(session, now)
    if event is None:
        return None
    event.claimed_by, event.leased_until = owner, now + LEASE
    event.claims += 1
    session.add(event)
    session.flush()
    return event


def settle(session: Session, event_id: int, owner: str, now: datetime) -> bool:
    """Mark handled if `owner` still holds the claim; False means: roll the turn back."""
    session.flush()
    done = session.connection().execute(_SETTLE, {"event_id": event_id, "owner": owner, "now": now})
    return done.rowcount == 1


def fail(session: Session, event_id: int, owner: str, error: str, now: datetime) -> bool:
    """Count a failed attempt; True when the event is now buried and its line moves on."""
    event = session.get(InboxEvent, event_id)
    if event is None or event.claimed_by != owner:
        return False
    event.attempts += 1
    event.error = error[:500]
    event.claimed_by = event.leased_until = None
    if event.attempts >= MAX_ATTEMPTS:
        event.buried_at = now
    session.add(event)
    return event.buried_at is not None


def bury_worn_out(session: Session, now: datetime) -> int:
    """Set aside events that took down their process again and again."""
    worn = session.execute(
        update(InboxEvent)
        .where(
            col(InboxEvent.handled_at).is_(None),
            col(InboxEvent.buried_at).is_(None),
            col(InboxEvent.claims) >= MAX_CLAIMS,
            or_(col(InboxEvent.leased_until).is_(None), col(InboxEvent.leased_until) < now),
        )
        .values(buried_at=now, error="claimed too often without an end")
    )
    return int(worn.rowcount)  # type: ignore[attr-defined]


def forget_message(session: Session, message_id: str) -> None:
    """Drop what a person took back with "unsend"."""
    session.execute(
        update(InboxEvent)
        .where(col(InboxEvent.message_id) == message_id)
        .values(raw='{"type":"unsent"}')
    )


def forget_event(session: Session, event_id: int) -> None:
    """Drop what one event said, such as the words of somebody who reports corruption."""
    session.execute(
        update(InboxEvent).where(col(InboxEvent.id) == event_id).values(raw='{"type":"forgotten"}')
    )


def forget_source(session: Session, source_key: str, now: datetime) -> None:
    """Drop the handled messages of someone who asked to be forgotten."""
    session.execute(
        delete(InboxEvent).where(
            col(InboxEvent.source_key) == source_key, col(InboxEvent.handled_at) <= now
        )
    )


def prune(session: Session, before: datetime) -> int:
    """Delete events handled before a moment; what is buried stays for the office to see."""
    gone = session.execute(delete(InboxEvent).where(col(InboxEvent.handled_at) < before))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def oldest_open(session: Session) -> datetime | None:
    """When the event that has waited longest came in."""
    return session.exec(
        select(func.min(InboxEvent.received_at)).where(
            col(InboxEvent.handled_at).is_(None), col(InboxEvent.buried_at).is_(None)
        )
    ).one()


def count_buried(session: Session) -> int:
    return session.exec(
        select(func.count()).select_from(InboxEvent).where(col(InboxEvent.buried_at).is_not(None))
    ).one()
