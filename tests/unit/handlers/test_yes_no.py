"""A bare yes or no answers the bot's question; what has no words is not kept for the office."""

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from content.catalog import Catalog
from models.database import reading
from models.office import Question
from tests.support.transcript import Chat

WHO = "สมหญิง"


@pytest.fixture
def chat(engine: Engine, catalog: Catalog) -> Chat:
    chat = Chat(engine, catalog)
    for code in ("A01", "A02"):
        chat.add_agency(code, f"หน่วยงานตัวอย่าง {code}")
    chat.joins(WHO, "A01")
    return chat


@pytest.mark.parametrize("yes", ["ใช่", "ยืนยันค่ะ", "ตกลง"])
def test_yes_deletes_only_when_asked(yes: str, chat: Chat) -> None:
    chat.says(WHO, yes)
    assert "A01" in chat.says(WHO, "ความคืบหน้า")[2]
    chat.says(WHO, "ลบข้อมูลของฉัน")
    assert "ลบข้อมูลของท่าน" in chat.says(WHO, yes)[0]
    assert "รหัสเชิญ" in chat.says(WHO, "ความคืบหน้า")[0]


@pytest.mark.parametrize("no", ["ไม่", "ไม่ค่ะ", "ยกเลิก", "เปลี่ยนใจแล้ว", "ไม่ลบแล้ว"])
def test_no_keeps_everything(no: str, chat: Chat) -> None:
    chat.says(WHO, "O12 เสร็จแล้ว")
    chat.says(WHO, "ลบข้อมูลของฉัน")
    assert "ไม่ลบแล้ว" in chat.says(WHO, no)[0]
    assert "1/52" in chat.says(WHO, "ความคืบหน้า")[0]
    chat.says(WHO, "ใช่")
    assert "1/52" in chat.says(WHO, "ความคืบหน้า")[0]


@pytest.mark.parametrize(("word", "agency"), [("ใช่", "A02"), ("ไม่", "A01")])
def test_moving_is_answered_in_plain_words(word: str, agency: str, chat: Chat) -> None:
    chat.says(WHO, chat.invite("A02"))
    chat.says(WHO, word)
    assert agency in " ".join(chat.says(WHO, "ความคืบหน้า"))


@pytest.mark.parametrize("noise", ["😀" * 50, "???", "\u200b"])
def test_what_has_no_word_is_no_question_for_the_office(
    noise: str, chat: Chat, engine: Engine
) -> None:
    recorded = chat.catalog.phrases.say("help.recorded")
    assert recorded not in " ".join(chat.says(WHO, noise))
    chat.says(WHO, "O12 เหมือนจะเสร็จแล้ว")
    chat.says(WHO, chat.catalog.phrases.say("choose.none"))
    with reading(engine) as session:
        assert len(session.exec(select(Question)).all()) == 1


def test_who_has_no_checklist_is_not_offered_one(chat: Chat) -> None:
    assert "[เหลืออะไรบ้าง]" in chat.says(WHO, "กขคงจฉช")[-1]
    assert "[เหลืออะไรบ้าง]" not in chat.says("ผู้มาใหม่", "กขคงจฉช")[-1]


def progress(chat: Chat) -> str:
    return " ".join(chat.says(WHO, "ความคืบหน้า"))


@pytest.mark.parametrize(
    "yes",
    ["ใช่", "ใช่ค่ะ", "ยืนยัน", "ใช่ เสร็จแล้ว", "ใช่ค่ะ เสร็จหมดแล้วค่ะ", "เสร็จแล้ว", "เสร็จหมดแล้ว", "ครบแล้ว"],
)
def test_yes_after_a_question_about_a_scope_does_what_was_asked(yes: str, chat: Chat) -> None:
    chat.says(WHO, "O13 คืออะไร")
    chat.says(WHO, "ตัวชี้วัดที่ 9 เสร็จแล้ว")
    assert [label for label in chat.shown[WHO] if label.startswith("เสร็จทุกข้อ")]
    chat.says(WHO, yes)
    assert "20/52" in progress(chat)


@pytest.mark.parametrize("yes", ["ใช่", "ยืนยัน", "ใช่ เสร็จแล้ว", "เสร็จแล้ว", "ใช่ค่ะ ครบแล้ว"])
def test_between_two_scopes_it_is_asked_again_and_no_older_card_is_ticked(
    yes: str, chat: Chat
) -> None:
    chat.says(WHO, "O13 คืออะไร")
    chat.says(WHO, "เสร็จทุกข้อ")
    asked = list(chat.shown[WHO])
    assert len([label for label in asked if label.startswith("เสร็จทุกข้อ")]) == 2
    chat.says(WHO, yes)
    assert list(chat.shown[WHO]) == asked
    assert "0/52" in progress(chat)


def test_what_else_is_said_after_it_is_not_read_beside_the_older_card(chat: Chat) -> None:
    chat.says(WHO, "O13 คืออะไร")
    chat.says(WHO, "เสร็จทุกข้อ")
    chat.says(WHO, "โอเค เสร็จแล้วจริง ๆ")
    assert "0/52" in progress(chat)


def test_done_chooses_the_one_button_that_says_so(chat: Chat) -> None:
    chat.says(WHO, "O13")
    chat.says(WHO, "O12 เหมือนจะเสร็จแล้ว")
    assert {"O12 เสร็จแล้ว", "O12 ยังไม่เสร็จ"} <= set(chat.shown[WHO])
    chat.says(WHO, "ใช่")
    assert {"O12 เสร็จแล้ว", "O12 ยังไม่เสร็จ"} <= set(chat.shown[WHO])
    assert "O12" in chat.says(WHO, "ใช่ เสร็จแล้ว")[0]
    assert "1/52" in progress(chat)


def test_yes_answers_only_the_question_just_asked(chat: Chat) -> None:
    chat.says(WHO, "ตัวชี้วัดที่ 9 เสร็จแล้ว")
    chat.says(WHO, "ปฏิทิน")
    chat.says(WHO, "ใช่ค่ะ")
    chat.says(WHO, "ใช่ เสร็จแล้ว")
    assert "0/52" in progress(chat)
