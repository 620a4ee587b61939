"""What the result of one send means: a pure table, with the facts of LINE's retry documentation.

developers.line.biz/en/docs/messaging-api/retrying-api-request/ says: a push is repeated under
its retry key for up to 24 hours and 409 means that LINE already has it; a reply has no retry key,
its token works once, so "invalid reply token" after a try without an answer means that it arrived.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

RETRY_KEY_LIFE = timedelta(hours=23)
"""LINE forgets a retry key after 24 hours; later the same push would be a new one."""
REPLY_LIFE = timedelta(minutes=20)
"""LINE never accepts a reply token later than 20 minutes after its event."""


@dataclass(frozen=True, slots=True)
class Answer:
    """LINE's answer to one try. `status` None: no answer (time-out, lost connection)."""

    status: int | None
    body: str = ""
    request_id: str | None = None
    sent: bool = True
    """False when the request certainly never left: no connection, no access token."""


@dataclass(frozen=True, slots=True)
class Accepted:
    pass


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again then; `unknown` when this try may have arrived."""

    at: datetime
    unknown: bool = False
    renew_token: bool = False


@dataclass(frozen=True, slots=True)
class TokenDead:
    """The reply token was never used and no longer works: push instead, or drop."""


@dataclass(frozen=True, slots=True)
class QuotaOver:
    """The month's pushes are used up: hold it."""


@dataclass(frozen=True, slots=True)
class Refused:
    """LINE will never take this; `unreachable` when the person is not to be had."""

    reason: str
    unreachable: bool = False


LONGEST_ID = 100


def sent_ids(answer: Answer) -> tuple[str, ...]:
    """The id that LINE gave each message of a send, in their order, from whatever it answered.

    https://developers.line.biz/en/reference/messaging-api/#send-reply-message-response; a repeated
    push (409) is told the ids of the first one.
    """
    try:
        ids = [each["id"] for each in json.loads(answer.body)["sentMessages"]]
    except (ValueError, TypeError, KeyError, RecursionError):
        return ()
    usual = all(
        isinstance(each, str) and each.isalnum() and len(each) <= LONGEST_ID for each in ids
    )
    return tuple(ids) if usual else ()


Decision = Accepted | Retry | TokenDead | QuotaOver | Refused


def backoff(attempts: int) -> timedelta:
    """0.5 s, 1 s, 2 s, … at most 5 minutes, counted from the tries already made."""
    return timedelta(seconds=min(0.5 * 2 ** min(max(attempts - 1, 0), 10), 300))


def decide(
    kind: str, answer: Answer, *, unknown: bool, attempts: int, first_tried: datetime, now: datetime
) -> Decision:
    """`kind` is `reply` or `push`; `unknown` whether an earlier try ended without an answer."""
    status, body = answer.status, answer.body.lower()
    life = REPLY_LIFE if kind == "reply" else RETRY_KEY_LIFE
    if status is not None and 200 <= status < 300:
        return Accepted()
    if status == 409 and kind == "push":
        return Accepted()
    if status == 429 and "monthly limit" in body:
        return QuotaOver()
    if status is None or status >= 500 or status in {429, 401}:
        may_have_arrived = (status is None and answer.sent) or (status or 0) >= 500
        if now - first_tried >= life:
            return Refused(f"no clear answer in {life}; last {status}")
        return Retry(now + backoff(attempts), may_have_arrived, renew_token=status == 401)
    if kind == "reply" and status == 400 and "invalid reply token" in body:
        return Accepted() if unknown else TokenDead()
    unreachable = kind == "push" and status == 400 and "failed to send" in body
    return Refused(f"{status} {answer.body[:200]}", unreachable)
