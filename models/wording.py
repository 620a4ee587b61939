"""The office's own words: notes beside items, canned reasons, settings, and which items apply."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, select

from models.office import ItemScope, Note, ReturnReason, Setting

REASONS_KEY = "reasons.given"


def set_setting(session: Session, key: str, value: str, now: datetime) -> str:
    """Returns the value before."""
    row = session.get(Setting, key)
    before = "" if row is None else row.value
    session.merge(Setting(key=key, value=value, updated_at=now))
    return before


def setting(session: Session, key: str) -> str:
    row = session.get(Setting, key)
    return "" if row is None else row.value


def notes(session: Session) -> dict[str, Note]:
    return {row.code: row for row in session.exec(select(Note)).all()}


def set_note(session: Session, code: str, words: str, by: int | None, now: datetime) -> str:
    """Empty words take the note away; returns what it said before."""
    row = session.exec(select(Note).where(Note.code == code)).first()
    before = "" if row is None else row.text
    if not words:
        if row is not None:
            session.delete(row)
        return before
    row = row or Note(code=code, text=words, updated_at=now)
    row.text, row.by, row.updated_at = words, by, now
    session.add(row)
    return before


def add_reason(session: Session, words: str, remedy: str) -> ReturnReason:
    row = ReturnReason(text=words, remedy=remedy)
    session.add(row)
    session.flush()
    return row


def give_reasons(session: Session, reasons: Collection[tuple[str, str]], now: datetime) -> bool:
    """The usual reasons, once in a database's life: what the office takes away stays away."""
    if session.get(Setting, REASONS_KEY) is not None:
        return False
    set_setting(session, REASONS_KEY, str(len(reasons)), now)
    if session.exec(select(ReturnReason)).first() is not None:
        return False
    for words, remedy in reasons:
        add_reason(session, words, remedy)
    return True


def retire_reason(session: Session, number: int) -> ReturnReason | None:
    """Taken from the list; reviews that used it keep its words."""
    row = session.get(ReturnReason, number)
    if row is None or not row.active:
        return None
    row.active = False
    session.add(row)
    return row


def exempt_codes(session: Session, agency_id: int, fiscal_year: int) -> set[str]:
    return set(
        session.exec(
            select(ItemScope.code).where(
                ItemScope.agency_id == agency_id, ItemScope.fiscal_year == fiscal_year
            )
        ).all()
    )


def set_exempt(
    session: Session, agency_id: int, fiscal_year: int, codes: Collection[str]
) -> set[str]:
    """Bring the items that do not apply to a state; returns those that were exempt before."""
    rows = session.exec(
        select(ItemScope).where(
            ItemScope.agency_id == agency_id,
            ItemScope.fiscal_year == fiscal_year,
        )
    ).all()
    before = {row.code for row in rows}
    for row in rows:
        if row.code not in codes:
            session.delete(row)
    for code in sorted(set(codes) - before):
        session.add(ItemScope(agency_id=agency_id, fiscal_year=fiscal_year, code=code))
    session.flush()
    return before
