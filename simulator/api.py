"""LINE's HTTP API: the same paths, headers, statuses and error texts.

Every call is recorded whole, gets an `x-line-request-id`, and may meet a fault asked for by a test.
"""

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from simulator import limits
from simulator.endpoints import account, message, rich_menu
from simulator.endpoints.call import Answer, Call, Endpoint
from simulator.faults import Fault
from simulator.hang_up import HangUp
from simulator.platform import Platform
from simulator.values import ApiRequest, Refused

ENDPOINTS = (*message.ENDPOINTS, *account.ENDPOINTS, *rich_menu.ENDPOINTS)
_RECORDED = ("authorization", "content-type", "user-agent", "x-line-retry-key")
_NOT_AUTHORISED = (
    "Authentication failed. Confirm that the access token in the authorization header is valid."
)


def router(platform: Platform) -> APIRouter:
    made = APIRouter()
    for endpoint in ENDPOINTS:
        made.add_route(endpoint.path, _route(platform, endpoint), methods=[endpoint.method])
    missing = _route(platform, Endpoint("", "", "unknown", _not_found, "raw"))
    for prefix in ("/v2", "/oauth2"):
        made.add_route(prefix + "/{rest:path}", missing, methods=["GET", "POST", "PUT", "DELETE"])
    return made


def _not_found(_call: Call) -> Answer:
    raise Refused(404, "Not found")


def _route(platform: Platform, endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    async def route(request: Request) -> Response:
        raw = await request.body()
        call = Call(
            platform,
            request.method,
            request.scope["path"].removeprefix(request.scope.get("root_path", "")),
            request.path_params,
            request.headers,
            raw,
            _parsed(raw),
            str(uuid.uuid4()),
        )
        try:
            _admit(call, endpoint)
            fault = platform.faults.take(endpoint.name, _recipient(call))
        except Refused as refusal:
            return _sent(call, endpoint, _refused(refusal))
        if fault is None:
            return _sent(call, endpoint, await _answer(call, endpoint))
        return await _misbehave(call, endpoint, fault)

    return route


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return None


def _admit(call: Call, endpoint: Endpoint) -> None:
    """What LINE looks at before it reads a request: size, bearer, form."""
    if len(call.raw) > limits.REQUEST_BYTES:
        raise Refused(413, "Request entity too large")
    if endpoint.authorised:
        scheme, _, token = call.headers.get("authorization", "").partition(" ")
        accepts = call.platform.access_tokens.accepts
        if scheme != "Bearer" or not accepts(token, call.platform.clock()):
            raise Refused(401, _NOT_AUTHORISED)
    if endpoint.reads == "json" and call.method in ("POST", "PUT"):
        if not call.headers.get("content-type", "").startswith("application/json"):
            raise Refused(415, "Unsupported media type")
        if call.json is None:
            raise Refused(400, "The request body could not be parsed as JSON")


def _recipient(call: Call) -> str | None:
    if not isinstance(call.json, dict):
        return None
    if "replyToken" in call.json:
        return call.platform.reply_tokens.chat_of(str(call.json["replyToken"]))
    to = call.json.get("to")
    return to if isinstance(to, str) else None


async def _answer(call: Call, endpoint: Endpoint) -> Answer:
    try:
        if endpoint.in_thread:
            return await run_in_threadpool(endpoint.handle, call)
        return endpoint.handle(call)
    except Refused as refusal:
        return _refused(refusal)


async def _misbehave(call: Call, endpoint: Endpoint, fault: Fault) -> Response:
    """A fault is seen either instead of the work, or after it, when the answer gets lost."""
    if not fault.accepted:
        await asyncio.sleep(fault.delay)
    answer = Answer()
    if fault.accepted or fault.answers_normally:
        answer = await _answer(call, endpoint)
    if fault.accepted:
        await asyncio.sleep(fault.delay)
    if fault.drop:
        _record(call, endpoint, 0, None)
        return HangUp()
    if fault.malformed:
        answer = Answer(b"<html>Bad gateway</html>", content_type="text/html")
    elif fault.status is not None:
        earlier = {"x-line-accepted-request-id": str(uuid.uuid4())} if fault.status == 409 else {}
        answer = Answer({"message": fault.message}, fault.status, headers=earlier)
    return _sent(call, endpoint, answer)


def _refused(refusal: Refused) -> Answer:
    return Answer(refusal.body, refusal.status, headers=refusal.headers)


def _sent(call: Call, endpoint: Endpoint, answer: Answer) -> Response:
    _record(call, endpoint, answer.status, answer.body)
    content = (
        answer.body
        if isinstance(answer.body, bytes)
        else json.dumps(answer.body, ensure_ascii=False).encode()
    )
    headers = {"x-line-request-id": call.request_id, **answer.headers}
    return Response(content, answer.status, headers, answer.content_type)


def _record(call: Call, endpoint: Endpoint, status: int, answer: Any) -> None:
    platform = call.platform
    headers = {name: call.headers[name] for name in _RECORDED if name in call.headers}
    seen = None if isinstance(answer, bytes) else answer
    platform.record(
        ApiRequest(
            platform.clock(),
            call.method,
            call.path,
            endpoint.name,
            headers,
            call.json,
            status,
            call.request_id,
            seen,
        )
    )
