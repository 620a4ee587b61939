"""Tokens, the account itself, people's profiles, groups, and the webhook's address."""

from datetime import UTC
from urllib.parse import parse_qs, urlsplit

from simulator import limits
from simulator.endpoints.call import Answer, Call, Endpoint
from simulator.ledger import SHORT_LIVED_LIFE, STATELESS_LIFE
from simulator.values import Refused

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def stateless_token(call: Call) -> Answer:
    _check_client(call)
    token = call.platform.access_tokens.issue(STATELESS_LIFE, call.platform.clock())
    seconds = int(STATELESS_LIFE.total_seconds())
    return Answer({"token_type": "Bearer", "access_token": token, "expires_in": seconds})


def short_lived_token(call: Call) -> Answer:
    _check_client(call)
    token = call.platform.access_tokens.issue(SHORT_LIVED_LIFE, call.platform.clock())
    seconds = int(SHORT_LIVED_LIFE.total_seconds())
    return Answer({"access_token": token, "expires_in": seconds, "token_type": "Bearer"})


def _check_client(call: Call) -> None:
    form = {name: values[0] for name, values in parse_qs(call.raw.decode("latin-1")).items()}
    if form.get("grant_type") != "client_credentials":
        raise Refused(400, "invalid_request", error="unsupported_grant_type")
    given = form.get("client_id"), form.get("client_secret")
    if given != (call.platform.channel_id, call.platform.channel_secret):
        raise Refused(
            400, "invalid_client", error="invalid_client", error_description="invalid client"
        )


def info(call: Call) -> Answer:
    platform = call.platform
    return Answer(
        {
            "userId": platform.bot_user_id,
            "basicId": platform.basic_id,
            "displayName": platform.bot_name,
            "chatMode": "bot",
            "markAsReadMode": "auto",
        }
    )


def profile(call: Call) -> Answer:
    return Answer(call.platform.profile(call.params["user_id"]))


def group_summary(call: Call) -> Answer:
    group = call.platform.groups.get(call.params["group_id"])
    if group is None or not group.joined:
        raise Refused(404, "Not found")
    return Answer({"groupId": group.group_id, "groupName": group.name})


def group_member(call: Call) -> Answer:
    group = call.platform.groups.get(call.params["group_id"])
    members = group.members if group is not None and group.joined else []
    for person in members:
        if person.user_id == call.params["user_id"]:
            return Answer({"userId": person.user_id, "displayName": person.name})
    raise Refused(404, "Not found")


def group_leave(call: Call) -> Answer:
    group = call.platform.groups.get(call.params["group_id"])
    if group is None or not group.joined:
        raise Refused(404, "Not found")
    group.joined = False
    return Answer()


def loading(call: Call) -> Answer:
    body = call.fields("chatId", "loadingSeconds", required=("chatId",))
    seconds = body.get("loadingSeconds", 20)
    if not isinstance(seconds, int) or seconds % 5 or not 5 <= seconds <= 60:
        raise Refused(400, "loadingSeconds must be a multiple of 5 from 5 to 60")
    if body["chatId"] not in call.platform.people:
        raise Refused(400, "chatId is invalid")
    call.platform.start_loading(body["chatId"], seconds)
    return Answer(status=202)


def mark_as_read(call: Call) -> Answer:
    body = call.fields("markAsReadToken", required=("markAsReadToken",))
    call.platform.mark_as_read(str(body["markAsReadToken"]))
    return Answer()


def get_webhook(call: Call) -> Answer:
    return Answer({"endpoint": call.platform.webhook_url, "active": True})


def set_webhook(call: Call) -> Answer:
    url = str(call.fields("endpoint", required=("endpoint",))["endpoint"])
    parts = urlsplit(url)
    local = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if len(url) > limits.WEBHOOK_URL or not (local or parts.scheme == "https"):
        raise Refused(400, "Invalid webhook endpoint URL")
    call.platform.webhook_url = url
    return Answer()


def test_webhook(call: Call) -> Answer:
    platform = call.platform
    status = platform.verify()
    at = platform.clock().astimezone(UTC).isoformat(timespec="milliseconds")
    reasons = {0: "COULD_NOT_CONNECT", 200: "OK"}
    return Answer(
        {
            "success": status == 200,
            "timestamp": at.replace("+00:00", "Z"),
            "statusCode": status,
            "reason": reasons.get(status, "ERROR_STATUS_CODE"),
            "detail": str(status),
        }
    )


_WEBHOOK = "/v2/bot/channel/webhook"
ENDPOINTS = (
    Endpoint("POST", "/oauth2/v3/token", "token", stateless_token, "form", False),
    Endpoint("POST", "/v2/oauth/accessToken", "token", short_lived_token, "form", False),
    Endpoint("GET", "/v2/bot/info", "info", info),
    Endpoint("GET", "/v2/bot/profile/{user_id}", "profile", profile),
    Endpoint("GET", "/v2/bot/group/{group_id}/summary", "group", group_summary),
    Endpoint("GET", "/v2/bot/group/{group_id}/member/{user_id}", "group", group_member),
    Endpoint("POST", "/v2/bot/group/{group_id}/leave", "group", group_leave, "raw"),
    Endpoint("POST", "/v2/bot/chat/loading/start", "loading", loading),
    Endpoint("POST", "/v2/bot/chat/markAsRead", "read", mark_as_read),
    Endpoint("GET", f"{_WEBHOOK}/endpoint", "webhook", get_webhook),
    Endpoint("PUT", f"{_WEBHOOK}/endpoint", "webhook", set_webhook),
    Endpoint("POST", f"{_WEBHOOK}/test", "webhook", test_webhook, "raw", in_thread=True),
)
