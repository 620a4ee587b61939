"""Another agency named in a coordinator's message: nothing there is taken for the own agency's.

A name is sure where an agency would stand: after "ของ", as the one who does, beside a code.
Elsewhere a change is only asked first, since names are words too ("คลังข้อมูล").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session

from content.catalog import Catalog
from handlers.agency_names import everyday_names, loose_code, plain
from handlers.intents import (
    Ask,
    AskMeasure,
    Choose,
    Clarify,
    ConfirmMove,
    Contact,
    Decline,
    Explain,
    Intent,
    OpenPages,
    Privacy,
    Register,
    ShowCalendar,
    ShowEvidence,
    ShowHelp,
    ShowProgress,
    ShowRemaining,
    ShowScore,
    Smalltalk,
    Tick,
    Unrecognised,
    Untick,
)
from handlers.outcome import Turn
from handlers.understanding.thai import normalise, without_particles
from models.agency import Agency, assessed_agencies

_HARMLESS = (
    Ask, AskMeasure, ShowScore, ShowCalendar, ShowHelp, Smalltalk, Contact, Privacy, Explain,
    Unrecognised, OpenPages, ConfirmMove, Register,
)  # fmt: skip
"""What tells and changes nothing of any agency."""
_SHOWN = (ShowProgress, ShowRemaining, ShowEvidence)
_CODE = re.compile(r"(?<![a-z0-9])[oie]\s*[.\-]?\s*\d{1,2}(?!\d)")
_LINK = re.compile(r"https?://\S+|www\.\S+")
_BEFORE = re.compile(
    r"(?:^|[#@(,]|ของ|ที่|ให้|แทน|สำนักงาน|หน่วยงาน|ลิงก์|เครื่องหมาย|งาน|เตือน|ดู|ขอ|ข้อ|ท่าน|ทาง|ฝ่าย|แล้ว|ว่า)$"
)
_AFTER = re.compile(
    r"$|[#@()/,.?!]|จังหวัด|ลำพูน|โอ|ไอ|อี|ข้อ|ทำ|ส่ง|ยัง|เสร็จ|ไม่|บ่|แล้ว|เหลือ|ค้าง|ครบ|ติ๊ก|แนบ|ลง|เผยแพร่|ปิด|ได้|ไป|ถึง|เป็น"
    r"|กี่|ออก|ด้วย|ว่า|ขอ|หรือ|รึ|คือ|มี|ไหม|มั้ย|หน่อย|ล่ะ|ตอนนี้"
)
_OWNER = re.compile(r"(?:ของ|สำนักงาน)$")
_AGENT = re.compile(r"(?:ยัง)?(?:ไม่|บ่)?(?:ได้)?(?:ทำ|ส่ง)(?!เสร็จ)")
"""What only somebody does: "ประชาสัมพันธ์ส่ง…", but not "ประชาสัมพันธ์แล้ว"."""
_NOTHING_ELSE = re.compile(r"(?:[#@/,.?!()]|ของ|ที่|ข้อ|ดู|ขอ|สำนักงาน)*")

_Span = tuple[int, int, int | None, bool]
"""Start and end of a name in letters, whose it is, whether nothing else is called so."""


@dataclass(frozen=True, slots=True)
class Named:
    """Another agency's name in a message; `alone` when only codes stand beside it."""

    sure: bool
    alone: bool


def refused(intents: tuple[Intent, ...], turn: Turn) -> tuple[Intent, ...]:
    """The wishes of somebody of an agency; the refusal or a question where another one is meant."""
    if turn.agency is None or not turn.text:
        return intents
    named = another_named(turn.session, turn.catalog, turn.text, turn.agency.id)
    if named is None or not any(_concerns(each, named) for each in intents):
        return intents
    main = intents[0]
    if named.sure or isinstance(main, _SHOWN):
        return (Decline("other_agency"),)
    if isinstance(main, Tick | Untick) and main.targets:
        return (Choose((main, Ask(tuple(each.code for each in main.targets)))),)
    return intents


def _concerns(intent: Intent, named: Named) -> bool:
    """Whether it tells or changes something of an agency."""
    match intent:
        case Choose(options):
            return any(_concerns(option, named) for option in options)
        case Clarify(wish):
            return wish != "ask"
        case Explain("members"):
            return True
        case Ask() | AskMeasure():
            return named.alone
        case _:
            return not isinstance(intent, _HARMLESS)


def another_named(session: Session, catalog: Catalog, text: str, own: int | None) -> Named | None:
    """The likeliest name of another agency than `own` (its row's id) in a text."""
    run = _tight(text)
    spans = list(_spans(run, assessed_agencies(session)))
    if not spans:
        return None
    longest = [s for s in spans if not any(_inside(s, other) for other in spans)]
    mine = {(start, end) for start, end, key, _ in longest if key == own}
    report = plain(" ".join(_words_of(catalog)))
    found = [
        Named(sure, _NOTHING_ELSE.fullmatch(run[:start] + run[end:]) is not None)
        for start, end, _, exact in longest
        if (start, end) not in mine
        and (sure := exact or _is_sure(run, start, end, report)) is not None
    ]
    return max(found, key=lambda each: each.sure, default=None)


def _tight(text: str) -> str:
    """Without blanks and politeness; an item's code is "#", a link "@"."""
    words = without_particles(_LINK.sub("@", normalise(text)))
    return plain(_CODE.sub("#", words)).replace("ลิงค์", "ลิงก์")


def _spans(run: str, agencies: list[Agency]) -> Iterator[_Span]:
    """Every name of every agency in the run, as often as it stands there."""
    for agency in agencies:
        exact = {plain(agency.name), plain(agency.code)}
        for name in everyday_names(agency):
            for found in re.finditer(_pattern(name), run):
                yield found.start(), found.end(), agency.id, name in exact
        if pattern := loose_code(agency.code):
            for found in re.finditer(pattern, run):
                yield found.start(), found.end(), agency.id, found[0] in exact


def _pattern(name: str) -> str:
    edge = r"(?<![a-z0-9]){}(?![a-z0-9])" if name.isascii() else "{}"
    return edge.format(re.escape(name)) + r"(?!\d|กร)"


def _inside(span: _Span, other: _Span) -> bool:
    return other[0] <= span[0] and span[1] <= other[1] and other[:2] != span[:2]


def _is_sure(run: str, start: int, end: int, report: str) -> bool | None:
    """None where the words are the report's own and nobody is named by them."""
    before, after = run[:start], run[end:]
    stands = _AFTER.match(after) is not None
    if run[start:end] not in report:
        return stands and _BEFORE.search(before) is not None
    if stands and _OWNER.search(before):
        return True
    return False if not before and _AGENT.match(after) else None


def _words_of(catalog: Catalog) -> Iterator[str]:
    for item in catalog.items:
        yield from (item.title, item.issue or "", *item.steps)
