"""Our own ledger of pushes a month beside the figures read from LINE."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col, select

from models.outbox import OutboxMessage

_BANGKOK = ZoneInfo("Asia/Bangkok")


class QuotaMonth(SQLModel, table=True):
    """`month` is `YYYY-MM` (C.E., Asia/Bangkok). LINE's figure wins over our count."""

    __tablename__ = "quota_month"

    month: str = Field(primary_key=True)
    limit: int | None = None
    """LINE's quota; None when the plan has no limit or it was never read."""
    consumed: int = 0
    """As LINE last said."""
    read_at: datetime | None = None
    accepted: int = 0
    """Pushes that LINE accepted from us, by our own count."""
    told_office_at: datetime | None = None
    """When the office was told that something is held back."""
    exhausted_at: datetime | None = None
    """When LINE answered that the monthly limit is reached."""


def month_of(now: datetime) -> str:
    return f"{now.astimezone(_BANGKOK):%Y-%m}"


def ledger_of(session: Session, now: datetime) -> QuotaMonth:
    """The row of the month, made when it is first needed, also by two processes at once."""
    month = month_of(now)
    row = session.get(QuotaMonth, month)
    if row is not None:
        return row
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    table = SQLModel.metadata.tables["quota_month"]
    session.connection().execute(
        insert(table).values(month=month, consumed=0, accepted=0).on_conflict_do_nothing()
    )
    return session.exec(select(QuotaMonth).where(QuotaMonth.month == month)).one()


def count_one_accepted(session: Session, now: datetime) -> None:
    """Counted in the database, so two processes at once count two."""
    month = ledger_of(session, now).month
    session.execute(
        update(QuotaMonth)
        .where(col(QuotaMonth.month) == month)
        .values(accepted=col(QuotaMonth.accepted) + 1)
    )


def save_reading(session: Session, limit: int | None, consumed: int, now: datetime) -> QuotaMonth:
    """LINE's figures. A larger plan than before lifts "the monthly limit is reached"."""
    row = ledger_of(session, now)
    known = row.read_at is not None
    grown = limit is None or (known and row.limit is not None and limit > row.limit)
    if grown:
        row.exhausted_at = row.told_office_at = None
    row.limit, row.consumed, row.read_at = limit, consumed, now
    session.add(row)
    return row


def remaining(session: Session, now: datetime) -> int | None:
    """What is left by the last figure read; None: unlimited or never read (see `read_at`)."""
    row = session.get(QuotaMonth, month_of(now))
    if row is None or row.limit is None:
        return None
    return 0 if row.exhausted_at else max(0, row.limit - row.consumed)


def accepted_since(session: Session, moment: datetime) -> int:
    """Our pushes that LINE took after it was last asked for its own figure."""
    return _count(
        session, OutboxMessage.status == "accepted", col(OutboxMessage.settled_at) > moment
    )


def newest_reading(session: Session) -> QuotaMonth | None:
    """The month in which LINE was last asked."""
    return session.exec(
        select(QuotaMonth)
        .where(col(QuotaMonth.read_at).is_not(None))
        .order_by(col(QuotaMonth.read_at).desc())
    ).first()


def refused_since(session: Session, moment: datetime) -> int:
    """Pushes that LINE did not take because the month's limit was reached."""
    after = col(OutboxMessage.settled_at) >= moment
    return _count(session, OutboxMessage.status == "held", after)


def waiting_pushes(session: Session) -> int:
    return _count(session, OutboxMessage.status == "waiting")


def _count(session: Session, *wanted: ColumnElement[bool] | bool) -> int:
    return session.exec(
        select(func.count()).select_from(OutboxMessage).where(OutboxMessage.kind == "push", *wanted)
    ).one()
