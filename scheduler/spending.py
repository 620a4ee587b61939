"""The budget of a pass, from the ledger's rows and what LINE says."""

from datetime import datetime

from sqlmodel import Session

from models.quota import (
    QuotaMonth,
    accepted_since,
    ledger_of,
    month_of,
    newest_reading,
    refused_since,
    waiting_pushes,
)
from scheduler.budget import Budget, QuotaReading, budget
from scheduler.cadence import upcoming_cost
from scheduler.world import Snapshot


def allowed(session: Session, seen: Snapshot, quota: QuotaReading | None, now: datetime) -> Budget:
    """What may be sent now: LINE's word, else what LINE last said this month, else nothing."""
    ledger = session.get(QuotaMonth, month_of(now))
    if quota is None:
        quota = last_known(session, ledger)
    return budget(
        quota,
        waiting=waiting_pushes(session),
        upcoming=upcoming_cost(seen.world, now),
        exhausted=ledger is not None and ledger.exhausted_at is not None,
    )


def last_known(session: Session, ledger: QuotaMonth | None) -> QuotaReading | None:
    """What LINE last said this month and our pushes since; failing that, the limit it last gave
    and our own count of the month. None when LINE was never asked: then nothing is sent."""
    if ledger is not None and ledger.read_at is not None:
        since = accepted_since(session, ledger.read_at)
        return QuotaReading(ledger.limit, ledger.consumed + since)
    latest = newest_reading(session)
    if latest is None:
        return None
    return QuotaReading(latest.limit, ledger.accepted if ledger is not None else 0)


def refused_this_month(session: Session, now: datetime) -> int:
    """Reminders that LINE did not take because the month's limit was reached."""
    ledger = ledger_of(session, now)
    if ledger.exhausted_at is None or ledger.told_office_at is not None:
        return 0
    return refused_since(session, ledger.exhausted_at)
