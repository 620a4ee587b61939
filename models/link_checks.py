"""Visits of the link doctor: what is due, what was found, and since when a link is down.

A link that was asked about has `asked_at` later than `checked_at`; that is the whole queue, so
nothing is lost by a restart, and two processes checking the same link record it once.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, update
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from models.evidence_rows import Evidence, EvidenceCheck

OPEN = ("opens", "warning")


@dataclass(frozen=True, slots=True)
class Check:
    """What one visit found; `findings` is a JSON list of names, worst first."""

    verdict: str
    findings: str
    status: int | None = None
    final_url: str = ""
    title: str = ""
    text_hash: str = ""
    excerpt: str = ""
    etag: str = ""
    last_modified: str = ""


def record_check(
    session: Session, row: Evidence, check: Check, now: datetime, *, told: bool = False
) -> None:
    """Keep a visit; `told` when the owner reads the result in the same breath."""
    row.verdict, row.findings, row.checked_at = check.verdict, check.findings, now
    row.final_url, row.title = check.final_url, check.title
    row.etag, row.last_modified = check.etag, check.last_modified
    if check.verdict == "dead":
        row.down_since = row.down_since or now
    elif check.verdict in OPEN:
        row.down_since = None
    if told:
        mark_told(row)
    assert row.id is not None  # noqa: S101 – links are stored before they are checked
    session.add(row)
    session.add(
        EvidenceCheck(
            evidence_id=row.id,
            at=now,
            verdict=check.verdict,
            findings=check.findings,
            status=check.status,
            final_url=check.final_url,
            title=check.title,
            text_hash=check.text_hash,
            excerpt=check.excerpt,
        )
    )


def record_unchanged(session: Session, row: Evidence, status: int, now: datetime) -> None:
    """The server said that the page is as it was: the last visit's proof stands."""
    last = last_checks(session, [row.id or 0]).get(row.id or 0)
    same = Check(
        verdict=row.verdict,
        findings=row.findings,
        status=status,
        final_url=row.final_url,
        title=row.title,
        text_hash=last.text_hash if last else "",
        excerpt=last.excerpt if last else "",
        etag=row.etag,
        last_modified=row.last_modified,
    )
    record_check(session, row, same, now)


def mark_told(row: Evidence) -> None:
    """The owner knows how the link stands."""
    row.told_verdict = row.verdict
    if row.verdict == "dead":
        row.down_told_at = row.down_told_at or row.down_since
    elif row.verdict in OPEN:
        row.down_told_at = None


def ask_for_check(rows: Collection[Evidence], now: datetime) -> None:
    for row in rows:
        row.asked_at = now


def asked(session: Session, limit: int) -> list[Evidence]:
    """Links whose owner waits for a result, longest waiting first."""
    return list(
        session.exec(
            select(Evidence)
            .where(
                col(Evidence.removed_at).is_(None),
                col(Evidence.asked_at).is_not(None),
                or_(
                    col(Evidence.checked_at).is_(None),
                    col(Evidence.asked_at) > col(Evidence.checked_at),
                ),
            )
            .order_by(col(Evidence.asked_at), col(Evidence.id))
            .limit(limit)
        ).all()
    )


def still_asked(session: Session, evidence_id: int, asked_at: datetime) -> Evidence | None:
    """The row, locked, if nobody has answered this question meanwhile."""
    row = session.exec(select(Evidence).where(Evidence.id == evidence_id).with_for_update()).first()
    if row is None or row.removed_at is not None or row.asked_at != asked_at:
        return None
    return None if row.checked_at is not None and row.checked_at >= asked_at else row


def waits_for_more(session: Session, row: Evidence) -> bool:
    """Whether other links that came with this one are still being checked."""
    if row.asked_at is None:
        return False
    others = select(func.count()).where(
        Evidence.agency_id == row.agency_id,
        Evidence.added_by == row.added_by,
        Evidence.id != row.id,
        Evidence.draft == row.draft,
        Evidence.asked_at == row.asked_at,
        col(Evidence.removed_at).is_(None),
        or_(
            col(Evidence.checked_at).is_(None),
            col(Evidence.asked_at) > col(Evidence.checked_at),
        ),
    )
    return session.exec(others).one() > 0


