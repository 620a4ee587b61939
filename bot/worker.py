"""Claim → read → handle → one commit, fenced. Several threads and several processes may run.

The turn's rows, the conversation, the answer in the outbox and the event's mark commit together,
only if this worker still holds its claim. A turn that raises is tried three times, then buried
with an apology that carries a code which is also in the log.
"""

import threading
import time
from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Engine
from sqlmodel import Session

from bot.bell import Bell
from bot.logs import LOGGER, hashed
from bot.reader import read_event
from bot.turn import TurnMaker
from models import inbox
from models.database import reading, writing
from models.inbox import InboxEvent

POLL_S = 0.5
THREADS = 4


class Fenced(Exception):
    """The claim was lost to another worker; everything of this turn is rolled back."""


class Worker:
    def __init__(
        self,
        engine: Engine,
        maker: TurnMaker,
        now: Callable[[], datetime],
        bell: Bell,
        sender_bell: Bell,
        threads: int = THREADS,
    ) -> None:
        self._engine, self._maker, self._now = engine, maker, now
        self._bell, self._sender_bell = bell, sender_bell
        self._stopping = threading.Event()
        self.alive_at = time.monotonic()
        self._threads = [
            threading.Thread(target=self._run, name=f"worker-{n}", daemon=True)
            for n in range(threads)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish the turns in hand, then end (at most 8 s)."""
        self._stopping.set()
        for _ in self._threads:
            self._bell.ring()
        deadline = time.monotonic() + 8
        for thread in self._threads:
            thread.join(timeout=max(0.1, deadline - time.monotonic()))

    def _run(self) -> None:
        owner = uuid4().hex
        while not self._stopping.is_set():
            self.alive_at = time.monotonic()
            try:
                busy = self.work_once(owner)
            except Exception as error:
                LOGGER.error("worker_failed", extra={"error": type(error).__name__})
                busy = False
                self._stopping.wait(1)
            if not busy:
                self._bell.wait(POLL_S)

    def work_once(self, owner: str) -> bool:
        """Handle one event; False when there is none."""
        with reading(self._engine) as session:
            if inbox.claimable(session, self._now()) is None:
                return False
        with writing(self._engine) as session:
            event = inbox.claim_next(session, owner, self._now())
        if event is None:
            return False
        self._bell.ring()  # another thread may take the next source
        started = time.perf_counter()
        try:
            notes = self._handle(event, owner)
        except Fenced:
            LOGGER.warning("turn_fenced", extra={"event_id": event.webhook_event_id})
            return True
        except Exception as error:
            self._failed(event, owner, error)
            return True
        spent = round((time.perf_counter() - started) * 1000, 1)
        LOGGER.info(
            "turn",
            extra={
                "event_id": event.webhook_event_id, "source": hashed(event.source_key),
                "did": ",".join(notes), "ms": spent,
            },
        )  # fmt: skip
        self._sender_bell.ring()
        return True

    def _handle(self, row: InboxEvent, owner: str) -> tuple[str, ...]:
        assert row.id is not None  # noqa: S101 – read from the database
        event = read_event(row.raw)
        self._maker.prepare(event)
        with writing(self._engine) as session:
            notes = self._maker.take(session, event, self._now())
            if "forget_text" in notes:
                inbox.forget_event(session, row.id)
            if not inbox.settle(session, row.id, owner, self._now()):
                raise Fenced
        return notes

    def _failed(self, row: InboxEvent, owner: str, error: Exception) -> None:
        assert row.id is not None  # noqa: S101 – read from the database
        code = uuid4().hex[:6].upper()
        LOGGER.error(
            "turn_failed",
            extra={"event_id": row.webhook_event_id, "code": code, "attempt": row.attempts + 1},
            exc_info=error,
        )
        with writing(self._engine) as session:
            text = f"{type(error).__name__} [{code}]"
            if inbox.fail(session, row.id, owner, text, self._now()):
                self._apologise(session, row, code)
        self._sender_bell.ring()

    def _apologise(self, session: Session, row: InboxEvent, code: str) -> None:
        """Say sorry, or not even that: the event stays buried, and its chat goes on."""
        try:
            with session.begin_nested():
                self._maker.apologise(session, read_event(row.raw), code, self._now())
        except Exception as error:
            LOGGER.error("apology_failed", extra={"code": code}, exc_info=error)
