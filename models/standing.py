"""The rows that a checklist is computed from, for one agency or for all at once."""

from collections import defaultdict
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from models.evidence import Evidence, ItemReview
from models.office import ItemScope
from models.task import Step, ticked_by_agency, ticked_steps


@dataclass(slots=True)
class Standing:
    """Raw state of one agency in one fiscal year."""

    ticked: set[Step] = field(default_factory=set)
    verdicts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Item code → verdict of each of its present links."""
    reviews: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Item code → (verdict, reason) of the newest review."""
    exempt: set[str] = field(default_factory=set)


def standing_of(session: Session, agency_id: int, fiscal_year: int) -> Standing:
    found = _standings(session, fiscal_year, agency_id).get(agency_id, Standing())
    found.ticked = ticked_steps(session, agency_id, fiscal_year)
    return found


def all_standings(session: Session, fiscal_year: int) -> dict[int, Standing]:
    """Every agency that has any row, by agency id, in four queries whatever their number."""
    found = _standings(session, fiscal_year, None)
    for agency_id, steps in ticked_by_agency(session, fiscal_year).items():
        found.setdefault(agency_id, Standing()).ticked = steps
    return found


def _standings(session: Session, fiscal_year: int, agency_id: int | None) -> dict[int, Standing]:
    found: dict[int, Standing] = {}
    links = select(Evidence.agency_id, Evidence.code, Evidence.verdict).where(
        Evidence.fiscal_year == fiscal_year,
        col(Evidence.removed_at).is_(None),
        col(Evidence.draft).is_(False),
    )
    reviews = (
        select(ItemReview.agency_id, ItemReview.code, ItemReview.verdict, ItemReview.reason)
        .where(ItemReview.fiscal_year == fiscal_year)
        .order_by(col(ItemReview.id))
    )
    scopes = select(ItemScope.agency_id, ItemScope.code).where(ItemScope.fiscal_year == fiscal_year)
    if agency_id is not None:
        links = links.where(Evidence.agency_id == agency_id)
        reviews = reviews.where(ItemReview.agency_id == agency_id)
        scopes = scopes.where(ItemScope.agency_id == agency_id)
    for owner, code, verdict in session.exec(links):
        found.setdefault(owner, Standing()).verdicts[code].append(verdict)
    for owner, code, verdict, reason in session.exec(reviews):
        found.setdefault(owner, Standing()).reviews[code] = (verdict, reason)
    for owner, code in session.exec(scopes):
        found.setdefault(owner, Standing()).exempt.add(code)
    return found
