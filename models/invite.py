"""One-time invite codes, stored as hashes, and the wrong tries that slow a guesser down."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Field, Session, SQLModel, col, select

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH = 8
LIFETIME = timedelta(days=30)
WRONG_TRIES = 5
WINDOW = timedelta(hours=1)
# The n of an escaped line break may stand before it.
_PRINTED = re.compile(rf"(?<![A-Z0-9-])[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}(?![A-Za-z0-9-])")


class Invite(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    code_hash: str = Field(unique=True)
    agency_id: int = Field(foreign_key="agency.id", index=True)
    admin: bool = False
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    used_by: int | None = None
    revoked_at: datetime | None = None


class WrongTry(SQLModel, table=True):
    """A text shaped like an invite code that was none; the account is kept as a hash."""

    __tablename__ = "wrong_try"

    id: int | None = Field(default=None, primary_key=True)
    account_hash: str = Field(index=True)
    tried_at: datetime


def hash_of(text: str) -> str:
    return hashlib.sha256(f"ita-bot:{text}".encode()).hexdigest()


def printed(code: str) -> str:
    """`ABCD2345` as people see it: `ABCD-2345`."""
    return f"{code[:4]}-{code[4:]}"


def issue(
    session: Session, agency_id: int, now: datetime, *, admin: bool = False
) -> tuple[str, Invite]:
    """A fresh code (8 characters, no dash) and its row; only its hash is kept."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    invite = Invite(
        code_hash=hash_of(code),
        agency_id=agency_id,
        admin=admin,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    session.add(invite)
    session.flush()
    return code, invite


def live_invites(session: Session, agency_id: int, now: datetime) -> list[Invite]:
    """Codes of an agency that could still be used, oldest first."""
    return list(
        session.exec(
            select(Invite)
            .where(
                Invite.agency_id == agency_id,
                col(Invite.used_at).is_(None),
                col(Invite.revoked_at).is_(None),
                col(Invite.expires_at) > now,
            )
            .order_by(col(Invite.id))
        ).all()
    )


def without_codes(text: str) -> str:
    """The text with every printed code made unreadable: only its hash is kept."""
    return _PRINTED.sub("XXXX-XXXX", text)


def find_invite(session: Session, code: str) -> Invite | None:
    """Held until the end of the transaction, so that two people cannot use one code at once."""
    return session.exec(
        select(Invite).where(Invite.code_hash == hash_of(code)).with_for_update()
    ).first()


def note_wrong_try(session: Session, line_user_id: str, now: datetime) -> None:
    session.add(WrongTry(account_hash=hash_of(line_user_id), tried_at=now))
    session.flush()


def is_paused(session: Session, line_user_id: str, now: datetime) -> bool:
    """Five wrong tries in an hour: even a right code has to wait."""
    tries = session.exec(
        select(func.count())
        .select_from(WrongTry)
        .where(
            WrongTry.account_hash == hash_of(line_user_id), col(WrongTry.tried_at) > now - WINDOW
        )
    ).one()
    return tries >= WRONG_TRIES
