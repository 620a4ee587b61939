"""The LINE Platform in memory: what people do, and what the bot may ask of LINE.

Thread-safe. The HTTP side is in `api.py`; nothing here knows about FastAPI.
"""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import httpcore

from simulator import limits, webhook
from simulator.acts import Acts
from simulator.clock import SimulatedClock
from simulator.faults import Faults
from simulator.ledger import AccessTokens, Quota, ReplyTokens, RetryKeys
from simulator.message_schema import problems
from simulator.rich_menus import RichMenus
from simulator.values import Message, Person, Refused, Via

NON_FRIEND_WINDOW = timedelta(days=7)
_RECIPIENT = re.compile(r"[UCR][0-9a-f]{32}")


class Platform(Acts):
    def __init__(  # noqa: PLR0913 - the account's settings, by keyword only
        self,
        *,
        channel_secret: str,
        webhook_url: str,
        channel_id: str = "1234567890",
        access_token: str = "simulator-long-lived-token",  # noqa: S107 - it opens nothing
        quota: int | None = 300,
        clock: Callable[[], datetime] | None = None,
        on_clock_change: Callable[[datetime], None] | None = None,
        bot_name: str = "ผู้ช่วย ITA",
        basic_id: str = "@000simul",
    ) -> None:
        super().__init__(clock)
        self.channel_secret = channel_secret
        self.channel_id = channel_id
        self.webhook_url = webhook_url
        self.bot_user_id = webhook.user_id()
        self.bot_name = bot_name
        self.basic_id = basic_id
        self.on_clock_change = on_clock_change
        self.quota = Quota(quota)
        self.faults = Faults()
        self.reply_tokens = ReplyTokens()
        self.retry_keys = RetryKeys()
        self.access_tokens = AccessTokens(access_token)
        self.rich_menus = RichMenus()
        self.loading: dict[str, datetime] = {}
        self._contents = {}
        self._last_events = []
        self._pool = httpcore.ConnectionPool(max_connections=64, max_keepalive_connections=64)

    def close(self) -> None:
        self._pool.close()

    @property
    def simulated_clock(self) -> SimulatedClock | None:
        """The clock, when it is one that can be moved."""
        return self.clock if isinstance(self.clock, SimulatedClock) else None

    def set_clock(self, moment: datetime | None) -> datetime:
        """Moves the clock (None: back to the real time) and tells whoever asked to know."""
        if self.simulated_clock is None:
            raise ValueError("this platform runs on a clock that cannot be moved")
        now = self.simulated_clock.set(moment)
        with self._changed:
            self.changed()
        if self.on_clock_change is not None:
            self.on_clock_change(now)
        return now

    def check(self, messages: Any, endpoint: str, *, escaped: bool = False) -> list[Message]:
        """The messages, or LINE's refusal with one detail for each wrong property."""
        if not isinstance(messages, list):
            raise Refused(400, "The property, 'messages', in the request body is invalid")
        wrong = problems(messages, endpoint=endpoint, escaped=escaped)
        if wrong:
            details = [{"message": each.message, "property": each.property} for each in wrong]
            raise Refused(400, f"The request body has {len(wrong)} error(s)", details=details)
        return messages

    def reply(self, token: str, messages: Sequence[Message]) -> dict[str, Any]:
        with self._changed:
            chat_id = self.reply_tokens.use(token, self.clock())
            if chat_id is None:
                raise Refused(400, "Invalid reply token")
            return self._deliver(chat_id, messages, "reply")

    def push(
        self, to: str, messages: Sequence[Message], *, retry_key: str | None, request_id: str
    ) -> dict[str, Any]:
        with self._changed:
            self._refuse_a_second_time(retry_key)
            self._spend([to])
            answer = self._deliver(to, messages, "push")
            if retry_key is not None:
                self.retry_keys.accept(retry_key, request_id, answer, self.clock())
            return answer

    def multicast(
        self,
        to: Sequence[str],
        messages: Sequence[Message],
        *,
        retry_key: str | None,
        request_id: str,
    ) -> dict[str, Any]:
        with self._changed:
            self._refuse_a_second_time(retry_key)
            if any(chat_id in self.groups for chat_id in to):
                raise Refused(400, "Failed to send messages")
            self._spend(to)
            for chat_id in to:
                self._deliver(chat_id, messages, "multicast")
            if retry_key is not None:
                self.retry_keys.accept(retry_key, request_id, {}, self.clock())
            return {}

    def recipients(self, chat_id: str) -> list[Person]:
        """Who would see a push; each one costs a message of the quota."""
        if chat_id in self.groups:
            group = self.groups[chat_id]
            return list(group.members) if group.joined else []
        return [self.people[chat_id]] if self._reaches(self.people[chat_id]) else []

    def profile(self, user_id: str) -> dict[str, str]:
        person = self.people.get(user_id)
        if person is None or person.blocked:
            raise Refused(404, "Not found")
        return {"userId": user_id, "displayName": person.name, "language": "th"}

    def content(self, message_id: str) -> tuple[str, bytes]:
        bubble = self.find_message(message_id)
        if bubble is not None and bubble.unsent:
            raise Refused(410, "Gone")
        if message_id not in self._contents:
            raise Refused(404, "Not found")
        return self._contents[message_id]

    def start_loading(self, chat_id: str, seconds: int) -> None:
        with self._changed:
            self.loading[chat_id] = self.clock() + timedelta(seconds=seconds)
            self.changed()

    def mark_as_read(self, token: str) -> None:
        with self._changed:
            for chat in self._chats.values():
                marked = [each for each in chat if each.message.get("markAsReadToken") == token]
                for bubble in chat if marked else []:
                    bubble.read = bubble.read or (
                        not bubble.from_bot and bubble.seq <= marked[0].seq
                    )
            self.changed()

    def _reaches(self, person: Person) -> bool:
        if person.friend:
            return True
        wrote = person.last_wrote_at
        return not person.blocked and (
            wrote is not None and self.clock() - wrote <= NON_FRIEND_WINDOW
        )

    def _refuse_a_second_time(self, retry_key: str | None) -> None:
        known = self.retry_keys.find(retry_key, self.clock()) if retry_key else None
        if known is not None:
            raise Refused(
                409,
                "The retry key is already accepted",
                headers={"x-line-accepted-request-id": known.request_id},
                **known.answer,
            )

    def _spend(self, to: Sequence[str]) -> None:
        for chat_id in to:
            if not _RECIPIENT.fullmatch(chat_id):
                raise Refused(400, "The property, 'to', in the request body is invalid")
            if chat_id not in self.people and chat_id not in self.groups:
                raise Refused(400, "Failed to send messages")
        reached = sum(len(self.recipients(chat_id)) for chat_id in to)
        if not self.quota.allows(max(reached, 1), self.clock()):
            raise Refused(429, "You have reached your monthly limit.")
        self.quota.spend(reached, self.clock())

    def _deliver(self, chat_id: str, messages: Sequence[Message], via: Via) -> dict[str, Any]:
        self.loading.pop(chat_id, None)
        reached = via == "reply" or bool(self.recipients(chat_id))
        sent = []
        for message in messages[: limits.MESSAGES]:
            message_id = webhook.message_id()
            sent.append({"id": message_id, "quoteToken": webhook.quote_token()})
            if reached:
                self.put(chat_id, {**message, "id": message_id}, via=via)
        return {"sentMessages": sent}
