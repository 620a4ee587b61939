"""Templates to HTML: everything escaped, missing values refused, static files named by content."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from handlers.fiscal_year import bangkok, thai_date, thai_time

_HERE = Path(__file__).parent
STATIC = _HERE / "static"


def _day(value: date | datetime | None) -> str:
    if value is None:
        return "–"
    return thai_date(bangkok(value).date() if isinstance(value, datetime) else value)


def _moment(value: datetime | None) -> str:
    return "–" if value is None else thai_time(value)


def _part(value: object) -> str:
    """A code as one part of an address."""
    return quote(str(value), safe="")


@cache
def static_version(name: str) -> str:
    return sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def _static(name: str) -> str:
    return f"/office-static/{name}?v={static_version(name)}"


@cache
def _environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {"day": _day, "moment": _moment, "part": _part}
    found.globals |= {"static": _static}
    return found


def render(template: str, values: Mapping[str, Any]) -> str:
    return _environment().get_template(template).render(values)
