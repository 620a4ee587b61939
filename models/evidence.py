"""Links of an agency as evidence: adding, removing, last year's drafts, and who is to be told.

Removing a link keeps its row. Whatever changes the links of an item takes back the office's
acceptance of it, and counts as an answer to its return.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.agency import Agency
from models.coordinator import Coordinator, members
from models.evidence_rows import REVIEWS, Evidence, EvidenceCheck, ItemReview
from models.nudge import Notice
from models.review import links_changed

__all__ = [
    "DOWN_NOTICE",
    "REVIEWS",
    "Evidence",
    "EvidenceCheck",
    "ItemReview",
    "NewLink",
    "add_link",
    "carry_over",
    "confirm_draft",
    "down_twice",
    "drafts_of",
    "links_of",
    "owner_of",
    "remove_link",
]

DOWN_NOTICE = "link_down"
"""Kind of the notice about links that stayed dead."""


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link to keep, already cleaned."""

    agency_id: int
    fiscal_year: int
    code: str
    url: str
    note: str = ""


def add_link(
    session: Session, link: NewLink, by: int | None, now: datetime
) -> tuple[Evidence, bool]:
    """Keep a link; False when the item has it already (a new note and a draft are taken over).

    The agency's row is locked where the engine can, so two colleagues pasting at once keep one.
    """
    session.exec(select(Agency.id).where(Agency.id == link.agency_id).with_for_update()).first()
    same = [row for row in _links(session, link, drafts=True) if row.url == link.url]
    if same:
        return _again(session, same[0], link, by, now), False
    row = Evidence(
        agency_id=link.agency_id,
        fiscal_year=link.fiscal_year,
        code=link.code,
        url=link.url,
        note=link.note,
        added_by=by,
        added_at=now,
        asked_at=now,
    )
    session.add(row)
    links_changed(session, row, now)
    session.flush()
    return row, True


def _again(
    session: Session, row: Evidence, link: NewLink, by: int | None, now: datetime
) -> Evidence:
    if row.draft:
        confirm_draft(session, row, by, now)
    row.note = link.note or row.note
    row.asked_at = now
    session.add(row)
    return row


def remove_link(session: Session, row: Evidence, now: datetime) -> None:
    row.removed_at = now
    session.add(row)
    if not row.draft:
        links_changed(session, row, now)
    session.flush()


def confirm_draft(session: Session, row: Evidence, by: int | None, now: datetime) -> None:
    """Make last year's link this year's evidence."""
    row.draft, row.added_by, row.added_at = False, by, now
    session.add(row)
    links_changed(session, row, now)
    session.flush()


def links_of(
    session: Session, agency_id: int, fiscal_year: int, code: str | None = None
) -> list[Evidence]:
    """The present links of an agency, or of one item of it, in the order they were added."""
    wanted = NewLink(agency_id, fiscal_year, code or "", "")
    return _links(session, wanted, drafts=False)


def drafts_of(session: Session, agency_id: int, fiscal_year: int) -> list[Evidence]:
    """Last year's links that nobody has confirmed or thrown away."""
    rows = _links(session, NewLink(agency_id, fiscal_year, "", ""), drafts=True)
    return [row for row in rows if row.draft]


def _links(session: Session, wanted: NewLink, *, drafts: bool) -> list[Evidence]:
    query = select(Evidence).where(
        Evidence.agency_id == wanted.agency_id,
        Evidence.fiscal_year == wanted.fiscal_year,
        col(Evidence.removed_at).is_(None),
    )
    if wanted.code:
        query = query.where(Evidence.code == wanted.code)
    if not drafts:
        query = query.where(col(Evidence.draft).is_(False))
    return list(session.exec(query.order_by(col(Evidence.id))).all())


def carry_over(session: Session, agency_id: int, fiscal_year: int, now: datetime) -> list[Evidence]:
    """Make drafts of the links that last year ended with; asked twice, it adds nothing.

    A link that this year has or had, also as a draft thrown away, is not brought back.
    """
    session.exec(select(Agency.id).where(Agency.id == agency_id).with_for_update()).first()
    known = set(
        session.exec(
            select(Evidence.code, Evidence.url).where(
                Evidence.agency_id == agency_id, Evidence.fiscal_year == fiscal_year
            )
        ).all()
    )
    for old in links_of(session, agency_id, fiscal_year - 1):
        if (old.code, old.url) in known:
            continue
        known.add((old.code, old.url))
        session.add(
            Evidence(
                agency_id=agency_id,
                fiscal_year=fiscal_year,
                code=old.code,
                url=old.url,
                note=old.note,
                draft=True,
                added_by=old.added_by,
                added_at=now,
                asked_at=now,
            )
        )
    session.flush()
    return drafts_of(session, agency_id, fiscal_year)


def owner_of(session: Session, row: Evidence) -> Coordinator | None:
    """Who is told about a link: whoever added it, or the agency's main coordinator since."""
    people = members(session, row.agency_id)
    added = next((person for person in people if person.id == row.added_by), None)
    return added or next((person for person in people if person.role != "admin"), None)


def down_twice(session: Session, fiscal_year: int) -> list[tuple[Evidence, int]]:
    """Links found dead on two nights, each with the owner who has not read the notice about it yet.

    For a push `link:{id}:{date of down_since}`: an outage is one occasion, however often asked.
    """
    unread = set(
        session.exec(
            select(Notice.coordinator_id).where(
                Notice.kind == DOWN_NOTICE, col(Notice.shown_at).is_(None)
            )
        ).all()
    )
    if not unread:
        return []
    rows = session.exec(
        select(Evidence)
        .where(
            Evidence.fiscal_year == fiscal_year,
            Evidence.verdict == "dead",
            col(Evidence.removed_at).is_(None),
            col(Evidence.draft).is_(False),
            col(Evidence.down_told_at) > col(Evidence.down_since),
        )
        .order_by(col(Evidence.agency_id), col(Evidence.id))
    ).all()
    owners = [(row, owner_of(session, row)) for row in rows]
    return [(row, who.id) for row, who in owners if who and who.id in unread]
