"""Figures for every agency at once: what the matrix sorts and filters by, and what waits.

Three plain grouped queries, put together here: joins between groups cost the database seconds for a
few thousand agencies. The rules are those of the checklist (an item is claimed when all its steps
are ticked, opens when all its links do, and what does not apply counts nowhere); a test holds the
two together.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import case, func, literal, select
from sqlmodel import Session, col

from models.evidence import Evidence, ItemReview
from models.office import ItemScope
from models.task import Task

Pair = tuple[int, str]
"""(agency id, item code)."""


@dataclass(slots=True)
class Tally:
    """Items of one agency, by what is true of them."""

    claimed: int = 0
    opens: int = 0
    accepted: int = 0
    dead: int = 0
    returned: int = 0
    waiting: int = 0
    """Claimed, opening where a link is needed, and not looked at since: for the office to check."""
    total: int = 0
    need_link: int = 0

    @property
    def red(self) -> int:
        return self.dead + self.returned


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of each pair, of a year; pairs that do not apply are left out."""

    claimed: list[Pair]
    links: dict[Pair, tuple[bool, bool]]
    """(has a dead link, all links open)."""
    reviews: dict[Pair, tuple[str, bool]]
    """(newest verdict, answered since)."""
    exempt: set[Pair]

    def waiting(self) -> Iterator[Pair]:
        for pair in self.claimed:
            verdict, answered = self.reviews.get(pair, ("none", False))
            dead, opens = self.links.get(pair, (False, False))
            looked_at = verdict == "accepted" or (verdict == "returned" and not answered)
            if not looked_at and not dead and (opens or not needs_link(pair[1])):
                yield pair


def needs_link(code: str) -> bool:
    return code.startswith("O")


def tallies(
    session: Session, fiscal_year: int, steps: Mapping[str, int], agency_ids: Iterable[int]
) -> dict[int, Tally]:
    """`steps` names the items that count and how many steps each has."""
    linked = sum(map(needs_link, steps))
    found = {key: Tally(total=len(steps), need_link=linked) for key in agency_ids}
    facts = _facts(session, fiscal_year, steps)
    nobody = Tally()
    for key, _ in facts.claimed:
        found.get(key, nobody).claimed += 1
    for (key, code), (dead, opens) in facts.links.items():
        tally = found.get(key, nobody)
        tally.dead += dead
        tally.opens += opens and needs_link(code)
    for (key, _), (verdict, _) in facts.reviews.items():
        tally = found.get(key, nobody)
        tally.accepted += verdict == "accepted"
        tally.returned += verdict == "returned"
    for key, _ in facts.waiting():
        found.get(key, nobody).waiting += 1
    for key, code in facts.exempt:
        tally = found.get(key, nobody)
        tally.total -= 1
        tally.need_link -= needs_link(code)
    return found


def waiting_items(
    session: Session, fiscal_year: int, steps: Mapping[str, int], limit: int
) -> list[Pair]:
    """What the office can look at now, agency by agency."""
    return sorted(_facts(session, fiscal_year, steps).waiting())[:limit]


def _facts(session: Session, fiscal_year: int, steps: Mapping[str, int]) -> _Facts:
    scopes = select(col(ItemScope.agency_id), col(ItemScope.code)).where(
        col(ItemScope.fiscal_year) == fiscal_year, col(ItemScope.code).in_(steps)
    )
    exempt = {(key, code) for key, code in session.execute(scopes)}
    return _Facts(
        claimed=[pair for pair in _claimed(session, fiscal_year, steps) if pair not in exempt],
        links={
            (key, code): (bool(dead), not bad)
            for key, code, dead, bad in _links(session, fiscal_year, steps)
            if (key, code) not in exempt
        },
        reviews={
            (key, code): (verdict, answered_at is not None)
            for key, code, verdict, answered_at in _reviews(session, fiscal_year, steps)
            if (key, code) not in exempt
        },
        exempt=exempt,
    )


def _claimed(session: Session, fiscal_year: int, steps: Mapping[str, int]) -> Iterator[Pair]:
    """Ticked steps come back as one number an item, a bit a step."""
    bits = func.sum(literal(1).bitwise_lshift(col(Task.step)))
    rows = session.execute(
        select(col(Task.agency_id), col(Task.code), bits)
        .where(
            col(Task.fiscal_year) == fiscal_year,
            col(Task.done).is_(True),
            col(Task.code).in_(steps),
            col(Task.step) < 31,
        )
        .group_by(col(Task.agency_id), col(Task.code))
    )
    whole = {code: (2 << number) - 2 for code, number in steps.items()}
    for key, code, ticked in rows:
        if int(ticked) & whole[code] == whole[code]:
            yield key, code


def _links(
    session: Session, fiscal_year: int, steps: Mapping[str, int]
) -> Iterable[tuple[int, str, int, int]]:
    verdict = col(Evidence.verdict)
    rows = session.execute(
        select(
            col(Evidence.agency_id),
            col(Evidence.code),
            func.sum(case((verdict == "dead", 1), else_=0)),
            func.sum(case((verdict.in_(("opens", "warning")), 0), else_=1)),
        )
        .where(
            col(Evidence.fiscal_year) == fiscal_year,
            col(Evidence.removed_at).is_(None),
            col(Evidence.draft).is_(False),
            col(Evidence.code).in_(steps),
        )
        .group_by(col(Evidence.agency_id), col(Evidence.code))
    )
    return ((key, code, dead, bad) for key, code, dead, bad in rows)


def _reviews(
    session: Session, fiscal_year: int, steps: Mapping[str, int]
) -> Iterable[tuple[int, str, str, object]]:
    newest = (
        select(func.max(col(ItemReview.id)))
        .where(col(ItemReview.fiscal_year) == fiscal_year, col(ItemReview.code).in_(steps))
        .group_by(col(ItemReview.agency_id), col(ItemReview.code))
    )
    rows = session.execute(
        select(
            col(ItemReview.agency_id),
            col(ItemReview.code),
            col(ItemReview.verdict),
            col(ItemReview.answered_at),
        ).where(col(ItemReview.id).in_(newest))
    )
    return ((key, code, verdict, at) for key, code, verdict, at in rows)
