"""The office's verdict on an item: accepted, returned with a reason, or open again.

The newest row counts. A return is answered when the coordinator says so or changes the links.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.evidence_rows import Evidence, ItemReview
from models.office import ReturnReason

LINKS_CHANGED = "ลิงก์หลักฐานเปลี่ยนหลังจากที่รับรองแล้ว"
"""Why an acceptance was taken back; the office reads it."""


@dataclass(frozen=True, slots=True)
class ItemOf:
    """One item of one agency in one fiscal year."""

    agency_id: int
    fiscal_year: int
    code: str


def accept(session: Session, item: ItemOf, by: int | None, now: datetime) -> ItemReview:
    return _verdict(session, item, "accepted", "", by, now)


def return_item(
    session: Session, item: ItemOf, reason: str, by: int | None, now: datetime
) -> ItemReview:
    """Send an item back; the reason is what its owner reads."""
    return _verdict(session, item, "returned", reason, by, now)


def withdraw(
    session: Session, item: ItemOf, reason: str, by: int | None, now: datetime
) -> ItemReview:
    """Neither accepted nor returned any more."""
    return _verdict(session, item, "none", reason, by, now)


def verdict_words(review: ItemReview | None) -> str:
    """A verdict as the audit log keeps it."""
    if review is None or review.verdict == "none":
        return "ยังไม่ตรวจ"
    if review.verdict == "accepted":
        return "รับแล้ว"
    return f"ส่งคืน: {review.reason}"


def newest_review(session: Session, item: ItemOf) -> ItemReview | None:
    return session.exec(
        select(ItemReview)
        .where(
            ItemReview.agency_id == item.agency_id,
            ItemReview.fiscal_year == item.fiscal_year,
            ItemReview.code == item.code,
        )
        .order_by(col(ItemReview.id).desc())
    ).first()


def answer_return(session: Session, item: ItemOf, now: datetime) -> bool:
    """Note that a returned item was mended; False when there was nothing to answer."""
    review = newest_review(session, item)
    if review is None or review.verdict != "returned" or review.answered_at is not None:
        return False
    review.answered_at = now
    session.add(review)
    return True


def links_changed(session: Session, row: Evidence, now: datetime) -> None:
    """What the office accepted is no longer what is there; what it returned was worked on."""
    item = ItemOf(row.agency_id, row.fiscal_year, row.code)
    review = newest_review(session, item)
    if review is not None and review.verdict == "accepted":
        withdraw(session, item, LINKS_CHANGED, None, now)
    else:
        answer_return(session, item, now)


def canned_reasons(session: Session) -> list[ReturnReason]:
    return list(
        session.exec(
            select(ReturnReason)
            .where(col(ReturnReason.active).is_(True))
            .order_by(col(ReturnReason.id))
        ).all()
    )


def find_reason(session: Session, words: str) -> tuple[str, str]:
    """Reason and remedy of the canned reason with this number or text; else the words as given."""
    for row in canned_reasons(session):
        if words.strip() in (str(row.id), row.text):
            return row.text, row.remedy
    return words.strip(), ""


def _verdict(
    session: Session, item: ItemOf, verdict: str, reason: str, by: int | None, now: datetime
) -> ItemReview:
    row = ItemReview(
        agency_id=item.agency_id,
        fiscal_year=item.fiscal_year,
        code=item.code,
        verdict=verdict,
        reason=reason,
        by=by,
        at=now,
    )
    session.add(row)
    session.flush()
    return row
