"""How far the agency is, whether an item is done, and what is left."""

from handlers import past_year
from handlers.ask import ask, checklist_for, short_name
from handlers.checklist import Checklist, ItemState, storage_code
from handlers.fiscal_year import bangkok, thai_date
from handlers.intents import Ask, AttachEvidence, ShowProgress, ShowRemaining, Target, Tick
from handlers.outcome import Outcome, Refusal, Turn
from handlers.tick import own_agency_id
from handlers.useful import most_useful, nearest_dates
from handlers.views import line
from handlers.views.digest import next_card
from handlers.views.item import LINK_WORDS
from handlers.views.progress import OpenRow, RemainingPage, progress_card, remaining_card
from models.deadline import deadlines_of
from models.task import last_change

ROWS_PER_PAGE = 8


def _own_checklist(turn: Turn) -> Checklist:
    own_agency_id(turn)
    checklist = checklist_for(turn)
    if checklist is None:
        raise Refusal(turn.say("join.first"))
    return checklist


def show_progress(intent: ShowProgress, turn: Turn) -> Outcome:
    if intent.fiscal_year not in (None, turn.fiscal_year):
        return past_year.show(intent.codes, intent.fiscal_year, turn)
    checklist = _own_checklist(turn)
    codes = [c for c in intent.codes if c in checklist.items or c.startswith("measure:")]
    numbers = [c for c in intent.codes if c.startswith("indicator:")]
    if "measure:all" in codes:
        codes = []
    if codes:
        return _status(codes[:8], checklist, turn)
    if numbers:
        return _indicator_status(numbers, checklist, turn)
    agency = turn.agency.label if turn.agency else ""
    card = progress_card(turn.catalog, checklist, agency)
    alt = f"ความคืบหน้า: อ้างว่าเสร็จ {checklist.claimed()}"
    return Outcome((line.flex(alt, card),))


def _status(codes: list[str], checklist: Checklist, turn: Turn) -> Outcome:
    """Answers "is it done yet?" and never ticks."""
    lines = [
        status_line(code, checklist.measures.get(storage_code(turn.catalog, code))
                     or checklist.items[code], turn)
        for code in codes
    ]  # fmt: skip
    buttons: list[line.Part] = []
    for code in codes[:2]:
        state = checklist.items.get(code)
        if state is None:
            continue
        if not state.claimed:
            buttons.append(line.button(f"{code} เสร็จแล้ว", Tick((Target(code),), turn.fiscal_year)))
        if state.needs_link and state.link_state != "opens":
            attach = AttachEvidence((), (code,))
            buttons.append(line.type_button(f"แนบลิงก์ {code}", attach, f"{code} https://"))
        buttons.append(line.button(f"ดู {code}", Ask((code,)), style="link"))
    card = line.bubble(
        "สถานะ", [line.paragraph(words) for words in lines], footer=buttons, size="kilo"
    )
    one = codes[0] if len(codes) == 1 else None
    return Outcome((line.flex(lines[0], card),), (one,), focus=codes[-1])


def status_line(code: str, state: ItemState, turn: Turn) -> str:
    """One item of `turn.agency` in a sentence."""
    name = short_name(turn, code)
    key = "progress.done" if state.claimed else "progress.open"
    words = turn.say(key, name=name, done=len(state.ticked), steps=state.steps)
    words += _since(state, turn)
    if state.needs_link or state.links:
        words += f" · {LINK_WORDS[state.link_state]}"
    if state.review == "accepted":
        words += " · จังหวัดตรวจแล้ว"
    if state.review == "returned":
        words += " · จังหวัดส่งคืนให้แก้"
    return words


def _since(state: ItemState, turn: Turn) -> str:
    """When the last step was ticked, for what is done."""
    if not state.claimed or turn.agency is None or turn.agency.id is None:
        return ""
    change = last_change(turn.session, turn.agency.id, turn.fiscal_year, state.code)
    return f" เมื่อ {thai_date(bangkok(change.at).date())}" if change else ""


def _indicator_status(numbers: list[str], checklist: Checklist, turn: Turn) -> Outcome:
    body: list[line.Part] = []
    for number in numbers:
        indicator = turn.catalog.indicator(int(number.split(":")[1]))
        if indicator is not None:
            name = f"ตัวชี้วัดที่ {indicator.number} {indicator.name}"
            body.append(line.progress_bar(name, checklist.claimed(indicator.items)))
    footer = [line.button("เหลืออะไรบ้าง", ShowRemaining(1, numbers[0]), style="primary")]
    card = line.bubble("สถานะ (อ้างว่าเสร็จ)", body, footer=footer, size="kilo")
    one = numbers[0] if len(numbers) == 1 else None
    return Outcome((line.flex("สถานะตัวชี้วัด", card),), (one,), focus=numbers[-1])


