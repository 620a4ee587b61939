"""The card of one item: what is recommended, what to publish, how far it is, what to tap next."""

from collections.abc import Sequence

from content.catalog import Catalog, Item
from handlers.checklist import Bar, ItemState
from handlers.intents import Ask, AskMeasure, AttachEvidence, ShowEvidence, Target, Tick, Untick
from handlers.views import line
from handlers.views.line import Part

LINK_WORDS = {
    "none": "ยังไม่มีลิงก์",
    "checking": "กำลังตรวจลิงก์",
    "opens": "ลิงก์เปิดได้",
    "dead": "ลิงก์เปิดไม่ได้",
    "unknown": "ลิงก์ตรวจไม่ได้ โปรดเปิดดูเอง",
}
CODE_YEAR = "เลขข้อปี {edition}"


def kicker(catalog: Catalog, item: Item) -> str:
    year = CODE_YEAR.format(edition=catalog.edition)
    return f"{item.code} ({year}) · ตัวชี้วัดที่ {item.indicator}"


def item_card(
    catalog: Catalog,
    item: Item,
    fiscal_year: int,
    state: ItemState | None,
    note: str = "",
    numbers: str = "",
) -> Part:
    """The whole card. `state` is None for a stranger, who sees no agency's data; `numbers` tells
    the item's number in other years."""
    body: list[Part] = [line.small(numbers)] if numbers else []
    if item.issue:
        body.append(line.small(f"ประเด็นในรายงาน: {item.issue}"))
    body += _steps(item, fiscal_year, state)
    if item.instrument == "OIT":
        body += _publish(item)
    if note:
        body += [line.heading("หมายเหตุจากสำนักงานจังหวัด"), line.paragraph(note)]
    body += [line.small(f"หมายเหตุ: {words}") for words in item.notes]
    if state is not None:
        body += _standing(state)
    body.append(line.small(f"ที่มา: {item.source}", margin="md"))
    return line.bubble(
        item.title_for(fiscal_year),
        body,
        kicker=kicker(catalog, item),
        footer=item_buttons(catalog, item, fiscal_year, state),
    )


def item_brief(catalog: Catalog, item: Item, fiscal_year: int, state: ItemState | None) -> Part:
    """A short card for a carousel of several items."""
    body = [line.paragraph(item.advice)]
    if state is not None:
        body += _standing(state)
    body.append(line.small(f"ที่มา: {item.source}", margin="md"))
    footer = [line.button(f"ดู {item.code}", Ask((item.code,)), style="primary")]
    return line.bubble(
        item.title_for(fiscal_year), body, kicker=kicker(catalog, item), footer=footer
    )


def step_row(code: str, number: int, words: str, *, fiscal_year: int, ticked: bool) -> Part:
    """One step; tapping the row ticks it, or takes the tick back."""
    target = (Target(code, number),)
    intent = Untick(target, fiscal_year) if ticked else Tick(target, fiscal_year)
    name = step_name(code, number)
    label = f"{name} ยังไม่เสร็จ" if ticked else f"{name} เสร็จ"
    row = line.marked("☑" if ticked else "☐", f"{number}. {words}", colour=line.GREEN)
    row["action"] = line.button(label, intent)["action"]
    row["paddingAll"] = "4px"
    row["cornerRadius"] = "6px"
    row["backgroundColor"] = "#ECFDF3" if ticked else "#FFFFFF"
    return row


def step_name(code: str, number: int) -> str:
    """As people say it: `O12 ข้อ 2`, `มาตรการที่ 2 ขั้นที่ 1`."""
    if code.startswith("measure:"):
        return f"มาตรการที่ {code.split(':')[1]} ขั้นที่ {number}"
    return f"{code} ข้อ {number}"


