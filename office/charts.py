"""Charts as inline SVG: pure functions from numbers to markup.

Every value is also printed as a number and every series has its own pattern or dash: a chart says
the same in grey, on paper and read aloud. Only presentation attributes are used: a strict
Content-Security-Policy forbids styles.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from handlers.checklist import Bar
from handlers.fiscal_year import MONTHS, thai_date
from office.drawing import ALERT, FAINT, INK, SERIES, Series, mark, share, short, svg, text


@dataclass(frozen=True, slots=True)
class DayPoint:
    """The three bars of everybody together at the end of a day."""

    day: date
    claimed: Bar
    opens: Bar
    accepted: Bar


@dataclass(frozen=True, slots=True)
class Goal:
    """A date that the office set."""

    day: date
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator or agency with its three bars."""

    label: str
    claimed: Bar
    opens: Bar
    accepted: Bar


def progress_chart(
    ident: str,
    points: Sequence[DayPoint],
    goals: Iterable[Goal],
    today: date,
    *,
    narrow: bool = False,
) -> str:
    """Progress in percent over time, the office's dates upright; `narrow`: names below the axis."""
    points = sorted(points, key=lambda point: point.day)
    goals = sorted(goals, key=lambda goal: goal.day)
    if not points:
        return ""
    days = [point.day for point in points] + [goal.day for goal in goals] + [today]
    span = (min(days), max(max(days), min(days) + timedelta(days=14)))
    frame = _TimeFrame(*span, width=400, right=392, bottom=230) if narrow else _TimeFrame(*span)
    last = points[-1]
    words = "; ".join(f"{one.name} {getattr(last, one.key)}" for one in SERIES)
    description = f"ณ {thai_date(last.day)}: {words}" + "".join(
        f"; กำหนด {goal.label} {thai_date(goal.day)}" for goal in goals
    )
    body = [_grid(frame), *(_goal(frame, goal, place) for place, goal in enumerate(goals))]
    body += [_line(frame, points, one) for one in SERIES]
    body.append(_names_below(frame, last) if narrow else _end_labels(frame, last))
    height = frame.bottom + (90 if narrow else 34)
    return svg(ident, "ความก้าวหน้าตามเวลา", description, (frame.width, height), body)


def bars_chart(ident: str, title: str, rows: Sequence[Row], *, narrow: bool = False) -> str:
    """Three bars a row with their numbers, in the order given; `narrow`: names above the bars."""
    if not rows:
        return ""
    shape = _NARROW if narrow else _WIDE
    body = [_patterns(ident), _legend(ident, shape)]
    for place, row in enumerate(rows):
        y = 34 + place * shape.row_height
        x, baseline, anchor = (0, y + 18, "start") if narrow else (shape.left - 10, y + 27, "end")
        body.append(text(x, baseline, short(row.label, shape.letters), anchor=anchor, size=14))
        first = y + shape.row_height - 53
        for number, one in enumerate(SERIES):
            bar: Bar = getattr(row, one.key)
            if bar.total:
                body.append(_bar(ident, one, bar, (shape.left, first + number * 16), shape.right))
        line = y + shape.row_height - 1
        body.append(f'<path d="M0 {line}H{shape.width}" stroke="{FAINT}" stroke-width="0.5"/>')
    description = "; ".join(f"{row.label} {_words(row)}" for row in rows)
    size = (shape.width, 34 + len(rows) * shape.row_height)
    return svg(ident, title, description, size, body)


@dataclass(frozen=True, slots=True)
class _Shape:
    width: int
    left: int
    right: int
    row_height: int
    letters: int
    legend_step: int


_WIDE: Final = _Shape(720, 250, 630, 58, 29, 140)
_NARROW: Final = _Shape(400, 0, 335, 80, 44, 128)


def _words(row: Row) -> str:
    """What does not apply (a survey question has no link) is left out."""
    bars = [(one.name, getattr(row, one.key)) for one in SERIES]
    return " ".join(f"{name} {bar}" for name, bar in bars if bar.total)


