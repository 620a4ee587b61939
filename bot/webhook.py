"""POST /webhook: verify the raw bytes, store the events, commit, answer 200, ring the bell.

Commits are grouped: one thread drains what waits into one transaction, so that many webhooks at
once cost one fsync. The 200 leaves only after the commit.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request, Response
from sqlalchemy import Engine

from bot.logs import LOGGER
from bot.reader import read_source, storable
from models.database import writing
from models.inbox import NewEvent, save_events

MAX_BODY = 1024 * 1024
MAX_BATCH = 256
COMMIT_TIMEOUT_S = 10.0


class InboxWriter:
    """Turns many small saves into few transactions; `save` may be called from any thread."""

    def __init__(
        self, engine: Engine, now: Callable[[], datetime], ring: Callable[[], None]
    ) -> None:
        self._engine, self._now, self._ring = engine, now, ring
        self._waiting: queue.SimpleQueue[tuple[list[NewEvent], Future[int]] | None] = (
            queue.SimpleQueue()
        )
        self._thread = threading.Thread(target=self._run, name="inbox-writer", daemon=True)
        self._thread.start()

    def save(self, events: list[NewEvent]) -> Future[int]:
        """A future of how many events were new; it fails if they could not be committed."""
        done: Future[int] = Future()
        self._waiting.put((events, done))
        return done

    def stop(self) -> None:
        """Commit what waits, then end."""
        self._waiting.put(None)
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while True:
            first = self._waiting.get()
            if first is None:
                return
            batch, stopping = [first], False
            while len(batch) < MAX_BATCH and not self._waiting.empty():
                following = self._waiting.get()
                if following is None:
                    stopping = True
                    break
                batch.append(following)
            self._commit(batch)
            if stopping:
                return

    def _commit(self, waiting: list[tuple[list[NewEvent], Future[int]]]) -> None:
        # Who has given up waiting was answered 503 and will be told by LINE again.
        batch = [each for each in waiting if each[1].set_running_or_notify_cancel()]
        try:
            self._commit_together(batch)
        except Exception:
            for events, done in batch:
                self._commit_alone(events, done)
        self._ring()

    def _commit_together(self, batch: list[tuple[list[NewEvent], Future[int]]]) -> None:
        with writing(self._engine, urgent=True) as session:
            counts = [save_events(session, events, self._now()) for events, _ in batch]
        for (_, done), count in zip(batch, counts, strict=True):
            done.set_result(count)

    def _commit_alone(self, events: list[NewEvent], done: Future[int]) -> None:
        try:
            with writing(self._engine, urgent=True) as session:
                count = save_events(session, events, self._now())
        except Exception as error:
            LOGGER.error("inbox_failed", extra={"error": type(error).__name__})
            done.set_exception(error)
        else:
            done.set_result(count)


def is_signed(body: bytes, signature: str | None, secrets: tuple[str, ...]) -> bool:
    """Whether `x-line-signature` fits the raw bytes under one of the channel secrets."""
    if not signature:
        return False
    given = signature.encode("utf-8", errors="replace")
    fits = False
    for secret in secrets:
        digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
        fits |= hmac.compare_digest(base64.b64encode(digest), given)
    return fits


def read_body(body: bytes) -> list[NewEvent] | None:
    """The events of a webhook body; None for what is no LINE body. Odd elements are kept."""
    try:
        payload = json.loads(body)
        if not isinstance(payload, dict) or not isinstance(payload.get("events"), list):
            return None
        return [_new_event(element) for element in payload["events"]]
    except (ValueError, RecursionError):
        return None


def _new_event(element: Any) -> NewEvent:
    event = element if isinstance(element, dict) else {}
    event_id = event.get("webhookEventId")
    if not isinstance(event_id, str) or not event_id:
        # Without an id a repeat is recognised by its bytes.
        event_id = "sha:" + hashlib.sha256(json.dumps(element).encode()).hexdigest()
    source = read_source(event)
    message = event.get("message")
    message_id = message.get("id") if isinstance(message, dict) else None
    stamp = event.get("timestamp")
    whole = stamp if isinstance(stamp, int) and not isinstance(stamp, bool) else 0
    return NewEvent(
        webhook_event_id=storable(event_id)[:200],
        source_key=source.key[:200] if source.chat_id else f"none:{uuid4()}",
        occurred_ms=whole if 0 <= whole < 2**62 else 0,
        message_id=storable(str(message_id))[:100] if isinstance(message_id, str | int) else None,
        raw=json.dumps(element),
    )


def webhook_router(writer: InboxWriter, secrets: tuple[str, ...]) -> APIRouter:
    router = APIRouter()

    @router.post("/webhook")
    async def webhook(request: Request) -> Response:
        body = await _read_bounded(request)
        if body is None:
            return Response(status_code=413)
        if not is_signed(body, request.headers.get("x-line-signature"), secrets):
            return Response(status_code=401)
        events = read_body(body)
        if events is None:
            return Response(status_code=400)
        if events:
            try:
                saving = asyncio.wrap_future(writer.save(events))
                await asyncio.wait_for(saving, COMMIT_TIMEOUT_S)
            except Exception:
                return Response(status_code=503)
        return Response(status_code=200)

    return router


async def _read_bounded(request: Request) -> bytes | None:
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MAX_BODY:
            return None
        chunks.append(chunk)
    return b"".join(chunks)
