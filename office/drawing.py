"""The parts that every chart is drawn of: series that differ in more than colour, words, markup."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from handlers.checklist import Bar

INK: Final = "#1b2733"
FAINT: Final = "#c5ccd4"
ALERT: Final = "#a3261b"
FONT: Final = "font-family=\"'Sarabun','Noto Sans Thai',sans-serif\""


@dataclass(frozen=True, slots=True)
class Series:
    key: str
    name: str
    colour: str
    dash: str
    marker: str


SERIES: Final = (
    Series("claimed", "อ้างว่าเสร็จ", "#8a5a00", "2 4", "circle"),
    Series("opens", "ลิงก์เปิดได้", "#1f5fa8", "8 4", "square"),
    Series("accepted", "จังหวัดตรวจแล้ว", "#1d6b3a", "", "triangle"),
)


def mark(one: Series, x: float, y: float) -> str:
    match one.marker:
        case "circle":
            return f'<circle cx="{x}" cy="{y}" r="5" fill="{one.colour}"/>'
        case "square":
            return f'<rect x="{x - 4.5}" y="{y - 4.5}" width="9" height="9" fill="{one.colour}"/>'
        case _:
            return f'<path d="M{x} {y - 6}l6 11h-12z" fill="{one.colour}"/>'


def share(bar: Bar) -> float:
    return 100 * bar.count / bar.total if bar.total else 0.0


def short(text: str, limit: int) -> str:
    """Marks above and below take no room, so only letters are counted."""
    room = limit
    for place, letter in enumerate(text):
        room -= letter not in "ัิีึืฺุู็่้๊๋์ํ๎"
        if room < 0:
            return text[:place] + "…"
    return text


def text(
    x: float, y: float, words: str, *, anchor: str = "start", size: int = 13, fill: str = INK
) -> str:
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}" fill="{fill}" '
        f'stroke="#fff" stroke-width="3" paint-order="stroke" {FONT}>'
        f"{escape(words)}</text>"
    )


def svg(
    ident: str, title: str, description: str, size: tuple[int, int], body: Sequence[str]
) -> str:
    width, height = size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" class="chart" role="img" aria-labelledby="{ident}-t {ident}-d">'
        f'<title id="{ident}-t">{escape(title)}</title>'
        f'<desc id="{ident}-d">{escape(description)}</desc>{"".join(body)}</svg>'
    )
