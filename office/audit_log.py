"""Who changed what, when, from and to: searchable, newest first, ticks included."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from fastapi.responses import Response
from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from handlers.fiscal_year import BANGKOK
from models.agency import Agency, agency_by_code, all_agencies
from models.audit import AuditEntry
from models.coordinator import Coordinator
from office.audit_words import ACTIONS, persons_in, shown, words_of
from office.dates import read_date
from office.frame import Page, Visit, Who

PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Search:
    """What the address asks for; dates are Bangkok days, both ends included."""

    words: str
    kind: str
    agency: str
    since: date | None
    until: date | None
    page: int


def search_of(query: Mapping[str, str]) -> Search:
    page = query.get("page", "1")
    kind = query.get("kind", "")
    return Search(
        words=query.get("q", "").strip()[:100],
        kind=kind if kind in ACTIONS else "",
        agency=query.get("agency", "").strip()[:64],
        since=read_date(query.get("from", "")[:20]),
        until=read_date(query.get("until", "")[:20]),
        page=int(page) if page.isdecimal() and 0 < len(page) < 6 and int(page) else 1,
    )


def entries(session: Session, wanted: Search) -> Sequence[AuditEntry]:
    """One page of the log and one entry more, if there is one."""
    rows = select(AuditEntry).order_by(col(AuditEntry.id).desc())
    if wanted.words:
        rows = rows.where(_holding(wanted.words))
    if wanted.kind:
        rows = rows.where(col(AuditEntry.action).startswith(wanted.kind + "."))
    if wanted.agency:
        chosen = agency_by_code(session, wanted.agency)
        rows = rows.where(AuditEntry.agency_id == (chosen.id if chosen else 0))
    if wanted.since is not None:
        rows = rows.where(col(AuditEntry.at) >= _midnight(wanted.since))
    if wanted.until is not None:
        rows = rows.where(col(AuditEntry.at) < _midnight(wanted.until) + timedelta(days=1))
    first = (wanted.page - 1) * PER_PAGE
    return session.exec(rows.offset(first).limit(PER_PAGE + 1)).all()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BANGKOK)


def _holding(words: str) -> ColumnElement[bool]:
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    pattern = f"%{escaped}%"
    named = select(Coordinator.id).where(col(Coordinator.name).ilike(pattern, escape="\\"))
    texts = (AuditEntry.subject, AuditEntry.before, AuditEntry.after)
    found = [col(field).ilike(pattern, escape="\\") for field in texts]
    return or_(*found, col(AuditEntry.by).in_(named))


def log(visit: Visit) -> Response:
    wanted = search_of(visit.query)
    found = entries(visit.session, wanted)
    agencies = all_agencies(visit.session)
    return visit.show(
        "audit.html",
        wanted=wanted,
        rows=found[:PER_PAGE],
        more=len(found) > PER_PAGE,
        tail=urlencode({k: v for k, v in visit.query.items() if k not in ("page", "done")}),
        actions=ACTIONS,
        words_of=words_of,
        shown=shown,
        agencies=agencies,
        agency_of={row.id: row for row in agencies},
        names=_names(visit.session, found, {row.id: row for row in agencies}),
    )


def _names(
    session: Session, rows: Sequence[AuditEntry], agencies: Mapping[int | None, Agency]
) -> dict[int, str]:
    wanted = {row.by for row in rows if row.by is not None}
    wanted |= {number for row in rows for number in persons_in(row)}
    people = session.exec(select(Coordinator).where(col(Coordinator.id).in_(wanted))).all()
    return {
        person.id: person.name or f"{agencies[person.agency_id].label} #{person.id}"
        for person in people
        if person.id is not None
    }


PAGES = (Page("GET", "/admin/audit", log, Who.ADMIN),)
