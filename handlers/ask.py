"""Questions: an item, several, an indicator, a measure, the province's score."""

from dataclasses import replace
from datetime import date

from sqlmodel import select

from content.catalog import Item
from handlers.checklist import Checklist, storage_code
from handlers.crosswalk import also_known_as, numbers_line
from handlers.fiscal_year import bangkok
from handlers.intents import (
    Ask,
    AskMeasure,
    AttachEvidence,
    Candidate,
    Clarify,
    Intent,
    ShowHelp,
    ShowProgress,
    ShowRemaining,
    ShowScore,
    Target,
    Tick,
    Untick,
    Wish,
)
from handlers.office_answers import office_answer
from handlers.outcome import Message, Outcome, Turn, together
from handlers.standing import agency_checklist
from handlers.views import line
from handlers.views.indicator import all_measures_card, indicator_cards, measure_card
from handlers.views.item import clarify_card, item_brief, item_card
from handlers.views.limits import fits_carousel
from models.confirmation import confirmed_codes
from models.office import Note

FULL_CARDS = 4
CAROUSEL = 12
"""LINE's limit of bubbles."""


def checklist_for(turn: Turn) -> Checklist | None:
    """The checklist of the person's agency; None for strangers and the office, who have none."""
    if turn.agency is None or turn.agency.is_office or turn.agency.id is None:
        return None
    return agency_checklist(turn.session, turn.catalog, turn.agency.id, turn.fiscal_year)


def ask(intent: Ask, turn: Turn) -> Outcome:
    said = Outcome(tuple(_missing(intent.missing, turn)))
    items = [item for code in intent.codes if (item := turn.catalog.item(code))]
    numbers = [code for code in intent.codes if code.startswith("indicator:")]
    measures = [code for code in intent.codes if code.startswith("measure:")]
    if items:
        about = together(item.code for item in items)
        said = said.followed_by(Outcome((_items(items, turn),), (about,)))
    for code in numbers[: 4 - len(said.messages)]:
        said = said.followed_by(Outcome((_indicator(code, turn),), (code,)))
    if measures:
        said = said.followed_by(ask_measure(AskMeasure(tuple(measures)), turn))
    if not said.messages:
        return Outcome(tuple(_missing(intent.codes or ("-",), turn)))
    return replace(said, focus=intent.codes[-1]) if intent.codes else said


def _missing(codes: tuple[str, ...], turn: Turn) -> list[Message]:
    """What does not exist, and what does."""
    if not codes:
        return []
    names = ", ".join(line.shorten(short_name(turn, code), 40) for code in codes[:10])
    noun = "" if ":" in codes[0] else "ข้อ "
    return [line.text(turn.say("ask.missing", codes=noun + names))]


def _items(items: list[Item], turn: Turn) -> Message:
    checklist = checklist_for(turn)
    states = checklist.items if checklist else {}
    year = turn.fiscal_year
    cards = [
        item_card(
            turn.catalog,
            item,
            year,
            states.get(item.code),
            _note(turn, item.code),
            _numbers(turn, item.code),
        )
        for item in items[:FULL_CARDS]
    ]
    alt = f"{items[0].code} {items[0].title_for(year)}"
    if len(items) == 1:
        return line.flex(alt, cards[0])
    alt = "ข้อ " + ", ".join(item.code for item in items)
    if len(items) > FULL_CARDS or not fits_carousel(cards):
        cards = [
            item_brief(turn.catalog, item, year, states.get(item.code)) for item in items[:CAROUSEL]
        ]
    if len(items) > CAROUSEL:
        words = turn.say("ask.too_many", shown=CAROUSEL, total=len(items))
        more = line.bubble("ยังมีอีก", [line.paragraph(words)])
        cards = [*cards[: CAROUSEL - 1], more]
    return line.flex(alt, line.carousel(cards))


def _note(turn: Turn, code: str) -> str:
    row = turn.session.exec(select(Note).where(Note.code == code)).first()
    return row.text if row else ""


def _numbers(turn: Turn, code: str) -> str:
    """The item's number in other years: for everybody once confirmed, until then for the office."""
    office = turn.person is not None and turn.person.is_admin
    confirmed = confirmed_codes(turn.session)
    found = also_known_as(turn.catalog, code, confirmed, for_office=office)
    return numbers_line(turn.catalog, found) if found is not None else ""


def _indicator(code: str, turn: Turn) -> Message:
    indicator = turn.catalog.indicator(int(code.split(":")[1]))
    assert indicator is not None  # noqa: S101 – codes of an intent exist
    cards = indicator_cards(turn.catalog, indicator, checklist_for(turn))
    alt = f"ตัวชี้วัดที่ {indicator.number} {indicator.name} {indicator.score:.2f}"
    return line.flex(alt, cards[0] if len(cards) == 1 else line.carousel(cards))


def ask_measure(intent: AskMeasure, turn: Turn) -> Outcome:
    checklist = checklist_for(turn)
    missing = Outcome(tuple(_missing(intent.missing, turn)))
    if "measure:all" in intent.codes or not intent.codes:
        card = all_measures_card(turn.catalog, checklist)
        message = line.flex(f"มาตรการทั้งหมด {len(turn.catalog.measures)} มาตรการ", card)
        return missing.followed_by(Outcome((message,), ("measure:all",), focus="measure:all"))
    cards = tuple(_measure(code, checklist, turn) for code in intent.codes)
    return missing.followed_by(Outcome(cards, intent.codes, focus=intent.codes[-1]))


