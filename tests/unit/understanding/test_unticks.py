"""What takes a tick away, and what must not: a question, another item's state, somebody's words."""

import pytest

from handlers.intents import Choose, Explain, Target, Untick
from handlers.understanding.resolve import resolve


def unticked(lexicon, text, focus=None):
    found = [m.intent for m in resolve(text, lexicon, focus=focus) if isinstance(m.intent, Untick)]
    return {target.code for intent in found for target in intent.targets}


@pytest.mark.parametrize(
    ("text", "focus", "code"),
    [
        ("O12 ยังไม่เสร็จ", None, "O12"),
        ("ยกเลิกโอ1คับ ข้อมูนเก่า", "O2", "O1"),
        ("untick O9", None, "O9"),
        ("กดผิด เอา O20 ออก", None, "O20"),
        ("O20 กิจกรรมจัดเดือนหน้า ยังไม่นับ", None, "O20"),
        ("O12 เหลือรอผอ.เซ็น", None, "O12"),
        ("i1-i3 ยังไม่มีใครทำจริงๆ สักข้อ", None, "i1"),
    ],
)
def test_what_is_open_or_taken_back_is_unticked_at_once(lexicon, text, focus, code):
    assert code in unticked(lexicon, text, focus)


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("กลับ", "O4"),
        ("อีกอันนึง", "O13"),
        ("โอสิบบบ อีเซอวิด", None),
        ("ติ๊กออกให้ยัง", "O6"),
        ("ของปีไหนอ่ะ ตอนนั้นยังไม่ท้องเลย", "O7"),
        ("เขาลือกันว่าปีนี้ยกเลิก O28 จริงป่าว", None),
        ("จะว่า o5 ยังไม่เสร็จก็ไม่ถูก เพราะเผยแพร่ไปแล้วเมื่อวันศุกร์ครับ", None),
        ("อย่าไปเชื่อที่เขาว่ายังไม่เสร็จ เสร็จแล้วครับ ผมลงเองกับมือ", "O13"),
        ("ยังไม่ได้ทำ O12 แต่ช่วยติ๊กว่าเสร็จไปก่อน", None),
        ("น้ำท่วมถนนขาดยังจะมาถามรายงาน", "O26"),
        ("25 26 เสร็จค่ะ 27 พี่บอกว่าพรุ่งนี้", None),
        ("อีสองต่างหากที่เสร็จ อีหนึ่งยังไม่", None),
        ("แนวปฏิบัติร้องเรียนเสร็จ แต่ช่องทางแจ้งยังไม่เสร็จค่ะ", None),
        ("ทำไมยังไม่เสร็จ", "O12"),
        ("อย่าเอาติ๊กออกนะ", "O12"),
        ("วิธีเอาติ๊กออก", "O12"),
        ("ได้ยินว่ายังไม่เสร็จ", "O12"),
        ("O1 เสร็จแล้ว O2 ไม่รู้", None),
        ("แล้วส่ง o10 รึยังคะ refresh ไม่ขึ้นอะ", None),
    ],
)
def test_what_others_say_or_ask_is_unticked_only_by_a_tap(lexicon, text, focus):
    assert unticked(lexicon, text, focus) == set()


@pytest.mark.parametrize(
    ("text", "focus"), [("O12 ทำไม่ได้", None), ("ทำไม่ทันแน่เลย", "O12"), ("ทำบ่ได้ บ่มีงบ", "O12")]
)
def test_a_cry_for_help_changes_nothing(lexicon, text, focus):
    meanings = resolve(text, lexicon, focus=focus)
    assert unticked(lexicon, text, focus) == set()
    assert isinstance(meanings[0].intent, Explain | Choose), meanings


def test_a_question_about_something_else_leaves_the_verdict_to_a_tap(lexicon):
    (meaning,) = resolve("เลิกถามว่าจัดซื้อ O12 เสร็จยัง มันเสร็จแล้ว เสร็จแล้ววว ตารางอยู่บนเว็บ", lexicon)
    assert isinstance(meaning.intent, Choose)
    assert any(
        getattr(option, "targets", ()) == (Target("O12"),) for option in meaning.intent.options
    )
