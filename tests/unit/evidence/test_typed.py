"""What people type, through the real resolver: a season with one item, and hard pastes."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot.turn import TurnMaker
from handlers.events import Event, Happening, MediaMessage, Postback, Source, TextMessage
from handlers.evidence_words import explanation, read_pasted
from handlers.findings import Finding
from handlers.intents import AttachEvidence
from handlers.understanding.resolve import build
from handlers.views.line import buttons_of
from models.database import writing
from models.outbox import OutboxMessage
from tests.support.evidence_room import Desk, Room, seen, words_of

PLAN = "https://www.agency.example/plan"
NEWS = "https://www.agency.example/news"


class Talk:
    """People of the room who type and tap; the bot's own way of answering."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.shown: dict[str, dict[str, str]] = {}
        self._lexicon = build(room.catalog)
        self._count = 0

    def says(self, text: str, user: str = "Umain") -> list[str]:
        return self._happens(TextMessage(text, "m"), user)

    def taps(self, label: str, user: str = "Umain") -> list[str]:
        return self._happens(Postback(self.shown[user][label]), user)

    def sends(self, kind: str, user: str = "Umain") -> list[str]:
        return self._happens(MediaMessage(kind), user)

    def _happens(self, what: Happening, user: str) -> list[str]:
        room, self._count = self.room, self._count + 1
        room.now += timedelta(seconds=20)
        maker = TurnMaker(room.catalog, lambda: self._lexicon, "ลำพูน", "http://x", _desk(room))
        event = Event(what, Source("user", user, user), f"t{self._count}")
        with writing(room.engine) as session:
            maker.take(session, event, room.now)
            row = session.exec(
                select(OutboxMessage).where(OutboxMessage.reply_token == event.reply_token)
            ).first()
            messages = json.loads(row.body) if row else []
        self.shown[user] = buttons_of(messages) or self.shown.get(user, {})
        return [words for message in messages for words in words_of(message)]


def _desk(room: Room) -> Any:
    """A desk whose findings are made the moment they are asked for."""

    class Preparer(Desk):
        def prepare(self, text: str, line_user_id: str | None) -> None: ...
        def prepare_tap(self, data: str, line_user_id: str | None) -> None: ...

    assert isinstance(room.desk, Desk)
    fresh = {u: seen(*s.findings, at_=room.now) for u, s in room.desk.seen.items()}
    return Preparer(fresh)


@pytest.fixture
def talk(room: Room) -> Talk:
    return Talk(room)


def test_a_season_of_one_item(talk: Talk) -> None:
    room = talk.room
    room.desk = Desk({PLAN: seen(Finding.NOT_FOUND), NEWS: seen(Finding.OPENS)})
    said = talk.says(f"O12 เสร็จแล้วค่ะ {PLAN}")
    assert "เปิดไม่ได้" in said
    said = talk.says(f"เปลี่ยนลิงก์ O12 เป็น {NEWS} ตารางจัดซื้อจัดจ้างทั้งปีงบประมาณ")
    assert "เปลี่ยนลิงก์แล้วค่ะ" in said
    assert "ลิงก์เปิดได้" in said
    assert any("ตารางจัดซื้อจัดจ้างทั้งปีงบประมาณ" in words for words in said)
    from tests.unit.evidence.test_links import office_returns

    office_returns(room, "O12", "ขาดเดือนตุลาคม")
    said = talk.says("ดูลิงก์ O12")
    assert any("จังหวัดส่งคืน: ขาดเดือนตุลาคม" in words for words in said)
    said = talk.says("แก้แล้ว ตรวจใหม่")
    assert "ตรวจใหม่แล้วค่ะ" in said
    assert any("แจ้งจังหวัดแล้ว" in words for words in said)
    talk.says("ลบลิงก์ O12")
    talk.taps("ลบลิงก์นี้")
    assert room.links() == []


