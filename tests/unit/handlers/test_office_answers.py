"""A question answered once stays answered, however politely it is asked the next time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from content.catalog import Catalog
from handlers.ask import clarify
from handlers.help import unrecognised
from handlers.intents import Candidate, Clarify, Unrecognised
from handlers.office_answers import core_of
from handlers.outcome import Turn
from models.database import writing
from models.office import Question
from models.question import answer
from tests.support.message_checks import texts

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ASKED = "ขอทราบวิธีการจองห้องประชุมใหญ่ของจังหวัดหน่อย"
ANSWER = "จองได้ที่งานอาคารสถานที่"
NEAREST = (Candidate("O20", 0.04), Candidate("O1", 0.03))


@pytest.fixture
def turn(engine: Engine, catalog: Catalog) -> Iterator[Turn]:
    with writing(engine) as session:
        turn = Turn(session=session, catalog=catalog, now=NOW, line_user_id="U1",
                    source_key="user:U1", person=None, agency=None)  # fmt: skip
        asks(turn, ASKED)
        answer(session, questions(session)[0], ANSWER, None, "บอกแล้ว", NOW)
        session.flush()
        yield turn


def questions(session: Session) -> list[Question]:
    return list(session.exec(select(Question).order_by(col(Question.id))).all())


def asks(turn: Turn, text: str) -> str:
    outcome = unrecognised(Unrecognised(NEAREST), replace(turn, text=text))
    turn.session.flush()
    return "\n".join(texts(list(outcome.messages)))


@pytest.mark.parametrize(
    "text",
    [
        ASKED,
        ASKED + "ค่ะ",
        ASKED + " ครับ",
        "สอบถามหน่อยค่ะ วิธีจองห้องประชุมใหญ่ของจังหวัด",
        "จองห้องประชุมใหญ่ของจังหวัดยังไงคะ",
        "ขอทราบวิธีจองห้องประชุมใหญ่ของจังหวัด?",
        "จองห้องประชุมใหญ่จังหวัดอย่างไร",
    ],
)
def test_the_same_question_put_otherwise_gets_the_answer(turn: Turn, text: str):
    assert ANSWER in asks(turn, text)


@pytest.mark.parametrize(
    "text",
    [
        "ขอทราบวิธีการจองห้องประชุมเล็กของจังหวัดหน่อย",
        "ขอทราบวิธีการจองรถตู้ของจังหวัดหน่อย",
        "ขอทราบวิธีการจองห้องประชุมใหญ่ 2 ของจังหวัดหน่อย",
        "จังหวัด",
        "???",
    ],
)
def test_another_question_does_not(turn: Turn, text: str):
    assert ANSWER not in asks(turn, text)


def test_an_answer_to_another_wording_says_to_what(turn: Turn):
    assert ASKED in asks(turn, ASKED + "ครับ")
    assert ASKED not in asks(turn, ASKED)


def test_what_the_office_answered_needs_no_guess(turn: Turn):
    said = clarify(Clarify("ask", NEAREST), replace(turn, text=ASKED + "ค่ะ"))
    assert ANSWER in "\n".join(texts(list(said.messages)))
    other = clarify(Clarify("tick", NEAREST), replace(turn, text=ASKED + "ค่ะ"))
    assert ANSWER not in "\n".join(texts(list(other.messages)))


def test_politeness_makes_no_second_question(turn: Turn):
    for ending in ("", "ค่ะ", " ครับ"):
        asks(turn, "ขอยืมเครื่องฉายภาพของสำนักงานวันศุกร์" + ending)
    found = [(row.asked, bool(row.answer)) for row in questions(turn.session)]
    assert found == [(1, True), (3, False)]


def test_what_is_nothing_but_polite_is_no_question():
    assert core_of("รบกวนหน่อยค่ะ") == ""
