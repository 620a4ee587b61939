"""One or two slips of the finger never turn "not yet", "is it?" or "almost" into a tick."""

import random
from itertools import product

import pytest

from handlers.intents import AttachEvidence, Tick, TickAll
from handlers.understanding.keyboard import to_english, to_thai
from handlers.understanding.lexicon import Lexicon
from handlers.understanding.resolve import resolve

ENDS = ["เสร็จแล้ว", "เสร็จ", "เรียบร้อยแล้ว", "ทำแล้ว", "ครบแล้ว", "ลงเว็บแล้ว", "ส่งแล้ว"]
BEFORE = [
    "ยังไม่", "ไม่", "เกือบ", "ใกล้", "กำลังจะ", "เดี๋ยว", "คิดว่า", "น่าจะ", "คงจะ", "คง", "เหมือนจะ", "ไม่แน่ใจว่า",
    "ยังบ่", "ถ้า", "ไม่ใช่ว่า", "อย่าเพิ่งว่า", "จะ", "พรุ่งนี้", "สมมติว่า", "หวังว่าจะ",
]  # fmt: skip
AFTER = [
    "หรือยัง", "รึยัง", "ยัง", "ไหม", "มั้ย", "หรือเปล่า", "รึเปล่า", "ป่าว", "ใช่ไหม", "ใช่มั้ย", "แล้วยัง", "หรือ", "เหรอ",
    "ครึ่งเดียว", "บางส่วน", "เกือบหมด", "มั้ง", "แล้วบ่", "ก่อ", "ใช่ป่ะ", "พรุ่งนี้", "แค่เดือนมีนาคม", "ไม่หมด", "ไม่ทัน",
]  # fmt: skip
PHRASES = [f"{a}{b}" for a, b in (*product(BEFORE, ENDS), *product(ENDS, AFTER))]
ROWS = ("1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./")


def neighbours(letter: str) -> list[str]:
    """The Thai letters on the keys beside a letter's own."""
    key = to_english(letter)
    for row in ROWS:
        if key in row:
            place = row.index(key)
            return [to_thai(row[n]) for n in (place - 1, place + 1) if 0 <= n < len(row)]
    return []


def slip(text: str, dice: random.Random) -> str:
    """One letter lost, doubled, swapped with the next, or hit beside."""
    place = dice.randrange(len(text) - 1)
    near = neighbours(text[place])
    kinds = ["drop", "double", "swap", *(["key"] * 3 if near else [])]
    match dice.choice(kinds):
        case "drop":
            return text[:place] + text[place + 1 :]
        case "double":
            return text[: place + 1] + text[place:]
        case "swap":
            return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        case _:
            return text[:place] + dice.choice(near) + text[place + 1 :]


def ticks(text: str, lexicon: Lexicon) -> bool:
    return any(
        isinstance(m.intent, Tick | TickAll)
        or (isinstance(m.intent, AttachEvidence) and m.intent.done)
        for m in resolve(text, lexicon)
    )


def test_there_are_enough_phrases() -> None:
    assert len(set(PHRASES)) >= 300


@pytest.mark.parametrize("code", ["O12", "o๑๒", "โอสิบสอง"])
def test_rightly_spelt_none_ticks(code: str, lexicon: Lexicon) -> None:
    wrong = [phrase for phrase in PHRASES if ticks(f"{code} {phrase}", lexicon)]
    assert wrong == []


@pytest.mark.parametrize("slips", [1, 2])
def test_misspelt_none_ticks(slips: int, lexicon: Lexicon) -> None:
    dice = random.Random(2570)
    wrong = []
    for phrase in PHRASES:
        for _ in range(6):
            typed = phrase
            for _ in range(slips):
                typed = slip(typed, dice)
            if ticks(f"O12 {typed}", lexicon):
                wrong.append(f"{phrase} → {typed}")
    assert wrong == []


DONE = [
    "O12 เสร็จแล้ว", "O12 เสร็จแล้วค่ะ", "o12 เรียบร้อย", "โอ 12 เสร็จแล้วครับ", "O12 ลงเว็บแล้วนะคะ", "ข้อ O12 ทำเสร็จแล้ว",
    "O12 เสร็จแล้วเมื่อวันจันทร์", "O12 เสร็จแล้วตั้งแต่วันศุกร์ที่ผ่านมา", "O12 เสร็จแล้ว 100%", "O12 ทำครบ 100% แล้ว",
    "O12 เสร็จแล้ว 4/4", "ติ๊ก O12 เสร็จแล้ว", "O12 done",
]  # fmt: skip


@pytest.mark.parametrize("text", DONE)
def test_what_is_clearly_done_still_ticks_at_once(text: str, lexicon: Lexicon) -> None:
    assert ticks(text, lexicon), resolve(text, lexicon)


ELSEWHERE = [
    "O12 เสร็จแล้ว❓", "O12 เสร็จแล้ว❔", "O12 เสร็จแล้ว🤔", "เช่น O12 เสร็จแล้ว", "ไม่ใช่ O12 ที่เสร็จแล้ว", "O12 ไม่ใช่ O13 เสร็จแล้ว",
    "อำเภออื่น O12 เสร็จแล้ว", "O12 เสร็จแล้ว 1/4", "O12 เสร็จแล้ว 3 จาก 4", "O12 เดือนมีนาคมเสร็จแล้ว", "O12 ไตรมาส 1 เสร็จแล้ว",
    "O12", "o17ถึงสิบเก้า", "ปีที่แล้ว O12 เสร็จแล้ว", "O12 ทำไม่ได้ ไม่มีงบ", "ติ๊กผิด", "ฉันจะย้ายแล้ว ให้คนอื่นทำแทน",
]  # fmt: skip


@pytest.mark.parametrize("text", ELSEWHERE)
def test_parts_quotes_and_others_never_tick(text: str, lexicon: Lexicon) -> None:
    assert not ticks(text, lexicon)


def ticked_codes(text: str, lexicon: Lexicon) -> set[str]:
    found = [m.intent for m in resolve(text, lexicon) if isinstance(m.intent, Tick)]
    return {target.code for intent in found for target in intent.targets}


@pytest.mark.parametrize(
    ("text", "ticked", "out"),
    [
        ("O1-O5 เสร็จแล้ว ขาด O3", {"O1", "O2", "O4", "O5"}, "O3"),
        ("O20 ถึง O24 เสร็จหมดแล้วครับ ขาด O22 ข้อเดียว", {"O20", "O21", "O23", "O24"}, "O22"),
        ("O1 ถึง O4 เสร็จแล้ว ยกเว้น O2", {"O1", "O3", "O4"}, "O2"),
    ],
)
def test_what_is_excepted_is_not_ticked(text, ticked, out, lexicon: Lexicon) -> None:
    found = ticked_codes(text, lexicon)
    assert out not in found
    assert found in (ticked, set()), "all the others, or a question"
