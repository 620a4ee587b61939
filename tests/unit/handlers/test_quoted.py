"""A message that answers a card by quoting it: what it is read beside, and what stays as it was."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from content.catalog import Catalog
from handlers.events import Event, Source, TextMessage
from models import sent
from models.conversation import Conversation
from models.database import reading, writing
from models.evidence import Evidence
from models.outbox import OutboxMessage
from models.sent import SentMessage
from models.task import TaskChange
from tests.support.statements import counted
from tests.support.transcript import Chat

ANN, BOB = "สมหญิง", "สมชาย"


@pytest.fixture
def chat(engine: Engine, catalog: Catalog) -> Chat:
    chat = Chat(engine, catalog)
    for code, name in (("A01", ANN), ("A02", BOB)):
        chat.add_agency(code, f"หน่วยงานตัวอย่าง {code}")
        chat.joins(name, code)
    return chat


def ticked(chat: Chat) -> set[str]:
    with reading(chat.engine) as session:
        return set(session.exec(select(TaskChange.code)).all())


def changes(chat: Chat) -> list[tuple[str, int, bool]]:
    """Every tick and every untick, oldest first."""
    with reading(chat.engine) as session:
        rows = session.exec(select(TaskChange).order_by(col(TaskChange.id))).all()
        return [(row.code, row.step, row.done) for row in rows]


def links(chat: Chat) -> list[tuple[str, str]]:
    with reading(chat.engine) as session:
        rows = session.exec(select(Evidence).where(col(Evidence.removed_at).is_(None))).all()
        return [(row.code, row.url) for row in rows]


def focus(chat: Chat, name: str = ANN) -> str | None:
    with reading(chat.engine) as session:
        row = session.get(Conversation, f"user:{chat.user(name)}")
        return row.focus if row else None


def answer(chat: Chat, name: str, quoted_id: str | None, text: str) -> str:
    return "\n".join(chat._happens(name, TextMessage(text, "m", quoted_id)))


def abouts(chat: Chat) -> list[str | None]:
    """Of the messages of the last answer."""
    with reading(chat.engine) as session:
        row = session.exec(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()  # type: ignore[union-attr]
    assert row is not None
    return json.loads(row.about) if row.about else [None] * len(json.loads(row.body))


def test_the_quoted_card_is_ticked_and_not_the_one_shown_last(chat: Chat) -> None:
    chat.says(ANN, "O12")
    chat.says(ANN, "O7")
    chat.quotes(ANN, "O12", "เสร็จแล้ว")
    assert (ticked(chat), focus(chat)) == ({"O12"}, "O12")


@pytest.mark.parametrize(
    "text", ["แนบอันนี้ https://www.sample.go.th/a", "https://www.sample.go.th/a"]
)
def test_a_link_under_a_card_is_for_that_card(chat: Chat, text: str) -> None:
    chat.says(ANN, "O12")
    chat.says(ANN, "O7")
    chat.quotes(ANN, "O12", text)
    with reading(chat.engine) as session:
        assert session.exec(select(Evidence.code)).all() == ["O12"]


def test_a_link_under_a_card_that_takes_none_is_asked_about(chat: Chat) -> None:
    chat.says(ANN, "O12")
    chat.says(ANN, "ตัวชี้วัดที่ 9")
    said = chat.quotes(ANN, "ตัวชี้วัดที่ 9", "https://www.sample.go.th/a")
    assert "ลิงก์นี้ใช้กับข้อใดคะ" in "\n".join(said)


@pytest.mark.parametrize("text", ["อันนี้ต้องส่งวันไหน", "ขอบคุณค่ะ", "แล้วปีไหน"])
def test_what_was_pointed_at_last_is_the_focus_afterwards(chat: Chat, text: str) -> None:
    chat.says(ANN, "O12")
    chat.says(ANN, "O7")
    chat.quotes(ANN, "O12", text)
    assert focus(chat) == "O12"


@pytest.mark.parametrize("text", ["น่าจะเสร็จแล้วมั้ง", "เสร็จหรือยัง", "ยังไม่เสร็จ", "เกือบเสร็จแล้ว", "O12"])
def test_the_rules_of_ticking_stay(chat: Chat, text: str) -> None:
    chat.says(ANN, "O12")
    chat.says(ANN, "O7")
    chat.quotes(ANN, "O12", text)
    assert ticked(chat) == set()


def test_another_chats_id_gives_nothing(chat: Chat) -> None:
    """Not even whether it exists: all is as with an id that nobody has."""
    chat.says(BOB, "O12")
    (foreign, _), *_ = chat.sent[BOB]
    chat.says(ANN, "O7")
    said = answer(chat, ANN, foreign, "อันนี้คืออะไร")
    assert said == answer(chat, ANN, "999", "อันนี้คืออะไร")
    answer(chat, ANN, foreign, "เสร็จแล้ว")
    assert ticked(chat) == set()


def test_without_a_focus_an_unknown_quote_ticks_nothing(chat: Chat) -> None:
    chat.says(BOB, "O12")
    (foreign, _), *_ = chat.sent[BOB]
    answer(chat, ANN, foreign, "เสร็จแล้ว")
    answer(chat, ANN, "999", "เสร็จแล้ว")
    assert ticked(chat) == set()


def test_ones_own_message_and_a_pruned_one_are_as_unknown_as_any(chat: Chat) -> None:
    chat.says(ANN, "O12 ต้องทำอะไร")
    (card, _), *_ = chat.sent[ANN]
    chat.says(ANN, "O7")
    with writing(chat.engine) as session:
        sent.prune(session, chat.now)
    for quoted in ("m0", card):
        answer(chat, ANN, quoted, "อันนี้คืออะไร")
        assert focus(chat) == "O7"


def test_a_code_that_no_longer_exists_is_nothing(chat: Chat) -> None:
    chat.says(ANN, "O7")
    with writing(chat.engine) as session:
        sent.keep(session, f"user:{chat.user(ANN)}", [("old", "O99")], chat.now)
    answer(chat, ANN, "old", "เสร็จแล้ว")
    assert ticked(chat) == set()


def test_taking_back_under_a_card_is_asked(chat: Chat) -> None:
    """The card, or the last tick? Neither is taken back by a guess."""
    chat.says(ANN, "O12 เสร็จแล้ว")
    chat.says(ANN, "O7 เสร็จแล้ว")
    said = "\n".join(chat.quotes(ANN, "ทำเครื่องหมาย O12", "ยกเลิกเมื่อกี้"))
    assert "[O12 ยังไม่เสร็จ] [ยกเลิกล่าสุด]" in said
    with reading(chat.engine) as session:
        assert all(row.done for row in session.exec(select(TaskChange)).all())


SEVERAL = ["", "ข้อ O5, O14", "ทำเครื่องหมาย O1, O2"]
"""First words of what is about several items; nothing stands for a message that nobody knows."""


def about_no_single_card(chat: Chat, words: str) -> str:
    """The id of a message, with others about one item after it."""
    chat.says(ANN, "O5 O14")
    chat.says(ANN, "เสร็จ O1 O2")
    chat.says(ANN, "O7 เสร็จแล้ว")
    return next((key for key, told in chat.sent[ANN] if words and told.startswith(words)), "999")


@pytest.mark.parametrize("words", SEVERAL)
@pytest.mark.parametrize("text", ["เสร็จแล้ว", "ยังไม่เสร็จ", "ยกเลิก", "ยกเลิกเมื่อกี้", "ยกเลิก O7"])
def test_without_one_card_to_mean_nothing_is_ticked_or_taken_back(
    chat: Chat, words: str, text: str
) -> None:
    quoted = about_no_single_card(chat, words)
    before = changes(chat)
    said = answer(chat, ANN, quoted, text)
    if text == "ยกเลิก O7":
        assert {change[0] for change in changes(chat)[len(before) :]} == {"O7"}  # it says so
        return
    assert changes(chat) == before
    if words:
        code, verb = "O5" if "O5" in words else "O1", "เสร็จ" if text == "เสร็จแล้ว" else "ยังไม่เสร็จ"
        assert f"[{verb} {code} " in said
    chat.says(ANN, "ยังไม่เสร็จ")
    assert {change[0] for change in changes(chat)[len(before) :]} == {"O7"}  # still shown last


@pytest.mark.parametrize("words", SEVERAL)
@pytest.mark.parametrize("begun", ["O7", "แนบลิงก์ O7"])
@pytest.mark.parametrize(
    "text", ["แนบอันนี้ https://www.sample.go.th/a", "https://www.sample.go.th/a"]
)
def test_without_one_card_to_mean_a_link_is_asked_about(
    chat: Chat, words: str, begun: str, text: str
) -> None:
    quoted = about_no_single_card(chat, words)
    chat.says(ANN, begun)
    said = answer(chat, ANN, quoted, text)
    assert "ลิงก์นี้ใช้กับข้อใดคะ" in said
    assert ("[ใช้กับ O5]" in said) == (words == "ข้อ O5, O14")
    answer(chat, ANN, None, "O5")
    assert links(chat) == [("O5", "https://www.sample.go.th/a")]


def test_which_of_these_is_answered_by_a_tap_and_by_typing(chat: Chat) -> None:
    chat.says(ANN, "O5 O14")
    chat.says(ANN, "O7")
    chat.quotes(ANN, "ข้อ O5, O14", "เสร็จแล้ว")
    chat.says(ANN, "O14")
    assert ticked(chat) == {"O14"}


def test_the_question_about_a_link_is_answered_by_quoting_it(chat: Chat) -> None:
    chat.says(ANN, "O12")
    chat.says(ANN, "https://www.sample.go.th/a")
    chat.quotes(ANN, "ลิงก์นี้ใช้กับข้อใดคะ", "ใช่ค่ะ")
    assert links(chat) == [("O12", "https://www.sample.go.th/a")]


def test_typed_labels_of_the_last_card_do_not_beat_the_quoted_card(chat: Chat) -> None:
    for code in ("O12", "O7"):
        chat.says(ANN, f"{code} เสร็จแล้ว")
    for code in ("O12", "O7"):
        chat.says(ANN, f"{code} ยังไม่เสร็จ")
    before = changes(chat)
    chat.quotes(ANN, "เอาเครื่องหมาย O12", "เลิกทำ")
    assert [change for change in changes(chat)[len(before) :] if change[0] != "O12"] == []


def test_a_typed_label_that_names_the_quoted_card_is_a_tap(chat: Chat) -> None:
    chat.says(ANN, "O12 น่าจะเสร็จแล้วมั้ง")
    chat.quotes(ANN, "", "O12 เสร็จแล้ว")
    assert ticked(chat) == {"O12"}


def last_year(chat: Chat) -> None:
    """What was sent so far was sent before the fiscal year began."""
    with writing(chat.engine) as session:
        for row in session.exec(select(SentMessage)).all():
            row.sent_at = row.sent_at.replace(month=9)
            session.add(row)


@pytest.mark.parametrize(
    "text",
    ["เสร็จแล้ว", "ยังไม่เสร็จ", "เสร็จแล้ว https://www.sample.go.th/a", "O12 กับ O7 เสร็จแล้ว",
     "O12 ข้อ 2 เสร็จ", "O7 เสร็จแล้ว"],
)  # fmt: skip
def test_a_card_of_another_fiscal_year_changes_no_tick(chat: Chat, text: str) -> None:
    chat.says(ANN, "O12")
    last_year(chat)
    chat.quotes(ANN, "O12", text)
    assert ticked(chat) == set()


def test_several_items_of_another_fiscal_year_are_asked_about_with_the_year(chat: Chat) -> None:
    chat.says(ANN, "O5 O14")
    last_year(chat)
    said = "\n".join(chat.quotes(ANN, "ข้อ O5, O14", "เสร็จแล้ว"))
    assert "[O5, O14 ปี 2570 เสร็จ]" in said
    assert ticked(chat) == set()


@pytest.mark.parametrize("text", ["เหมือนจะเสร็จแล้ว", "เสร็จแล้วมั้ง", "เสร็จหมดแล้วค่ะ"])
def test_no_button_of_a_question_under_another_years_card_changes_this_year(
    chat: Chat, text: str
) -> None:
    chat.says(ANN, "O12")
    last_year(chat)
    chat.quotes(ANN, "O12", text)
    for label in list(chat.shown[ANN]):
        chat.quotes(ANN, "O12", text)
        chat.taps(ANN, label)
        assert ticked(chat) == set()


def test_a_label_typed_under_another_years_card_is_no_tap(chat: Chat) -> None:
    chat.says(ANN, "O12")
    last_year(chat)
    (card, _), *_ = chat.sent[ANN]
    chat.says(ANN, "O12 น่าจะเสร็จแล้วมั้ง")
    answer(chat, ANN, card, "O12 เสร็จแล้ว")
    assert ticked(chat) == set()


def test_a_question_that_waits_ticks_nothing_by_another_years_card(chat: Chat) -> None:
    chat.says(ANN, "O12")
    last_year(chat)
    (card, _), *_ = chat.sent[ANN]
    chat.says(ANN, "O5 O14")
    chat.quotes(ANN, "ข้อ O5, O14", "เสร็จแล้ว")
    answer(chat, ANN, card, "O12")
    assert ticked(chat) == set()


@pytest.mark.parametrize(
    "text",
    ["https://www.sample.go.th/b", "แนบอันนี้ https://www.sample.go.th/b",
     "เปลี่ยนลิงก์เป็น https://www.sample.go.th/b", "O12 https://www.sample.go.th/b"],
)  # fmt: skip
def test_a_link_under_another_years_card_is_kept_for_this_year_only_after_a_yes(
    chat: Chat, text: str
) -> None:
    chat.says(ANN, "O12")
    last_year(chat)
    (card, _), *_ = chat.sent[ANN]
    chat.says(ANN, "O12 https://www.sample.go.th/a")
    said = answer(chat, ANN, card, text)
    assert "2569" in said
    assert "2570" in said
    assert links(chat) == [("O12", "https://www.sample.go.th/a")]
    chat.taps(ANN, "เก็บ 1 ลิงก์ที่อ่านได้")
    assert links(chat) == [("O12", f"https://www.sample.go.th/{page}") for page in "ab"]


@pytest.mark.parametrize("text", ["ลบลิงก์", "O12 แก้แล้ว ตรวจใหม่"])
def test_links_are_only_shown_under_another_years_card(chat: Chat, text: str) -> None:
    chat.says(ANN, "O12")
    last_year(chat)
    (card, _), *_ = chat.sent[ANN]
    chat.says(ANN, "O12 https://www.sample.go.th/a")
    said = answer(chat, ANN, card, text)
    assert "⟦O12 ลิงก์หลักฐาน" in said
    assert links(chat) == [("O12", "https://www.sample.go.th/a")]


def test_a_question_that_waits_is_answered_as_ever(chat: Chat) -> None:
    chat.says(ANN, "O12")
    chat.says(ANN, "https://www.sample.go.th/a")
    chat.quotes(ANN, "O12", "O5")
    with reading(chat.engine) as session:
        assert session.exec(select(Evidence.code)).all() == ["O5"]


def test_after_erasing_nothing_is_known_of_the_chat(chat: Chat) -> None:
    chat.says(ANN, "O12")
    chat.says(BOB, "O12")
    chat.says(ANN, "ลบข้อมูลของฉัน")
    chat.taps(ANN, "ยืนยันลบข้อมูลของฉัน")
    with reading(chat.engine) as session:
        assert session.exec(select(SentMessage.source_key)).all() == [f"user:{chat.user(BOB)}"]


def turn_cost(chat: Chat, quoted_id: str | None, *, group: bool = False) -> int:
    """Statements of one turn whose answer is the same beside any card."""
    user, chat.now = chat.user(ANN), chat.now + timedelta(seconds=5)
    source = Source("group", "C" + "1" * 32, user) if group else Source("user", user, user)
    event = Event(TextMessage("ช่วยเหลือ", "m", quoted_id), source, None)
    with counted(chat.engine) as asked, writing(chat.engine) as session:
        chat.maker.take(session, event, chat.now)
    return asked.count


def test_a_quote_costs_one_statement_and_no_quote_none(chat: Chat) -> None:
    chat.says(ANN, "O12")
    (card, _), *_ = chat.sent[ANN]
    plain = turn_cost(chat, None)
    assert turn_cost(chat, card) == turn_cost(chat, "999") == plain + 1
    assert turn_cost(chat, card, group=True) == turn_cost(chat, None, group=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("O12", ["O12"]),
        ("O5 O14", ["O5 O14"]),
        ("O1-O5", [None]),
        ("ตัวชี้วัดที่ 9", ["indicator:9"]),
        ("ตัวชี้วัดที่ 1 กับตัวชี้วัดที่ 2", ["indicator:1", "indicator:2"]),
        ("มาตรการที่ 2", ["measure:2"]),
        ("มาตรการที่ 1 กับมาตรการที่ 2", ["measure:1", "measure:2"]),
        ("O99 O12", [None, "O12"]),
        ("O12 เสร็จแล้ว", ["O12"]),
        ("O12 ข้อ 2 เสร็จ", ["O12"]),
        ("เสร็จ O1-O3", ["O1 O2 O3"]),
        ("O12 เสร็จหรือยัง", ["O12"]),
        ("O12 เหมือนจะเสร็จแล้ว", ["O12"]),
        ("O12 https://www.sample.go.th/a", ["O12"]),
        ("ดูลิงก์ O12", ["O12"]),
        ("แนบลิงก์ O5", ["O5"]),
        ("ลบลิงก์ O5", ["O5"]),
        ("มีมาตรการอะไรบ้าง", ["measure:all"]),
        ("เหลืออะไรบ้าง", [None]),
        ("ปฏิทิน", [None]),
        ("ช่วยเหลือ", [None]),
        ("สวัสดีค่ะ", [None]),
    ],
)
def test_what_each_message_of_an_answer_is_about(
    chat: Chat, text: str, expected: list[str | None]
) -> None:
    chat.says(ANN, text)
    assert abouts(chat)[-len(expected) :] == expected
    assert len(abouts(chat)) == len(chat.messages(ANN))


def test_what_rides_along_does_not_move_it(chat: Chat) -> None:
    """A link that waits is spoken of first; the card behind it is still the card."""
    chat.says(ANN, "https://www.sample.go.th/a")
    chat.says(ANN, "O12 เสร็จแล้ว")
    assert abouts(chat) == [None, "O12"]
