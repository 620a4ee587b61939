"""Normal forms, keyboard layouts, numbers and codes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.understanding.codes import read_codes
from handlers.understanding.keyboard import repair, to_english, to_thai
from handlers.understanding.lexicon import Lexicon
from handlers.understanding.numbers import value
from handlers.understanding.thai import normalise, without_particles


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=80))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Ｏ１２", "o12"), ("O๑๒", "o12"), ("ทํา", "ทำ"), ("นํ้า", "น้ำ"), ("เเผน", "แผน"),
        ("มากกกก", "มาก"), ("เสร็จ\u200bแล้ว", "เสร็จแล้ว"), ("ก้ี", "กี้"), ("แล้วววว", "แล้ว"),
    ],
)  # fmt: skip
def test_normal_forms(typed: str, meant: str) -> None:
    assert normalise(typed) == meant


@pytest.mark.parametrize(
    ("typed", "rest"),
    [
        ("เสร็จแล้วค่ะ", "เสร็จแล้ว"), ("เสร็จแล้วนะคะ", "เสร็จแล้ว"), ("คะแนน", "คะแนน"),
        ("จัดซื้อจัดจ้าง", "จัดซื้อจัดจ้าง"), ("เจ้าหน้าที่", "เจ้าหน้าที่"), ("สถานะ", "สถานะ"),
        ("แล้วเจ้า", "แล้ว"), ("ความคืบหน้า", "ความคืบหน้า"), ("คณะ", "คณะ"),
    ],
)  # fmt: skip
def test_particles_go_and_words_that_look_like_them_stay(typed: str, rest: str) -> None:
    assert without_particles(typed).strip() == rest


def test_every_key_has_its_letter_on_the_other_layout() -> None:
    keys = "1234567890-=qwertyuiop[]asdfghjkl;'zxcvbnm,./"
    assert to_english(to_thai(keys)) == keys
    assert to_thai("l;ylfu8jt") == "สวัสดีค่ะ"
    assert to_english("นๅถ") == "o15"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gliH0", "เสร็จ"), ("นๅถ", "o15"), ("o12 gliH0c]h;", "o12 เสร็จแล้ว"), ("้ำสย", "help"),
        ("นๅ/ เสร็จแล้ว", "o12 เสร็จแล้ว"), ("deadline", "deadline"), ("งบประมาณ", "งบประมาณ"),
        ("นครลำปาง", "นครลำปาง"), ("ok", "ok"), ("E-Service", "E-Service"),
    ],
)  # fmt: skip
def test_wrong_layout(lexicon: Lexicon, typed: str, meant: str) -> None:
    assert repair(typed, lexicon.knows) == meant


@pytest.mark.parametrize(
    ("words", "number"),
    [("สิบสอง", 12), ("ยี่สิบแปด", 28), ("ซาวเอ็ด", 21), ("เก้า", 9), ("twelve", 12), ("012", 12)],
)
def test_numbers(words: str, number: int) -> None:
    assert value(words) == number


def _codes(text: str, lexicon: Lexicon) -> list[str]:
    reading = read_codes(normalise(text), lexicon.numbering)
    return [
        f"{target.code}.{target.step}" if target.step else target.code
        for mention in reading.mentions
        for target in mention.targets
    ]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("O12", "O12"), ("o.12", "O12"), ("O-12", "O12"), ("o 12", "O12"), ("012", "O12"),
        ("โอ 12", "O12"), ("โอสิบสอง", "O12"), ("ไอสี่", "i4"), ("อี 4", "E4"), ("l4", "i4"),
        ("I4", "i4"), ("OIT 12", "O12"), ("น12", "O12"), ("ข้อ ๐๑๒", "O12"), ("ข้อ 20", "O20"),
        ("O1 O2 และ O7", "O1 O2 O7"), ("O1-O3", "O1 O2 O3"), ("o1 ถึง o3", "O1 O2 O3"),
        ("O1,2,3", "O1 O2 O3"), ("E4-5", "E4 E5"), ("E4-e5", "E4 E5"), ("O8/9", "O8 O9"),
        ("ตั้งแต่โอหนึ่งถึงโอสาม", "O1 O2 O3"), ("O1O2O7", "O1 O2 O7"), ("ข้อ 12 ของ OIT", "O12"),
        ("ตัวชี้วัดที่ 4", "indicator:4"), ("มาตรการที่ 2", "measure:2"), ("O12 ข้อ 2", "O12.2"),
        ("O12 ข้อย่อย 2", "O12.2"), ("มาตรการที่ 2 ขั้นที่ 1", "measure:2.1"), ("E01", "E1"),
        ("O29", ""), ("i16", ""), ("E10", ""), ("ปี 2568", ""), ("โทร 053-511000", ""),
        ("12 มี.ค. 68", ""), ("08.30 น.", ""), ("05 บาท", ""), ("iphone 14", ""), ("อีก 4 ข้อ", ""),
        ("มาตรการทั้ง 8", ""), ("วิดีโอ 2", ""), ("oit 28 ข้อ", ""),
    ],
)  # fmt: skip
def test_codes(lexicon: Lexicon, text: str, codes: str) -> None:
    assert _codes(text, lexicon) == codes.split()


def test_a_number_alone_may_mean_several_items(lexicon: Lexicon) -> None:
    (mention,) = read_codes("ข้อ 12", lexicon.numbering).mentions
    assert (mention.targets, mention.numbers) == ((), (12,))


def test_what_does_not_exist_is_named_as_written(lexicon: Lexicon) -> None:
    (mention,) = read_codes("o40", lexicon.numbering).mentions
    assert (mention.targets, mention.missing) == ((), ("O40",))
