"""What a message taught goes with it, and nothing that others taught."""

import json

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from content.catalog import Catalog
from handlers.events import TextMessage, Unsend
from handlers.yes_no import denies
from models.conversation import Conversation
from models.coordinator import Coordinator
from models.database import reading, writing
from models.inbox import InboxEvent
from models.lesson import Lesson, Reading, label
from models.office import Asker, Question
from models.question import answer
from tests.support.transcript import Chat

DOUBTED = "O12 น่าจะเสร็จพรุ่งนี้"
SHOW = "ดู O12"
NONE = "ไม่ใช่ทั้งหมดนี้"
UNKNOWN = "กระเบื้องสีอะไร โทรคุณสมชาย 0812345678"
MASKED = "กระเบื้องสีอะไร โทรคุณ[ชื่อ] [โทรศัพท์]"


@pytest.fixture
def chat(engine: Engine, catalog: Catalog) -> Chat:
    made = Chat(engine, catalog)
    made.add_agency("A01", "หน่วยงานตัวอย่างที่หนึ่ง")
    for name in ("สมหญิง", "สมศรี"):
        made.joins(name, "A01")
    return made


def says(chat: Chat, name: str, text: str, message_id: str) -> None:
    """The message as it also lies in the inbox."""
    raw = {"type": "message", "message": {"type": "text", "id": message_id, "text": text}}
    with writing(chat.engine) as session:
        session.add(
            InboxEvent(webhook_event_id=message_id, source_key=f"user:{chat.user(name)}",
                       occurred_ms=1, raw=json.dumps(raw), message_id=message_id,
                       received_at=chat.now, handled_at=chat.now)
        )  # fmt: skip
    chat._happens(name, TextMessage(text, message_id))


def unsends(chat: Chat, name: str, message_id: str) -> None:
    chat._happens(name, Unsend(message_id))


def erases(chat: Chat, name: str) -> None:
    chat.says(name, "ลบข้อมูลของฉัน")
    chat.taps(name, "ยืนยันลบข้อมูลของฉัน")


def lessons(chat: Chat) -> dict[str, int]:
    with reading(chat.engine) as session:
        return {row.text: row.count for row in session.exec(select(Lesson)).all()}


def questions(chat: Chat) -> dict[str, int]:
    with reading(chat.engine) as session:
        return {row.text: row.asked for row in session.exec(select(Question)).all()}


def test_unsend_takes_back_what_the_message_taught_once(chat: Chat) -> None:
    for message_id in ("m-1", "m-2"):
        says(chat, "สมหญิง", DOUBTED, message_id)
        chat.taps("สมหญิง", SHOW)
    assert lessons(chat) == {"o12 น่าจะเสร็จพรุ่งนี้": 2}
    for _ in range(2):
        unsends(chat, "สมหญิง", "m-1")
        assert lessons(chat) == {"o12 น่าจะเสร็จพรุ่งนี้": 1}
    unsends(chat, "สมหญิง", "m-2")
    assert lessons(chat) == {}


def test_what_others_taught_with_the_same_words_stays_with_its_label(chat: Chat) -> None:
    says(chat, "สมหญิง", DOUBTED, "m-1")
    chat.taps("สมหญิง", SHOW)
    with writing(chat.engine) as session:
        label(session, session.exec(select(Lesson)).one(), Reading("untick", ("O12",)), chat.now)
    says(chat, "สมศรี", DOUBTED, "m-2")
    chat.taps("สมศรี", "O12 ยังไม่เสร็จ")
    unsends(chat, "สมศรี", "m-2")
    says(chat, "สมศรี", DOUBTED, "m-3")
    erases(chat, "สมศรี")
    assert lessons(chat) == {"o12 น่าจะเสร็จพรุ่งนี้": 1}
    with reading(chat.engine) as session:
        assert session.exec(select(Lesson.label)).one() == "untick O12"
    erases(chat, "สมหญิง")
    assert lessons(chat) == {}


