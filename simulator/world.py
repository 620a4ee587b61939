"""People, groups, chats and records of the simulated platform, and waiting for them to change.

Every change happens under one lock and wakes whoever waits, so tests need no fixed sleeps.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from itertools import islice
from typing import TypeVar

from simulator import webhook
from simulator.clock import SimulatedClock
from simulator.values import ApiRequest, ChatMessage, Group, Message, Person, Via, WebhookCall

T = TypeVar("T")
Chat = Person | Group | str
KEPT_RECORDS = 50_000


class World:
    def __init__(self, clock: Callable[[], datetime] | None) -> None:
        self.clock: Callable[[], datetime] = clock or SimulatedClock()
        self.people: dict[str, Person] = {}
        self.groups: dict[str, Group] = {}
        self._changed = threading.Condition(threading.RLock())
        self._version = 0
        self._seq = 0
        self._chats: dict[str, list[ChatMessage]] = {}
        self._requests: deque[ApiRequest] = deque(maxlen=KEPT_RECORDS)
        self._webhooks: deque[WebhookCall] = deque(maxlen=KEPT_RECORDS)
        self._listeners: list[Callable[[], None]] = []

    def add_person(
        self, name: str, user_id: str | None = None, friend: bool = True, label: str = ""
    ) -> Person:
        person = Person(user_id or webhook.user_id(), name, label, friend)
        with self._changed:
            self.people[person.user_id] = person
            self.changed()
        return person

    def person(self, user_id: str) -> Person:
        return self.people[user_id]

    def changed(self) -> None:
        """Call with the lock held, after a change: wakes waiting tests and open pages."""
        self._version += 1
        self._changed.notify_all()
        for listener in list(self._listeners):
            listener()

    def touch(self) -> None:
        with self._changed:
            self.changed()

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        with self._changed:
            self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @property
    def version(self) -> int:
        return self._version

    def mark(self) -> int:
        """A place in time: hand it to `wait_for` or `said` as `after`."""
        with self._changed:
            return self._seq

    def put(
        self, chat: Chat, message: Message, *, via: Via | None = None, author: str = ""
    ) -> ChatMessage:
        with self._changed:
            self._seq += 1
            message_id = str(message.get("id") or webhook.message_id())
            bubble = ChatMessage(
                self._seq, message_id, _chat_id(chat), self.clock(), message, via, author
            )
            self._chats.setdefault(bubble.chat_id, []).append(bubble)
            self.changed()
            return bubble

    def transcript(self, chat: Chat, *, after: int = 0) -> list[ChatMessage]:
        with self._changed:
            return [each for each in self._chats.get(_chat_id(chat), []) if each.seq > after]

    def said(self, chat: Chat, *, after: int = 0) -> list[ChatMessage]:
        """What the bot said in this chat."""
        return [each for each in self.transcript(chat, after=after) if each.from_bot]

    def find_message(self, message_id: str) -> ChatMessage | None:
        with self._changed:
            everything = (each for chat in self._chats.values() for each in chat)
            return next((each for each in everything if each.id == message_id), None)

    @property
    def requests(self) -> list[ApiRequest]:
        with self._changed:
            return list(self._requests)

    @property
    def webhooks(self) -> list[WebhookCall]:
        with self._changed:
            return list(self._webhooks)

    def recent(self, count: int) -> tuple[list[ApiRequest], list[WebhookCall]]:
        """The last calls in both directions, without copying the whole record."""
        with self._changed:
            requests = list(islice(reversed(self._requests), count))
            return requests, list(islice(reversed(self._webhooks), count))

    @property
    def pushes(self) -> list[ApiRequest]:
        """Accepted pushes; a retry that was answered 409 is not one."""
        return [each for each in self.requests if each.endpoint == "push" and each.status == 200]

    @property
    def replies(self) -> list[ApiRequest]:
        return [each for each in self.requests if each.endpoint == "reply" and each.status == 200]

    def record(self, request: ApiRequest) -> None:
        with self._changed:
            self._requests.append(request)
            self.changed()

    def wait_until(self, ask: Callable[[], T], timeout: float = 30.0) -> T:
        """The first truthy answer; asked again after every change."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while not (answer := ask()):
                left = deadline - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"still {answer!r} after {timeout} s\n{self.history()}")
                self._changed.wait(left)
            return answer

    def wait_for(
        self,
        chat: Chat,
        want: int | Callable[[list[ChatMessage]], bool],
        timeout: float = 30.0,
        *,
        after: int = 0,
    ) -> list[ChatMessage]:
        """The bot's messages in a chat, as soon as there are `want` of them or it says yes."""

        def enough() -> list[ChatMessage] | None:
            said = self.said(chat, after=after)
            done = len(said) >= want if isinstance(want, int) else want(said)
            return said if done else None

        return self.wait_until(enough, timeout) or []

    def history(self) -> str:
        """The last of everything, for the message of a failed test."""
        calls = [f"API {r.method} {r.path} -> {r.status} {r.answer}" for r in self.requests[-5:]]
        hooks = [f"webhook -> {each.status}" for each in self.webhooks[-5:]]
        chats = [
            f"{each.via or each.author}: {each.message}"[:300]
            for chat in self._chats.values()
            for each in chat[-3:]
        ]
        return "\n".join([*hooks, *calls, *chats])


def _chat_id(chat: Chat) -> str:
    return chat if isinstance(chat, str) else chat.chat_id
