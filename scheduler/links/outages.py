"""Telling the owner of a link what changed, and only that: down twice, back again.

Down one night is noise. A link that was dead on two nights is told once for the outage, and once
when it opens again; all links of one person go into one notice.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session

from content.catalog import Catalog
from handlers.evidence_news import back_text, down_message
from handlers.fiscal_year import bangkok
from models.evidence import DOWN_NOTICE, Evidence, owner_of
from models.link_checks import came_back, claim_tell, last_checks, went_down
from models.nudge import leave_notice

BACK_NOTICE = "link_back"
_NOON = timedelta(hours=12)


def night_of(moment: datetime) -> date:
    """The Bangkok date on which the night around a moment began; noon parts two nights."""
    return (bangkok(moment) - _NOON).date()


def tell_changes(
    session: Session, catalog: Catalog, fiscal_year: int, now: datetime
) -> tuple[int, int]:
    """Leave notices for outages and recoveries nobody was told of; counts links of each."""
    down = [row for row in went_down(session, fiscal_year) if _on_two_nights(row)]
    told = _tell(
        session, down, DOWN_NOTICE, now,
        lambda rows: _down_card(session, catalog, rows),
    )  # fmt: skip
    back = came_back(session, fiscal_year)
    return told, _tell(session, back, BACK_NOTICE, now, lambda rows: back_text(catalog, rows))


def _down_card(session: Session, catalog: Catalog, rows: Sequence[Evidence]) -> str:
    visits = last_checks(session, [row.id or 0 for row in rows])
    return json.dumps([down_message(catalog, rows, visits)], ensure_ascii=False)


def _on_two_nights(row: Evidence) -> bool:
    if row.down_since is None or row.checked_at is None:
        return False
    return night_of(row.checked_at) > night_of(row.down_since)


def _tell(
    session: Session,
    rows: Iterable[Evidence],
    kind: str,
    now: datetime,
    words: Callable[[Sequence[Evidence]], str],
) -> int:
    """One notice a person; a link without anyone to tell stays untold until someone joins."""
    mine: dict[int, list[Evidence]] = defaultdict(list)
    for row in rows:
        owner = owner_of(session, row)
        if owner is None or owner.id is None:
            continue
        if claim_tell(session, row, now, down=kind == DOWN_NOTICE):
            mine[owner.id].append(row)
    for owner_id, told in mine.items():
        leave_notice(session, owner_id, kind, words(told), now)
    return sum(len(told) for told in mine.values())