def test_a_link_alone_is_asked_about_although_the_focus_is_known(talk: Talk) -> None:
    talk.says("O5")
    said = talk.says(PLAN)
    assert any("O5" in words and "ข้อที่เพิ่งดู" in words for words in said)
    assert talk.room.links() == []
    talk.says("ใช่ค่ะ")
    assert [row.code for row in talk.room.links()] == ["O5"]


def test_the_code_typed_next_takes_the_link(talk: Talk) -> None:
    talk.says("O5")
    talk.says(PLAN)
    talk.says("o7")
    assert [row.code for row in talk.room.links()] == ["O7"]


@pytest.mark.parametrize(
    "between", ["ความคืบหน้า", "O9 ต้องทำอะไรบ้าง", "สวัสดีค่ะ", "เหลืออะไรบ้าง", "O12 เสร็จแล้ว"]
)
def test_a_waiting_link_is_not_forgotten_in_between(talk: Talk, between: str) -> None:
    talk.says(PLAN)
    said = talk.says(between)
    assert talk.room.links() == []
    assert any("ลิงก์ยังรออยู่" in words for words in said) == (between != "สวัสดีค่ะ")
    talk.says("o7")
    assert [row.code for row in talk.room.links()] == ["O7"]
    assert not any("ยังรออยู่" in words for words in talk.says("ความคืบหน้า"))


def test_a_yes_after_something_else_is_no_answer(talk: Talk) -> None:
    talk.says("O5")
    talk.says(PLAN)
    talk.says("ความคืบหน้า")
    talk.says("ใช่")
    assert talk.room.links() == []


def test_a_link_waits_half_an_hour_whatever_is_said(talk: Talk) -> None:
    talk.says(PLAN)
    for _ in range(4):
        talk.room.now += timedelta(minutes=8)
        talk.says("ความคืบหน้า")
    talk.says("o7")
    assert talk.room.links() == []


@pytest.mark.parametrize("words", ["ลบข้อมูลของฉัน", "แนบลิงก์ O5"])
def test_what_asks_for_its_own_answer_takes_the_links_place(talk: Talk, words: str) -> None:
    talk.says(PLAN)
    talk.says(words)
    talk.says("ความคืบหน้า")
    before = [row.code for row in talk.room.links()]
    talk.says("o7")
    assert [row.code for row in talk.room.links()] == before


def test_unclear_lines_can_be_kept_after_something_else(talk: Talk) -> None:
    talk.says(f"O1 {PLAN}\nO99 {NEWS}")
    button = next(label for label in talk.shown["Umain"] if label.startswith("เก็บ"))
    data = talk.shown["Umain"][button]
    talk.says("ความคืบหน้า")
    talk.shown["Umain"] = {button: data}
    talk.taps(button)
    assert [row.code for row in talk.room.links()] == ["O1"]


def test_this_item_needs_no_question(talk: Talk) -> None:
    talk.says("O5")
    talk.says(f"ลิงก์ของข้อนี้ค่ะ {PLAN}")
    assert [row.code for row in talk.room.links()] == ["O5"]


def test_asked_for_by_a_button_the_link_is_taken(talk: Talk) -> None:
    talk.says("แนบลิงก์ O5")
    talk.says(PLAN)
    assert [row.code for row in talk.room.links()] == ["O5"]


def test_a_column_from_a_spreadsheet(talk: Talk) -> None:
    lines = [f"O{n}\thttps://www.agency.example/{n}" for n in range(1, 27)]
    said = talk.says("\n".join(lines))
    assert "รับลิงก์แล้ว 26 ลิงก์" in said
    assert {row.note for row in talk.room.links()} == {""}


def test_wrong_lines_of_a_table_are_shown_and_belong_to_nobody(talk: Talk) -> None:
    base = "https://www.agency.example"
    said = talk.says(f"O1 {base}/1\nO2 {base}/2\nO29 {base}/3\nแผนอื่น {base}/4")
    assert any("อ่านได้ 2 ลิงก์ ไม่ชัดเจน 2 บรรทัด" in words for words in said)
    assert talk.room.links() == []
    talk.taps("เก็บ 2 ลิงก์ที่อ่านได้")
    assert [(row.code, row.url[-1]) for row in talk.room.links()] == [("O1", "1"), ("O2", "2")]


