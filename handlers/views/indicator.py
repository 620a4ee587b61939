"""The cards of an indicator and of a measure, and the list of all measures."""

from content.catalog import Catalog, Indicator, Measure
from handlers.checklist import Bar, Checklist, ItemState
from handlers.fiscal_year import thai_date
from handlers.intents import Ask, AskMeasure, ShowRemaining, Target, Tick, Untick
from handlers.views import line
from handlers.views.item import step_row
from handlers.views.line import Part

ITEMS_PER_BUBBLE = 7


def indicator_cards(
    catalog: Catalog, indicator: Indicator, checklist: Checklist | None
) -> list[Part]:
    """One bubble, or several when the items are many: score, items, measures, source."""
    codes = indicator.items
    groups = [codes[n : n + ITEMS_PER_BUBBLE] for n in range(0, len(codes), ITEMS_PER_BUBBLE)]
    title = f"ตัวชี้วัดที่ {indicator.number} {indicator.name}"
    bubbles: list[Part] = []
    for page, group in enumerate(groups, 1):
        body: list[Part] = []
        if page == 1:
            body += _head(catalog, indicator, checklist)
        body += [_item_row(catalog, code, checklist) for code in group]
        footer: list[Part] = []
        if page == len(groups):
            body += _measures(catalog, indicator)
            part = f"ส่วนที่ 1 ตัวชี้วัดที่ {indicator.number}"
            body.append(line.small(f"ที่มา: {catalog.report.short_name} {part}", margin="md"))
            footer = _footer(catalog, indicator)
        of = f" ({page}/{len(groups)})" if len(groups) > 1 else ""
        kicker = f"{indicator.instrument} · {len(codes)} ข้อ{of}"
        bubbles.append(line.bubble(title, body, kicker=kicker, footer=footer))
    return bubbles


def _head(catalog: Catalog, indicator: Indicator, checklist: Checklist | None) -> list[Part]:
    words = f"คะแนนปี {catalog.edition} ของจังหวัด: {indicator.score:.2f}"
    lowest = catalog.weakest_indicators()[0].number == indicator.number
    parts = [line.paragraph(words + (" (ต่ำสุด)" if lowest else ""), weight="bold")]
    if checklist is not None:
        bar = checklist.claimed(indicator.items)
        parts.append(line.progress_bar("หน่วยงานของท่านอ้างว่าเสร็จ", bar))
    parts.append(line.small("แตะที่ข้อเพื่อดูรายละเอียดค่ะ"))
    return parts


def _item_row(catalog: Catalog, code: str, checklist: Checklist | None) -> Part:
    item = catalog.item(code)
    assert item is not None  # noqa: S101 – an indicator's codes exist, the catalog checked it
    done = checklist is not None and checklist.items[code].claimed
    words = line.box(
        [
            line.paragraph(f"{code} {item.short_title}", weight="bold"),
            line.paragraph(item.advice, size="xs", colour=line.SOFT),
        ],
        flex=1,
    )
    mark = line.paragraph("☑" if done else "›", flex=0, colour=line.GREEN if done else line.BRAND)
    row = line.box([words, mark], "horizontal", paddingAll="8px", cornerRadius="6px",
                   backgroundColor=line.PANEL, spacing="sm")  # fmt: skip
    row["action"] = line.button(f"ดู {code}", Ask((code,)))["action"]
    return row


def _measures(catalog: Catalog, indicator: Indicator) -> list[Part]:
    measures = catalog.measures_of_indicator(indicator.number)
    if not measures:
        return [line.small("รายงานส่วนที่ 2 ไม่มีมาตรการของตัวชี้วัดนี้")]
    parts: list[Part] = [line.heading("มาตรการในรายงานส่วนที่ 2")]
    parts += [line.marked("•", f"มาตรการที่ {m.number} {m.name}") for m in measures]
    return parts


def _footer(catalog: Catalog, indicator: Indicator) -> list[Part]:
    buttons = [
        line.button(f"ดูมาตรการที่ {m.number}", AskMeasure((m.id,)))
        for m in catalog.measures_of_indicator(indicator.number)
    ]
    scope = f"indicator:{indicator.number}"
    label = f"เหลืออะไรในตัวชี้วัดที่ {indicator.number}"
    return [*buttons, line.button(label, ShowRemaining(1, scope), style="link")]


