"""Raw event JSON → an `Event` value. Pure; never raises: what does not fit is `Ignored`.

Every event type of LINE's OpenAPI has a decision in `IGNORED` or in `_happening`; a test compares.
"""

import json
from typing import Any

from handlers.events import (
    Event,
    Follow,
    Happening,
    Ignored,
    Join,
    MediaMessage,
    Postback,
    Source,
    TextMessage,
    Unfollow,
    Unsend,
)

HANDLED = frozenset({"message", "postback", "follow", "unfollow", "join", "unsend"})
IGNORED = frozenset(
    {
        "leave", "memberJoined", "memberLeft", "accountLink", "videoPlayComplete", "beacon",
        "membership", "module", "activated", "deactivated", "botSuspended", "botResumed",
        "delivery", "messageEdited",
    }
)  # fmt: skip
LONGEST_ID = 100
_CHAT_ID = {"user": "userId", "group": "groupId", "room": "roomId"}


def read_event(raw: str) -> Event:
    """An `Event` for any text at all."""
    try:
        event = json.loads(raw)
    except (ValueError, RecursionError):
        event = None
    if not isinstance(event, dict):
        return Event(Ignored("unreadable"), Source("none", "", None), None)
    token = event.get("replyToken")
    standby = event.get("mode") == "standby"
    what: Happening = Ignored("standby") if standby else _happening(event)
    return Event(what, read_source(event), _text(token) or None)


def storable(text: str) -> str:
    """Without what JSON can carry and a database cannot: lone surrogates and NUL."""
    return text.encode("utf-8", errors="replace").decode().replace("\0", "")


def read_source(event: dict[str, Any]) -> Source:
    source = event.get("source")
    if not isinstance(source, dict):
        return Source("none", "", None)
    kind = source.get("type")
    user = _text(source.get("userId")) or None
    chat = _text(source.get(_CHAT_ID.get(str(kind), "")))
    if kind not in ("user", "group", "room") or not chat:
        return Source("none", "", user)
    return Source(kind, chat, user)


def _happening(event: dict[str, Any]) -> Happening:
    kind = event.get("type")
    match kind:
        case "message":
            return _message(event.get("message"))
        case "postback":
            data = _dict(event.get("postback")).get("data")
            return Postback(storable(data)) if isinstance(data, str) else Ignored("postback")
        case "follow":
            return Follow(bool(_dict(event.get("follow")).get("isUnblocked")))
        case "unfollow":
            return Unfollow()
        case "join":
            return Join()
        case "unsend":
            message_id = _dict(event.get("unsend")).get("messageId")
            return Unsend(_text(message_id)) if _text(message_id) else Ignored("unsend")
        case _:
            return Ignored(storable(str(kind))[:40])


def _message(message: object) -> Happening:
    fields = _dict(message)
    kind, text = fields.get("type"), fields.get("text")
    if kind == "text" and isinstance(text, str):
        emojis = fields.get("emojis")
        words = without_emoji(text, emojis if isinstance(emojis, list) else [])
        if emojis and not words.strip():
            return MediaMessage("sticker")
        quoted = _text(fields.get("quotedMessageId"))[:LONGEST_ID] or None
        return TextMessage(storable(words), storable(str(fields.get("id", ""))), quoted)
    return MediaMessage(storable(kind)[:40]) if isinstance(kind, str) else Ignored("message")


def without_emoji(text: str, emojis: list[object]) -> str:
    """The text without LINE's own emoji, which stand in it as words such as "(love)".

    `index` and `length` are UTF-16 units (LINE's reference of the text message). An emoji that asks
    stays a question mark; what does not fit the text is left alone.
    """
    units = text.encode("utf-16-le")
    for emoji in sorted(map(_span, emojis), reverse=True):
        start, end = 2 * emoji[0], 2 * (emoji[0] + emoji[1])
        if 0 <= start < end <= len(units):
            word = units[start:end].decode("utf-16-le", "replace").lower()
            mark = "❓" if any(sign in word for sign in _ASKS) else " "
            units = units[:start] + mark.encode("utf-16-le") + units[end:]
    return units.decode("utf-16-le", "replace")


_ASKS = ("?", "question", "hmm", "think", "confus", "doubt")


def _span(emoji: object) -> tuple[int, int]:
    fields = _dict(emoji)
    index, length = fields.get("index"), fields.get("length")
    fits = isinstance(index, int) and isinstance(length, int)
    return (index, length) if fits else (-1, 0)  # type: ignore[return-value]


def _text(value: object) -> str:
    return storable(value) if isinstance(value, str) else ""


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
