"""Which rows a message made, written beside its raw words: it can be taken back, and it alone.

The note goes with the event, after 7 days at the latest; the rows themselves never say whose.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from models import lesson, question
from models.inbox import InboxEvent
from models.lesson import Lesson
from models.office import Question


def note(session: Session, message_id: str | None, row: Lesson | Question) -> None:
    """One row more, or one time more of it."""
    _write(session, message_id, [*_of_message(session, message_id), _key(row)])


def take_back_unexplained(session: Session, message_id: str | None, text: str) -> None:
    """A tap explains what had no answer: one time less of the row that says so."""
    bare = [text, "", ""]
    lesson.take_back(session, *bare)
    kept = [key for key in _of_message(session, message_id) if key != bare]
    _write(session, message_id, kept)


def take_back_message(session: Session, message_id: str) -> None:
    """One time less of all that a message taught."""
    _take_back(session, _of_message(session, message_id))
    _write(session, message_id, [])


def take_back_chat(session: Session, source_key: str) -> None:
    """One time less of all that the messages of a chat taught which are still kept."""
    chat = col(InboxEvent.source_key) == source_key
    for taught in session.exec(select(InboxEvent.taught).where(chat)).all():
        _take_back(session, _read(taught))
    session.execute(update(InboxEvent).where(chat).values(taught=None))


def _take_back(session: Session, keys: Iterable[list[str]]) -> None:
    for key in keys:
        if len(key) == 1:
            question.take_back(session, *key)
        else:
            lesson.take_back(session, *key)


def _key(row: Lesson | Question) -> list[str]:
    """What a row is found by: its wording, and for a lesson both readings. An id may come again."""
    return [row.text] if isinstance(row, Question) else [row.text, row.answered, row.meant]


def _of_message(session: Session, message_id: str | None) -> list[list[str]]:
    if not message_id:
        return []
    rows = select(InboxEvent.taught).where(InboxEvent.message_id == message_id)
    return [key for taught in session.exec(rows).all() for key in _read(taught)]


def _read(taught: str | None) -> Iterator[Any]:
    yield from json.loads(taught) if taught else ()


def _write(session: Session, message_id: str | None, keys: list[list[str]]) -> None:
    if message_id:
        session.execute(
            update(InboxEvent)
            .where(col(InboxEvent.message_id) == message_id)
            .values(taught=json.dumps(keys, ensure_ascii=False) if keys else None)
        )
