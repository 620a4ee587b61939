"""Questions the bot could not answer: the office answers once, who asked is told at their next
message, and then forgotten. What has no answer goes when nobody has asked it for long."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete
from sqlmodel import Session, col, select

from models.nudge import leave_notice
from models.office import Asker, Question

ANSWER_NOTICE = "answer"


def open_questions(session: Session, limit: int = 100) -> list[Question]:
    """Most asked first."""
    return list(
        session.exec(
            select(Question)
            .where(col(Question.answered_at).is_(None), col(Question.dismissed_at).is_(None))
            .order_by(col(Question.asked).desc(), col(Question.last_at).desc())
            .limit(limit)
        ).all()
    )


def answered_questions(session: Session, limit: int = 100) -> list[Question]:
    return list(
        session.exec(
            select(Question)
            .where(col(Question.answered_at).is_not(None))
            .order_by(col(Question.answered_at).desc())
            .limit(limit)
        ).all()
    )


def answer(
    session: Session, row: Question, words: str, code: str | None, notice: str, now: datetime
) -> int:
    """Keep the answer, or a better one; `notice` is what who asked will read. How many will."""
    row.answer, row.code, row.answered_at, row.dismissed_at = words, code, now, None
    session.add(row)
    askers = session.exec(select(Asker).where(Asker.question_id == row.id)).all()
    for asker in askers:
        leave_notice(session, asker.coordinator_id, ANSWER_NOTICE, notice, now)
    session.execute(delete(Asker).where(col(Asker.question_id) == row.id))
    return len(askers)


def dismiss(session: Session, row: Question, now: datetime) -> None:
    """No answer is needed; nobody waits any longer."""
    row.dismissed_at, row.answer, row.answered_at = now, None, None
    session.add(row)
    session.execute(delete(Asker).where(col(Asker.question_id) == row.id))


def take_back(session: Session, text: str) -> None:
    """Asked one time less; gone at zero. An answer was given to all and stays."""
    rows = select(Question).where(Question.text == text, col(Question.answered_at).is_(None))
    row = session.exec(
        rows.with_for_update(), execution_options={"populate_existing": True}
    ).first()
    if row is None:
        return
    row.asked -= 1
    session.add(row)
    session.flush()
    if row.asked <= 0:
        _drop(session, col(Question.id) == row.id)


def prune(session: Session, before: datetime) -> None:
    """Drop what has no answer and was last asked before a moment, and who waits for it."""
    _drop(session, col(Question.answered_at).is_(None) & (col(Question.last_at) < before))


def _drop(session: Session, which: ColumnElement[bool]) -> None:
    session.execute(
        delete(Asker).where(col(Asker.question_id).in_(select(Question.id).where(which)))
    )
    session.execute(delete(Question).where(which))
