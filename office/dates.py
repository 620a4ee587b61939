"""The office's dates beside the items they are for, and dates as forms send them."""

from collections.abc import Iterable
from datetime import date

from content.catalog import Catalog
from handlers.fiscal_year import BUDDHIST_ERA
from handlers.scope import codes_in
from models.office import Deadline


def dates_by_code(catalog: Catalog, deadlines: Iterable[Deadline]) -> dict[str, date]:
    """The earliest date that counts for each item or measure."""
    found: dict[str, date] = {}
    for row in deadlines:
        for code in codes_in(catalog, row.scope):
            found[code] = min(row.due_on, found.get(code, row.due_on))
    return found


def read_date(text: str) -> date | None:
    """`2027-04-30` as a date field sends it, or `30/4/2570` as people type it."""
    parts = text.replace("-", "/").split("/")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    first, month, last = (int(part) for part in parts)
    year, day = (first, last) if first > 31 else (last, first)
    try:
        return date(year - BUDDHIST_ERA if year > 2400 else year, month, day)
    except ValueError:
        return None
