"""From rows to checklists: the one place where an agency's state is read and put together."""

from typing import cast

from sqlmodel import Session

from content.catalog import Catalog
from handlers.checklist import Checklist, ReviewState, checklist_of, link_state
from models.standing import Standing, all_standings, standing_of


def agency_checklist(
    session: Session, catalog: Catalog, agency_id: int, fiscal_year: int
) -> Checklist:
    return _checklist(catalog, fiscal_year, standing_of(session, agency_id, fiscal_year))


def all_checklists(session: Session, catalog: Catalog, fiscal_year: int) -> dict[int, Checklist]:
    """By agency id; agencies without any row are missing, `empty_checklist` stands for them."""
    return {
        agency_id: _checklist(catalog, fiscal_year, standing)
        for agency_id, standing in all_standings(session, fiscal_year).items()
    }


def empty_checklist(catalog: Catalog, fiscal_year: int) -> Checklist:
    return _checklist(catalog, fiscal_year, Standing())


def _checklist(catalog: Catalog, fiscal_year: int, standing: Standing) -> Checklist:
    return checklist_of(
        catalog,
        fiscal_year,
        standing.ticked,
        links={code: (len(v), link_state(v)) for code, v in standing.verdicts.items()},
        reviews={
            code: (cast("ReviewState", verdict), reason)
            for code, (verdict, reason) in standing.reviews.items()
        },
        exempt=frozenset(standing.exempt),
    )
