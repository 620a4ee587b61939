"""Who asks to be reminded on a day is not silenced on that day."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from content.catalog import Catalog
from handlers.fiscal_year import bangkok
from handlers.remind_when import day_named
from models.coordinator import Coordinator
from models.database import reading
from models.nudge import Snooze
from tests.support.transcript import Chat

WHO = "สมหญิง"


@pytest.fixture
def chat(engine: Engine, catalog: Catalog) -> Chat:
    made = Chat(engine, catalog)
    made.add_agency("A01", "หน่วยงานตัวอย่าง 1")
    made.joins(WHO, "A01")
    return made


def person(chat: Chat) -> Coordinator:
    with reading(chat.engine) as session:
        return session.exec(select(Coordinator)).one()


def snoozes(chat: Chat) -> list[Snooze]:
    with reading(chat.engine) as session:
        return list(session.exec(select(Snooze)).all())


@pytest.mark.parametrize("card", [None, "O12"])
@pytest.mark.parametrize(
    "words",
    ["เตือนฉันพรุ่งนี้", "พรุ่งนี้เตือนด้วยนะ", "ช่วยเตือนพรุ่งนี้เช้า", "เตือนหนูวันศุกร์", "วันจันทร์หน้าช่วยเตือนด้วยนะคะ",
     "เตือนผมตอน 9 โมง"],
)  # fmt: skip
def test_a_reminder_asked_for_silences_nothing(chat: Chat, card: str | None, words: str) -> None:
    if card:
        chat.says(WHO, card)
    said = " ".join(chat.says(WHO, words))
    assert "ตั้งเวลาเตือนตามที่ขอยังไม่ได้" in said
    assert not person(chat).muted
    assert person(chat).muted_until is None
    assert not snoozes(chat)


@pytest.mark.parametrize("words", ["พรุ่งนี้ค่อยเตือนใหม่นะ วันนี้ลาแล้ว", "เช้านี้ประชุม เตือนใหม่พรุ่งนี้"])
def test_put_off_it_is_quiet_until_that_day_begins(chat: Chat, words: str) -> None:
    chat.says(WHO, words)
    until = person(chat).muted_until
    assert until is not None
    day = bangkok(chat.now).date() + timedelta(days=1)
    assert (bangkok(until).date(), bangkok(until).hour) == (day, 0)
    assert not person(chat).muted


def test_an_item_put_off_is_left_out_no_longer_than_to_the_day_before(chat: Chat) -> None:
    chat.says(WHO, "O12")
    chat.says(WHO, "O12 เตือนอีกทีอาทิตย์หน้านะ")
    (row,) = snoozes(chat)
    assert row.until == bangkok(chat.now).date() + timedelta(days=6)


@pytest.mark.parametrize("words", ["หยุดแจ้งเตือน", "พักการแจ้งเตือน 3 วัน", "ไม่ต้องเตือนพรุ่งนี้"])
def test_who_wants_quiet_gets_it(chat: Chat, words: str) -> None:
    chat.says(WHO, words)
    assert person(chat).muted or person(chat).muted_until is not None


@pytest.mark.parametrize("after", range(7))
def test_a_weekday_is_the_next_one_after_today(after: int) -> None:
    monday = date.fromisocalendar(2026, 40, 1)
    today = monday + timedelta(days=after)
    found = day_named("เตือนใหม่วันศุกร์", today)
    assert found is not None
    assert found.weekday() == 4
    assert timedelta(0) < found - today <= timedelta(days=7)
