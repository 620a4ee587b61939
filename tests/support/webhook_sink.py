"""A bot that only listens: it keeps every webhook it is sent."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.support.line_simulator import serving


@dataclass(slots=True)
class Sink:
    url: str = ""
    status: int = 200
    bodies: list[bytes] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)

    @property
    def events(self) -> list[dict[str, Any]]:
        return [event for body in self.bodies for event in json.loads(body)["events"]]

    async def receive(self, request: Request) -> Response:
        self.bodies.append(await request.body())
        self.signatures.append(request.headers["x-line-signature"])
        return Response(status_code=self.status)


@contextmanager
def webhook_sink() -> Iterator[Sink]:
    sink = Sink()
    app = Starlette(routes=[Route("/webhook", sink.receive, methods=["POST"])])
    with serving(app) as url:
        sink.url = f"{url}/webhook"
        yield sink
