"""Which open items to offer first: returned ones, the nearest date, the weakest indicator."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from content.catalog import Catalog
from handlers.checklist import Checklist, ItemState
from handlers.scope import codes_in
from models.office import Deadline

DATE_COUNTS_FROM = timedelta(days=30)
"""A date further away does not yet come before a weak indicator."""


@dataclass(frozen=True, slots=True)
class Useful:
    """An item or measure to do next; `due_on` is the nearest date that the office set."""

    state: ItemState
    due_on: date | None = None

    @property
    def code(self) -> str:
        return self.state.code


def is_open(state: ItemState) -> bool:
    """Something is left to do: not claimed, sent back, or its link is dead."""
    if not state.applies or (state.review == "accepted" and state.link_state != "dead"):
        return False
    return not state.claimed or state.review == "returned" or state.link_state == "dead"


def open_codes(checklist: Checklist) -> frozenset[str]:
    return frozenset(code for code, state in checklist.items.items() if is_open(state))


def open_rows(checklist: Checklist) -> frozenset[str]:
    """Measures with steps to do."""
    return frozenset(code for code, row in checklist.measures.items() if not row.claimed)


def nearest_dates(
    catalog: Catalog, deadlines: Iterable[Deadline], today: date
) -> Mapping[str, date]:
    """Code → its next date, or the last one that has passed when none is to come."""
    found: dict[str, date] = {}
    for row in sorted(deadlines, key=lambda each: each.due_on):
        for code in codes_in(catalog, row.scope):
            if code not in found or found[code] < today:
                found[code] = row.due_on
    return found


def most_useful(
    catalog: Catalog,
    checklist: Checklist,
    dates: Mapping[str, date],
    today: date,
    *,
    leave_out: Collection[str] = (),
) -> list[Useful]:
    """All open items, best first; measures only where a date was set for them."""
    weakness = {ind.number: place for place, ind in enumerate(catalog.weakest_indicators())}
    order = {item.code: place for place, item in enumerate(catalog.items)}
    indicator = {item.code: item.indicator for item in catalog.items}

    def rank(found: Useful) -> tuple[bool, date, int, int]:
        due = found.due_on
        near = due if due is not None and due - today <= DATE_COUNTS_FROM else date.max
        weak = weakness.get(indicator.get(found.code, 0), len(weakness))
        sent_back = found.state.review == "returned"
        return (not sent_back, near, weak, order.get(found.code, len(order)))

    rows = {**checklist.items, **{c: m for c, m in checklist.measures.items() if c in dates}}
    wanted = (open_codes(checklist) | open_rows(checklist)) & rows.keys()
    found = [Useful(rows[code], dates.get(code)) for code in wanted if code not in leave_out]
    return sorted(found, key=rank)
