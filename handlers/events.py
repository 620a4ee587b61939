"""What LINE tells the bot, as closed, frozen values. `bot.reader` makes them from raw JSON."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Source:
    """Where an event comes from. `user_id` may be missing in groups and rooms."""

    kind: Literal["user", "group", "room", "none"]
    chat_id: str
    user_id: str | None

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.chat_id}"

    @property
    def is_private(self) -> bool:
        return self.kind == "user"


@dataclass(frozen=True, slots=True)
class TextMessage:
    text: str
    message_id: str
    quoted_id: str | None = None
    """The message that this one answers (long press, "reply"); perhaps none of this bot's."""


@dataclass(frozen=True, slots=True)
class MediaMessage:
    """A message without text; `kind` is LINE's message type (`sticker`, `image`, `file`, …)."""

    kind: str


@dataclass(frozen=True, slots=True)
class Postback:
    data: str


@dataclass(frozen=True, slots=True)
class Follow:
    unblocked: bool = False


@dataclass(frozen=True, slots=True)
class Unfollow:
    pass


@dataclass(frozen=True, slots=True)
class Join:
    """The bot was added to a group or room."""


@dataclass(frozen=True, slots=True)
class Unsend:
    message_id: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """An event that this bot has decided to do nothing about, known or not."""

    type: str


Happening = TextMessage | MediaMessage | Postback | Follow | Unfollow | Join | Unsend | Ignored


@dataclass(frozen=True, slots=True)
class Event:
    """One event: what happened, where, and the token that answers it for free."""

    what: Happening
    source: Source
    reply_token: str | None
