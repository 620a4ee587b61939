"""Prometheus text for `/metrics`: what waits, what failed, what was done."""

from datetime import datetime

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy import Engine, func
from sqlmodel import col, select

from models import inbox, outbox, quota
from models.coordinator import Coordinator
from models.database import reading
from models.inbox import InboxEvent
from models.outbox import OutboxMessage


def prometheus_text(engine: Engine, now: datetime) -> bytes:
    """Read from the rows at the moment of asking, so several processes agree."""
    registry = CollectorRegistry()

    def gauge(name: str, meaning: str, value: float) -> None:
        Gauge(name, meaning, registry=registry).set(value)

    with reading(engine) as session:
        open_events = session.exec(
            select(func.count())
            .select_from(InboxEvent)
            .where(col(InboxEvent.handled_at).is_(None), col(InboxEvent.buried_at).is_(None))
        ).one()
        statuses = session.exec(
            select(OutboxMessage.status, func.count()).group_by(OutboxMessage.status)
        ).all()
        people = session.exec(
            select(func.count()).select_from(Coordinator).where(col(Coordinator.left_at).is_(None))
        ).one()
        month = session.get(quota.QuotaMonth, quota.month_of(now))
        oldest = inbox.oldest_open(session)
        waiting = outbox.oldest_waiting(session, now)
        gauge("bot_inbox_open", "Events not yet handled", open_events)
        gauge("bot_inbox_buried", "Events set aside after failing", inbox.count_buried(session))
    gauge("bot_inbox_oldest_seconds", "Age of the oldest unhandled event", _age(oldest, now))
    gauge("bot_outbox_oldest_seconds", "Age of the oldest message that is due", _age(waiting, now))
    gauge("bot_people", "Members of any agency", people)
    gauge("bot_pushes_accepted", "Pushes LINE accepted this month", month.accepted if month else 0)
    by_status = Gauge("bot_outbox", "Messages by status", ["status"], registry=registry)
    for status, count in statuses:
        by_status.labels(status).set(count)
    return generate_latest(registry)


def _age(moment: datetime | None, now: datetime) -> float:
    return 0.0 if moment is None else max((now - moment).total_seconds(), 0.0)
