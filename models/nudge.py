"""What is due to be said without being asked: nudges, notices for the next reply, snoozes."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import UniqueConstraint, and_, delete, or_, update
from sqlalchemy import select as sql_select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col, select

from models.outbox import OutboxMessage


class Nudge(SQLModel, table=True):
    """One proactive message to one coordinator for one occasion; the pair is unique for ever."""

    __table_args__ = (UniqueConstraint("coordinator_id", "occasion"),)

    id: int | None = Field(default=None, primary_key=True)
    coordinator_id: int = Field(foreign_key="coordinator.id")
    agency_id: int = Field(index=True)
    occasion: str
    """`monthly:2026-12`, `deadline:7:30`, `silence:2026-12-01`, `announcement:3`, …"""
    status: str
    """`queued` (an outbox row exists), `merged` (said in the row of another), `held` (the quota, or
    the person asked for silence: shown with the next reply), `dropped` (may be said again),
    `failed` (LINE refused it)."""
    reason: str = ""
    outbox_id: int | None = None
    created_at: datetime
    tapped_at: datetime | None = None


class Notice(SQLModel, table=True):
    """Something to tell a person for free with their next reply."""

    id: int | None = Field(default=None, primary_key=True)
    coordinator_id: int = Field(foreign_key="coordinator.id", index=True)
    kind: str
    body: str
    """JSON list of LINE message objects, or a plain text for a line of its own."""
    created_at: datetime
    shown_at: datetime | None = None


class Snooze(SQLModel, table=True):
    """One item that an agency wants left out of reminders for a while."""

    __table_args__ = (UniqueConstraint("agency_id", "fiscal_year", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id")
    fiscal_year: int
    code: str
    until: date


def claim_occasion(
    session: Session, coordinator_id: int, agency_id: int, occasion: str, now: datetime
) -> int | None:
    """The nudge's id if this call may say it; None when it was said or another process says it."""
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    table = SQLModel.metadata.tables["nudge"]
    values = {"status": "queued", "agency_id": agency_id, "created_at": now, "reason": ""}
    return (
        session.connection()
        .execute(
            insert(table)
            .values(coordinator_id=coordinator_id, occasion=occasion, **values)
            .on_conflict_do_update(
                index_elements=["coordinator_id", "occasion"],
                set_=values,
                where=table.c.status == "dropped",
            )
            .returning(table.c.id)
        )
        .scalar()
    )


def mark(
    session: Session, ids: Sequence[int], status: str, *, reason: str = "",
    outbox_id: int | None = None,
) -> None:  # fmt: skip
    session.execute(
        update(Nudge)
        .where(col(Nudge.id).in_(ids))
        .values(status=status, reason=reason, outbox_id=outbox_id)
    )


def settle_of(session: Session, outbox_id: int, status: str, reason: str) -> None:
    """Give every occasion that a message spoke of its end."""
    session.execute(
        update(Nudge)
        .where(col(Nudge.outbox_id) == outbox_id, col(Nudge.status).in_(("queued", "merged")))
        .values(status=status, reason=reason)
    )


def follow_outbox(session: Session) -> None:
    """Occasions whose message was cancelled may be said again; what LINE refused has failed."""
    cancelled = and_(
        col(OutboxMessage.status) == "cancelled", col(OutboxMessage.unknown).is_(False)
    )
    for ended, status in (
        (cancelled, "dropped"),
        (col(OutboxMessage.status) == "refused", "failed"),
    ):
        messages = (
            sql_select(col(OutboxMessage.id))
            .join(Nudge, col(Nudge.outbox_id) == col(OutboxMessage.id))
            .where(ended, col(Nudge.status).in_(("queued", "merged")))
        )
        session.execute(
            update(Nudge)
            .where(col(Nudge.status).in_(("queued", "merged")), col(Nudge.outbox_id).in_(messages))
            .values(status=status, reason=status)
            .execution_options(synchronize_session=False)
        )


def call_back(session: Session, before: datetime, now: datetime) -> int:
    """Cancel reminders of earlier days that certainly did not leave: they are said afresh, merged.

    A message that is being sent, or whose sender died while sending it, is left alone; so is one
    that was ordered to leave at once (due before it was made).
    """
    stale = session.execute(
        update(OutboxMessage)
        .where(
            col(OutboxMessage.status) == "waiting",
            col(OutboxMessage.kind) == "push",
            col(OutboxMessage.occasion).is_not(None),
            col(OutboxMessage.created_at) < before,
            col(OutboxMessage.next_try_at) >= col(OutboxMessage.created_at),
            col(OutboxMessage.claimed_by).is_(None),
            col(OutboxMessage.unknown).is_(False),
        )
        .values(status="cancelled", settled_at=now, error="said afresh with the next one")
    )
    return int(stale.rowcount)  # type: ignore[attr-defined]


class Told(NamedTuple):
    """A nudge as the plan looks at it; a year has thousands, read at every pass."""

    coordinator_id: int
    agency_id: int
    occasion: str
    created_at: datetime
    status: str


def nudges_since(session: Session, since: datetime) -> list[Told]:
    """Those of a silence whatever their age: somebody may be silent for longer than a year."""
    columns = (col(getattr(Nudge, name)) for name in Told._fields)
    wanted = or_(col(Nudge.created_at) >= since, col(Nudge.occasion).like("silence:%"))
    found = session.execute(sql_select(*columns).where(wanted))
    return [Told(*row) for row in found]


def waiting_notices(session: Session, coordinator_id: int) -> list[Notice]:
    """What the person has not been told yet, oldest first."""
    return list(
        session.exec(
            select(Notice)
            .where(Notice.coordinator_id == coordinator_id, col(Notice.shown_at).is_(None))
            .order_by(col(Notice.id))
        ).all()
    )


def mark_shown(session: Session, notices: Sequence[Notice], now: datetime) -> None:
    for notice in notices:
        notice.shown_at = now
        session.add(notice)


def leave_notice(
    session: Session, coordinator_id: int, kind: str, body: str, now: datetime
) -> None:
    """Keep a message for the person's next reply; a digest replaces one not yet seen."""
    if kind == "digest":
        session.execute(
            delete(Notice).where(
                col(Notice.coordinator_id) == coordinator_id,
                col(Notice.kind) == kind,
                col(Notice.shown_at).is_(None),
            )
        )
    session.add(Notice(coordinator_id=coordinator_id, kind=kind, body=body, created_at=now))


def snoozed_codes(session: Session, fiscal_year: int, today: date) -> dict[int, set[str]]:
    """Agency id → codes that its reminders leave out today."""
    found: dict[int, set[str]] = {}
    for agency_id, code in session.exec(
        select(Snooze.agency_id, Snooze.code).where(
            Snooze.fiscal_year == fiscal_year, Snooze.until >= today
        )
    ):
        found.setdefault(agency_id, set()).add(code)
    return found


def snooze(session: Session, agency_id: int, fiscal_year: int, code: str, until: date) -> None:
    row = session.exec(
        select(Snooze).where(
            Snooze.agency_id == agency_id, Snooze.fiscal_year == fiscal_year, Snooze.code == code
        )
    ).first() or Snooze(agency_id=agency_id, fiscal_year=fiscal_year, code=code, until=until)
    row.until = until
    session.add(row)
