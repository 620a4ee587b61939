"""Reports of several items: lists without letters, mixed verdicts, a family less one."""

import pytest

from handlers.intents import Choose, Mute, Tick, Untick
from handlers.understanding.resolve import resolve


def codes_of(intent):
    return {target.code for target in intent.targets}


def family(letter, last, *without):
    return {f"{letter}{n}" for n in range(1, last + 1) if n not in without}


@pytest.mark.parametrize(
    ("text", "done", "not_done"),
    [
        ("O17 ดันแล้ว แต่ O18 ยังนะแง", {"O17"}, {"O18"}),
        ("e4 แล้วล่ะ e5 ยัง", {"E4"}, {"E5"}),
        ("ไอ4 ไอ6 ได้แล่ว ไอ5 หม้าย", {"i4", "i6"}, {"i5"}),
        ("14 จบ 15 หม้าย 16 17 จบ 18 หม้าย (โอหมดนะ)", {"O14", "O16", "O17"}, {"O15", "O18"}),
        ("5-9 เสร็จเกลี้ยง 10 กับ 11 ยังหม้าย ของ oit นะ", family("O", 9, 1, 2, 3, 4), {"O10", "O11"}),
        ("23-25 แล้ว 26 รอเด้อ", {"O23", "O24", "O25"}, {"O26"}),
        ("O1-O10 ครบ ยกเว้น O6", family("O", 10, 6), {"O6"}),
    ],
)
def test_what_is_done_and_what_is_not_are_told_apart(lexicon, text, done, not_done):
    ticked, open_ = (meaning.intent for meaning in resolve(text, lexicon))
    assert isinstance(ticked, Tick)
    assert isinstance(open_, Untick)
    assert (codes_of(ticked), codes_of(open_)) == (done, not_done)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("EIT ครบหมดแล้ว ขาดข้อ 3 ตัวเดียว", family("E", 9, 3)),
        ("โอหมดแล่วยกเว้น 10 11", family("O", 28, 10, 11)),
        ("ตัวชี้วัด 4 ครบ เว้นไอสิบเอ็ด", {"i10", "i12"}),
        ("O20 ถึง O24 เสร็จหมดแล้วครับ ขาด O22 ข้อเดียว", {"O20", "O21", "O23", "O24"}),
    ],
)
def test_all_but_is_offered_once_and_never_more_than_was_said(lexicon, text, rest):
    (meaning,) = resolve(text, lexicon)
    assert isinstance(meaning.intent, Choose)
    first = meaning.intent.options[0]
    assert isinstance(first, Tick)
    assert codes_of(first) == rest


@pytest.mark.parametrize(
    "text",
    [
        "ไม่แนใจว่า O5 จบ O6 ยัง",
        "ไม่แน่ใจว่า O5 จบ O6 ยัง",
        "ยังไม่เสร็จ O5 จบ O6 ยัง",
        "O17 จบ O18 จบหรือยัง",
        "OIT ยังไม่ครบ ขาด O3",
        "OIT 28/28 done",
        "O12 หมดเวลาแล้ว ขาด O13",
        "หมดแรงแล้ว ติด O12",
        "O12 ทำไป 3 แล้ว",
        "ประชุมวันที่ 3-5 แล้ว",
        "อายุ 25 26 แล้ว",
        "นึกว่าแก้แล้ว ที่แท้พี่เค้าเซฟทับไฟล์เก่า",
        "รถ อบต. เสร็จแล้ว",
        "เดี๋ยวๆ แหลงผิด 7 ยังไม่จบ แค่ 8 9 ที่จบ",
    ],
)
@pytest.mark.parametrize("focus", [None, "O9"])
def test_what_looks_like_a_report_and_is_none_ticks_nothing_at_once(lexicon, text, focus):
    ticked = [m.intent for m in resolve(text, lexicon, focus=focus) if isinstance(m.intent, Tick)]
    assert [target for intent in ticked for target in intent.targets] == []


def test_a_number_of_weeks_is_no_item(lexicon):
    assert resolve("หยุดแจ้งเตือน 1 สัปดาห์", lexicon)[0].intent == Mute(7)
