"""Words and accounts that no table may keep longer than the notice says."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, select

from content.catalog import Catalog
from models.agency import Agency
from models.conversation import Conversation
from models.coordinator import Coordinator
from models.database import reading, writing
from models.forgetting import (
    drop_idle_chats,
    forget_buried,
    forget_what_chats_hold,
    strip_buried,
)
from models.inbox import InboxEvent, count_buried
from models.lesson import LESSONS_KEPT, Lesson
from models.office import Asker, Question
from scheduler.upkeep import tidy

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
ANN, BOB = "user:U" + "a" * 32, "user:U" + "b" * 32


def event(name: str, source: str, buried_at: datetime | None) -> InboxEvent:
    return InboxEvent(
        webhook_event_id=name, source_key=source, occurred_ms=1, message_id=f"m-{name}",
        raw='{"text":"เรื่องส่วนตัว"}', received_at=NOW, buried_at=buried_at, error="Broken",
    )  # fmt: skip


def rows(session: Session) -> dict[str, InboxEvent]:
    return {row.webhook_event_id: row for row in session.exec(select(InboxEvent)).all()}


def test_who_asks_to_be_forgotten_leaves_no_buried_words(both: Engine) -> None:
    with writing(both) as session:
        session.add_all([event("a", ANN, NOW), event("b", BOB, NOW), event("open", ANN, None)])
        session.flush()
        forget_buried(session, ANN)
        assert set(rows(session)) == {"b", "open"}


def test_old_buried_events_stay_counted_without_words_or_account(both: Engine) -> None:
    with writing(both) as session:
        session.add_all(
            [event("old", ANN, NOW - 2 * WEEK), event("new", BOB, NOW), event("open", ANN, None)]
        )
        session.flush()
        assert strip_buried(session, NOW - WEEK) == 1
        assert strip_buried(session, NOW - WEEK) == 0
    with reading(both) as session:
        found = rows(session)
        old = found["old"]
        assert (old.raw, old.message_id, old.source_key) == (
            '{"type":"forgotten"}', None, "none:old",
        )  # fmt: skip
        assert old.error == "Broken"
        assert "เรื่องส่วนตัว" in found["new"].raw
        assert found["open"].source_key == ANN
        assert count_buried(session) == 2


def test_the_chat_of_a_stranger_goes_with_the_last_message(both: Engine) -> None:
    with writing(both) as session:
        agency = Agency(code="A01", name="หน่วยงานตัวอย่าง", created_at=NOW)
        session.add(agency)
        session.flush()
        session.add(
            Coordinator(
                line_user_id=ANN.removeprefix("user:"),
                agency_id=agency.id or 0,
                role="main",
                joined_at=NOW,
            )
        )
        session.add_all(Conversation(source_key=key) for key in (ANN, BOB, "user:Uc"))
        session.add(event("b", BOB, None))
        session.flush()
        assert drop_idle_chats(session) == 1
        assert {row.source_key for row in session.exec(select(Conversation)).all()} == {ANN, BOB}


def test_every_night_forgets(engine: Engine, catalog: Catalog) -> None:
    with writing(engine) as session:
        session.add(event("old", ANN, NOW - 2 * WEEK))
        session.add(Conversation(source_key=BOB))
        session.add(Lesson(text="เก่า", how="none", first_at=NOW, last_at=NOW - LESSONS_KEPT))
        last = NOW - LESSONS_KEPT
        session.add(Question(id=1, text="ใครถาม", first_at=NOW, last_at=last))
        session.add(
            Question(text="ตอบแล้ว", answer="ได้", answered_at=NOW, first_at=NOW, last_at=last)
        )
        session.flush()
        session.add(waiting(session))
        session.flush()
        tidy(session, catalog, NOW)
        assert rows(session)["old"].source_key == "none:old"
        assert session.exec(select(Conversation)).all() == []
        assert len(session.exec(select(Lesson)).all()) == 1
        tidy(session, catalog, NOW + timedelta(seconds=1))
        assert session.exec(select(Lesson)).all() == []
        assert session.exec(select(Question.text)).all() == ["ตอบแล้ว"]
        assert session.exec(select(Asker)).all() == []


def waiting(session: Session) -> Asker:
    """A member who waits for the answer to the first question."""
    agency = Agency(code="A01", name="หน่วยงานตัวอย่าง", created_at=NOW)
    session.add(agency)
    session.flush()
    member = Coordinator(agency_id=agency.id or 0, role="main", joined_at=NOW)
    session.add(member)
    session.flush()
    return Asker(question_id=1, coordinator_id=member.id or 0)


def test_a_silent_members_chat_loses_its_words(both: Engine) -> None:
    def chat(key: str, moment: datetime) -> Conversation:
        return Conversation(
            source_key=key, focus="O12", heard="{}", heard_at=moment, expecting="{}",
            expecting_at=moment,
        )  # fmt: skip

    with writing(both) as session:
        session.add_all([chat(ANN, NOW - 2 * WEEK), chat(BOB, NOW)])
        session.flush()
        forget_what_chats_hold(session, NOW - WEEK)
        session.expire_all()
        ann, bob = session.get(Conversation, ANN), session.get(Conversation, BOB)
        assert ann is not None
        assert bob is not None
        assert (ann.heard, ann.heard_at, ann.expecting, ann.expecting_at) == (None,) * 4
        assert ann.focus == "O12"
        assert (bob.heard, bob.expecting) == ("{}", "{}")
