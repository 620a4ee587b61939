"""Our own count of pushes beside LINE's, and what happens when LINE says the month is used up."""

from datetime import datetime

from sqlmodel import Session

from models.nudge import leave_notice, settle_of
from models.outbox import OutboxMessage
from models.quota import count_one_accepted, ledger_of, remaining


def count_accepted(session: Session, now: datetime) -> None:
    count_one_accepted(session, now)


def may_push(session: Session, now: datetime) -> bool:
    """Whether an answer whose reply token died may be pushed instead."""
    left = remaining(session, now)
    return left is None or left > 0


def note_exhausted(session: Session, message: OutboxMessage, now: datetime) -> None:
    """LINE says that the monthly limit is reached: nothing more is pushed this month."""
    row = ledger_of(session, now)
    row.exhausted_at = row.exhausted_at or now
    session.add(row)
    _keep_for_reply(session, message, now)


def _keep_for_reply(session: Session, message: OutboxMessage, now: datetime) -> None:
    """Show what was refused for lack of quota with the person's next reply, for free."""
    if message.id is not None:
        settle_of(session, message.id, "held", "monthly limit")
    if message.coordinator_id is not None:
        kind = _kind_of_notice(message.occasion)
        leave_notice(session, message.coordinator_id, kind, message.body, now)


def _kind_of_notice(occasion: str | None) -> str:
    """A later digest replaces an unseen one; an announcement is never replaced."""
    if not occasion:
        return "answer"
    return "announcement" if occasion.startswith("announcement:") else "digest"
