"""The simulated LINE Platform for tests: real HTTP on a free port of loopback."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from simulator.app import create_app
from simulator.platform import Platform

CHANNEL_SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """An ASGI application on a free port of loopback; yields its base URL."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, lifespan="off", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started:
        if time.monotonic() > deadline or not thread.is_alive():
            raise RuntimeError("the server did not start")
        time.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()


class Stage:
    """An application whose inside is exchanged: starting a server for every test is slow."""

    app: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)


@contextmanager
def running_simulator(
    webhook_url: str = "http://127.0.0.1:9/webhook", **settings: Any
) -> Iterator[tuple[Platform, str]]:
    """Yields the platform and the base URL for `LINE_API_URL`."""
    settings.setdefault("channel_secret", CHANNEL_SECRET)
    platform = Platform(webhook_url=webhook_url, **settings)
    try:
        with serving(create_app(platform)) as url:
            yield platform, url
    finally:
        platform.close()
