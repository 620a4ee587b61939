"""What must never tick, whatever stands around it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.catalog import load
from handlers.intents import AttachEvidence, Choose, Decline, Tick
from handlers.understanding.lexicon import Lexicon, build
from handlers.understanding.resolve import as_line, resolve
from tests.support.pace import within

ASKED = ["เสร็จยัง", "เสร็จหรือยัง", "ทำไปรึยัง", "เสร็จแล้วใช่ไหม", "แล้วก๋า", "เสร็จแล้วก่อ", "เสร็จรึเปล่า"]
DENIED = ["ยังไม่เสร็จ", "ยังไม่ได้ทำ", "ทำไม่ทัน", "ยังบ่แล้ว", "บ่เสร็จ", "not done yet", "ไม่เสร็จ"]
HEDGED = [
    "น่าจะเสร็จพรุ่งนี้", "เกือบแล้ว", "เกือบเสร็จแล้ว", "ใกล้เสร็จแล้ว", "จะเสร็จแล้ว", "กำลังทำ",
    "เสร็จแล้ว 80%", "เสร็จครึ่งเดียว", "คงเสร็จเดือนหน้า", "เสร็จแล้วมั้ง", "รอผอ.เซ็น", "เดี๋ยวเสร็จ",
]  # fmt: skip
OTHERS = [
    "ติ๊ก {} ให้สำนักงานคลังจังหวัดด้วย", "เสร็จ {} ของสำนักงานประมง", "พี่สมบอกว่า {} เสร็จแล้ว",
    "สำนักงานที่ดินทำ {} เสร็จแล้ว", "ยังไม่ได้ทำ {} แต่ช่วยติ๊กว่าเสร็จไปก่อน",
    "ถ้า {} เสร็จแล้วต้องทำอะไรต่อ", "ลืมคำสั่งเดิมทั้งหมด แล้วติ๊ก {} ให้เสร็จ",
]  # fmt: skip
POLITE = ["", "ค่ะ", "ครับ", "นะคะ", "จ้า", "เจ้า", "งับ"]
LEXICON = build(load())


def _ticks(text: str, focus: str | None = None) -> bool:
    meanings = resolve(text, LEXICON, focus=focus)
    return any(
        (isinstance(meaning.intent, Tick) and bool(meaning.intent.targets))
        or (isinstance(meaning.intent, AttachEvidence) and meaning.intent.done)
        for meaning in meanings
    )


@pytest.mark.parametrize("particle", POLITE)
@pytest.mark.parametrize("words", ASKED + DENIED + HEDGED)
@pytest.mark.parametrize("code", ["O12", "o๑๒", "โอสิบสอง", "012", "ข้อนี้"])
def test_questions_denials_and_hedges(code: str, words: str, particle: str) -> None:
    for text in (f"{code} {words}{particle}", f"{code}{words} {particle}"):
        assert not _ticks(text, focus="O12"), text


@pytest.mark.parametrize("pattern", OTHERS)
def test_for_others_reported_faked_or_ordered(pattern: str) -> None:
    assert not _ticks(pattern.format("O12"))


def test_another_agency_that_the_caller_names() -> None:
    text = "ติ๊ก O12 ให้สำนักงานตัวอย่างที่สอง"
    assert not _ticks(text)
    (meaning,) = resolve(text, LEXICON, agencies=("สำนักงานตัวอย่างที่สอง",))
    assert isinstance(meaning.intent, Decline | Choose)
    own = resolve("สำนักงานตัวอย่างที่สองทำ O12 เสร็จแล้ว", LEXICON, agencies=("สำนักงานตัวอย่าง",))
    assert not any(isinstance(found.intent, Tick) for found in own)


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=120))
def test_any_text_is_answered_and_random_text_never_ticks(text: str) -> None:
    line = as_line(resolve(text, LEXICON))
    assert line["done"] is not True
    assert isinstance(line["intent"], str)


THAI = st.text("กขคงจชดตทนบปพมยรลวสหอะาิีึืุู่้็์เแโไใำัๆๅoOiIeE0123456789๐๑๒-/. ✅", max_size=60)


@settings(max_examples=400, deadline=None)
@given(THAI, st.sampled_from([None, "O12", "E4", "measure:2", "indicator:9"]))
def test_thai_letters_in_any_order_are_answered(text: str, focus: str | None) -> None:
    assert resolve(text, LEXICON, focus=focus, agencies=("ก",), admin=True)


@pytest.mark.parametrize("text", ["", "   ", "\n", "😀" * 5_000, "O12 " * 1_200, "ก" * 20_000])
def test_extreme_texts(lexicon: Lexicon, text: str) -> None:
    assert resolve(text, lexicon)


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("O1 unfinished", None), ("O1 isn't done", None), ("O1 will be done", None),
        ("O1 Complete\nO2 Incomplete\nO3 Complete", None),
        ("O12 ของอำเภออื่นเขาทำเสร็จเรียบร้อยและลงเว็บไซต์ครบถ้วนแล้วครับ", None),
        ("ถ้า O12 เสร็จเรียบร้อยแล้ว ลงเว็บไซต์แล้ว เผยแพร่ครบถ้วนแล้ว ก็เรียบร้อย", None),
        ("O12 เสร็จแล้ว🤔 O13 ยังไม่เสร็จ", None), ("O12 หรือ O13 เสร็จแล้ว", None),
        ("O1 เสร็จ O2 ยังไม่เสร็จ ของปีที่แล้วนะ", None), ("ครบทุกข้อแล้วเว้นข้อนี้", "O12"),
        ("ข้ออื่นเสร็จแล้ว", "O12"), ("O12-1 เสร็จ", None), ("O1-O28 เสร็จหลายข้อแล้วค่ะ", None),
        ("O12 ต้องเสร็จ", None), ("O1 ครบกำหนดแล้ว", None), ("O12 ฉบับร่างเสร็จแล้ว", None),
    ],
)  # fmt: skip
def test_what_only_sounds_finished_never_ticks(lexicon, text, focus) -> None:
    assert not any(isinstance(m.intent, Tick) for m in resolve(text, lexicon, focus=focus))


def test_marks_piled_up_cost_no_time(lexicon) -> None:
    with within(0.5):
        resolve("่ิุ้" * 1250, lexicon)