def test_a_name_that_became_known_in_between_changes_nothing(chat: Chat) -> None:
    says(chat, "สมหญิง", "วิไลวรรณบอกว่า O12 น่าจะเสร็จพรุ่งนี้", "m-1")
    chat.taps("สมหญิง", SHOW)
    with writing(chat.engine) as session:
        row = session.exec(select(Coordinator)).all()[1]
        row.name = "วิไลวรรณ ใจดี"
        session.add(row)
    unsends(chat, "สมหญิง", "m-1")
    assert lessons(chat) == {}


def test_a_question_is_kept_masked_and_taken_back(chat: Chat) -> None:
    says(chat, "สมหญิง", UNKNOWN, "m-1")
    chat.taps("สมหญิง", NONE)
    says(chat, "สมศรี", UNKNOWN.replace("0812345678", "089-876-5432"), "m-2")
    chat.taps("สมศรี", NONE)
    assert questions(chat) == lessons(chat) == {MASKED: 2}
    unsends(chat, "สมหญิง", "m-1")
    assert questions(chat) == lessons(chat) == {MASKED: 1}
    erases(chat, "สมศรี")
    assert questions(chat) == lessons(chat) == {}
    with reading(chat.engine) as session:
        assert session.exec(select(Asker)).all() == []


def test_what_the_office_has_answered_is_everybodys(chat: Chat) -> None:
    says(chat, "สมหญิง", UNKNOWN, "m-1")
    chat.taps("สมหญิง", NONE)
    with writing(chat.engine) as session:
        answer(session, session.exec(select(Question)).one(), "สีขาว", None, "บอกแล้ว", chat.now)
    unsends(chat, "สมหญิง", "m-1")
    assert questions(chat) == {MASKED: 1}
    assert "สีขาว" in "".join(chat.says("สมศรี", UNKNOWN))


def test_who_is_deleted_leaves_no_words_in_the_chat(chat: Chat) -> None:
    chat.says("สมหญิง", "O1 เสร็จแล้ว")
    key = f"user:{chat.user('สมหญิง')}"
    with reading(chat.engine) as session:
        row = session.get(Conversation, key)
        assert row is not None
        assert "O1" in (row.heard or "")
    erases(chat, "สมหญิง")
    with reading(chat.engine) as session:
        row = session.get(Conversation, key)
        assert row is not None
        assert row.heard is None


@pytest.mark.parametrize(
    "no",
    [
        "ไม่ใช่ๆ",
        "ไม่ใช่ ๆ",
        "ไม่ใช่ครับผม",
        "ไม่ใช่แบบนี้",
        "ไม่ใช่เรื่องนี้ค่ะ",
        "ไม่ใช่น้า",
        "ไม่ช่าย",
        "ผิดข้อค่ะ",
        "คนละเรื่อง",
    ],
)
def test_a_no_in_other_words_and_only_once(chat: Chat, no: str) -> None:
    chat.says("สมหญิง", "O12 ต้องทำอะไร")
    chat.says("สมหญิง", no)
    chat.says("สมหญิง", no)
    assert lessons(chat) == {"o12 ต้องทำอะไร": 1}


@pytest.mark.parametrize("text", ["ไม่ใช่ O12 หมายถึง O13", "ใช่", "ไม่ใช่หรือ", "O12 ผิดข้อ", "ไม่ใช่เหรอคะ"])
def test_what_says_more_than_no_is_none(text: str) -> None:
    assert not denies(text)


def test_a_bare_no_after_an_answer_says_that_it_was_wrong(chat: Chat) -> None:
    chat.says("สมหญิง", "O12 ต้องทำอะไร")
    chat.says("สมหญิง", "ไม่ใช่ค่ะ")
    chat.says("สมหญิง", "O12 เสร็จแล้ว")
    chat.says("สมหญิง", "ไม่ใช่ O12 หมายถึง O13")
    assert lessons(chat) == {"o12 ต้องทำอะไร": 1}


def test_a_tap_teaches_also_when_it_is_politely_refused(chat: Chat) -> None:
    chat.says("คนใหม่", "O12 เสร็จแล้ว เหมือนจะครบ")
    assert "รหัสเชิญ" in "\n".join(chat.taps("คนใหม่", "O12 เสร็จแล้ว"))
    assert lessons(chat) == {"o12 เสร็จแล้ว เหมือนจะครบ": 1}
