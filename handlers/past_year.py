"""Another fiscal year than this one: its bars and items are readable for ever, and never changed.

Whether a message speaks of another year is read from its words alone; only wishes about progress
and what is left carry a year, since items of last year have names of their own ("O13").
"""

import re
from collections.abc import Iterable

from handlers.checklist import Bar, Checklist, ItemState, storage_code
from handlers.fiscal_year import BUDDHIST_ERA
from handlers.intents import Intent, ShowCarryOver, ShowProgress, ShowRemaining
from handlers.outcome import Outcome, Refusal, Turn
from handlers.standing import all_checklists, empty_checklist
from handlers.understanding.thai import clean
from handlers.views import line
from handlers.views.digest import short_code
from models.agency import assessed_agencies

_NUMBER = re.compile(r"ปี\s*(?:งบ(?:ประมาณ)?)?\s*(?:พ\.?ศ\.?)?\s*(2[05]\d\d|[67]\d)(?!\d)")
_LAST = re.compile(r"ปี\s*(?:งบ(?:ประมาณ)?)?\s*(?:ที่แล้ว|ก่อน|ที่ผ่านมา|กลาย)")
_NOTHING_ELSE = re.compile(
    r"(?:ขอ|ช่วย|อยาก|เปิด|ดู|ข้อมูล|รายการ|ย้อนหลัง|สรุป|ของ|หน่วยงาน|เรา|หน่อย|ได้|ไหม|มั้ย|ค่ะ|คะ|ครับ|นะ|\s)*"
)
_PROGRESS = re.compile(r"(?:ความ)?(?:คืบหน้า|ก้าวหน้า)")


def year_named(text: str, this_year: int) -> int | None:
    """The fiscal year (Buddhist era) that a text names; None when it names none."""
    if found := _NUMBER.search(text):
        year = int(found[1])
        if year < 100:
            return year + 2500
        return year if year > 2400 else year + BUDDHIST_ERA
    return this_year - 1 if _LAST.search(text) else None


def of_year(intents: tuple[Intent, ...], turn: Turn) -> tuple[Intent, ...]:
    """The wishes of a message with the year that it names."""
    text = clean(turn.text)
    year = year_named(text, turn.fiscal_year)
    if year is None:
        return intents
    rest = _LAST.sub("", _NUMBER.sub("", text))
    if _PROGRESS.search(rest) and _NOTHING_ELSE.fullmatch(_PROGRESS.sub("", rest)):
        return (ShowProgress((), year),)
    if year == turn.fiscal_year:
        return intents
    # After "O12" a bare "ปีที่แล้ว" asks for last year's twin of the item.
    beside_item = turn.focus is not None and not rest.strip() and not _NUMBER.search(text)
    if _NOTHING_ELSE.fullmatch(rest) and not beside_item:
        return (ShowProgress((), year),)
    return tuple(_with_year(intent, year) for intent in intents)


def _with_year(intent: Intent, year: int) -> Intent:
    match intent:
        case ShowProgress(codes):
            return ShowProgress(codes, year)
        case ShowRemaining():
            return ShowProgress((), year)
        case _:
            return intent


def show(codes: tuple[str, ...], year: int, turn: Turn) -> Outcome:
    """The year's card of the person's agency, or of the province for the office."""
    if turn.person is None or turn.agency is None:
        raise Refusal(turn.say("join.first"))
    if year > turn.fiscal_year:
        raise Refusal(turn.say("past_year.future", year=year, this_year=turn.fiscal_year))
    kept = all_checklists(turn.session, turn.catalog, year)
    if turn.agency.is_office:
        return _province(kept, year, turn)
    checklist = kept.get(turn.agency.id or 0)
    if checklist is None:
        raise Refusal(turn.say("past_year.none", year=year))
    known = [code for code in codes if state_of(code, checklist, turn)]
    body = [line.paragraph(words) for words in item_lines(known[:10], checklist, turn)]
    if not body:
        body = [*_bars(checklist), *_lists(checklist, turn)]
    body += [line.separator(), line.small(turn.say("past_year.read_only", year=year))]
    buttons = [line.button(turn.say("past_year.now", year=turn.fiscal_year), ShowProgress())]
    if year == turn.fiscal_year - 1:
        buttons.append(line.button(turn.say("past_year.links"), ShowCarryOver(), style="link"))
    title = turn.say("past_year.title", agency=turn.agency.label)
    card = line.bubble(title, body, kicker=_kicker(year, turn), footer=buttons, colour=line.SOFT)
    alt = turn.say("past_year.alt", year=year, claimed=checklist.claimed())
    return Outcome((line.flex(alt, card),))


def state_of(code: str, checklist: Checklist, turn: Turn) -> ItemState | None:
    return checklist.measures.get(storage_code(turn.catalog, code)) or checklist.items.get(code)


def item_lines(codes: list[str], checklist: Checklist, turn: Turn) -> list[str]:
    """`O12 ปี 2569: เสร็จแล้ว (4/4)` for each code."""
    words = []
    for code in codes:
        state = state_of(code, checklist, turn)
        if state is not None:
            key = "past_year.item_done" if state.claimed else "past_year.item_open"
            words.append(turn.say(key, code=short_code(code), year=checklist.fiscal_year,
                                  done=len(state.ticked), steps=state.steps))  # fmt: skip
    return words


def _kicker(year: int, turn: Turn) -> str:
    return turn.say("past_year.kicker", year=year)


def _bars(checklist: Checklist) -> list[line.Part]:
    return _three(checklist.claimed(), checklist.opens(), checklist.accepted())


def _three(claimed: Bar, opens: Bar, accepted: Bar) -> list[line.Part]:
    return [
        line.progress_bar("อ้างว่าเสร็จ", claimed),
        line.progress_bar("ลิงก์เปิดได้ (ข้อ O)", opens, colour=line.GREEN),
        line.progress_bar("จังหวัดตรวจแล้ว", accepted, colour=line.GREEN),
    ]


def _lists(checklist: Checklist, turn: Turn) -> list[line.Part]:
    rows = [state for state in checklist.items.values() if state.applies]
    done = [state.code for state in rows if state.claimed]
    left = [state.code for state in rows if not state.claimed]
    found: list[line.Part] = [line.separator()]
    for key, codes in (("past_year.done", done), ("past_year.left", left)):
        if codes:
            words = turn.say(key, count=len(codes), codes=", ".join(codes))
            found.append(line.paragraph(words, size="xs"))
    return found


def _province(kept: dict[int, Checklist], year: int, turn: Turn) -> Outcome:
    if not kept:
        raise Refusal(turn.say("past_year.none", year=year))
    nothing = empty_checklist(turn.catalog, year)
    lists = [kept.get(one.id or 0, nothing) for one in assessed_agencies(turn.session)]
    complete = sum(one.claimed().count == one.claimed().total for one in lists)
    words = turn.say("past_year.province", year=year, complete=complete, agencies=len(lists))
    bars = (_sum(one.claimed() for one in lists), _sum(one.opens() for one in lists),
            _sum(one.accepted() for one in lists))  # fmt: skip
    card = line.bubble(words, _three(*bars), kicker=_kicker(year, turn), colour=line.SOFT)
    return Outcome((line.flex(words, card),))


def _sum(bars: Iterable[Bar]) -> Bar:
    found = tuple(bars)
    return Bar(sum(bar.count for bar in found), sum(bar.total for bar in found))
