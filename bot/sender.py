"""Outbox row → LINE → decision → row, in a few threads; what each result means is in `delivery`."""

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Engine
from sqlmodel import Session, select

from bot import delivery
from bot.bell import Bell
from bot.delivery import Accepted, Answer, Decision, QuotaOver, Refused, Retry, TokenDead
from bot.line import LineClient
from bot.logs import LOGGER, hashed
from models import outbox, sent
from models.coordinator import Coordinator
from models.database import reading, writing
from models.invite import without_codes
from models.outbox import OutboxMessage
from scheduler import ledger

POLL_S = 0.5
BUSY_S = 0.1
UNJUDGED = timedelta(minutes=10)
THREADS = 8

StillTrue = Callable[[Session, OutboxMessage, datetime], datetime | bool]
"""Whether a push is still wanted: True, False (cancel), or the moment from which it may go."""


class Sender:
    def __init__(
        self,
        engine: Engine,
        client: LineClient,
        now: Callable[[], datetime],
        bell: Bell,
        still_true: StillTrue,
        threads: int = THREADS,
    ) -> None:
        self._engine, self._client, self._now, self._bell = engine, client, now, bell
        self._still_true = still_true
        self._free = threading.Semaphore(threads)
        self._slots = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="sender")
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sender", daemon=True)
        self.alive_at = time.monotonic()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Finish the sends in hand, then end."""
        self._stopping.set()
        self._bell.ring()
        self._thread.join(timeout=6)
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self.alive_at = time.monotonic()
            try:
                patience = self.send_due()
            except Exception as error:
                LOGGER.error("sender_failed", extra={"error": type(error).__name__})
                patience = 1.0
            if patience > 0:
                self._bell.wait(patience)

    def send_due(self) -> float:
        """Claim what is due and hand it to the pool; returns how many seconds it may rest."""
        slots = self._take_free_slots()
        rows: list[OutboxMessage] = []
        try:
            rows, patience = self._claim(slots)
        finally:
            for _ in range(slots - len(rows)):
                self._free.release()
        for row in rows:
            self._pool.submit(self._send_and_settle, row)
        return patience

    def _take_free_slots(self) -> int:
        """At least one; a message is claimed only when a thread can send it at once, so that no
        lease runs out in a queue."""
        self._free.acquire()
        taken = 1
        while taken < self._slots and self._free.acquire(blocking=False):
            taken += 1
        return taken

    def _claim(self, slots: int) -> tuple[list[OutboxMessage], float]:
        """What to send now, and how many seconds to rest afterwards."""
        now = self._now()
        with reading(self._engine) as session:
            due = outbox.next_due(session, now)
        if due is None:
            return [], POLL_S
        if due > now:
            return [], min((due - now).total_seconds(), POLL_S)
        with writing(self._engine) as session:
            # A new owner each time: a try that outlived its lease cannot settle the next one.
            claimed = outbox.claim_due(session, uuid4().hex, now, slots)
            rows = [row for row in claimed if self._keep(session, row)]
        # What is due but not claimed waits for an earlier message to the same person.
        return rows, 0.0 if claimed else BUSY_S

    def _keep(self, session: Session, row: OutboxMessage) -> bool:
        if row.kind != "push" or row.occasion is None or row.unknown:
            return True
        try:
            with session.begin_nested():
                verdict = self._still_true(session, row, self._now())
        except Exception as error:
            # One push that cannot be judged must not hold up everybody's answers.
            LOGGER.error("push_unjudged", extra={"id": row.id}, exc_info=error)
            verdict = self._now() + UNJUDGED
        if verdict is True:
            return True
        row.claimed_by = row.leased_until = None
        row.attempts -= 1
        if verdict is False:
            row.status, row.settled_at, row.error = "cancelled", self._now(), "no longer true"
        else:
            row.next_try_at = verdict
            row.first_tried_at = None
        session.add(row)
        return False

    def _send_and_settle(self, row: OutboxMessage) -> None:
        try:
            started = time.perf_counter()
            answer = self._try(row)
            spent = round((time.perf_counter() - started) * 1000, 1)
            decision = delivery.decide(
                row.kind,
                answer,
                unknown=row.unknown,
                attempts=row.attempts,
                first_tried=row.first_tried_at or row.created_at,
                now=self._now(),
            )
            LOGGER.info(
                "line_call",
                extra={
                    "kind": row.kind, "to": hashed(row.source_key), "status": answer.status,
                    "request_id": answer.request_id, "ms": spent,
                    "decision": type(decision).__name__, "attempt": row.attempts,
                },
            )  # fmt: skip
            if isinstance(decision, Retry) and decision.renew_token:
                self._client.renew_token()
            with writing(self._engine) as session:
                settle(session, row, row.claimed_by or "", answer, decision, self._now())
        except Exception as error:
            LOGGER.error("send_failed", extra={"error": type(error).__name__}, exc_info=error)
        finally:
            self._free.release()
            self._bell.ring()

    def _try(self, row: OutboxMessage) -> Answer:
        messages = json.loads(row.body)
        if row.kind == "reply":
            return self._client.reply(row.reply_token or "", messages)
        return self._client.push(row.line_user_id or "", messages, row.retry_key)


def settle(
    session: Session,
    tried: OutboxMessage,
    owner: str,
    answer: Answer,
    decision: Decision,
    now: datetime,
) -> None:
    """Write down what became of one try, unless somebody else has taken the row over."""
    row = session.exec(
        select(OutboxMessage).where(OutboxMessage.id == tried.id).with_for_update()
    ).one()
    if row.claimed_by != owner or row.status != "waiting":
        return
    row.claimed_by = row.leased_until = None
    row.request_id = answer.request_id or row.request_id
    match decision:
        case Accepted():
            row.status, row.settled_at, row.error = "accepted", now, None
            if row.kind == "push":
                ledger.count_accepted(session, now)
            sent.keep(session, row.source_key, abouts(row, answer), now)
        case Retry(at, unknown):
            row.next_try_at, row.unknown = at, row.unknown or unknown
            row.error = f"{answer.status or 'no answer'}"
        case TokenDead() if row.must_arrive and row.line_user_id and ledger.may_push(session, now):
            row.kind, row.next_try_at, row.attempts, row.first_tried_at = "push", now, 0, None
        case TokenDead():
            row.status, row.settled_at, row.error = "refused", now, "reply token too old"
        case QuotaOver():
            row.status, row.settled_at, row.error = "held", now, "monthly limit"
            ledger.note_exhausted(session, row, now)
        case Refused(reason, unreachable):
            row.status, row.settled_at, row.error = "refused", now, reason
            if unreachable:
                _mark_unreachable(session, row, now)
    if row.status != "waiting":
        row.body = without_codes(row.body)
    session.add(row)


def abouts(row: OutboxMessage, answer: Answer) -> list[tuple[str, str]]:
    """(id, code) of each message that was about one thing; none if LINE's answer does not fit."""
    codes = json.loads(row.about) if row.about else []
    ids = delivery.sent_ids(answer) if codes else ()
    if len(ids) != len(codes):
        return []
    return [(each, code) for each, code in zip(ids, codes, strict=True) if code]


def _mark_unreachable(session: Session, row: OutboxMessage, now: datetime) -> None:
    person = session.get(Coordinator, row.coordinator_id) if row.coordinator_id else None
    if person is not None and person.unreachable_at is None:
        person.unreachable_at = now
        session.add(person)
