"""Cutting the connection instead of answering, so that a client sees what an outage looks like."""

import inspect
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from typing_extensions import override


class HangUp(Response):
    @override
    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        transport = _transport(send)
        if transport is None:
            # Half an answer: the server closes the connection itself.
            length = [(b"content-length", b"1000")]
            await send({"type": "http.response.start", "status": 200, "headers": length})
            return
        transport.abort()
        while (await receive())["type"] != "http.disconnect":
            pass


def _transport(send: Any) -> Any:
    """The socket below uvicorn's `send`, under any number of wrappers; ASGI has no name for it."""
    for _ in range(20):
        owner = getattr(send, "__self__", None)
        if owner is not None and hasattr(owner, "transport"):
            return owner.transport
        inner = inspect.getclosurevars(send).nonlocals if inspect.isfunction(send) else {}
        send = inner.get("send")
        if send is None:
            return None
    return None
