"""The office accepts or returns; the owner reads the reason, mends, and is checked again."""

import json

import pytest

from handlers.evidence import attach, recheck
from handlers.findings import Finding
from handlers.intents import Review
from handlers.postback import decode
from handlers.review import review, review_order
from handlers.review_words import Order, read_order, usual_reasons
from handlers.views.line import buttons_of
from models.database import reading, writing
from models.office import ReturnReason
from models.review import ItemOf, newest_review
from models.wording import give_reasons, retire_reason
from simulator.message_schema import problems
from tests.support.evidence_room import Desk, Room, pasted, seen, words_of

PLAN = "https://www.agency.example/plan"


@pytest.mark.parametrize(
    ("words", "order"),
    [
        ("รับรอง O12 A01", Order("accept", "O12", "A01")),
        ("รับรองข้อ o 12 ของ ตย.1", Order("accept", "O12", "ตย.1")),
        (
            "ส่งคืน o3 A01 เพราะ ไม่มีปี 2570",
            Order("return", "O3", "A01", "ไม่มีปี 2570"),
        ),
        (
            "ส่งคืน A01 O3 เนื่องจากลิงก์เพราะเสีย",
            Order("return", "O3", "A01", "ลิงก์เพราะเสีย"),
        ),
        ("ส่งคืน O3 A01", Order("return", "O3", "A01")),
        ("สถานะ ตย.1", Order("status", "", "ตย.1")),
    ],
)
def test_orders_are_read(words: str, order: Order) -> None:
    assert read_order(words) == order


@pytest.mark.parametrize("words", ["กำหนดส่ง O12 31 มี.ค.", "ประกาศ รับรอง O12 A01", ""])
def test_other_words_are_no_order(words: str) -> None:
    assert read_order(words) is None


def orders(room: Room, words: str, user: str = "Uadmin") -> list[str]:
    return room.with_turn(lambda turn: review_order(words, turn), user, words)


def verdict(room: Room, code: str) -> tuple[str, str]:
    with reading(room.engine) as session:
        found = newest_review(session, ItemOf(room.agency_id, 2570, code))
        return (found.verdict, found.reason) if found else ("", "")


def test_only_the_office_reviews(room: Room) -> None:
    assert "เฉพาะผู้ดูแล" in orders(room, "รับรอง O12 A01", "Umain")[0]
    assert verdict(room, "O12") == ("", "")


def test_an_accepted_item_with_a_dead_link_is_accepted_with_a_warning(room: Room) -> None:
    room.desk = Desk({PLAN: seen(Finding.NOT_FOUND)})
    room.does(attach, pasted(("O12", PLAN)))
    (said,) = orders(room, "รับรอง O12 ตย.1")
    assert "ยังเปิดไม่ได้" in said
    assert verdict(room, "O12")[0] == "accepted"
    assert "รับรอง O12" in room.notices()[0].body


def test_return_reaches_whoever_added_the_link_with_reason_remedy_and_button(room: Room) -> None:
    room.desk = Desk({PLAN: seen(Finding.NOT_FOUND)})
    room.does(attach, pasted(("O12", PLAN)), "Udeputy")
    orders(room, "ส่งคืน O12 A01 เพราะ ตารางไม่ครบ 12 เดือน")
    assert verdict(room, "O12") == ("returned", "ตารางไม่ครบ 12 เดือน")
    assert room.notices("Umain") == []
    messages = json.loads(room.notices("Udeputy")[0].body)
    assert problems(messages, endpoint="reply", escaped=True) == []
    assert "ตารางไม่ครบ 12 เดือน" in words_of(messages[0])
    data = buttons_of(messages)["แก้แล้ว ตรวจใหม่ O12"]
    room.desk = Desk({PLAN: seen(Finding.OPENS)})
    said = room.does(recheck, decode(data), "Udeputy")
    assert "ลิงก์เปิดได้" in said
    assert any("จังหวัดส่งคืน" in words for words in said)
    room.does(review, Review("A01", "O12", True), "Uadmin")
    assert verdict(room, "O12")[0] == "accepted"


def test_without_links_the_main_coordinator_is_told(room: Room) -> None:
    orders(room, "ส่งคืน i4 A01 เพราะ ยังไม่ทำ")
    assert len(room.notices("Umain")) == 1


def test_a_return_without_a_reason_offers_the_canned_ones(room: Room) -> None:
    with writing(room.engine) as session:
        session.add(ReturnReason(text="ข้อมูลเป็นของปีก่อน", remedy="เผยแพร่ของปีนี้"))
    orders(room, "ส่งคืน O12 A01")
    assert verdict(room, "O12") == ("", "")
    room.taps("ข้อมูลเป็นของปีก่อน", review, "Uadmin")
    assert verdict(room, "O12") == ("returned", "ข้อมูลเป็นของปีก่อน")
    assert "เผยแพร่ของปีนี้" in room.notices()[0].body


def test_the_office_starts_with_usual_reasons_and_may_take_them_away(room: Room) -> None:
    reasons = usual_reasons(room.catalog.phrases)
    assert len(reasons) == 6
    with writing(room.engine) as session:
        assert give_reasons(session, reasons, room.now)
    orders(room, "ส่งคืน O12 A01")
    assert [words for words, _ in reasons] == list(room.buttons("Uadmin"))[:6]
    with writing(room.engine) as session:
        assert retire_reason(session, 1) is not None
        assert not give_reasons(session, reasons, room.now)
    orders(room, "ส่งคืน O12 A01")
    assert "ลิงก์เปิดไม่ได้" not in room.buttons("Uadmin")


def test_an_unclear_agency_is_asked_about(room: Room) -> None:
    orders(room, "รับรอง O12 หน่วยงานตัวอย่าง")
    assert verdict(room, "O12") == ("", "")
    room.taps("หน่วยงานตัวอย่าง 1", review, "Uadmin")
    assert verdict(room, "O12")[0] == "accepted"


@pytest.mark.parametrize("words", ["รับรอง O12 ไม่มีจริง", "รับรอง O29 A01", "รับรอง O12", "ส่งคืน A01"])
def test_what_does_not_exist_is_said(room: Room, words: str) -> None:
    assert len(orders(room, words)) == 1
    assert verdict(room, "O12") == ("", "")


@pytest.mark.parametrize("words", ["สถานะ", "สถานะ O12", "สถานะงานของเรา"])
def test_a_status_of_no_agency_is_no_order(room: Room, words: str) -> None:
    assert orders(room, words) == []


def test_status_shows_the_bars_and_what_waits(room: Room) -> None:
    room.desk = Desk({PLAN: seen(Finding.OPENS)})
    room.does(attach, pasted(("O12", PLAN), done=True))
    said = orders(room, "สถานะ A01")
    assert "1/28" in said
    room.taps("รับรอง O12", review, "Uadmin")
    assert "รับรอง O12" not in " ".join(orders(room, "สถานะ A01"))
