"""Last year stays readable: by words, by the buttons of old cards, for the office as well."""

import pytest
from sqlalchemy import Engine

from content.catalog import Catalog
from handlers.intents import Ask, Intent, ShowProgress, ShowRemaining, Target, Tick
from handlers.past_year import of_year, year_named
from handlers.postback import decode, encode
from models.agency import agency_by_code
from models.database import writing
from models.task import set_steps, ticked_steps
from tests.support.province import at
from tests.support.transcript import Chat


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("ความคืบหน้าปี 2569", 2569),
        ("ปีงบประมาณ 2569 เสร็จกี่ข้อ", 2569),
        ("ปี 69", 2569),
        ("ปี 2026", 2569),
        ("ปีที่แล้วทำได้เท่าไร", 2569),
        ("ปีงบประมาณก่อน", 2569),
        ("ความคืบหน้า", None),
        ("O12", None),
    ],
)
def test_which_year_a_text_names(text: str, year: int | None) -> None:
    assert year_named(text, 2570) == year


def test_a_button_keeps_its_year() -> None:
    for wish in (ShowProgress(("O1",), 2569), ShowProgress((), 2569), ShowProgress()):
        assert decode(encode(wish)) == wish


@pytest.fixture
def chat(engine: Engine, catalog: Catalog) -> Chat:
    """สมหญิง finished O1 in 2569; A02 has nothing of that year."""
    talk = Chat(engine, catalog)
    for code in ("A01", "A02"):
        talk.add_agency(code, f"หน่วยงานตัวอย่าง {code}")
    talk.joins("สมหญิง", "A01")
    talk.joins("สมชาย", "A02")
    talk.joins("จังหวัด", "admin")
    with writing(engine) as session:
        agency = agency_by_code(session, "A01")
        assert agency is not None
        known = catalog.item("O1")
        assert known is not None
        steps = [("O1", n, True) for n in range(1, len(known.steps) + 1)]
        set_steps(session, agency.id or 0, 2569, steps, None, at("2026-09-01"))
    return talk


@pytest.mark.parametrize(
    "words",
    ["ความคืบหน้าปี 2569", "ความคืบหน้าปีที่แล้ว", "ปีที่แล้ว", "ขอดูปี ๒๕๖๙ หน่อยค่ะ", "งานค้างปี 2569"],
)
def test_last_year_is_shown_with_what_was_done_and_nothing_to_tick(chat: Chat, words: str) -> None:
    shown = "\n".join(chat.says("สมหญิง", words))
    assert "ปีงบประมาณ 2569 (ดูย้อนหลัง)" in shown
    assert "อ้างว่าเสร็จ 1/52" in shown
    assert "เสร็จ 1 ข้อ: O1" in shown
    assert "เสร็จแล้ว]" not in shown
    now = "\n".join(chat.taps("สมหญิง", "ความคืบหน้าปี 2570"))
    assert "อ้างว่าเสร็จ 0/52" in now


def test_one_item_of_last_year(chat: Chat) -> None:
    assert "O1 ปี 2569: ทำเครื่องหมายเสร็จแล้ว" in "\n".join(chat.says("สมหญิง", "O1 ปี 2569 เสร็จหรือยัง"))
    assert "O2 ปี 2569: ยังไม่เสร็จ" in "\n".join(chat.says("สมหญิง", "O2 ปีที่แล้วเสร็จหรือยัง"))


def test_a_year_without_rows_or_still_to_come_says_so(chat: Chat) -> None:
    assert "ไม่มีข้อมูลของปีงบประมาณ 2569" in "\n".join(chat.says("สมชาย", "ความคืบหน้าปี 2569"))
    assert "ยังไม่เริ่ม" in "\n".join(chat.says("สมหญิง", "ความคืบหน้าปี 2572"))
    assert "รหัสเชิญ" in "\n".join(chat.says("คนแปลกหน้า", "ความคืบหน้าปี 2569"))


def test_the_office_sees_the_province(chat: Chat) -> None:
    shown = "\n".join(chat.says("จังหวัด", "ความคืบหน้าปี 2569"))
    assert "ครบทุกข้อ 0/2 แห่ง" in shown
    assert "อ้างว่าเสร็จ 1/104" in shown


def test_this_year_named_is_this_year(chat: Chat) -> None:
    assert "อ้างว่าเสร็จ 0/52" in "\n".join(chat.says("สมหญิง", "ความคืบหน้าปี 2570"))


def test_an_old_card_says_how_its_year_stands_and_offers_this_years(
    chat: Chat, engine: Engine
) -> None:
    chat.shown["สมหญิง"] = {"O1 เสร็จแล้ว": encode(Tick((Target("O1"),), 2569))}
    shown = "\n".join(chat.taps("สมหญิง", "O1 เสร็จแล้ว"))
    assert "O1 ปี 2569: ทำเครื่องหมายเสร็จแล้ว" in shown
    with writing(engine) as session:
        assert ticked_steps(session, 1, 2570) == set()
    chat.taps("สมหญิง", "O1 ปี 2570 เสร็จ")
    with writing(engine) as session:
        assert {code for code, _ in ticked_steps(session, 1, 2570)} == {"O1"}


def test_items_keep_their_own_last_year(member_turn_of) -> None:
    wishes: tuple[Intent, ...] = (Ask(("O13",)),)
    assert of_year(wishes, member_turn_of("จัดซื้อจัดจ้างปีที่แล้ว")) == wishes
    assert of_year(wishes, member_turn_of("ปีที่แล้ว", focus="O12")) == wishes
    left = of_year((ShowRemaining(),), member_turn_of("งานค้างปี 2569"))
    assert left == (ShowProgress((), 2569),)


@pytest.fixture
def member_turn_of(engine, catalog: Catalog):
    from handlers.outcome import Turn

    with writing(engine) as session:

        def made(text: str, focus: str | None = None) -> Turn:
            return Turn(session, catalog, at("2026-11-24"), "U", "user:U", text=text, focus=focus)

        yield made
