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
from handlers.views.line import buttons_of
from models.agency import OFFICE_CODE, agency_by_code
from models.conversation import conversation_of
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
    ledger_of,
    save_reading,
)
from scheduler import wording
from scheduler.budget import QuotaReading, fit
from scheduler.plan import plan
from scheduler.spending import allowed, refused_this_month
from scheduler.values import Push, World
from scheduler.workdays import in_window, next_opening
from scheduler.world import Snapshot, is_muted, look, workdays_of

ASKED_FOR_SILENCE = "muted"
_NOTHING = Snapshot(World(), 0, {}, {}, {}, {}, {}, {}, {})


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
    province: str = "",
    send_at: datetime | None = None,
) -> SweepReport:
    """`quota` is what LINE says now; None when it cannot be asked. A dry run changes no row.

    `send_at`, earlier than `now`, sends at once what a pass for another moment queues.
    """
    if dry_run:
        return _decide(session, catalog, now, quota).report
    if session.get_bind().dialect.name == "postgresql":
        # One pass at a time. `claim_occasion` would keep two apart as well, but the second would
        # plan, and count against the quota, what the first is about to write.
        session.execute(text("SELECT pg_advisory_xact_lock(7204)"))
    call_back(session, _midnight(now), now)
    follow_outbox(session)
    if quota is not None:
        save_reading(session, quota.limit, quota.consumed, now)
    session.flush()
    decided = _decide(session, catalog, now, quota)
    office = agency_by_code(session, OFFICE_CODE)
    name = office.name if office else f"สำนักงานจังหวัด{province}"

    def write(push: Push) -> list[Message]:
        return wording.messages_for(catalog, decided.seen, push, name, now)

    for push in decided.sent:
        _queue(session, decided.seen, push, write, (now, send_at or now))
    kept = [(push, why) for push, why in decided.held if why != "quota unknown"]
    for push, why in kept:
        _hold(session, push, why, write, now)
    short = sum(why in ("quota", "reserve") for _, why in kept)
    _tell_office(session, catalog, short + refused_this_month(session, now), now)
    session.flush()
    return decided.report


@dataclass(frozen=True, slots=True)
class _Decision:
    seen: Snapshot
    report: SweepReport
    sent: tuple[Push, ...]
    held: tuple[tuple[Push, str], ...]


def _decide(
    session: Session, catalog: Catalog, now: datetime, quota: QuotaReading | None
) -> _Decision:
    if not in_window(workdays_of(session), now):
        return _Decision(_NOTHING, SweepReport(), (), ())
    seen = look(session, catalog, now)
    pushes = plan(seen.world, now)
    quiet = tuple((push, ASKED_FOR_SILENCE) for push in pushes if push.silent_reader)
    wanted = tuple(push for push in pushes if not push.silent_reader)
    verdict = fit(wanted, allowed(session, seen, quota, now))
    held = (*verdict.held, *quiet)
    queued = tuple(
        _entry(push, ", ".join(dict.fromkeys(o.kind for o in push.occasions)))
        for push in verdict.sent
    )
    kept = tuple(_entry(push, why) for push, why in held)
    return _Decision(seen, SweepReport((*queued, *kept), queued, kept), verdict.sent, held)


def _entry(push: Push, reason: str) -> Entry:
    keys = tuple(o.key for o in push.occasions)
    return Entry(push.person_id, push.agency_code, keys[0], keys, reason)


Writer = Callable[[Push], list[Message]]


def _queue(
    session: Session, seen: Snapshot, push: Push, write: Writer, when: tuple[datetime, datetime]
) -> None:
    now, send_at = when
    claimed = _claim(session, push, now)
    if not claimed:
        return
    person, body = seen.people[push.person_id], write(push)
    message = OutboxMessage(
        kind="push",
        line_user_id=person.line_user_id,
        source_key=f"user:{person.line_user_id}",
        body=json.dumps(body, ensure_ascii=False),
        created_at=now,
        next_try_at=send_at,
        coordinator_id=push.person_id,
        occasion="+".join(o.key for o in push.occasions),
    )
    session.add(message)
    session.flush()
    _let_labels_be_typed(session, message.source_key, body)
    mark(session, claimed[:1], "queued", outbox_id=message.id)
    mark(session, claimed[1:], "merged", outbox_id=message.id)


def _let_labels_be_typed(session: Session, source_key: str, body: list[Message]) -> None:
    """Typing a label of the pushed card is a tap, beside the labels that the chat showed last."""
    chat = conversation_of(session, source_key)
    labels = json.loads(chat.buttons) | buttons_of(body)
    chat.buttons = json.dumps(labels, ensure_ascii=False)
    session.add(chat)


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
        # A pass for a later moment was planned for then, when a mute of today may be over.
        or is_muted(person, max(now, message.created_at))
    ):
        _drop(session, message)
        return False
    workdays = workdays_of(session)
    if message.next_try_at < message.created_at:
        return True  # ordered by hand for another moment: it leaves at once, whatever the hour
    return True if in_window(workdays, now) else next_opening(workdays, now)


def _drop(session: Session, message: OutboxMessage) -> None:
    """A message that was tried before may have arrived, so its occasions are not said again."""
    status = "dropped" if message.attempts <= 1 else "failed"
    if message.id is not None:
        settle_of(session, message.id, status, "no longer true")