def answered_late(session: Session, row: Evidence) -> list[Evidence]:
    """Links that came with this one and whose result was not in the reply to them."""
    return list(
        session.exec(
            select(Evidence)
            .where(
                Evidence.agency_id == row.agency_id,
                Evidence.added_by == row.added_by,
                Evidence.asked_at == row.asked_at,
                col(Evidence.removed_at).is_(None),
                col(Evidence.draft).is_(False),
                col(Evidence.checked_at) > col(Evidence.asked_at),
            )
            .order_by(col(Evidence.id))
        ).all()
    )


def due_for_recheck(
    session: Session, fiscal_year: int, before: datetime, limit: int | None = None
) -> list[Evidence]:
    """Links of the open cycle not looked at since `before`: unhealthy first, then the oldest."""
    healthy = col(Evidence.verdict).in_(OPEN)
    query = (
        select(Evidence)
        .where(
            Evidence.fiscal_year == fiscal_year,
            col(Evidence.removed_at).is_(None),
            or_(col(Evidence.checked_at).is_(None), col(Evidence.checked_at) < before),
        )
        .order_by(healthy, col(Evidence.checked_at).asc(), col(Evidence.id))
    )
    return list(session.exec(query if limit is None else query.limit(limit)).all())


def went_down(session: Session, fiscal_year: int) -> list[Evidence]:
    """Dead links whose owner has not been told."""
    return list(
        session.exec(
            _standing(fiscal_year).where(
                Evidence.verdict == "dead",
                col(Evidence.down_told_at).is_(None),
                col(Evidence.down_since).is_not(None),
            )
        ).all()
    )


def came_back(session: Session, fiscal_year: int) -> list[Evidence]:
    """Links that open again and whose owner last heard that they were dead."""
    return list(
        session.exec(
            _standing(fiscal_year).where(
                col(Evidence.verdict).in_(OPEN), col(Evidence.down_told_at).is_not(None)
            )
        ).all()
    )


def claim_tell(session: Session, row: Evidence, now: datetime, *, down: bool) -> bool:
    """True for the one process that may tell this change."""
    unset = col(Evidence.down_told_at).is_(None)
    done = session.execute(
        update(Evidence)
        .where(col(Evidence.id) == row.id, unset if down else ~unset)
        .values(down_told_at=now if down else None, told_verdict=row.verdict)
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount) == 1  # type: ignore[attr-defined]


def last_checks(session: Session, ids: Sequence[int]) -> dict[int, EvidenceCheck]:
    """The newest visit of each of these links."""
    if not ids:
        return {}
    newest = (
        select(func.max(EvidenceCheck.id))
        .where(col(EvidenceCheck.evidence_id).in_(ids))
        .group_by(col(EvidenceCheck.evidence_id))
    )
    rows = session.exec(select(EvidenceCheck).where(col(EvidenceCheck.id).in_(newest))).all()
    return {row.evidence_id: row for row in rows}


def history(session: Session, evidence_id: int) -> list[EvidenceCheck]:
    """Every visit, newest first: the proof of what was online, and when."""
    return list(
        session.exec(
            select(EvidenceCheck)
            .where(EvidenceCheck.evidence_id == evidence_id)
            .order_by(col(EvidenceCheck.id).desc())
        ).all()
    )


def _standing(fiscal_year: int) -> SelectOfScalar[Evidence]:
    return (
        select(Evidence)
        .where(
            Evidence.fiscal_year == fiscal_year,
            col(Evidence.removed_at).is_(None),
            col(Evidence.draft).is_(False),
        )
        .order_by(col(Evidence.agency_id), col(Evidence.id))
    )