def _measure(code: str, checklist: Checklist | None, turn: Turn) -> Message:
    measure = turn.catalog.measure(int(code.split(":")[1]))
    assert measure is not None  # noqa: S101 – codes of an intent exist
    state = checklist.measures[storage_code(turn.catalog, code)] if checklist else None
    over = today(turn) > measure.period_end
    card = measure_card(turn.catalog, measure, turn.fiscal_year, state, over=over)
    return line.flex(f"มาตรการที่ {measure.number} {measure.name}", card)


def today(turn: Turn) -> date:
    return bangkok(turn.now).date()


def score(intent: ShowScore, turn: Turn) -> Outcome:
    """Only the report's figures; which item "failed" is not in it."""
    catalog = turn.catalog
    numbers = [int(c.split(":")[1]) for c in intent.codes if c.startswith("indicator:")]
    numbers += [item.indicator for c in intent.codes if (item := catalog.item(c))]
    if numbers:
        found = [catalog.indicator(number) for number in dict.fromkeys(numbers)]
        lines = [
            turn.say("ask.indicator_score", number=i.number, name=i.name, score=f"{i.score:.2f}",
                     year=catalog.edition)
            for i in found if i is not None
        ]  # fmt: skip
        if any(catalog.item(code) for code in intent.codes):
            lines.append(turn.say("ask.no_item_score"))
        lines.append(turn.say("ask.score_source", report=catalog.report.short_name))
        return Outcome((line.text("\n".join(lines)),))
    lowest = catalog.weakest_indicators()[0].number
    body = [
        line.paragraph(f"ร้อยละ {catalog.overall_score:.2f}", size="xxl", weight="bold"),
        line.paragraph(f"ระดับ “{catalog.level}”", weight="bold"),
        line.separator(),
    ]
    for indicator in catalog.indicators:
        mark = " (ต่ำสุด)" if indicator.number == lowest else ""
        words = f"{indicator.number}. {indicator.name}{mark}"
        row = [
            line.paragraph(words, flex=1, colour=line.RED if mark else line.INK),
            line.paragraph(f"{indicator.score:.2f}", flex=0, weight="bold", align="end"),
        ]
        body.append(line.box(row, "horizontal", spacing="sm"))
    body.append(line.small(turn.say("ask.no_item_score"), margin="md"))
    body.append(line.small(turn.say("ask.score_source", report=catalog.report.short_name)))
    weakest = Ask((f"indicator:{lowest}",))
    footer = [line.button(f"ดูตัวชี้วัดที่ {lowest}", weakest, style="primary")]
    title = f"ผลการประเมิน ITA จังหวัด{turn.province}"
    card = line.bubble(title, body, kicker=f"ปีงบประมาณ {catalog.edition}", footer=footer)
    alt = f"ITA ปี {catalog.edition} ร้อยละ {catalog.overall_score:.2f} ระดับ {catalog.level}"
    return Outcome((line.flex(alt, card),))


def clarify(intent: Clarify, turn: Turn) -> Outcome:
    """Which of the candidates; what the office has answered needs no such question."""
    if intent.wish == "ask" and (answer := office_answer(turn)) is not None:
        return answer
    words = turn.say("ask.which_said", said=intent.said) if intent.said else turn.say("ask.which")
    card = clarify_card(words, [choice(c.code, intent.wish, turn) for c in intent.candidates[:4]])
    names = " หรือ ".join(short_name(turn, c.code) for c in intent.candidates[:4])
    message = line.flex(line.shorten(f"หมายถึง {names}", 300), card)
    return Outcome((message,), expecting={"kind": "wish", "wish": intent.wish})


def candidates_card(candidates: tuple[Candidate, ...], words: str, turn: Turn) -> Message:
    """What the bot did not understand, with the nearest things it knows."""
    buttons = [choice(c.code, "ask", turn) for c in candidates[:2]]
    if turn.agency is not None and not turn.agency.is_office:
        buttons.append(line.button("เหลืออะไรบ้าง", ShowRemaining(), style="link"))
    buttons.append(line.button("ช่วยเหลือ", ShowHelp(), style="link"))
    card = line.bubble("ยังไม่เข้าใจคำถามนี้ค่ะ", [line.paragraph(words)], footer=buttons)
    return line.flex(words, card)


def choice(code: str, wish: Wish, turn: Turn) -> line.Part:
    """A button that carries the wish; its label starts with the code."""
    label = short_name(turn, code)
    intent: Intent
    match wish:
        case "tick":
            intent, label = Tick((Target(code),), turn.fiscal_year), f"เสร็จ {label}"
        case "untick":
            intent, label = Untick((Target(code),), turn.fiscal_year), f"ยังไม่เสร็จ {label}"
        case "progress":
            intent = ShowProgress((code,))
        case "evidence":
            intent = AttachEvidence((), (code,))
        case "ask":
            intent = AskMeasure((code,)) if code.startswith("measure:") else Ask((code,))
    return line.button(label, intent)


def short_name(turn: Turn, code: str) -> str:
    """`O12 รายการจัดซื้อจัดจ้าง`, `มาตรการที่ 2 …`, `ตัวชี้วัดที่ 9 …`; without a name if it has none."""
    kind, _, number = code.partition(":")
    if kind == "measure":
        measure = turn.catalog.measure(int(number)) if number != "all" else None
        tail = f"ที่ {number} {measure.short_name}" if measure else f"ที่ {number}"
        return "มาตรการทั้งหมด" if number == "all" else f"มาตรการ{tail}"
    if kind == "indicator":
        indicator = turn.catalog.indicator(int(number))
        return f"ตัวชี้วัดที่ {number} {indicator.name}" if indicator else f"ตัวชี้วัดที่ {number}"
    item = turn.catalog.item(code)
    return f"{code} {item.short_title}" if item else code
