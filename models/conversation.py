"""What a chat is about: the item last shown, what is expected, the last card's buttons."""

import json
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Field, Session, SQLModel

FOCUS_LIFETIME = timedelta(hours=12)
EXPECTING_LIFETIME = timedelta(minutes=30)
HEARD_LIFETIME = timedelta(minutes=30)


class Conversation(SQLModel, table=True):
    source_key: str = Field(primary_key=True)
    focus: str | None = None
    """A code: the item, indicator or measure last shown."""
    focus_at: datetime | None = None
    expecting: str | None = None
    """JSON object with a `kind`; what the next plain answer is for."""
    expecting_at: datetime | None = None
    buttons: str = "{}"
    """JSON: label → postback data of the buttons last shown; typing a label is a tap."""
    last_batch: int | None = None
    """The ticking message that "เมื่อกี้" takes back."""
    heard: str | None = None
    """JSON object: the last message and what it was taken for, which the next tap may correct."""
    heard_at: datetime | None = None


def conversation_of(session: Session, source_key: str) -> Conversation:
    row = session.get(Conversation, source_key)
    if row is None:
        row = Conversation(source_key=source_key)
        session.add(row)
    return row


def live_focus(row: Conversation, now: datetime) -> str | None:
    fresh = row.focus_at is not None and now - row.focus_at < FOCUS_LIFETIME
    return row.focus if fresh else None


def live_expectation(row: Conversation, now: datetime) -> dict[str, Any] | None:
    fresh = row.expecting_at is not None and now - row.expecting_at < EXPECTING_LIFETIME
    return json.loads(row.expecting) if row.expecting and fresh else None


def live_heard(row: Conversation, now: datetime) -> dict[str, Any] | None:
    fresh = row.heard_at is not None and now - row.heard_at < HEARD_LIFETIME
    return json.loads(row.heard) if row.heard and fresh else None
