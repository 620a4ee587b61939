"""Which items each message of the bot was about, under the id that LINE gave it.

So that somebody who long-presses an old card and answers it is understood to mean that card. Only
messages about one thing or a few are kept. Chat and id are one key: the id of another chat finds
nothing.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col


class SentMessage(SQLModel, table=True):
    __tablename__ = "sent_message"

    source_key: str = Field(primary_key=True)
    message_id: str = Field(primary_key=True)
    about: str
    """The code of an item, indicator or measure, or a few with a blank between."""
    sent_at: datetime


def keep(
    session: Session, source_key: str, abouts: Iterable[tuple[str, str]], now: datetime
) -> None:
    """Write down (message id, code) pairs of one chat in one statement, or in none for none."""
    rows = [
        {"source_key": source_key, "message_id": message_id, "about": code, "sent_at": now}
        for message_id, code in abouts
    ]
    if not rows:
        return
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    table = SQLModel.metadata.tables["sent_message"]
    # An id that comes twice must not undo the settlement that it comes with.
    session.connection().execute(insert(table).on_conflict_do_nothing(), rows)


def find(session: Session, source_key: str, message_id: str) -> SentMessage | None:
    """What a message of this chat was about; None for anything else than a known one."""
    return session.get(SentMessage, (source_key, message_id))


def forget_chat(session: Session, source_key: str) -> None:
    session.execute(delete(SentMessage).where(col(SentMessage.source_key) == source_key))


def prune(session: Session, before: datetime) -> int:
    gone = session.execute(delete(SentMessage).where(col(SentMessage.sent_at) < before))
    return int(gone.rowcount)  # type: ignore[attr-defined]
