"""Figures for every agency at once, counted by the database: what the matrix sorts and filters by.

The rules are those of the checklist (an item is claimed when all its steps are ticked, opens when
all its links do, and what does not apply counts nowhere); a test holds the two together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Subquery, and_, case, func, literal, or_, select, tuple_
from sqlmodel import Session, col

from models.evidence import Evidence, ItemReview
from models.office import ItemScope
from models.task import Task


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


def tallies(
    session: Session, fiscal_year: int, steps: Mapping[str, int], agency_ids: Iterable[int]
) -> dict[int, Tally]:
    """`steps` names the items that count and how many steps each has."""
    linked = sum(code.startswith("O") for code in steps)
    found = {key: Tally(total=len(steps), need_link=linked) for key in agency_ids}
    if not steps:
        return found
    claimed, links, reviews = (
        _claimed(fiscal_year, steps),
        _links(fiscal_year),
        _reviews(fiscal_year),
    )
    exempt = _exempt(fiscal_year)
    for name, query in (
        ("claimed", select(claimed.c.agency_id, claimed.c.code)),
        ("opens", select(links.c.agency_id, links.c.code).where(
            links.c.bad == 0, links.c.code.like("O%"))),
        ("dead", select(links.c.agency_id, links.c.code).where(links.c.dead > 0)),
        ("accepted", select(reviews.c.agency_id, reviews.c.code).where(
            reviews.c.verdict == "accepted")),
        ("returned", select(reviews.c.agency_id, reviews.c.code).where(
            reviews.c.verdict == "returned")),
        ("waiting", _waiting(claimed, links, reviews)),
    ):  # fmt: skip
        for key, count in _per_agency(session, query, steps, exempt):
            if key in found:
                setattr(found[key], name, count)
    for key, code in session.execute(exempt).all():
        if key in found and code in steps:
            found[key].total -= 1
            found[key].need_link -= code.startswith("O")
    return found


def waiting_items(
    session: Session, fiscal_year: int, steps: Mapping[str, int], limit: int
) -> list[tuple[int, str]]:
    """(agency id, item code) that the office can look at now, agency by agency."""
    claimed, links, reviews = (
        _claimed(fiscal_year, steps),
        _links(fiscal_year),
        _reviews(fiscal_year),
    )
    pairs = _waiting(claimed, links, reviews).subquery()
    rows = session.execute(
        select(pairs.c.agency_id, pairs.c.code)
        .where(tuple_(pairs.c.agency_id, pairs.c.code).not_in(_exempt(fiscal_year)))
        .order_by(pairs.c.agency_id, pairs.c.code)
        .limit(limit)
    )
    return [(int(key), str(code)) for key, code in rows]


def _per_agency(
    session: Session, query: Select[Any], steps: Mapping[str, int], exempt: Select[int, str]
) -> list[tuple[int, int]]:
    pairs = query.subquery()
    rows = session.execute(
        select(pairs.c.agency_id, func.count())
        .where(
            pairs.c.code.in_(list(steps)),
            tuple_(pairs.c.agency_id, pairs.c.code).not_in(exempt),
        )
        .group_by(pairs.c.agency_id)
    )
    return [(int(key), int(count)) for key, count in rows]


def _claimed(fiscal_year: int, steps: Mapping[str, int]) -> Subquery:
    wanted = case(dict(steps), value=col(Task.code), else_=0)
    return (
        select(col(Task.agency_id), col(Task.code))
        .where(
            col(Task.fiscal_year) == fiscal_year,
            col(Task.done).is_(True),
            col(Task.step) >= 1,
            col(Task.step) <= wanted,
        )
        .group_by(col(Task.agency_id), col(Task.code))
        .having(func.count() == case(dict(steps), value=col(Task.code), else_=-1))
        .subquery()
    )


def _links(fiscal_year: int) -> Subquery:
    verdict = col(Evidence.verdict)
    return (
        select(
            col(Evidence.agency_id),
            col(Evidence.code),
            func.sum(case((verdict == "dead", 1), else_=0)).label("dead"),
            func.sum(case((verdict.in_(("opens", "warning")), 0), else_=1)).label("bad"),
        )
        .where(
            col(Evidence.fiscal_year) == fiscal_year,
            col(Evidence.removed_at).is_(None),
            col(Evidence.draft).is_(False),
        )
        .group_by(col(Evidence.agency_id), col(Evidence.code))
        .subquery()
    )


def _reviews(fiscal_year: int) -> Subquery:
    newest = (
        select(func.max(col(ItemReview.id)).label("id"))
        .where(col(ItemReview.fiscal_year) == fiscal_year)
        .group_by(col(ItemReview.agency_id), col(ItemReview.code))
        .subquery()
    )
    return (
        select(
            col(ItemReview.agency_id),
            col(ItemReview.code),
            col(ItemReview.verdict),
            col(ItemReview.answered_at),
        )
        .join(newest, newest.c.id == col(ItemReview.id))
        .subquery()
    )


def _waiting(claimed: Subquery, links: Subquery, reviews: Subquery) -> Select[Any]:
    same_link = and_(links.c.agency_id == claimed.c.agency_id, links.c.code == claimed.c.code)
    same_review = and_(reviews.c.agency_id == claimed.c.agency_id, reviews.c.code == claimed.c.code)
    needs = claimed.c.code.like("O%")
    bad = func.coalesce(links.c.bad, case((needs, 1), else_=0))
    dead = func.coalesce(links.c.dead, literal(0))
    verdict = func.coalesce(reviews.c.verdict, literal("none"))
    return (
        select(claimed.c.agency_id, claimed.c.code)
        .join(links, same_link, isouter=True)
        .join(reviews, same_review, isouter=True)
        .where(
            or_(
                verdict == "none",
                and_(verdict == "returned", reviews.c.answered_at.is_not(None)),
            ),
            dead == 0,
            case((needs, bad), else_=0) == 0,
        )
    )


def _exempt(fiscal_year: int) -> Select[int, str]:
    return select(col(ItemScope.agency_id), col(ItemScope.code)).where(
        col(ItemScope.fiscal_year) == fiscal_year
    )
