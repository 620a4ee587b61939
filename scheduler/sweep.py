"""One pass at a moment: what is due becomes rows, in the caller's transaction.

Two passes at once, a second pass, or one after a crash cannot say an occasion twice: a nudge is
unique for person and occasion, and it is written together with its message. What does not fit the
quota is kept for the person's next reply, and the office is told once a month.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from sqlalchemy import text
from sqlmodel import Session

from content.catalog import Catalog
from handlers.fiscal_year import BANGKOK, bangkok
from handlers.outcome import Message
from models.agency import OFFICE_CODE, agency_by_code
from models.coordinator import Coordinator, admins
from models.nudge import (
    call_back,
    claim_occasion,
    follow_outbox,
    leave_notice,
    mark,
    settle_of,
)
from models.outbox import OutboxMessage
from models.quota import (
    QuotaMonth,
    accepted_since,
    ledger_of,
    month_of,
    save_reading,
    waiting_pushes,
)
from scheduler import wording
from scheduler.budget import Budget, QuotaReading, budget, fit
from scheduler.ledger import keep_all_held
from scheduler.plan import Push, plan, upcoming_cost
from scheduler.workdays import in_window, next_opening
from scheduler.world import Snapshot, is_muted, look, workdays_of

ASKED_FOR_SILENCE = "muted"


@dataclass(frozen=True, slots=True)
class Entry:
    """One push of a report; `occasions` are all that it speaks of, `occasion` the first."""

    coordinator: int
    agency: str
    occasion: str
    occasions: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class SweepReport:
    """planned = queued + held."""

    planned: tuple[Entry, ...] = ()
    queued: tuple[Entry, ...] = ()
    held: tuple[Entry, ...] = ()


def sweep(
    session: Session,
    catalog: Catalog,
    now: datetime,
    *,
    quota: QuotaReading | None,
    dry_run: bool = False,
) -> SweepReport:
    """`quota` is what LINE says now; None when it cannot be asked. A dry run changes no row."""
    if dry_run:
        return _decide(session, catalog, now, quota)[1]
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(7204)"))
    refused = keep_all_held(session, now)
    call_back(session, _midnight(now), now)
    follow_outbox(session)
    if quota is not None:
        save_reading(session, quota.limit, quota.consumed, now)
    session.flush()
    seen, report, sent, held = _decide_all(session, catalog, now, quota)
    office = agency_by_code(session, OFFICE_CODE)
    name = office.name if office else "สำนักงานจังหวัด"

    def write(push: Push) -> list[Message]:
        return wording.messages_for(catalog, seen, push, name, now)

    for push in sent:
        _queue(session, seen, push, write, now)
    kept = [(push, why) for push, why in held if why != "quota unknown"]
    for push, why in kept:
        _hold(session, push, why, write, now)
    short = sum(why in ("quota", "reserve") for _, why in kept)
    _tell_office(session, catalog, short + refused, now)
    session.flush()
    return report


def _decide(
    session: Session, catalog: Catalog, now: datetime, quota: QuotaReading | None
) -> tuple[Snapshot, SweepReport]:
    seen, report, _, _ = _decide_all(session, catalog, now, quota)
    return seen, report


def _decide_all(
    session: Session, catalog: Catalog, now: datetime, quota: QuotaReading | None
) -> tuple[Snapshot, SweepReport, tuple[Push, ...], tuple[tuple[Push, str], ...]]:
    seen = look(session, catalog, now)
    pushes = plan(seen.world, now)
    quiet = tuple((push, ASKED_FOR_SILENCE) for push in pushes if push.silent_reader)
    wanted = tuple(push for push in pushes if not push.silent_reader)
    verdict = fit(wanted, allowed(session, seen, quota, now))
    held = (*verdict.held, *quiet)
    queued = tuple(_entry(push, "due") for push in verdict.sent)
    kept = tuple(_entry(push, why) for push, why in held)
    return seen, SweepReport((*queued, *kept), queued, kept), verdict.sent, held


def allowed(session: Session, seen: Snapshot, quota: QuotaReading | None, now: datetime) -> Budget:
    """What may be sent now: LINE's word, else what LINE last said this month, else nothing."""
    ledger = session.get(QuotaMonth, month_of(now))
    if quota is None and ledger is not None and ledger.read_at is not None:
        since = accepted_since(session, ledger.read_at)
        quota = QuotaReading(ledger.limit, ledger.consumed + since)
    return budget(
        quota,
        waiting=waiting_pushes(session),
        upcoming=upcoming_cost(seen.world, now),
        exhausted=ledger is not None and ledger.exhausted_at is not None,
    )


def _entry(push: Push, reason: str) -> Entry:
    keys = tuple(o.key for o in push.occasions)
    return Entry(push.person_id, push.agency_code, keys[0], keys, reason)


Writer = Callable[[Push], list[Message]]


def _queue(session: Session, seen: Snapshot, push: Push, write: Writer, now: datetime) -> None:
    claimed = _claim(session, push, now)
    if not claimed:
        return
    person = seen.people[push.person_id]
    message = OutboxMessage(
        kind="push",
        line_user_id=person.line_user_id,
        source_key=f"user:{person.line_user_id}",
        body=json.dumps(write(push), ensure_ascii=False),
        created_at=now,
        next_try_at=now,
        coordinator_id=push.person_id,
        occasion="+".join(o.key for o in push.occasions),
    )
    session.add(message)
    session.flush()
    mark(session, claimed[:1], "queued", outbox_id=message.id)
    mark(session, claimed[1:], "merged", outbox_id=message.id)


def _hold(session: Session, push: Push, why: str, write: Writer, now: datetime) -> None:
    claimed = _claim(session, push, now)
    if not claimed:
        return
    mark(session, claimed, "held", reason=why)
    kind = "announcement" if push.kind == "announcement" else "digest"
    body = json.dumps(write(push), ensure_ascii=False)
    leave_notice(session, push.person_id, kind, body, now)


def _claim(session: Session, push: Push, now: datetime) -> Sequence[int]:
    ids = [
        claim_occasion(session, push.person_id, push.agency_id, o.key, now) for o in push.occasions
    ]
    return [found for found in ids if found is not None]


def _tell_office(session: Session, catalog: Catalog, count: int, now: datetime) -> None:
    """Once a month, with the admin's next reply: a push about a lack of pushes costs one more."""
    ledger = ledger_of(session, now)
    if count == 0 or ledger.told_office_at is not None:
        return
    ledger.told_office_at = now
    session.add(ledger)
    words = catalog.phrases.say("nudge.office_held", count=count)
    for admin in admins(session):
        leave_notice(session, admin.id or 0, "quota", words, now)


def _midnight(now: datetime) -> datetime:
    return datetime.combine(bangkok(now).date(), time(0), BANGKOK).astimezone(UTC)


def still_true(session: Session, message: OutboxMessage, now: datetime) -> datetime | bool:
    """Asked before each send: True, False (drop it), or the moment from which it may go."""
    person = session.get(Coordinator, message.coordinator_id) if message.coordinator_id else None
    if (
        person is None
        or person.left_at is not None
        or person.unreachable_at is not None
        or person.line_user_id != message.line_user_id
        or is_muted(person, now)
    ):
        _drop(session, message)
        return False
    workdays = workdays_of(session)
    return True if in_window(workdays, now) else next_opening(workdays, now)


def _drop(session: Session, message: OutboxMessage) -> None:
    """A message that was tried before may have arrived, so its occasions are not said again."""
    status = "dropped" if message.attempts <= 1 else "failed"
    if message.id is not None:
        settle_of(session, message.id, status, "no longer true")
