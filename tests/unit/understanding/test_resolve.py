"""Single promises of the resolver that the corpus does not hold line by line."""

import pytest

from handlers.intents import (
    AdminCommand,
    Ask,
    AttachEvidence,
    Choose,
    Clarify,
    Contact,
    Intent,
    LinkFor,
    Mute,
    OpenPages,
    Privacy,
    Register,
    ShowCalendar,
    ShowCallList,
    ShowProgress,
    ShowRemaining,
    Smalltalk,
    Snooze,
    Target,
    Tick,
    TickAll,
    Undo,
    Untick,
)
from handlers.understanding.lexicon import Lexicon
from handlers.understanding.resolve import as_line, resolve


def _intents(text: str, lexicon: Lexicon, focus: str | None = None) -> list[Intent]:
    return [meaning.intent for meaning in resolve(text, lexicon, focus=focus)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("KMNP-2345", "KMNP2345"), ("kmnp-2345", "KMNP2345"), ("kmnp2345", "KMNP2345"),
        ("ลงทะเบียน KMNP-2345 ค่ะ", "KMNP2345"), ("ＫＭＮＰ－２３４５", "KMNP2345"),
        ("AAAA-2222", "AAAA2222"), ("wxyz 6789", "WXYZ6789"),
        ("ABCD-1234", "ABCD1234"), ("KMNPQRST", "KMNPQRST"), ("KMNP 2345", "KMNP2345"),
        ("https://line.me/R/oaMessage/@sample/?KMNP-2345", "KMNP2345"),
        ("สวัสดีค่ะ\nKMNP-2345\nขอบคุณค่ะ", "KMNP2345"), ("O12A-34E5", "O12A34E5"),
    ],
)  # fmt: skip
def test_invite_codes(lexicon: Lexicon, text: str, code: str) -> None:
    assert _intents(text, lexicon) == [Register(code)]


def test_words_that_are_no_invite_code(lexicon: Lexicon) -> None:
    for text in ("facebook", "O1-O5", "2568-2569", "progress", "053-511000"):
        assert not any(isinstance(found, Register) for found in _intents(text, lexicon)), text


def test_codes_inside_links_are_not_codes(lexicon: Lexicon) -> None:
    (found,) = _intents("https://www.agency.example/O12/O13?x=E4", lexicon)
    assert isinstance(found, AttachEvidence)
    assert [link.code for link in found.links] == [None]


def test_a_pasted_table_keeps_its_pairs(lexicon: Lexicon) -> None:
    text = "O5 https://www.agency.example/5\nโอ6 https://www.agency.example/6"
    (found,) = _intents(text, lexicon)
    assert isinstance(found, AttachEvidence)
    assert found.links == (
        LinkFor("O5", "https://www.agency.example/5"),
        LinkFor("O6", "https://www.agency.example/6"),
    )


def test_correcting_oneself(lexicon: Lexicon) -> None:
    assert _intents("ไม่ใช่ O12 หมายถึง O13", lexicon) == [
        Ask(("O13",)),
        Untick((Target("O12"),)),
    ]


def test_undoing_the_last_message_and_one_item(lexicon: Lexicon) -> None:
    assert _intents("เมื่อกี้ยกเลิก", lexicon, "O12") == [Undo()]
    assert _intents("เลิกทำ", lexicon) == [Undo()]
    assert _intents("ยกเลิก O12", lexicon) == [Untick((Target("O12"),))]


def test_steps(lexicon: Lexicon) -> None:
    assert _intents("O17 ข้อ 2 เสร็จ", lexicon) == [Tick((Target("O17", 2),))]
    assert _intents("ขั้นตอนที่ 2 เสร็จ", lexicon, "measure:2") == [Tick((Target("measure:2", 2),))]


def test_two_wishes_in_one_message(lexicon: Lexicon) -> None:
    assert _intents("O1 เสร็จแล้ว O2 คืออะไร", lexicon) == [Tick((Target("O1"),)), Ask(("O2",))]
    assert _intents("O16 เสร็จแล้ว เหลือข้อไหนบ้าง", lexicon) == [
        Tick((Target("O16"),)),
        ShowRemaining(),
    ]
    assert _intents("O1 เสร็จแล้ว แต่ O2 ยังไม่เสร็จ", lexicon) == [
        Tick((Target("O1"),)),
        Untick((Target("O2"),)),
    ]


@pytest.mark.parametrize(
    ("text", "focus", "code"),
    [
        ("แล้วข้อถัดไปล่ะ", "O12", "O13"), ("ข้อก่อนหน้า", "O12", "O11"),
        ("ของปีก่อนล่ะ", "O12", "O13"), ("ของปีนี้ล่ะ", "O13", "O12"), ("ถัดไป", "i15", "E1"),
        ("มุมมองประชาชนล่ะ", "i1", "E1"), ("ต้องทำอะไรบ้าง", "O5", "O5"),
    ],
)  # fmt: skip
def test_follow_ups(lexicon: Lexicon, text: str, focus: str, code: str) -> None:
    assert _intents(text, lexicon, focus) == [Ask((code,))]


