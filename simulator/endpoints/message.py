"""Reply, push, multicast, their validation, and what the month has cost."""

import uuid
from typing import Any

from simulator import limits
from simulator.endpoints.call import Answer, Call, Endpoint
from simulator.values import Refused

_OPTIONS = ("notificationDisabled", "customAggregationUnits")


def reply(call: Call) -> Answer:
    if "x-line-retry-key" in call.headers:
        raise Refused(400, "X-Line-Retry-Key is not supported by this endpoint")
    body = call.fields(
        "replyToken", "messages", "notificationDisabled", required=("replyToken", "messages")
    )
    _check_options(body)
    messages = call.platform.check(body["messages"], "reply", escaped=call.escaped)
    return Answer(call.platform.reply(str(body["replyToken"]), messages))


def push(call: Call) -> Answer:
    body = call.fields("to", "messages", *_OPTIONS, required=("to", "messages"))
    _check_options(body)
    if not isinstance(body["to"], str):
        raise Refused(400, "The property, 'to', in the request body is invalid")
    messages = call.platform.check(body["messages"], "push", escaped=call.escaped)
    key = _retry_key(call)
    sent = call.platform.push(body["to"], messages, retry_key=key, request_id=call.request_id)
    return Answer(sent)


def multicast(call: Call) -> Answer:
    body = call.fields("to", "messages", *_OPTIONS, required=("to", "messages"))
    _check_options(body)
    to = body["to"]
    if not isinstance(to, list) or not 1 <= len(to) <= limits.MULTICAST_RECIPIENTS:
        raise Refused(400, "The property, 'to', in the request body is invalid")
    if not all(isinstance(each, str) for each in to):
        raise Refused(400, "The property, 'to', in the request body is invalid")
    messages = call.platform.check(body["messages"], "multicast", escaped=call.escaped)
    key = _retry_key(call)
    sent = call.platform.multicast(to, messages, retry_key=key, request_id=call.request_id)
    return Answer(sent)


def validate(call: Call) -> Answer:
    body = call.fields("messages", required=("messages",))
    kind = call.path.rsplit("/", 1)[1]
    call.platform.check(body["messages"], kind, escaped=call.escaped)
    return Answer()


def quota(call: Call) -> Answer:
    limit = call.platform.quota.limit
    return Answer({"type": "none"} if limit is None else {"type": "limited", "value": limit})


def consumption(call: Call) -> Answer:
    return Answer({"totalUsage": call.platform.quota.used(call.platform.clock())})


def content(call: Call) -> Answer:
    content_type, data = call.platform.content(call.params["message_id"])
    return Answer(data, content_type=content_type)


def transcoding(call: Call) -> Answer:
    call.platform.content(call.params["message_id"])
    return Answer({"status": "succeeded"})


def _retry_key(call: Call) -> str | None:
    key = call.headers.get("x-line-retry-key")
    if key is None:
        return None
    try:
        if len(key) != 36 or key.strip() != key:
            raise ValueError
        return str(uuid.UUID(key))
    except ValueError:
        raise Refused(400, "The value of X-Line-Retry-Key is not a UUID") from None


def _check_options(body: dict[str, Any]) -> None:
    if not isinstance(body.get("notificationDisabled") or False, bool):
        raise Refused(400, "The property, 'notificationDisabled', in the request body is invalid")
    units = body.get("customAggregationUnits")
    if units is not None and not (
        isinstance(units, list)
        and len(units) <= 1
        and all(isinstance(each, str) and 1 <= len(each) <= 30 for each in units)
    ):
        raise Refused(400, "The property, 'customAggregationUnits', in the request body is invalid")


_MESSAGE = "/v2/bot/message"
ENDPOINTS = (
    Endpoint("POST", f"{_MESSAGE}/reply", "reply", reply),
    Endpoint("POST", f"{_MESSAGE}/push", "push", push),
    Endpoint("POST", f"{_MESSAGE}/multicast", "multicast", multicast),
    Endpoint("POST", f"{_MESSAGE}/validate/reply", "validate", validate),
    Endpoint("POST", f"{_MESSAGE}/validate/push", "validate", validate),
    Endpoint("POST", f"{_MESSAGE}/validate/multicast", "validate", validate),
    Endpoint("GET", f"{_MESSAGE}/quota", "quota", quota),
    Endpoint("GET", f"{_MESSAGE}/quota/consumption", "quota", consumption),
    Endpoint("GET", f"{_MESSAGE}/{{message_id}}/content", "content", content),
    Endpoint("GET", f"{_MESSAGE}/{{message_id}}/content/preview", "content", content),
    Endpoint("GET", f"{_MESSAGE}/{{message_id}}/content/transcoding", "content", transcoding),
)
