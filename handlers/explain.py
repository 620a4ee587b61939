"""General questions and wishes that are answered in words, each with the way to go on."""

from content.catalog import Item
from handlers.general_answer import general_buttons, general_words
from handlers.help import office_contact
from handlers.intents import (
    Ask,
    Contact,
    Explain,
    Intent,
    OpenPages,
    Privacy,
    ShowCalendar,
    ShowRemaining,
)
from handlers.office_answers import office_answer
from handlers.office_figures import is_office
from handlers.outcome import Outcome, Turn
from handlers.views import line
from models.coordinator import members

WISHES = frozenset({
    "handover", "invite", "rename", "move_agency", "problem", "extend", "not_applicable",
    "ask_province", "export", "example", "remind_me",
})  # fmt: skip
_OFFICE_DOES = frozenset({"extend", "invite"})
"""What others are sent to the office for; the office itself is told how it is done."""
ITEM_WISHES = frozenset({"which_year", "why"})
_NEXT: dict[str, tuple[tuple[str, Intent], ...]] = {
    "export": (("เปิดหน้าเว็บ", OpenPages()),),
    "handover": (("ข้อมูลส่วนตัว", Privacy()),),
    "extend": (("ปฏิทิน", ShowCalendar()),),
    "remind_me": (("ปฏิทิน", ShowCalendar()),),
}


def explain(intent: Explain, turn: Turn) -> Outcome:
    """Changes nothing; keeps what was expected."""
    general = turn.catalog.general.get(_entry(intent))
    if general is not None:
        if (answer := office_answer(turn)) is not None:
            return answer
        words, quick = general_words(general, turn), general_buttons(general, turn)
    else:
        words = _words(intent, turn)
        quick = [line.quick(label, goal) for label, goal in _NEXT.get(_entry(intent), ())]
    if intent.code and turn.catalog.item(intent.code):
        quick.append(line.quick(f"ดู {intent.code}", Ask((intent.code,))))
    if turn.agency is not None and not turn.agency.is_office:
        quick.append(line.quick("เหลืออะไรบ้าง", ShowRemaining()))
    quick.append(line.quick("ติดต่อเจ้าหน้าที่", Contact()))
    each_once = {part["action"]["label"]: part for part in quick}
    message = line.text(words, quick=list(each_once.values()))
    about = intent.code if _entry(intent) in ITEM_WISHES else None
    return Outcome((message,), (about,), expecting=turn.expecting)


def button_words(intent: Explain, turn: Turn) -> str | None:
    """What a button that leads to the answer says; None for a question without an entry."""
    entry = _entry(intent)
    if (known := turn.catalog.general.get(entry)) is not None:
        return known.title
    if entry in ITEM_WISHES:
        return turn.say(f"explain_button.{entry}", code=intent.code or "ข้อ")
    return turn.say(f"explain_button.{entry}") if entry in WISHES | {"members"} else None


def _entry(intent: Explain) -> str:
    return intent.entry.removeprefix("faq:")


def _words(intent: Explain, turn: Turn) -> str:
    entry = _entry(intent)
    if entry == "members":
        return _members(turn)
    if entry in ITEM_WISHES:
        return _of_item(entry, intent.code, turn)
    known = entry if entry in WISHES else "faq" if intent.entry.startswith("faq") else "unknown"
    if known in _OFFICE_DOES and is_office(turn):
        known = f"{known}_office"
    return turn.say(f"explain.{known}", contact=office_contact(turn))


def _of_item(entry: str, code: str | None, turn: Turn) -> str:
    item = turn.catalog.item(code) if code else None
    if item is None:
        return turn.say("explain.unknown")
    title = f"{item.code} {item.title_for(turn.fiscal_year)}"
    if entry == "which_year":
        return _data_year(item, title, turn)
    return _reason(item, title, turn)


def _reason(item: Item, title: str, turn: Turn) -> str:
    """What the report prints as the issue and as the purpose; where it prints neither, that."""
    reasons = []
    if item.issue:
        reasons.append(turn.say("explain.why", issue=item.issue))
    if item.purpose:
        reasons.append(turn.say("explain.why_purpose", purpose=item.purpose))
    return "\n".join([title, *(reasons or [turn.say("explain.why_unsaid", code=item.code)])])


def _data_year(item: Item, title: str, turn: Turn) -> str:
    """Only what the report prints in the title; where it prints no year, that is said."""
    match item.data_year:
        case "this":
            return turn.say("explain.which_year", title=title, edition=turn.catalog.edition)
        case "previous":
            previous = turn.catalog.edition - 1
            return turn.say("explain.which_year_before", title=title, previous=previous)
        case None:
            return turn.say("explain.which_year_unsaid", title=title)


def _members(turn: Turn) -> str:
    if turn.agency is None or turn.agency.id is None:
        return turn.say("explain.no_members")
    roles = {"main": "ผู้ประสานงานหลัก", "deputy": "ผู้ประสานงานสำรอง"}
    names = [
        f"• {person.name or 'ยังไม่ทราบชื่อ'} ({roles.get(person.role, 'เจ้าหน้าที่จังหวัด')})"
        for person in members(turn.session, turn.agency.id)
    ]
    return turn.say("explain.members", members="\n".join(names))
