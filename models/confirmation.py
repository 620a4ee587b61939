"""Which numbers of other years the office confirmed."""

from datetime import datetime

from sqlmodel import Session, select

from models.office import CrosswalkConfirmation


def confirmed_codes(session: Session) -> frozenset[str]:
    return frozenset(session.exec(select(CrosswalkConfirmation.code)).all())


def confirm_code(session: Session, code: str, by: int | None, now: datetime) -> bool:
    """False when it was confirmed before."""
    if session.get(CrosswalkConfirmation, code) is not None:
        return False
    session.add(CrosswalkConfirmation(code=code, by=by, at=now))
    session.flush()
    return True


def withdraw_code(session: Session, code: str) -> bool:
    row = session.get(CrosswalkConfirmation, code)
    if row is not None:
        session.delete(row)
        session.flush()
    return row is not None
