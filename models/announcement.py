"""Announcements of the office: who gets them, and what became of each message."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from models.agency import Agency, assessed_agencies
from models.coordinator import Coordinator, members
from models.nudge import Nudge, waiting_notices
from models.office import Announcement
from models.outbox import OutboxMessage


def draft(
    session: Session, text: str, agency_codes: Collection[str] | None, by: int | None, now: datetime
) -> Announcement:
    """`agency_codes` None: everybody. Nothing is sent before it is confirmed."""
    audience = {"all": True} if agency_codes is None else {"agencies": sorted(agency_codes)}
    row = Announcement(text=text, audience=json.dumps(audience), created_by=by, created_at=now)
    session.add(row)
    session.flush()
    return row


def confirm(session: Session, announcement_id: int, now: datetime) -> Announcement | None:
    """Confirming twice is confirming once."""
    row = session.get(Announcement, announcement_id)
    if row is not None:
        row.confirmed_at = row.confirmed_at or now
        session.add(row)
        session.flush()
    return row


def confirmed_since(session: Session, since: datetime) -> list[Announcement]:
    return list(
        session.exec(
            select(Announcement)
            .where(col(Announcement.confirmed_at) >= since)
            .order_by(col(Announcement.id))
        ).all()
    )


def newest(session: Session) -> Announcement | None:
    return session.exec(
        select(Announcement)
        .where(col(Announcement.confirmed_at).is_not(None))
        .order_by(col(Announcement.id).desc())
    ).first()


def agencies_of(session: Session, row: Announcement) -> list[Agency]:
    audience = json.loads(row.audience)
    everybody = assessed_agencies(session)
    if audience.get("all"):
        return everybody
    wanted = {str(code).lower() for code in audience.get("agencies", [])}
    return [agency for agency in everybody if agency.code.lower() in wanted]


def reader_of(session: Session, agency_id: int) -> Coordinator | None:
    """Who reads for an agency: the main coordinator, or a deputy who can be reached instead."""
    staff = [person for person in members(session, agency_id) if person.role != "admin"]
    return next((p for p in staff if p.unreachable_at is None and p.line_user_id), None)


@dataclass(slots=True)
class Reach:
    """Before sending: who would get a push, who sees it at the next reply, who cannot be had."""

    pushed: list[Agency] = field(default_factory=list)
    quiet: list[Agency] = field(default_factory=list)
    unreachable: list[Agency] = field(default_factory=list)


def reach(session: Session, agencies: Collection[Agency], now: datetime) -> Reach:
    found = Reach()
    for agency in agencies:
        reader = reader_of(session, agency.id or 0)
        if reader is None:
            found.unreachable.append(agency)
        elif reader.muted or (reader.muted_until is not None and reader.muted_until > now):
            found.quiet.append(agency)
        else:
            found.pushed.append(agency)
    return found


@dataclass(slots=True)
class Delivery:
    """Afterwards: agencies by what became of their message."""

    accepted: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    unreachable: list[str] = field(default_factory=list)
    tapped: list[str] = field(default_factory=list)
    """Those of `accepted` who wrote or tapped since, and those who saw it with a reply."""


def delivery(session: Session, row: Announcement) -> Delivery:
    """The log of one announcement, by agency label."""
    said = session.exec(
        select(Nudge, OutboxMessage)
        .join(OutboxMessage, col(OutboxMessage.id) == col(Nudge.outbox_id), isouter=True)
        .where(Nudge.occasion == f"announcement:{row.id}")
    ).all()
    by_agency: dict[int, list[tuple[Nudge, OutboxMessage | None]]] = {}
    for nudge, outgoing in said:
        by_agency.setdefault(nudge.agency_id, []).append((nudge, outgoing))
    log = Delivery()
    for agency in agencies_of(session, row):
        entries = by_agency.get(agency.id or 0, [])
        if not entries:
            missing = reader_of(session, agency.id or 0) is None
            (log.unreachable if missing else log.waiting).append(agency.label)
        for entry in entries:
            _sort_in(session, log, agency.label, *entry)
    return log


def _sort_in(
    session: Session, log: Delivery, label: str, nudge: Nudge, message: OutboxMessage | None
) -> None:
    """What LINE accepted stays accepted, whoever unfollowed afterwards."""
    person = session.get(Coordinator, nudge.coordinator_id)
    if message is not None and message.status == "accepted":
        log.accepted.append(label)
        sent_at = message.settled_at
        seen_at = person.seen_at if person is not None else None
        if sent_at is not None and seen_at is not None and seen_at > sent_at:
            log.tapped.append(label)
    elif person is None or person.left_at is not None:
        log.unreachable.append(label)
    elif nudge.status == "held" and not _still_to_show(session, nudge.coordinator_id):
        log.tapped.append(label)
    elif person.unreachable_at is not None:
        log.unreachable.append(label)
    elif nudge.status == "held":
        log.held.append(label)
    elif nudge.status in ("failed", "dropped"):
        log.failed.append(label)
    else:
        log.waiting.append(label)


def _still_to_show(session: Session, coordinator_id: int) -> bool:
    return any(row.kind == "announcement" for row in waiting_notices(session, coordinator_id))
