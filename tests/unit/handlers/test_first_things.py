"""Which items to do first, and which came back: a few, and not the whole list."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from content.catalog import Catalog
from handlers.fiscal_year import bangkok
from handlers.intents import ShowRemaining
from handlers.postback import decode, encode
from models.database import writing
from models.office import Deadline
from tests.support.transcript import Chat

OFFICE, WHO = "วิภา", "สมหญิง"


@pytest.fixture
def chat(engine: Engine, catalog: Catalog) -> Chat:
    made = Chat(engine, catalog)
    made.add_agency("S01", "หน่วยงานตัวอย่าง 1")
    made.joins(OFFICE, "admin")
    made.joins(WHO, "S01")
    return made


def ask(chat: Chat, words: str) -> str:
    return "\n".join(chat.says(WHO, words))


def returns(chat: Chat, code: str) -> None:
    chat.says(WHO, f"{code} เสร็จแล้ว")
    chat.says(OFFICE, f"ส่งคืน {code} S01 เพราะ ข้อมูลไม่ครบ")
    chat.says(WHO, "สวัสดี")


@pytest.mark.parametrize("card", [None, "O12"])
@pytest.mark.parametrize(
    "words",
    ["ทำข้อไหนก่อนดี", "จะเริ่มทำข้อไหนดี", "แล้วทำข้อไหนต่อดี", "ยะข้อใดก่อนดีเจ้า", "ควรเริ่มจากข้อไหน",
     "ควรทำข้อไหนก่อน", "ข้อไหนสำคัญสุด"],
)  # fmt: skip
def test_the_first_three_are_named_with_their_reason(
    chat: Chat, card: str | None, words: str
) -> None:
    if card:
        chat.says(WHO, card)
    said = ask(chat, words)
    assert "ควรทำ 3 ข้อนี้ก่อนค่ะ" in said
    assert said.count("อยู่ในตัวชี้วัดที่ 9") == 3
    assert "ดูงานค้างทั้งหมด 52 ข้อ" in chat.shown[WHO]


def test_what_came_back_and_a_near_date_come_first(chat: Chat, engine: Engine) -> None:
    with writing(engine) as session:
        day = bangkok(chat.now).date() + timedelta(days=5)
        session.add(Deadline(fiscal_year=2570, scope="E2", due_on=day, created_at=chat.now))
    returns(chat, "i15")
    said = ask(chat, "ทำข้อไหนก่อนดี")
    assert said.index("i15 ") < said.index("E2 ") < said.index("O1 ")
    assert "จังหวัดส่งคืน: ข้อมูลไม่ครบ" in said


ASKED = [
    "มีข้อที่จังหวัดส่งคืนไหม", "อะไรโดนตีกลับ", "มีข้อไหนจังหวัดส่งคืนมาบ้าง", "อะไรตีกลับมาบ้าง",
    "มีข้อไหนโดนตีกลับไหมครับ",
]  # fmt: skip


@pytest.mark.parametrize("words", ASKED)
def test_what_came_back_is_shown_alone(chat: Chat, words: str) -> None:
    assert "ขณะนี้ไม่มีข้อที่จังหวัดส่งคืนค่ะ" in ask(chat, words)
    returns(chat, "i15")
    said = ask(chat, words)
    assert "จังหวัดส่งคืน 1 ข้อ" in said
    assert "i15" in said
    assert "O1 " not in said


def test_the_whole_list_begins_with_what_came_back(chat: Chat) -> None:
    returns(chat, "i15")
    said = ask(chat, "เหลืออะไรบ้าง")
    assert said.index("i15") < said.index("O1 ")
    assert said.count("i15 ") == 1


@pytest.mark.parametrize(
    "words", ["จังหวัดส่งคืนแล้วต้องทำยังไงต่อ", "ข้อที่โดนตีกลับแก้แล้วทำไงต่อ", "O12 โดนตีกลับเพราะอะไร"]
)
def test_how_and_why_are_other_questions(chat: Chat, words: str) -> None:
    assert "ไม่มีข้อที่จังหวัดส่งคืน" not in ask(chat, words)


@pytest.mark.parametrize("only", ["next", "returned"])
def test_its_button_keeps_what_is_asked(only) -> None:
    assert decode(encode(ShowRemaining(2, None, only))) == ShowRemaining(2, None, only)
