"""The progress card, the pages of what is left, and the card after a tick."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from content.catalog import Catalog
from handlers.checklist import Checklist
from handlers.intents import Ask, AskMeasure, ShowProgress, ShowRemaining
from handlers.views import line
from handlers.views.line import Part

GROUPS = (
    ("O", "OIT: เผยแพร่บนเว็บไซต์ (O)"),
    ("i", "IIT: คนในหน่วยงาน (i)"),
    ("E", "EIT: ผู้รับบริการ (E)"),
)


def progress_card(catalog: Catalog, checklist: Checklist, agency: str) -> Part:
    """Three honest bars, then every group and indicator; every bar shows n/m."""
    items = checklist.items
    body: list[Part] = [
        line.progress_bar("อ้างว่าเสร็จ", checklist.claimed(), colour=line.BRAND),
        line.progress_bar("ลิงก์เปิดได้ (ข้อ O)", checklist.opens(), colour=line.GREEN),
        line.progress_bar("จังหวัดตรวจแล้ว", checklist.accepted(), colour=line.GREEN),
        line.separator(),
        line.heading("แยกตามกลุ่ม (อ้างว่าเสร็จ)"),
    ]
    for prefix, name in GROUPS:
        codes = [code for code in items if code.startswith(prefix)]
        body.append(line.progress_bar(name, checklist.claimed(codes)))
    body.append(line.progress_bar("มาตรการ (ขั้นตอน)", checklist.measure_steps()))
    body += [line.separator(), line.heading("แยกตามตัวชี้วัด (อ้างว่าเสร็จ)")]
    for indicator in catalog.indicators:
        name = f"{indicator.number}. {indicator.name}"
        body.append(line.progress_bar(name, checklist.claimed(indicator.items)))
    red = [item.code for item in items.values() if item.applies and item.colour == "red"]
    if red:
        words = f"ต้องแก้: {', '.join(red)} (ลิงก์เปิดไม่ได้หรือจังหวัดส่งคืน)"
        body.append(line.paragraph(words, size="xs", colour=line.RED))
    footer = [
        line.button("เหลืออะไรบ้าง", ShowRemaining(), style="primary"),
        line.button("มาตรการทั้งหมด", AskMeasure(("measure:all",)), style="link"),
    ]
    year = f"ปีงบประมาณ {checklist.fiscal_year}"
    return line.bubble(f"ความคืบหน้า {agency}", body, kicker=year, footer=footer)


@dataclass(frozen=True, slots=True)
class OpenRow:
    """One thing that is left, ready to be printed."""

    code: str
    name: str
    done: int
    steps: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class RemainingPage:
    """One page of what is left; `rows` by heading, in the order of work."""

    groups: Sequence[tuple[str, Sequence[OpenRow]]]
    page: int
    pages: int
    title: str
    asked: ShowRemaining
    fiscal_year: int


def remaining_card(view: RemainingPage) -> Part:
    body: list[Part] = []
    for heading, rows in view.groups:
        body.append(line.heading(heading))
        body += [_open_row(row) for row in rows]
    footer: list[Part] = []
    if view.page < view.pages:
        following = replace(view.asked, page=view.page + 1)
        footer.append(line.button("หน้าถัดไป", following, style="primary"))
    if view.page > 1:
        before = replace(view.asked, page=view.page - 1)
        footer.append(line.button("หน้าก่อนหน้า", before))
    footer.append(line.button("ความคืบหน้า", ShowProgress(), style="link"))
    kicker = f"ปีงบประมาณ {view.fiscal_year} · หน้า {view.page}/{view.pages}"
    return line.bubble(view.title, body, kicker=kicker, footer=footer)


def _open_row(row: OpenRow) -> Part:
    measure = row.code.startswith("measure:")
    name = f"มาตรการที่ {row.code.split(':')[1]}" if measure else row.code
    intent = AskMeasure((row.code,)) if measure else Ask((row.code,))
    words = [line.paragraph(f"{name} {row.name}")]
    if row.why:
        words.append(line.paragraph(row.why, size="xs", colour=line.RED))
    part = line.box(
        [
            line.box(words, flex=1),
            line.paragraph(f"{row.done}/{row.steps}", size="xs", flex=0, colour=line.SOFT),
        ],
        "horizontal", paddingAll="8px", cornerRadius="6px", backgroundColor=line.PANEL,
        spacing="sm",
    )  # fmt: skip
    part["action"] = line.button(f"ดู {name}", intent)["action"]
    return part


def ticked_card(
    title: str,
    lines: Iterable[str],
    checklist: Checklist,
    buttons: Sequence[Part],
    *,
    colour: str = line.GREEN,
    measures: bool = False,
) -> Part:
    """The answer to a tick: what changed, how far it is now, what next."""
    body = [line.paragraph(words) for words in lines]
    body.append(line.progress_bar("อ้างว่าเสร็จ", checklist.claimed(), colour=line.BRAND))
    if measures:
        body.append(line.progress_bar("ขั้นตอนมาตรการ", checklist.measure_steps()))
    return line.bubble(title, body, colour=colour, footer=buttons, size="kilo")
