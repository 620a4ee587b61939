"""What the privacy notice promises beyond one table: nobody's words or account outlive their time.

Events that could not be handled are counted for good, but lose what was said and by whom. The chat
of somebody who is no member goes once the last of their messages is gone.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, literal, update
from sqlmodel import Session, col, select

from models.conversation import Conversation
from models.coordinator import Coordinator
from models.inbox import InboxEvent
from models.sent import SentMessage

FORGOTTEN = '{"type":"forgotten"}'


def words_taken_back(session: Session, message_id: str) -> list[str]:
    """The raw events of a message that a person takes back with "unsend"."""
    return list(
        session.exec(select(InboxEvent.raw).where(InboxEvent.message_id == message_id)).all()
    )


def forget_buried(session: Session, source_key: str) -> None:
    """Drop the events of one source that could not be handled."""
    session.execute(
        delete(InboxEvent).where(
            col(InboxEvent.source_key) == source_key, col(InboxEvent.buried_at).is_not(None)
        )
    )


def strip_buried(session: Session, before: datetime) -> int:
    """Take words and source from what was buried before a moment; the row and its error stay."""
    stripped = session.execute(
        update(InboxEvent)
        .where(col(InboxEvent.buried_at) < before, col(InboxEvent.raw) != FORGOTTEN)
        .values(
            raw=FORGOTTEN,
            message_id=None,
            source_key=literal("none:").concat(col(InboxEvent.webhook_event_id)),
        )
    )
    return int(stripped.rowcount)  # type: ignore[attr-defined]


def drop_idle_chats(session: Session) -> int:
    """Delete the chat state of people who are no members and of whom no message is left."""
    session.execute(delete(SentMessage).where(*_idle(SentMessage)))
    gone = session.execute(delete(Conversation).where(*_idle(Conversation)))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _idle(table: type[Conversation | SentMessage]) -> tuple[Any, ...]:
    account = col(Coordinator.line_user_id)
    members = select(literal("user:").concat(account)).where(
        col(Coordinator.left_at).is_(None), account.is_not(None)
    )
    said = select(InboxEvent.id).where(InboxEvent.source_key == table.source_key)
    return col(table.source_key).not_in(members), ~said.exists()


def forget_what_chats_hold(session: Session, before: datetime) -> None:
    """Take the last words out of chats that have been silent since a moment: a member's stays."""
    session.execute(
        update(Conversation)
        .where(col(Conversation.heard_at) < before)
        .values(heard=None, heard_at=None)
    )
    session.execute(
        update(Conversation)
        .where(col(Conversation.expecting_at) < before)
        .values(expecting=None, expecting_at=None)
    )
