"""`/livez`, `/readyz`, `/metrics`: whether the process answers, works, and what it has done."""

import hmac
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy import Engine

from bot.metrics import prometheus_text
from bot.sender import Sender
from bot.worker import Worker
from models import inbox, outbox
from models.database import reading
from models.office import Setting

MAX_AGE = timedelta(seconds=60)
MAX_SILENCE_S = 60.0
LAST_SWEEP = "last_sweep"


@dataclass(frozen=True, slots=True)
class Check:
    """`ok` false makes the answer 503; what is only worth knowing stays ok and says so."""

    name: str
    ok: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    engine: Engine
    worker: Worker
    sender: Sender
    now: Callable[[], datetime]
    items: int
    metrics_token: str = ""

    def checks(self) -> list[Check]:
        try:
            rows = self._rows()
        except Exception as error:
            rows = [Check("database", ok=False, detail=type(error).__name__)]
        return [
            *rows,
            Check("content", ok=True, detail=f"{self.items} items"),
            _alive("worker", self.worker.alive_at),
            _alive("sender", self.sender.alive_at),
        ]

    def _rows(self) -> list[Check]:
        now = self.now()
        with reading(self.engine) as session:
            event = inbox.oldest_open(session)
            message = outbox.oldest_waiting(session, now)
            sweep = session.get(Setting, LAST_SWEEP)
            buried, refused = inbox.count_buried(session), outbox.count_refused(session)
        return [
            Check("database", ok=True),
            _age("oldest unhandled event", event, now),
            _age("oldest unsent message", message, now),
            Check("last sweep", ok=True, detail=sweep.value if sweep else "no sweep yet"),
            Check("buried events", ok=True, detail=str(buried)),
            Check("refused messages", ok=True, detail=str(refused)),
        ]


def _age(name: str, moment: datetime | None, now: datetime) -> Check:
    if moment is None:
        return Check(name, ok=True, detail="none")
    age = max(now - moment, timedelta(0))
    return Check(name, ok=age <= MAX_AGE, detail=f"{age.total_seconds():.1f} s")


def _alive(name: str, at: float) -> Check:
    silent = time.monotonic() - at
    return Check(name, ok=silent <= MAX_SILENCE_S, detail=f"{silent:.1f} s since its last round")


def health_router(health: Health) -> APIRouter:
    router = APIRouter()

    @router.get("/livez")
    def livez() -> dict[str, str]:
        return {"status": "alive"}

    @router.get("/readyz")
    def readyz() -> JSONResponse:
        checks = health.checks()
        ready = all(check.ok for check in checks)
        return JSONResponse(
            [asdict(check) for check in checks],
            status_code=200 if ready else 503,
        )

    @router.get("/metrics")
    def metrics(request: Request) -> Response:
        if not _may_read(request, health.metrics_token):
            return Response(status_code=401 if health.metrics_token else 403)
        text = prometheus_text(health.engine, health.now())
        return Response(text, media_type="text/plain; version=0.0.4")

    return router


def _may_read(request: Request, token: str) -> bool:
    if token:
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    host = request.client.host if request.client else ""
    return host in ("127.0.0.1", "::1")
