"""Sign-in to the web pages without a password: one-time links and sessions, both as hashes.

A link lives ten minutes and works once. A session belongs to a person, not to a role: who has left
has no session, and what the person may see is read from their row at every request.
"""

import secrets
from datetime import datetime, timedelta
from typing import Literal, cast

from sqlalchemy import CursorResult, delete, or_, update
from sqlmodel import Field, Session, SQLModel, col, select

from models.coordinator import Coordinator
from models.invite import hash_of

LINK_LIFETIME = timedelta(minutes=10)
SESSION_LIFETIME = timedelta(hours=12)
KEPT = timedelta(days=30)
"""How long ended sessions and spent links stay for the record."""

LinkState = Literal["live", "used", "expired", "unknown"]


class SignInLink(SQLModel, table=True):
    __tablename__ = "sign_in_link"

    token_hash: str = Field(primary_key=True)
    coordinator_id: int = Field(foreign_key="coordinator.id", index=True)
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class WebSession(SQLModel, table=True):
    __tablename__ = "web_session"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    coordinator_id: int = Field(foreign_key="coordinator.id", index=True)
    csrf: str
    user_agent: str = ""
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None


def issue_link(session: Session, coordinator_id: int, now: datetime) -> str:
    """A fresh token for one person; only its hash is kept."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignInLink(
            token_hash=hash_of(token),
            coordinator_id=coordinator_id,
            created_at=now,
            expires_at=now + LINK_LIFETIME,
        )
    )
    session.flush()
    return token


def link_state(session: Session, token: str, now: datetime) -> LinkState:
    """What a link is worth, without spending it: opening a page must not use it up."""
    link = session.get(SignInLink, hash_of(token))
    if link is None:
        return "unknown"
    if link.used_at is not None:
        return "used"
    return "live" if now < link.expires_at else "expired"


def spend_link(session: Session, token: str, now: datetime) -> Coordinator | None:
    """The person a live link belongs to, once; of two requests at once only one succeeds."""
    spent = session.execute(
        update(SignInLink)
        .where(
            col(SignInLink.token_hash) == hash_of(token),
            col(SignInLink.used_at).is_(None),
            col(SignInLink.expires_at) > now,
        )
        .values(used_at=now)
    )
    if cast("CursorResult[object]", spent).rowcount != 1:
        return None
    link = session.get(SignInLink, hash_of(token))
    return None if link is None else _present(session, link.coordinator_id)


def _present(session: Session, coordinator_id: int) -> Coordinator | None:
    person = session.get(Coordinator, coordinator_id)
    return person if person is not None and person.left_at is None else None


def open_session(
    session: Session, coordinator_id: int, user_agent: str, now: datetime
) -> tuple[str, WebSession]:
    """A cookie's token and its row."""
    token = secrets.token_urlsafe(32)
    row = WebSession(
        token_hash=hash_of(token),
        coordinator_id=coordinator_id,
        csrf=secrets.token_urlsafe(24),
        user_agent=user_agent[:200],
        created_at=now,
        seen_at=now,
        expires_at=now + SESSION_LIFETIME,
    )
    session.add(row)
    session.flush()
    return token, row


def signed_in(session: Session, token: str, now: datetime) -> tuple[WebSession, Coordinator] | None:
    """The live session of a cookie and its person; None for anything else."""
    row = session.exec(
        select(WebSession).where(
            WebSession.token_hash == hash_of(token),
            col(WebSession.ended_at).is_(None),
            col(WebSession.expires_at) > now,
        )
    ).first()
    person = None if row is None else _present(session, row.coordinator_id)
    return None if row is None or person is None else (row, person)


def live_sessions(session: Session, coordinator_id: int, now: datetime) -> list[WebSession]:
    """Where a person is signed in, newest first."""
    return list(
        session.exec(
            select(WebSession)
            .where(
                WebSession.coordinator_id == coordinator_id,
                col(WebSession.ended_at).is_(None),
                col(WebSession.expires_at) > now,
            )
            .order_by(col(WebSession.id).desc())
        ).all()
    )


def end_session(session: Session, session_id: int, coordinator_id: int, now: datetime) -> bool:
    """End one session of this person; False when it is not theirs or already over."""
    row = session.get(WebSession, session_id)
    if row is None or row.coordinator_id != coordinator_id or row.ended_at is not None:
        return False
    row.ended_at = now
    session.add(row)
    return True


def end_access(session: Session, coordinator_id: int, now: datetime) -> None:
    """All sessions over and all links spent: what a hand-over or a departure needs."""
    session.execute(
        update(WebSession)
        .where(col(WebSession.coordinator_id) == coordinator_id, col(WebSession.ended_at).is_(None))
        .values(ended_at=now)
    )
    session.execute(
        update(SignInLink)
        .where(col(SignInLink.coordinator_id) == coordinator_id, col(SignInLink.used_at).is_(None))
        .values(used_at=now)
    )


def forget_old_access(session: Session, now: datetime) -> None:
    """Delete what has been over for a month."""
    session.execute(delete(SignInLink).where(col(SignInLink.expires_at) < now - KEPT))
    session.execute(
        delete(WebSession).where(
            or_(col(WebSession.expires_at) < now - KEPT, col(WebSession.ended_at) < now - KEPT)
        )
    )
