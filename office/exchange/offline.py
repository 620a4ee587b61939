"""The whole province as one HTML file that needs nothing else: no server, no network, no script.

Written every night and sent home, it answers "who is red" on a phone when the machine is dead.
"""

import base64
import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from content.catalog import Catalog
from handlers.fiscal_year import thai_date, thai_time
from office.charts import Row, bars_chart
from office.exchange.snapshot import Snapshot
from office.rendering import STATIC

_HERE = Path(__file__).parent


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"moment": thai_time, "day": thai_date}
    return made


@cache
def _font() -> str:
    """The font's rules with the font inside them, so that the page looks the same anywhere."""

    def inside(found: re.Match[str]) -> str:
        data = base64.b64encode((STATIC / found[1]).read_bytes()).decode()
        return f'url("data:font/woff2;base64,{data}")'

    rules = (STATIC / "font.css").read_text(encoding="utf-8")
    return re.sub(r'url\("([^"]+)"\)', inside, rules)


def offline_page(catalog: Catalog, taken: Snapshot, province: str) -> str:
    worst_first = sorted(
        taken.agencies,
        key=lambda s: (-len(s.red), s.checklist.claimed().percent, s.agency.code),
    )
    rows = [
        Row(
            state.agency.short_name or state.agency.name,
            state.checklist.claimed(),
            state.checklist.opens(),
            state.checklist.accepted(),
        )
        for state in worst_first[:60]
    ]
    return (
        _environment()
        .get_template("offline.html")
        .render(
            font=_font(),
            province=province,
            taken=taken,
            states=worst_first,
            catalog=catalog,
            chart=bars_chart("ag", "ความก้าวหน้ารายหน่วยงาน", rows, narrow=True),
        )
    )