def test_a_number_asks_which(lexicon: Lexicon) -> None:
    (found,) = _intents("ข้อ 12", lexicon)
    assert isinstance(found, Clarify)
    assert {candidate.code for candidate in found.candidates} == {"O12", "i12"}
    (tick,) = _intents("ข้อ 12 เสร็จแล้ว", lexicon)
    assert isinstance(tick, Choose)
    assert tick.options[:2] == (Tick((Target("O12"),)), Tick((Target("i12"),)))


def test_done_without_an_item_ticks_nothing(lexicon: Lexicon) -> None:
    assert _intents("เสร็จแล้ว", lexicon) == [Tick(())]
    assert as_line(resolve("เสร็จแล้ว", lexicon))["done"] is None


def test_all_at_once_is_not_a_tick(lexicon: Lexicon) -> None:
    """It is asked once, with everything as a button, and never ticks the card before."""
    (found,) = _intents("เสร็จทุกข้อแล้ว", lexicon, "O12")
    assert isinstance(found, Choose)
    assert TickAll("all") in found.options


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("พักการแจ้งเตือน 3 วัน", Mute(3)), ("งดเตือนสัปดาห์นี้", Mute(7)), ("ปิดแจ้งเตือน", Mute()),
        ("กำหนดส่ง O12 วันไหน", ShowCalendar(("O12",))), ("แดชบอร์ด", OpenPages()),
        ("ไม่ลบแล้ว", Privacy("keep")), ("ลบข้อมูลของฉัน", Privacy("delete")),
        ("เก็บข้อมูลอะไรไว้บ้าง", Privacy("what")), ("วันนี้โทรหาใคร", ShowCallList()),
        ("ขอบคุณค่ะ", Smalltalk("thanks")), ("อยากแจ้งเบาะแสทุจริต", Contact("corruption")),
    ],
)  # fmt: skip
def test_wishes_without_an_item(lexicon: Lexicon, text: str, intent: Intent) -> None:
    assert _intents(text, lexicon) == [intent]


def test_office_orders_count_only_for_the_office(lexicon: Lexicon) -> None:
    text = "ประกาศ ประชุมวันจันทร์"
    (order,) = resolve(text, lexicon, admin=True)
    assert order.intent == AdminCommand("ประกาศ ประชุมวันจันทร์")
    assert not any(isinstance(found, AdminCommand) for found in _intents(text, lexicon))


def test_every_meaning_says_why(lexicon: Lexicon) -> None:
    (meaning,) = resolve("O12 เสร็จแล้ว", lexicon)
    assert meaning.evidence[0] == "tick"
    assert float(meaning.evidence[1]) > 0.7


@pytest.mark.parametrize(
    ("text", "focus", "intent"),
    [
        ("พักข้อนี้ 7 วัน", "O12", Snooze("O12", 7)), ("พัก O1 ไว้ 7 วัน", None, Snooze("O1", 7)),
        ("ปิดเสียง", "O12", Mute()),
        ("ความคืบหน้า", "O12", ShowProgress()), ("งานค้าง", "O3", ShowRemaining()),
    ],
)  # fmt: skip
def test_words_that_the_bot_itself_says(lexicon: Lexicon, text, focus, intent) -> None:
    assert resolve(text, lexicon, focus=focus)[0].intent == intent


@pytest.mark.parametrize(
    ("text", "focus", "scope"),
    [
        ("o3เหลือไรบ้าง", None, "O3"), ("เหลือข้อย่อยไหนอีกคะในอันนี้", "O25", "O25"),
        ("ตัวชี้วัด 9 ขาดข้อไหนบ้าง", None, "indicator:9"), ("เหลืออะไรบ้าง", "O25", None),
    ],
)  # fmt: skip
def test_what_is_left_may_be_asked_of_one_thing(lexicon: Lexicon, text, focus, scope) -> None:
    assert resolve(text, lexicon, focus=focus)[0].intent == ShowRemaining(scope=scope)


@pytest.mark.parametrize(
    ("text", "focus", "code"),
    [
        ("บ่แม่นอันนี้ เอาอันที่ให้คนมาขอพันธุ์ข้าวอ่าน", "O8", "O9"),
        ("เปลี่ยนใจละ เอาเรื่องรายงานรับของแทน", "O21", "O22"),
    ],
)
def test_a_no_turns_from_the_card_before(lexicon: Lexicon, text, focus, code) -> None:
    assert resolve(text, lexicon, focus=focus)[0].intent == Ask((code,))


def test_a_call_for_a_person_keeps_what_it_is_about(lexicon: Lexicon) -> None:
    assert resolve("อยากคุยกับเจ้าหน้าที่เรื่อง O12", lexicon)[0].intent == Contact(codes=("O12",))


def test_a_link_that_names_its_item_offers_it(lexicon: Lexicon) -> None:
    (meaning,) = resolve("https://www.sample.example/ita/o26-report", lexicon)
    assert meaning.others == (AttachEvidence((), ("O26",)),)


def test_how_far_in_all_is_not_asked_of_the_card(lexicon: Lexicon) -> None:
    assert resolve("ตอนนี้กี่เปอร์เซ็นต์แล้วคะ", lexicon, focus="O23")[0].intent == ShowProgress()
