"""General questions: each wording finds its own answer, and nothing else is ever taken over."""

import pytest

from corpus.lines import lines
from handlers.intents import AttachEvidence, Choose, Explain, Mute, Snooze, Tick, Unmute, Untick
from handlers.understanding.general import LEAD, LONGEST, NEAR, index, letters, runs
from handlers.understanding.lexicon import Lexicon
from handlers.understanding.meaning import codes
from handlers.understanding.resolve import resolve
from handlers.understanding.thai import normalise, without_particles


def told(catalog):
    entries = catalog.general.values()
    return [(one.key, text) for one in entries for text in (one.title, *one.examples)]


def plain(text: str) -> str:
    return letters(without_particles(normalise(text)))


def entry_of(text: str, lexicon: Lexicon, focus: str | None = None) -> str:
    intent = resolve(text, lexicon, focus=focus)[0].intent
    return intent.entry if isinstance(intent, Explain) else type(intent).__name__


@pytest.mark.parametrize("focus", [None, "O12"])
def test_each_wording_finds_its_own_entry(catalog, lexicon, focus):
    wrong = [
        f"{key}: {text} → {found}"
        for key, text in told(catalog)
        if (found := entry_of(text, lexicon, focus)) != f"faq:{key}"
    ]
    assert not wrong


def test_one_wording_belongs_to_one_entry_however_it_is_spelt(catalog):
    owners: dict[str, set[str]] = {}
    for key, text in told(catalog):
        owners.setdefault(plain(text), set()).add(key)
    assert not {text: keys for text, keys in owners.items() if len(keys) > 1}


def test_no_wording_is_a_line_that_it_is_measured_with(catalog):
    """Otherwise the figures about the corpus would say nothing."""
    measured = {plain(line.text) for line in lines()}
    assert len(measured) > 10_000
    assert not [text for _, text in told(catalog) if plain(text) in measured]


def test_a_wording_left_out_seldom_finds_another_entry(catalog):
    """A tenth left out at a time: six of ten find their own, one in three surely enough; hardly any
    surely finds a wrong one."""
    pairs = [(key, plain(text)) for key, text in told(catalog)]
    own = sure = wrong = 0
    for part in range(10):
        known = index([pair for place, pair in enumerate(pairs) if place % 10 != part])
        for key, text in pairs[part::10]:
            found = known.likeliest(text)
            surely = found.likeness >= NEAR and found.lead >= LEAD * found.likeness
            own += found.key == key
            sure += surely and found.key == key
            wrong += surely and found.key != key
    assert own / len(pairs) >= 0.6
    assert sure / len(pairs) >= 0.32
    assert wrong / len(pairs) <= 0.025


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("ไอทีเอนี่คืออะไรอ่ะ", "what_is_ita"),
        ("ใช้ในกลุ่มไลน์ได้มั้ย", "groups"),
        ("เชิญบอทเข้ากลุ่มไลน์ของเราได้ป่าว", "groups"),
        ("ส่งข้อความเสียงได้ป่าว", "media"),
        ("ไลน์บนคอมใช้ได้มั้ย", "computer"),
        ("พิมกำเมืองได้ก่อ", "language"),
        ("ลืมรหัสผ่าน itas ทำไงดี", "itas_password"),
    ],
)
def test_what_is_said_almost_so_is_found_too(lexicon, text, key):
    assert entry_of(text, lexicon) == f"faq:{key}"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("O12 เสร็จแล้ว", Tick),
        ("O12 ยังไม่เสร็จ", Untick),
        ("พัก O12 7 วัน", Snooze),
        ("O12 https://www.a.example/1 ใช้ลิงก์เฟซบุ๊กเป็นหลักฐานได้ไหม", AttachEvidence),
    ],
)
def test_a_deed_stays_a_deed(lexicon, text, kind):
    assert isinstance(resolve(text, lexicon)[0].intent, kind)


@pytest.mark.parametrize(
    "text",
    ["O12 PDF สแกนใช้ได้หรือเปล่า", "หยุดแจ้งเตือน", "ยกเลิกเมื่อกี้", "ลบข้อมูลของฉัน", "เหลืออะไรบ้าง", "ติดต่อเจ้าหน้าที่",
     "หัวหน้ารับสินบน แจ้งใคร", "เกณฑ์การผ่าน O12 กี่เปอร์เซ็นต์"],
)  # fmt: skip
def test_what_names_an_item_or_wishes_something_is_no_general_question(lexicon, text):
    intent = resolve(text, lexicon)[0].intent
    assert not (isinstance(intent, Explain) and intent.code is None)


@pytest.mark.parametrize(("text", "meant"), [("หยุดแจ้งเตือน", Mute()), ("เปิดการแจ้งเตือน", Unmute())])
def test_what_the_answer_about_reminders_says_to_type_works_after_a_card(lexicon, text, meant):
    assert resolve(text, lexicon, focus="O12")[0].intent == meant


def test_after_a_card_a_question_about_it_stays_with_it(lexicon):
    """It is the item's, or asked back with the item among the buttons."""
    assert looks_general(plain("PDF สแกนใช้ได้หรือเปล่าคะ"), lexicon)
    intent = resolve("เป็นพีดีเอฟได้ไหมหรือต้องเอ็กเซล", lexicon, focus="O12")[0].intent
    offered = intent.options if isinstance(intent, Choose) else (intent,)
    assert any(codes(option) == ("O12",) for option in offered)


def test_what_reports_orders_or_names_an_item_is_never_taken_over(lexicon):
    """All such lines of the corpus; only the few that are like an entry need the whole resolver."""
    deeds = {"tick", "untick", "evidence", "mute", "register"}
    meant = [one for one in lines() if one.intent in deeds or (one.codes and not one.wish)]
    alike = [one for one in meant if looks_general(plain(one.text), lexicon)]
    assert len(meant) > 8_000
    assert alike
    assert not [one.text for one in alike if entry_of(one.text, lexicon, one.context)[:4] == "faq:"]


def looks_general(text: str, lexicon: Lexicon) -> bool:
    found = lexicon.general.likeliest(text)
    near = found.likeness >= NEAR and found.lead >= LEAD * found.likeness
    return text in lexicon.general.whole or near


def test_a_look_visits_few_entries(lexicon):
    """Counted, since time on a busy machine says little: some 0.2 ms a message."""
    known = lexicon.general
    texts = [text for one in lines()[::10] if len(text := plain(one.text)) <= LONGEST]
    visits = sum(len(known.holders.get(run, ())) for text in texts for run in runs(text))
    assert len(texts) > 1_000
    assert visits / len(texts) < 250
