"""What the simulated platform remembers: people, groups, chat messages, API requests."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Via = Literal["reply", "push", "multicast"]
Message = dict[str, Any]


@dataclass(slots=True, eq=False)
class Person:
    """A LINE account. `friend` is false before following; `blocked` is true after unfollowing."""

    user_id: str
    name: str
    label: str = ""
    friend: bool = True
    blocked: bool = False
    last_wrote_at: datetime | None = None

    @property
    def chat_id(self) -> str:
        return self.user_id


@dataclass(slots=True, eq=False)
class Group:
    group_id: str
    name: str
    members: list[Person] = field(default_factory=list)
    joined: bool = True

    @property
    def chat_id(self) -> str:
        return self.group_id


@dataclass(slots=True, eq=False)
class ChatMessage:
    """One bubble of a chat. `via` is how the bot sent it; None is a person's own."""

    seq: int
    id: str
    chat_id: str
    at: datetime
    message: Message
    via: Via | None = None
    author: str = ""
    read: bool = False
    failed: int | None = None
    unsent: bool = False

    @property
    def from_bot(self) -> bool:
        return self.via is not None

    @property
    def text(self) -> str:
        """What a notification would show."""
        return str(self.message.get("text") or self.message.get("altText") or "")


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """One call the bot made, whole, and what it was answered."""

    at: datetime
    method: str
    path: str
    endpoint: str
    headers: Mapping[str, str]
    body: Any
    status: int
    request_id: str
    answer: Any


@dataclass(frozen=True, slots=True)
class WebhookCall:
    """One delivery to the bot; status 0 means that nobody answered."""

    at: datetime
    body: bytes
    signature: str
    status: int
    milliseconds: float


class Refused(Exception):
    """LINE says no: the status and the JSON of its error answer."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})
        self.body = {"message": message, **more}
