"""What use teaches: messages that were read wrong or not at all, and what was meant instead.

A row holds masked words and never who wrote them or for which agency. The office says what was
meant (the label); labelled rows become lines of the corpus. Rows go 90 days after they were last
seen.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import UniqueConstraint, delete, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col, select
from typing_extensions import override

from models.wording import setting

LEARNING_KEY: Final = "learning"
OFF: Final = "off"
LESSONS_KEPT: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message is taken for: an intent by the contract's name and the codes it is about.

    Kept as text: `tick O12,O13`, `smalltalk`; no text at all is no reading.
    """

    intent: str
    codes: tuple[str, ...] = ()

    @override
    def __str__(self) -> str:
        return f"{self.intent} {','.join(self.codes)}".strip()

    @classmethod
    def parse(cls, text: str) -> "Reading | None":
        intent, _, codes = text.strip().partition(" ")
        return cls(intent, tuple(codes.split(",")) if codes else ()) if intent else None


class Lesson(SQLModel, table=True):
    """One wording, how it was answered and what was meant; seen again, it is counted."""

    __table_args__ = (UniqueConstraint("text", "answered", "meant"),)

    id: int | None = Field(default=None, primary_key=True)
    text: str
    """Normalised, with names, numbers and addresses masked."""
    answered: str = ""
    """A `Reading`: what the bot took it for; empty when it had no answer."""
    meant: str = ""
    """A `Reading`: what a tap said it meant; empty when nothing told."""
    how: str
    """`chose_other`, `none`, `undo` or `unanswered`: what showed that the reading was wrong."""
    options: str = "[]"
    """JSON list of the `Reading`s that were offered as buttons."""
    context: str | None = None
    """The code of the card before."""
    count: int = 1
    first_at: datetime
    last_at: datetime
    label: str | None = None
    """A `Reading`: what the office says it means."""
    labelled_at: datetime | None = None


def learning_is_on(session: Session) -> bool:
    return setting(session, LEARNING_KEY) != OFF


def keep(session: Session, lesson: Lesson) -> None:
    """One row more, or one time more; two turns at once make one row."""
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    table = SQLModel.metadata.tables["lesson"]
    again = {"how": lesson.how, "options": lesson.options, "last_at": lesson.last_at}
    session.connection().execute(
        insert(table)
        .values(**lesson.model_dump(exclude={"id"}))
        .on_conflict_do_update(
            index_elements=["text", "answered", "meant"],
            set_={**again, "count": table.c.count + 1},
        )
    )


def take_back(session: Session, text: str, answered: str, meant: str) -> None:
    """One time less for this row; gone at zero."""
    rows = select(Lesson).where(
        Lesson.text == text, Lesson.answered == answered, Lesson.meant == meant
    )
    rows = rows.with_for_update()
    for row in session.exec(rows, execution_options={"populate_existing": True}).all():
        row.count -= 1
        if row.count > 0:
            session.add(row)
        else:
            session.delete(row)
    session.flush()


def open_lessons(session: Session, limit: int = 100) -> list[Lesson]:
    """Without a label, newest first."""
    return list(
        session.exec(
            select(Lesson)
            .where(col(Lesson.label).is_(None))
            .order_by(col(Lesson.last_at).desc(), col(Lesson.id).desc())
            .limit(limit)
        ).all()
    )


def count_open(session: Session) -> int:
    return session.exec(
        select(func.count()).select_from(Lesson).where(col(Lesson.label).is_(None))
    ).one()


def labelled_lessons(session: Session, limit: int | None = None) -> list[Lesson]:
    return list(
        session.exec(
            select(Lesson)
            .where(col(Lesson.label).is_not(None))
            .order_by(col(Lesson.labelled_at).desc(), col(Lesson.id).desc())
            .limit(limit)
        ).all()
    )


def explained_lessons(session: Session) -> list[Lesson]:
    """Without a label, but a tap told what was meant."""
    return list(
        session.exec(
            select(Lesson)
            .where(col(Lesson.label).is_(None), Lesson.meant != "")
            .order_by(col(Lesson.id))
        ).all()
    )


def label(session: Session, row: Lesson, reading: Reading | None, now: datetime) -> None:
    """What it means; None takes the label away."""
    row.label = None if reading is None else str(reading)
    row.labelled_at = None if reading is None else now
    session.add(row)


def prune(session: Session, before: datetime) -> int:
    gone = session.execute(delete(Lesson).where(col(Lesson.last_at) < before))
    return int(gone.rowcount)  # type: ignore[attr-defined]