def show_remaining(intent: ShowRemaining, turn: Turn) -> Outcome:
    if intent.scope is not None and turn.catalog.item(intent.scope):
        return ask(Ask((intent.scope,)), turn)
    checklist = _own_checklist(turn)
    if intent.only == "next":
        return _next(checklist, turn)
    rows = open_rows(checklist, turn, intent.scope)
    if intent.only == "returned":
        rows = [(heading, row) for heading, row in rows if heading == _returned(turn)]
        if not rows:
            return _without(turn, "progress.none_returned")
    if not rows:
        key = "progress.all_done" if intent.scope is None else "progress.scope_done"
        return Outcome((line.text(turn.say(key)),))
    pages = -(-len(rows) // ROWS_PER_PAGE)
    page = min(max(intent.page, 1), pages)
    shown = rows[(page - 1) * ROWS_PER_PAGE : page * ROWS_PER_PAGE]
    groups: dict[str, list[OpenRow]] = {}
    for heading, row in shown:
        groups.setdefault(heading, []).append(row)
    title = _left(rows) if intent.only is None else turn.say("progress.returned", count=len(rows))
    view = RemainingPage(tuple(groups.items()), page, pages, title, intent, turn.fiscal_year)
    return Outcome((line.flex(f"{title} (หน้า {page}/{pages})", remaining_card(view)),))


def _next(checklist: Checklist, turn: Turn) -> Outcome:
    """The three to do first, each with its reason."""
    today = bangkok(turn.now).date()
    dates = nearest_dates(turn.catalog, deadlines_of(turn.session, turn.fiscal_year), today)
    found = most_useful(turn.catalog, checklist, dates, today)
    if not found:
        return _without(turn, "progress.all_done")
    return Outcome((next_card(turn.catalog, found, turn.fiscal_year, today),))


def _without(turn: Turn, key: str) -> Outcome:
    quick = [line.quick("เหลืออะไรบ้าง", ShowRemaining())]
    return Outcome((line.text(turn.say(key), quick=quick),))


def _returned(turn: Turn) -> str:
    return turn.say("progress.returned_head")


def _left(rows: list[tuple[str, OpenRow]]) -> str:
    """`เหลือ 51 ข้อ และมาตรการ 28 ขั้น`: items and steps are counted apart."""
    measures = [row for _, row in rows if row.code.startswith("measure:")]
    items = len(rows) - len(measures)
    steps = sum(row.steps - row.done for row in measures)
    parts = [f"{items} ข้อ"] * bool(items) + [f"มาตรการ {steps} ขั้น"] * bool(steps)
    return "เหลือ " + " และ".join(parts)


def open_rows(checklist: Checklist, turn: Turn, scope: str | None) -> list[tuple[str, OpenRow]]:
    """(heading, row) of all that is left: what came back first, then the weakest indicator."""
    rows: list[tuple[str, OpenRow]] = []
    back: list[tuple[str, OpenRow]] = []
    for indicator in turn.catalog.weakest_indicators():
        heading = f"{indicator.name} (ปี {turn.catalog.edition} ได้ {indicator.score:.2f})"
        for code in indicator.items:
            state = checklist.items[code]
            if state.applies and _wanted(code, indicator.number, scope) and _is_open(state):
                came_back = state.review == "returned"
                where = (back, _returned(turn)) if came_back else (rows, heading)
                where[0].append((where[1], _row(state, turn)))
    if scope is None or scope.startswith("measure:"):
        for code, state in checklist.measures.items():
            if not state.claimed and scope in (None, "measure:all", code):
                rows.append(("มาตรการตามรายงาน", _row(state, turn)))
    return [*back, *rows]


def _is_open(state: ItemState) -> bool:
    return not state.claimed or state.colour == "red"


def _wanted(code: str, indicator: int, scope: str | None) -> bool:
    return scope in (None, code[0], f"indicator:{indicator}", code)


def _row(state: ItemState, turn: Turn) -> OpenRow:
    why = "ลิงก์เปิดไม่ได้" if state.link_state == "dead" else ""
    if state.review == "returned":
        why = f"จังหวัดส่งคืน {line.shorten(state.reason, 60)}".strip()
    measure = state.code.startswith("measure:")
    if measure:
        found = turn.catalog.measure(int(state.code.split(":")[1]))
        name = found.short_name if found else ""
    else:
        item = turn.catalog.item(state.code)
        name = item.short_title if item else ""
    return OpenRow(state.code, name, len(state.ticked), state.steps, why)
