"""The people: coordinators of an agency (main, deputies) and the province office's admins.

A person who leaves or asks to be forgotten keeps a row without LINE id and name, so that the
history of ticks stays whole.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, func
from sqlmodel import Field, Session, SQLModel, col, select

from models.agency import lock_agency
from models.audit import forget_person


class Coordinator(SQLModel, table=True):
    __table_args__ = (
        CheckConstraint("role IN ('main', 'deputy', 'admin')", name="ck_coordinator_role"),
    )

    id: int | None = Field(default=None, primary_key=True)
    line_user_id: str | None = Field(default=None, unique=True)
    agency_id: int = Field(foreign_key="agency.id", index=True)
    role: str
    name: str = ""
    """As the office entered it or as LINE's profile says; may be empty."""
    phone: str = ""
    joined_at: datetime
    noticed_at: datetime | None = None
    """When the privacy notice was shown."""
    seen_at: datetime | None = None
    """Last message or tap."""
    muted_until: datetime | None = None
    muted: bool = False
    """Muted until resumed."""
    unreachable_at: datetime | None = None
    """Unfollowed, or LINE refused to deliver."""
    left_at: datetime | None = None

    @property
    def is_admin(self) -> bool:
        return self.role == "admin"


def coordinator_of(session: Session, line_user_id: str) -> Coordinator | None:
    """The active member with this LINE account."""
    return session.exec(
        select(Coordinator).where(
            Coordinator.line_user_id == line_user_id, col(Coordinator.left_at).is_(None)
        )
    ).first()


def members(session: Session, agency_id: int) -> list[Coordinator]:
    """Active people of an agency, main first, then by time of joining."""
    rows = session.exec(
        select(Coordinator)
        .where(Coordinator.agency_id == agency_id, col(Coordinator.left_at).is_(None))
        .order_by(col(Coordinator.joined_at), col(Coordinator.id))
    ).all()
    return sorted(rows, key=lambda person: person.role != "main")


def main_of(session: Session, agency_id: int) -> Coordinator | None:
    return next((p for p in members(session, agency_id) if p.role == "main"), None)


def admins(session: Session) -> list[Coordinator]:
    return list(
        session.exec(
            select(Coordinator).where(
                Coordinator.role == "admin", col(Coordinator.left_at).is_(None)
            )
        ).all()
    )


def last_seen(session: Session) -> dict[int, datetime | None]:
    """Agency id → the newest message or tap of its people; agencies without people are missing."""
    rows = session.exec(
        select(Coordinator.agency_id, func.max(col(Coordinator.seen_at)))
        .where(col(Coordinator.left_at).is_(None))
        .group_by(col(Coordinator.agency_id))
    ).all()
    return dict(rows)


def join(
    session: Session, line_user_id: str, agency_id: int, *, admin: bool, now: datetime
) -> Coordinator:
    """Bind an account to an agency; the first to join is its main coordinator."""
    lock_agency(session, agency_id)
    role = "admin" if admin else ("deputy" if main_of(session, agency_id) else "main")
    person = Coordinator(
        line_user_id=line_user_id,
        agency_id=agency_id,
        role=role,
        joined_at=now,
        noticed_at=now,
        seen_at=now,
    )
    session.add(person)
    session.flush()
    return person


def leave(session: Session, person: Coordinator, now: datetime) -> None:
    """Make the person a stranger; the longest-joined deputy becomes main."""
    was_main, agency_id = person.role == "main", person.agency_id
    person.left_at, person.line_user_id, person.name, person.phone = now, None, "", ""
    person.role = "deputy" if was_main else person.role
    session.add(person)
    session.flush()
    forget_person(session, person.id or 0)
    if was_main:
        promote_deputy(session, agency_id)


def promote_deputy(session: Session, agency_id: int) -> Coordinator | None:
    """Give an agency without a main coordinator its longest-joined deputy, if there is one."""
    people = members(session, agency_id)
    if any(p.role == "main" for p in people) or not people:
        return None
    heir = next((p for p in people if p.role == "deputy"), None)
    if heir is not None:
        heir.role = "main"
        session.add(heir)
        session.flush()
    return heir
