"""Reports of several items: lists without letters, mixed verdicts, a family less one."""

import pytest

from handlers.intents import Ask, Choose, Mute, Tick, Untick
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
        ("O20 ถึง O24 เสร็จหมดแล้วครับ ขาด O22 ข้อเดียว", {"O20", "O21", "O23", "O24"}, {"O22"}),
        ("รายงานครับ\nE4 เสร็จ\nE5 เสร็จ\nE6 เหลือข้อ 3\nO4 ยังไม่ได้แปะ", {"E4", "E5"}, {"E6", "O4"}),
        ("✅ o1\n✅ o2\n❌ o4\n✅ o5", {"O1", "O2", "O5"}, {"O4"}),
        ("O16-17 done / O18-19 todo", {"O16", "O17"}, {"O18", "O19"}),
        ("25 26 เสร็จค่ะ 27 ยังค่ะ (โอ)", {"O25", "O26"}, {"O27"}),
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
        ("ทุกข้อเสร็จแล้วครับ เว้น O13 ไว้ข้อเดียว", family("O", 28, 13)),
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


@pytest.mark.parametrize(
    ("text", "done", "asked"),
    [
        ("เสร็จ O9 แล้ว ขอดู O10 หน่อย", {"O9"}, ("O10",)),
        ("O12 เสร็จแล้ว ขอดู O13 ต่อเลยค่ะ", {"O12"}, ("O13",)),
        ("O21 อันนี้เสร็จแล้วนะ ส่วน O22 คือไรอ่ะ", {"O21"}, ("O22",)),
    ],
)
def test_a_report_and_a_question_about_the_next_are_both_served(lexicon, text, done, asked):
    ticked, question = (meaning.intent for meaning in resolve(text, lexicon))
    assert isinstance(ticked, Tick)
    assert isinstance(question, Ask)
    assert (codes_of(ticked), question.codes) == (done, asked)


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("รายการที่แล้วเสร็จวันนี้\n- O3\n- O9\n- O18\nขอบคุณครับ", {"O3", "O9", "O18"}),
        ("o1 T\no2 T\no3 F\no4 F", {"O1", "O2"}),
        ("O14 | 100%\nO15 | 60%", {"O14"}),
        ("สิ้นเดือนปิดได้ ๓ ข้อ: ๑. O20 ๒. O21 ๓. O22 (เสร็จแล้วทั้งสาม)", {"O20", "O21", "O22"}),
    ],
)
def test_a_copied_list_offers_what_it_says_is_done(lexicon, text, done):
    (meaning,) = resolve(text, lexicon)
    deed = meaning.intent.options[0] if isinstance(meaning.intent, Choose) else meaning.intent
    assert codes_of(deed) == done


@pytest.mark.parametrize(
    "text",
    [
        "นายกเซ็นประกาศ O21 แล้ว ขึ้นเว็บแล้ว แต่กิจกรรมสร้างวัฒนธรรมจัดอาทิตย์หน้า",
        "i8 แล้วเสร็จ 2 ขั้นตอน จาก 4 ขั้นตอน ผู้บังคับบัญชารับทราบ",
        "ไอ ๑๑ ประเมินความเสี่ยงแล้ว กำหนดมาตรการแล้ว ที่เหลือแจกคู่มือกับตั้งคนตรวจ",
        "O9 อีกนิดเดียวก็เสร็จแล้ว",
        "อีกไม่นาน O6 ก็เสร็จ",
    ],
)
def test_what_is_still_to_come_ticks_nothing(lexicon, text):
    assert not any(isinstance(meaning.intent, Tick) for meaning in resolve(text, lexicon))


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("O12 ค่ะ จัดซื้อจัดจ้าง เสร็จครบ", None),
        ("แต่ปีนี้ O27 เสร็จแล้วจริงๆ มาตรการออกแล้ว ขับเคลื่อนแล้ว ติดตามแล้ว", None),
        ("โอสิบสี่ เฮ็ดแล้วเด้อ แผนบุคลากร ประกาศแล้ว ขึ้นเว็บแล้ว", None),
        ("แก้แผนแล้วค่ะ ตอนนี้ครบทั้ง 7 ขั้น ข้อ O25 เสร็จสมบูรณ์", None),
        ("เสร็จแล้วจ้ะข้อนี้", "O5"),
        ("O6 เพิ่งเสร็จเมื่อเช้าค่ะ", None),
        ("o1o2o3เสร็จหมดละนะ", None),
        ("022กับ023ก้เสรจแล้ว", None),
        ("อ๋อ งั้น i4 เสร็จแล้วเหมือนกัน บุคลากรร่วมทำแผนครบ", None),
        ("ทำครบ 7 แล้วค่ะ 🙏", "E3"),
    ],
)
def test_words_that_no_slip_makes_of_a_doubt_do_not_hold_a_tick_back(lexicon, text, focus):
    assert isinstance(resolve(text, lexicon, focus=focus)[0].intent, Tick)