def item_buttons(
    catalog: Catalog, item: Item, fiscal_year: int, state: ItemState | None
) -> list[Part]:
    code = item.code
    buttons: list[Part] = []
    if state is not None:
        target = (Target(code),)
        if state.claimed:
            buttons.append(line.button(f"ยกเลิกเครื่องหมาย {code}", Untick(target, fiscal_year)))
        else:
            tick = Tick(target, fiscal_year)
            buttons.append(line.button(f"{code} เสร็จแล้ว", tick, style="primary"))
        if state.links:
            buttons.append(line.button(f"ดูลิงก์ {code}", ShowEvidence(code)))
        if item.instrument == "OIT":
            attach = AttachEvidence((), (code,))
            buttons.append(line.type_button(f"แนบลิงก์ {code}", attach, f"{code} https://"))
    following = catalog.next_item(code)
    if following is not None:
        buttons.append(line.button(f"ข้อถัดไป {following.code}", Ask((following.code,))))
    for measure in catalog.measures_of_item(code)[:2]:
        label = f"มาตรการที่ {measure.number}"
        buttons.append(line.button(label, AskMeasure((measure.id,)), style="link"))
    return buttons


def clarify_card(words: str, choices: Sequence[Part]) -> Part:
    """A question with two to four buttons."""
    return line.bubble("หมายถึงข้อไหนคะ", [line.paragraph(words)], footer=choices)


def choose_card(title: str, words: str, names: Sequence[str], choices: Sequence[Part]) -> Part:
    """A question about what was meant: the items it is about, and a button a reading."""
    body = [*(line.paragraph(name) for name in names), line.small(words)]
    return line.bubble(title, body, footer=choices)


def _steps(item: Item, fiscal_year: int, state: ItemState | None) -> list[Part]:
    parts: list[Part] = [line.heading("รายงานของจังหวัดแนะนำว่าหน่วยงานควร")]
    for number, words in enumerate(item.steps, 1):
        if state is None:
            parts.append(line.marked(f"{number}.", words))
        else:
            ticked = number in state.ticked
            parts.append(step_row(item.code, number, words, fiscal_year=fiscal_year, ticked=ticked))
    if state is not None and len(item.steps) > 1:
        parts.append(line.small("แตะที่ข้อย่อยเพื่อทำเครื่องหมายทีละข้อได้ค่ะ"))
    return parts


def _publish(item: Item) -> list[Part]:
    parts: list[Part] = [line.heading("สิ่งที่ควรมีบนหน้าเว็บที่เผยแพร่")]
    if not item.components:
        parts.append(line.paragraph("เอกสารไม่ระบุองค์ประกอบ โปรดตรวจกับคู่มือ ป.ป.ช.", size="xs"))
    for group in item.components:
        bullets = " · ".join(group.fields)
        if group.confirmed:
            parts.append(line.marked("•", f"{bullets} (ตามรายงานของจังหวัด)"))
            continue
        inside = [
            line.paragraph("ตรวจกับคู่มือ ป.ป.ช.", size="xs", weight="bold", colour=line.AMBER),
            line.paragraph(bullets, size="xs"),
            line.small(f"ยังไม่ยืนยัน: {group.source}"),
        ]
        parts.append(
            line.box(
                inside,
                backgroundColor="#FFF7ED",
                paddingAll="8px",
                cornerRadius="6px",
                spacing="xs",
            )
        )
    return parts


def _standing(state: ItemState) -> list[Part]:
    bar = Bar(len(state.ticked), state.steps)
    parts: list[Part] = [
        line.separator(),
        line.progress_bar("ข้อย่อยที่ทำเครื่องหมายแล้ว", bar, colour=line.GREEN),
    ]
    if state.needs_link or state.links:
        colour = {"opens": line.GREEN, "dead": line.RED}.get(state.link_state, line.SOFT)
        parts.append(line.paragraph(LINK_WORDS[state.link_state], size="xs", colour=colour))
    if state.review == "accepted":
        parts.append(line.paragraph("จังหวัดตรวจแล้ว ✓", size="xs", colour=line.GREEN))
    if state.review == "returned":
        words = f"จังหวัดส่งคืนให้แก้: {state.reason}" if state.reason else "จังหวัดส่งคืนให้แก้"
        parts.append(line.paragraph(words, size="xs", colour=line.RED))
    return parts
