"""Webhook bodies in LINE's documented shape, and their signature. Pure, except for fresh ids.

https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

Event = dict[str, Any]
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def sign(channel_secret: str, body: bytes) -> str:
    digest = hmac.new(channel_secret.encode(), body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def ulid(at: datetime) -> str:
    number = (int(at.timestamp() * 1000) << 80) | secrets.randbits(80)
    return "".join(_CROCKFORD[(number >> shift) & 31] for shift in range(125, -5, -5))


def user_id() -> str:
    return "U" + secrets.token_hex(16)


def group_id() -> str:
    return "C" + secrets.token_hex(16)


def message_id() -> str:
    return str(600_000_000_000_000_000 + secrets.randbelow(99_999_999_999_999_999))


def token() -> str:
    return secrets.token_hex(16)


def quote_token() -> str:
    return secrets.token_urlsafe(48)


def body(destination: str, events: Sequence[Event]) -> bytes:
    whole = {"destination": destination, "events": list(events)}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def event(
    kind: str, source: Event, at: datetime, *, reply_token: str | None = None, **parts: Any
) -> Event:
    made: Event = {
        "type": kind,
        **parts,
        "webhookEventId": ulid(at),
        "deliveryContext": {"isRedelivery": False},
        "timestamp": int(at.timestamp() * 1000),
        "source": source,
        "mode": "active",
    }
    if reply_token is not None:
        made["replyToken"] = reply_token
    return made


def redelivered(event: Event) -> Event:
    return {**event, "deliveryContext": {"isRedelivery": True}}


def user_source(user: str) -> Event:
    return {"type": "user", "userId": user}


def group_source(group: str, user: str | None) -> Event:
    return {"type": "group", "groupId": group} | ({"userId": user} if user else {})


def text_message(text: str, *, mention_bot: str | None = None, quoted: str | None = None) -> Event:
    """`quoted` is the id of the message that this one answers."""
    made: Event = {
        "type": "text",
        "id": message_id(),
        "text": text,
        "quoteToken": quote_token(),
        "markAsReadToken": quote_token(),
    }
    if quoted is not None:
        made["quotedMessageId"] = quoted
    if mention_bot is not None:
        mentioned = {"type": "user", "userId": mention_bot, "isSelf": True}
        length = len(text.split(maxsplit=1)[0])
        made["mention"] = {"mentionees": [{"index": 0, "length": length, **mentioned}]}
    return made


def sticker_message() -> Event:
    return {
        "type": "sticker",
        "id": message_id(),
        "quoteToken": quote_token(),
        "packageId": "446",
        "stickerId": "1988",
        "stickerResourceType": "STATIC",
        "keywords": ["hello"],
        "markAsReadToken": quote_token(),
    }


def media_message(kind: str, **more: Any) -> Event:
    made: Event = {"type": kind, "id": message_id(), **more, "markAsReadToken": quote_token()}
    if kind != "file":
        made["contentProvider"] = {"type": "line"}
    if kind in ("image", "video"):
        made["quoteToken"] = quote_token()
    return made


def location_message(title: str, address: str, latitude: float, longitude: float) -> Event:
    return {
        "type": "location",
        "id": message_id(),
        "title": title,
        "address": address,
        "latitude": latitude,
        "longitude": longitude,
        "markAsReadToken": quote_token(),
    }
