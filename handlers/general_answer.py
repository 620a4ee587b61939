"""The answer to a general question: the content's words with today's values, where they come from,
and the ways to go on. What the office answered to the same wording comes first."""

from collections.abc import Mapping
from typing import Final

from content.catalog import Catalog, GeneralEntry
from content.general import ASK, CITED
from handlers.evidence import MOST_LINKS
from handlers.help import office_contact
from handlers.intents import (
    Ask,
    AskMeasure,
    Explain,
    Intent,
    OpenPages,
    Privacy,
    ShowCalendar,
    ShowCarryOver,
    ShowEvidence,
    ShowHelp,
    ShowProgress,
    ShowRemaining,
    ShowScore,
)
from handlers.outcome import Turn
from handlers.views import line
from models.access import LINK_LIFETIME

BUTTONS: Final[Mapping[str, tuple[str, Intent]]] = {
    "remaining": ("เหลืออะไรบ้าง", ShowRemaining()),
    "progress": ("ความคืบหน้า", ShowProgress()),
    "calendar": ("ปฏิทิน", ShowCalendar()),
    "score": ("คะแนน", ShowScore()),
    "measures": ("มาตรการทั้งหมด", AskMeasure(("measure:all",))),
    "links": ("ดูลิงก์ทั้งหมด", ShowEvidence()),
    "carry": ("ลิงก์ปีก่อน", ShowCarryOver()),
    "pages": ("เปิดหน้าเว็บ", OpenPages()),
    "privacy": ("ข้อมูลส่วนตัว", Privacy()),
    "members": ("ผู้ประสานงาน", Explain("members")),
    "help": ("ช่วยเหลือ", ShowHelp()),
}
"""What the content's button names open; their labels can be typed too."""


def general_words(entry: GeneralEntry, turn: Turn) -> str:
    words = entry.words.format(**values(turn))
    source = _source(entry)
    return f"{words}\n{turn.say('explain.source', source=source)}" if source else words


def general_buttons(entry: GeneralEntry, turn: Turn) -> list[line.Part]:
    return [line.quick(*_button(name, turn.catalog)) for name in entry.next]


def values(turn: Turn) -> dict[str, object]:
    """Every slot that an answer may have."""
    catalog = turn.catalog
    weakest = catalog.weakest_indicators()[0]
    return {
        "edition": catalog.edition, "items": len(catalog.items),
        "indicators": len(catalog.indicators),
        "iit": _count(catalog, "i"), "eit": _count(catalog, "E"), "oit": _count(catalog, "O"),
        "measures": len(catalog.measures), "period": catalog.measures[0].period,
        "score": f"{catalog.overall_score:.2f}", "level": catalog.level,
        "weakest": weakest.number, "weakest_name": weakest.name,
        "weakest_score": f"{weakest.score:.2f}",
        "readable": " ".join(item.code for item in catalog.items if item.machine_readable),
        "agencies": catalog.report.agencies,
        "report": catalog.report.short_name, "publisher": catalog.report.publisher,
        "province": turn.province, "contact": office_contact(turn),
        "year": turn.fiscal_year, "last_year": turn.fiscal_year - 1, "most_links": MOST_LINKS,
        "minutes": int(LINK_LIFETIME.total_seconds()) // 60,
        "claimed": turn.say("review.claimed"), "opens": turn.say("review.opens"),
        "checked": turn.say("review.checked"),
    }  # fmt: skip


def _count(catalog: Catalog, letter: str) -> int:
    return sum(item.code.startswith(letter) for item in catalog.items)


def _source(entry: GeneralEntry) -> str:
    """Empty where the answer only says whom to ask."""
    named = [entry.cited or "" if source == CITED else source for source in entry.source]
    return " · ".join(name for name in named if name != ASK)


def _button(name: str, catalog: Catalog) -> tuple[str, Intent]:
    if name in BUTTONS:
        return BUTTONS[name]
    if name == "weakest":
        number = catalog.weakest_indicators()[0].number
        return f"ดูตัวชี้วัดที่ {number}", Ask((f"indicator:{number}",))
    if name in catalog.general:
        return catalog.general[name].title, Explain(f"faq:{name}")
    return f"ดู {name}", Ask((name,))
