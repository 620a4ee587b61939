"""What the platform counts and remembers about sends: quota, reply tokens, retry keys, bearers."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

REPLY_TOKEN_LIFE = timedelta(minutes=1)
REPLY_TOKEN_LIFE_FROM_EVENT = timedelta(minutes=20)
RETRY_KEY_LIFE = timedelta(hours=24)
STATELESS_LIFE = timedelta(seconds=900)
SHORT_LIVED_LIFE = timedelta(days=30)
_MONTHS_OF = ZoneInfo("Asia/Bangkok")


@dataclass(slots=True)
class Quota:
    """LINE's unit is a recipient reached, per calendar month; None is a plan without a limit."""

    limit: int | None
    _used: dict[tuple[int, int], int] = field(default_factory=dict)

    def used(self, now: datetime) -> int:
        return self._used.get(_month(now), 0)

    def spend(self, recipients: int, now: datetime) -> None:
        month = _month(now)
        self._used[month] = self._used.get(month, 0) + recipients

    def allows(self, recipients: int, now: datetime) -> bool:
        return self.limit is None or self.used(now) + recipients <= self.limit


def _month(now: datetime) -> tuple[int, int]:
    local = now.astimezone(_MONTHS_OF)
    return local.year, local.month


@dataclass(slots=True)
class _ReplyToken:
    chat_id: str
    happened_at: datetime
    received_at: datetime
    used: bool = False


@dataclass(slots=True)
class ReplyTokens:
    """One use, within `life` of receipt; a redelivery starts it again."""

    life: timedelta = REPLY_TOKEN_LIFE
    _known: dict[str, _ReplyToken] = field(default_factory=dict)

    def issue(self, token: str, chat_id: str, now: datetime) -> None:
        self._known[token] = _ReplyToken(chat_id, now, now)

    def received_again(self, token: str, now: datetime) -> None:
        if token in self._known:
            self._known[token].received_at = now

    def chat_of(self, token: str) -> str | None:
        return self._known[token].chat_id if token in self._known else None

    def use(self, token: str, now: datetime) -> str | None:
        """The chat to answer, or None when LINE would say "Invalid reply token"."""
        known = self._known.get(token)
        if known is None or known.used:
            return None
        if now - known.received_at > self.life:
            return None
        if now - known.happened_at > REPLY_TOKEN_LIFE_FROM_EVENT:
            return None
        known.used = True
        return known.chat_id


@dataclass(frozen=True, slots=True)
class Accepted:
    at: datetime
    request_id: str
    answer: Any


@dataclass(slots=True)
class RetryKeys:
    _accepted: dict[str, Accepted] = field(default_factory=dict)

    def find(self, key: str, now: datetime) -> Accepted | None:
        known = self._accepted.get(key)
        return known if known is not None and now - known.at < RETRY_KEY_LIFE else None

    def accept(self, key: str, request_id: str, answer: Any, now: datetime) -> None:
        self._accepted[key] = Accepted(now, request_id, answer)


@dataclass(slots=True)
class AccessTokens:
    """The channel's long-lived token, and those issued for a while."""

    long_lived: str
    _issued: dict[str, datetime] = field(default_factory=dict)

    def issue(self, life: timedelta, now: datetime) -> str:
        token = secrets.token_urlsafe(96)
        self._issued[token] = now + life
        return token

    def accepts(self, token: str, now: datetime) -> bool:
        expires_at = self._issued.get(token)
        return secrets.compare_digest(token.encode(), self.long_lived.encode()) or (
            expires_at is not None and now < expires_at
        )

    def revoke_all(self) -> None:
        """What an administrator does by reissuing; the next call is answered 401."""
        self._issued.clear()
