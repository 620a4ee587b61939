"""Words that once misled: help, undoing, steps and codes that do not exist, mixed lists."""

import pytest
from sqlalchemy import Engine

from content.catalog import Catalog
from handlers.intents import Ask, AskMeasure, ShowHelp, ShowRemaining, Target, Tick, Undo
from handlers.understanding.resolve import Lexicon, build, resolve
from tests.support.transcript import Chat


@pytest.fixture(scope="module")
def lexicon(catalog: Catalog) -> Lexicon:
    return build(catalog)


@pytest.mark.parametrize("words", ["ช่วยเหลือ", "ขอความช่วยเหลือ", "ช่วยเหลือหน่อยค่ะ"])
def test_help_is_not_what_is_left(words: str, lexicon: Lexicon) -> None:
    assert resolve(words, lexicon)[0].intent == ShowHelp()


def test_what_is_left_still_is(lexicon: Lexicon) -> None:
    for words in ("เหลือ", "ยังเหลือ", "ช่วยบอกหน่อยเหลืออะไร"):
        assert resolve(words, lexicon)[0].intent == ShowRemaining()


@pytest.mark.parametrize("words", ["เมื่อกี้", "เมื่อกี้ค่ะ", "เอาเมื่อกี้ออก", "ลบเมื่อกี้", "เมื่อกี้ผิด", "เมื่อกี้ไม่ใช่"])
def test_just_now_undoes(words: str, lexicon: Lexicon) -> None:
    assert resolve(words, lexicon, focus="O12")[0].intent == Undo()


def test_just_now_may_also_be_the_item_shown(lexicon: Lexicon) -> None:
    assert resolve("ข้อเมื่อกี้เสร็จแล้ว", lexicon, focus="O12")[0].intent == Tick((Target("O12"),))
    assert resolve("ข้อเมื่อกี้ต้องทำอะไร", lexicon, focus="O12")[0].intent == Ask(("O12",))


@pytest.mark.parametrize("words", ["O18 ข้อ 9 เสร็จ", "มาตรการที่ 2 ขั้นที่ 9 เสร็จแล้ว", "ขั้นที่ 9 เสร็จ"])
def test_a_step_that_does_not_exist_ticks_nothing(
    words: str, engine: Engine, catalog: Catalog
) -> None:
    chat = Chat(engine, catalog)
    chat.add_agency("A01", "หน่วยงานตัวอย่าง")
    chat.joins("สมหญิง", "A01")
    chat.says("สมหญิง", "O18")
    assert "ไม่มีข้อย่อยที่ 9" in chat.says("สมหญิง", words)[0]
    assert "อ้างว่าเสร็จ 0/52" in chat.says("สมหญิง", "ความคืบหน้า")[0]


def test_a_list_across_families_keeps_them_apart(lexicon: Lexicon) -> None:
    assert resolve("O12 กับ มาตรการที่ 2", lexicon)[0].intent == Ask(("O12", "measure:2"))
    assert resolve("O12 และ ตัวชี้วัดที่ 9", lexicon)[0].intent == Ask(("O12", "indicator:9"))
    ticked = resolve("O12 และมาตรการที่ 2 เสร็จแล้ว", lexicon)[0].intent
    assert ticked == Tick((Target("O12"), Target("measure:2")))


def test_codes_that_do_not_exist_are_named_beside_those_that_do(lexicon: Lexicon) -> None:
    ticked, unknown = resolve("O12 O29 เสร็จแล้ว", lexicon)
    assert ticked.intent == Tick((Target("O12"),))
    assert unknown.intent == Ask((), ("O29",))
    assert resolve("มาตรการที่ 9", lexicon)[0].intent == AskMeasure((), ("measure:9",))


def test_measures_and_indicators_that_do_not_exist_are_named_in_thai(
    engine: Engine, catalog: Catalog
) -> None:
    chat = Chat(engine, catalog)
    assert "ไม่มีตัวชี้วัดที่ 11" in chat.says("ผู้มาใหม่", "ตัวชี้วัดที่ 11")[0]
    assert "ไม่มีมาตรการที่ 9" in chat.says("ผู้มาใหม่", "มาตรการที่ 9")[0]


def test_items_and_measures_of_one_question_are_all_shown(engine: Engine, catalog: Catalog) -> None:
    chat = Chat(engine, catalog)
    shown = " ".join(chat.says("ผู้มาใหม่", "O12 กับ มาตรการที่ 2"))
    assert "ส่วนที่ 1 ข้อ O12" in shown
    assert "มาตรการที่ 2 ·" in shown