def test_an_unknown_code_is_shown_with_its_line(talk: Talk) -> None:
    said = talk.says(f"O1 {PLAN}\nO99 {NEWS}")
    assert any(f"ไม่รู้จักเลขข้อ: O99 {NEWS}" in words for words in said)


def test_codes_with_the_word_for_item_before_them(talk: Talk) -> None:
    said = talk.says(f"ข้อ O1 {PLAN}\nข้อที่ O2 {NEWS}\nข้อO3 {PLAN}")
    assert "รับลิงก์แล้ว 3 ลิงก์" in said
    assert [row.code for row in talk.room.links()] == ["O1", "O2", "O3"]


@pytest.mark.parametrize(
    "table",
    [
        f"1\tโครงสร้าง\t{PLAN}\n2\tผู้บริหาร\t{NEWS}",
        f"โครงสร้าง {PLAN}\nข้อมูลผู้บริหาร {NEWS}",
    ],
)
def test_lines_that_only_words_name_do_not_all_go_to_one_item(talk: Talk, table: str) -> None:
    talk.says("O6")
    said = talk.says(table)
    assert talk.room.links() == []
    assert any("บรรทัดละหนึ่งข้อ" in words and "โครงสร้าง" in words for words in said)


@pytest.mark.parametrize(
    "address",
    [
        "https://admin:pw@www.agency.example/plan", "ftp://www.agency.example/plan.pdf",
        "file:///C:/plan.pdf", "D:\\ITA\\plan.pdf", "\\\\server\\ita",
    ],
)  # fmt: skip
def test_an_address_that_is_no_public_link_is_refused_in_words(talk: Talk, address: str) -> None:
    said = talk.says(f"O20 {address}")
    assert any("ลิงก์นี้แนบไม่ได้" in words for words in said)
    assert talk.room.links() == []


def test_an_empty_cell_does_not_hold_up_the_others(talk: Talk) -> None:
    base = "https://www.agency.example"
    said = talk.says(f"O1\t{base}/1\nO2\t\nO3\t{base}/3")
    assert any("บรรทัดที่ไม่มีลิงก์: O2" in words for words in said)
    assert [row.code for row in talk.room.links()] == ["O1", "O3"]


def test_41_lines_are_not_cut_silently(talk: Talk) -> None:
    lines = [f"O{n % 28 + 1} https://www.agency.example/{n}" for n in range(43)]
    said = talk.says("\n".join(lines))
    assert any("อีก 3 ลิงก์" in words for words in said)


def test_a_photo_after_an_item_names_it(talk: Talk) -> None:
    talk.says("O12")
    assert any("O12" in words and "ลิงก์" in words for words in talk.sends("image"))


def test_the_office_orders_by_chat(talk: Talk) -> None:
    talk.says(f"O12 {PLAN}")
    talk.says("รับรอง O12 A01", "Uadmin")
    said = talk.says("เหลืออะไรบ้าง")
    assert any("จังหวัดรับรอง O12" in words for words in said)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (f"O12 {PLAN}", ""),
        (f"แนบลิงก์ O12 {PLAN} ค่ะ", ""),
        (f"O18 เสร็จแล้ว ลิงก์ {PLAN}", ""),
        (f"ส่งหลักฐานข้อ 12 ให้แล้วนะคะ {PLAN}", ""),
        (f"O12 {PLAN} เป็นแผนรายเดือนที่ปรับปรุงแล้ว", "เป็นแผนรายเดือนที่ปรับปรุงแล้ว"),
        (f"O12 {PLAN} คำอธิบาย: ตารางหน้า 3", "ตารางหน้า 3"),
    ],
)
def test_what_explains_a_link(raw: str, words: str) -> None:
    assert explanation(raw) == words


def test_words_without_a_link_are_left_as_they_are(talk: Talk) -> None:
    intent = AttachEvidence((), ("O5",))
    assert read_pasted(intent, "แนบลิงก์ O5", None, talk.room.catalog).intent.codes == ("O5",)
