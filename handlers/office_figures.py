"""What the office reads of all agencies at once: the one place that checks who asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from handlers.checklist import step_texts, storage_code
from handlers.outcome import Refusal, Turn
from handlers.scope import codes_in
from models.agency import Agency, assessed_agencies
from models.coordinator import last_seen
from models.overview import Tally, tallies

SILENT: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Row:
    """One agency; `seen_at` is its people's last message."""

    agency: Agency
    tally: Tally
    joined: bool
    seen_at: datetime | None

    @property
    def finished(self) -> bool:
        return self.tally.claimed >= self.tally.total


def is_office(turn: Turn) -> bool:
    return turn.person is not None and turn.person.is_admin


def office_only(turn: Turn) -> None:
    """Another agency's data is the office's to see, and nobody else's."""
    if not is_office(turn):
        raise Refusal(turn.say("decline.other_agency"))


def steps_in(turn: Turn, scope: str | None) -> Mapping[str, int]:
    """Code → number of its steps, of one item, indicator or measure; None for every item."""
    codes = codes_in(turn.catalog, scope or "all")
    return {storage_code(turn.catalog, code): len(step_texts(turn.catalog, code)) for code in codes}


def rows(turn: Turn, scope: str | None = None) -> list[Row]:
    """Every assessed agency that the scope applies to, by code."""
    office_only(turn)
    agencies = assessed_agencies(turn.session)
    keys = [agency.id or 0 for agency in agencies]
    found = tallies(turn.session, turn.fiscal_year, steps_in(turn, scope), keys)
    seen = last_seen(turn.session)
    return [
        Row(agency, found[key], key in seen, seen.get(key))
        for agency, key in zip(agencies, keys, strict=True)
        if found[key].total
    ]


def worst_first(found: Iterable[Row]) -> list[Row]:
    """As the overview page sorts at first: most to mend, then least done."""
    return sorted(found, key=lambda row: (-row.tally.red, row.tally.claimed, row.agency.code))


def is_silent(row: Row, now: datetime) -> bool:
    return row.joined and (row.seen_at is None or now - row.seen_at >= SILENT)


def total_of(found: Iterable[Row]) -> Tally:
    whole = Tally()
    for row in found:
        for name in Tally.__slots__:
            setattr(whole, name, getattr(whole, name) + getattr(row.tally, name))
    return whole