def measure_card(
    catalog: Catalog, measure: Measure, fiscal_year: int, state: ItemState | None, *, over: bool
) -> Part:
    """`over` when the report's own period has ended; said by date, never as "this year"."""
    body: list[Part] = []
    period = f"ช่วงเวลาตามรายงาน: {measure.period}"
    if over:
        period += f" ช่วงนี้สิ้นสุดแล้วเมื่อ {thai_date(measure.period_end)}"
    body.append(line.small(period))
    body.append(line.small(f"ผู้รับผิดชอบตามรายงาน: {measure.owner}"))
    body.append(line.heading("ขั้นตอน"))
    for number, step in enumerate(measure.steps, 1):
        if state is None:
            body.append(line.marked(f"{number}.", step.text))
        else:
            ticked = number in state.ticked
            body.append(
                step_row(measure.id, number, step.text, fiscal_year=fiscal_year, ticked=ticked)
            )
        body.append(line.small(_actor(step.actor)))
    if state is not None:
        bar = Bar(len(state.ticked), state.steps)
        body += [line.separator(), line.progress_bar("ขั้นที่เสร็จแล้ว", bar, colour=line.GREEN)]
    if measure.linked_items:
        body.append(line.small(f"ข้อที่เกี่ยวข้อง: {', '.join(measure.linked_items)}"))
    body += [line.small(f"หมายเหตุ: {note}") for note in measure.notes]
    body.append(line.small(f"ที่มา: {measure.source}", margin="md"))
    kicker = f"มาตรการที่ {measure.number} · ตัวชี้วัดที่ {measure.indicator}"
    footer = _measure_buttons(catalog, measure, fiscal_year, state)
    return line.bubble(measure.name, body, kicker=kicker, footer=footer)


def _actor(actor: str) -> str:
    """Who acts is read from the wording; where the report is silent, the content itself says so."""
    return f"ผู้ทำ: {actor}" if actor.startswith("รายงานไม่ระบุ") else f"ผู้ทำ (อ่านได้ว่า): {actor}"


def _measure_buttons(
    catalog: Catalog, measure: Measure, fiscal_year: int, state: ItemState | None
) -> list[Part]:
    buttons: list[Part] = []
    if state is not None:
        target = (Target(measure.id),)
        name = f"มาตรการที่ {measure.number}"
        if state.claimed:
            undo = Untick(target, fiscal_year)
            buttons.append(line.button(f"ยกเลิกเครื่องหมาย{name}", undo))
        else:
            tick = Tick(target, fiscal_year)
            buttons.append(line.button(f"{name} เสร็จทุกขั้น", tick, style="primary"))
    following = catalog.measure(measure.number + 1)
    if following is not None:
        label = f"มาตรการถัดไป ({following.number})"
        buttons.append(line.button(label, AskMeasure((following.id,))))
    buttons.append(line.button("มาตรการทั้งหมด", AskMeasure(("measure:all",)), style="link"))
    return buttons


def all_measures_card(catalog: Catalog, checklist: Checklist | None) -> Part:
    body: list[Part] = [line.small("แตะที่มาตรการเพื่อดูขั้นตอนค่ะ")]
    for measure in catalog.measures:
        row = line.box(
            [
                line.paragraph(f"{measure.number}. {measure.name}"),
                line.small(f"ตัวชี้วัดที่ {measure.indicator} · {len(measure.steps)} ขั้น"),
            ],
            paddingAll="8px", cornerRadius="6px", backgroundColor=line.PANEL,
        )  # fmt: skip
        row["action"] = line.button(f"มาตรการที่ {measure.number}", AskMeasure((measure.id,)))[
            "action"
        ]
        body.append(row)
    if checklist is not None:
        body.append(
            line.progress_bar("ขั้นที่เสร็จแล้วทั้งหมด", checklist.measure_steps(), colour=line.GREEN)
        )
    body.append(line.small(f"ที่มา: {catalog.report.short_name} ส่วนที่ 2", margin="md"))
    count = f"{len(catalog.measures)} มาตรการ"
    return line.bubble("มาตรการตามรายงานของจังหวัด", body, kicker=count)