@dataclass(frozen=True, slots=True)
class _TimeFrame:
    first: date
    last: date
    width: int = 720
    left: int = 46
    right: int = 530
    top: int = 40
    bottom: int = 280

    def x(self, day: date) -> float:
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return round(self.left + share * (self.right - self.left), 1)

    def y(self, percent: float) -> float:
        return round(self.bottom - percent / 100 * (self.bottom - self.top), 1)

    def months(self) -> list[date]:
        """First days of months to label: all, or every second or third when there are many."""
        found, day = [], self.first.replace(day=1)
        while day <= self.last:
            if day >= self.first:
                found.append(day)
            day = (day + timedelta(days=32)).replace(day=1)
        return found[:: 1 + len(found) // 9]


def _grid(frame: _TimeFrame) -> str:
    parts = []
    for percent in (0, 25, 50, 75, 100):
        y = frame.y(percent)
        parts.append(f'<path d="M{frame.left} {y}H{frame.right}" stroke="{FAINT}"/>')
        parts.append(text(frame.left - 6, y + 5, f"{percent}%", anchor="end", size=12))
    for day in frame.months():
        x = frame.x(day)
        parts.append(f'<path d="M{x} {frame.bottom}v5" stroke="{INK}"/>')
        parts.append(text(x, frame.bottom + 20, MONTHS[day.month - 1], anchor="middle", size=12))
    return "".join(parts)


def _goal(frame: _TimeFrame, goal: Goal, place: int) -> str:
    x = frame.x(goal.day)
    y = frame.top - 24 + 14 * (place % 2)
    anchor = "end" if x > (frame.left + frame.right) / 2 else "start"
    words = f"{short(goal.label, 24)} {thai_date(goal.day)}"
    return (
        f'<path d="M{x} {y + 4}V{frame.bottom}" stroke="{ALERT}" stroke-width="1.5" '
        f'stroke-dasharray="1 3"/>'
        + text(x + (-4 if anchor == "end" else 4), y, words, anchor=anchor, size=12, fill=ALERT)
    )


def _line(frame: _TimeFrame, points: Sequence[DayPoint], one: Series) -> str:
    places = [(frame.x(p.day), frame.y(share(getattr(p, one.key)))) for p in points]
    path = "M" + "L".join(f"{x} {y}" for x, y in places)
    dash = f' stroke-dasharray="{one.dash}"' if one.dash else ""
    x, y = places[-1]
    return f'<path d="{path}" fill="none" stroke="{one.colour}" stroke-width="2.5"{dash}/>' + mark(
        one, x, y
    )


def _end_labels(frame: _TimeFrame, last: DayPoint) -> str:
    """Names beside the ends of the lines, pushed apart until none lies on another."""
    wanted = sorted(
        ((frame.y(share(getattr(last, one.key))), one) for one in SERIES), key=lambda pair: pair[0]
    )
    parts: list[str] = []
    free = float(frame.top) - 10
    for place, (y, one) in enumerate(wanted):
        room_below = frame.bottom - 18 * (len(wanted) - 1 - place)
        free = max(free, min(y, room_below))
        words = f"{one.name} {getattr(last, one.key)}"
        parts.append(mark(one, frame.right + 14, free - 4))
        parts.append(text(frame.right + 26, free, words, size=13, fill=one.colour))
        free += 18
    return "".join(parts)


def _names_below(frame: _TimeFrame, last: DayPoint) -> str:
    parts = []
    for place, one in enumerate(SERIES):
        y = frame.bottom + 46 + 18 * place
        words = f"{one.name} {getattr(last, one.key)}"
        parts.append(mark(one, frame.left + 6, y - 4))
        parts.append(text(frame.left + 18, y, words, size=13, fill=one.colour))
    return "".join(parts)


def _bar(ident: str, one: Series, bar: Bar, at: tuple[int, int], right: int) -> str:
    x, y = at
    full = right - x
    width = round(full * share(bar) / 100, 1)
    return (
        f'<rect x="{x}" y="{y}" width="{full}" height="12" fill="none" stroke="{FAINT}"/>'
        f'<rect x="{x}" y="{y}" width="{width}" height="12" fill="url(#{ident}-{one.key})" '
        f'stroke="{one.colour}" stroke-width="{1 if width else 0}"/>'
        + text(right + 8, y + 11, str(bar), size=13, fill=one.colour)
    )


def _patterns(ident: str) -> str:
    """Dots, stripes and solid: told apart without colour."""
    claimed, opens, accepted = SERIES
    size = 'width="6" height="6" patternUnits="userSpaceOnUse"'
    return (
        "<defs>"
        f'<pattern id="{ident}-{claimed.key}" {size}><rect width="6" height="6" fill="#fff"/>'
        f'<circle cx="3" cy="3" r="1.6" fill="{claimed.colour}"/></pattern>'
        f'<pattern id="{ident}-{opens.key}" {size}><rect width="6" height="6" fill="#fff"/>'
        f'<path d="M0 6L6 0M-1 1L1 -1M5 7L7 5" stroke="{opens.colour}" stroke-width="2"/></pattern>'
        f'<pattern id="{ident}-{accepted.key}" {size}><rect width="6" height="6" '
        f'fill="{accepted.colour}"/></pattern></defs>'
    )


def _legend(ident: str, shape: _Shape) -> str:
    parts = []
    for place, one in enumerate(SERIES):
        x = shape.left + place * shape.legend_step
        parts.append(
            f'<rect x="{x}" y="6" width="18" height="12" fill="url(#{ident}-{one.key})" '
            f'stroke="{one.colour}"/>' + text(x + 24, 17, one.name, size=13)
        )
    return "".join(parts)
