"""What happened to one item of one agency, newest first: ticks, links, verdicts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.evidence import Evidence, ItemReview
from models.review import ItemOf
from models.task import TaskChange

SHOWN = 30
_VERDICTS = {"accepted": ("✓", "จังหวัดรับแล้ว"), "returned": ("↩", "จังหวัดส่งคืน"),
             "none": ("–", "ยกเลิกผลตรวจ")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the history; `link` is the link whose checks can be looked up."""

    at: datetime
    symbol: str
    words: str
    by: int | None
    link: int | None = None
    named: bool = True
    """False where nobody was written down, which does not mean the program did it."""


def item_history(session: Session, item: ItemOf, part: str) -> list[Deed]:
    """`part` is what one step is called."""
    deeds = [*_ticks(session, item, part), *_links(session, item), *_verdicts(session, item)]
    return sorted(deeds, key=lambda deed: deed.at, reverse=True)[:SHOWN]


def _ticks(session: Session, item: ItemOf, part: str) -> Iterator[Deed]:
    rows = session.exec(
        select(TaskChange)
        .where(
            TaskChange.agency_id == item.agency_id,
            TaskChange.fiscal_year == item.fiscal_year,
            TaskChange.code == item.code,
        )
        .order_by(col(TaskChange.id).desc())
        .limit(SHOWN)
    ).all()
    for row in rows:
        words = "เสร็จแล้ว" if row.done else "ยังไม่เสร็จ"
        yield Deed(row.at, "☑" if row.done else "☐", f"{part} {row.step} {words}", row.by)


def _links(session: Session, item: ItemOf) -> Iterator[Deed]:
    rows = session.exec(
        select(Evidence)
        .where(
            Evidence.agency_id == item.agency_id,
            Evidence.fiscal_year == item.fiscal_year,
            Evidence.code == item.code,
            col(Evidence.draft).is_(False),
        )
        .order_by(col(Evidence.id).desc())
        .limit(SHOWN)
    ).all()
    for row in rows:
        yield Deed(row.added_at, "＋", f"เพิ่มลิงก์ {row.url}", row.added_by, row.id)
        if row.removed_at is not None:
            words = f"นำลิงก์ออก {row.url}"
            yield Deed(row.removed_at, "－", words, None, row.id, named=False)


def _verdicts(session: Session, item: ItemOf) -> Iterator[Deed]:
    rows = session.exec(
        select(ItemReview)
        .where(
            ItemReview.agency_id == item.agency_id,
            ItemReview.fiscal_year == item.fiscal_year,
            ItemReview.code == item.code,
        )
        .order_by(col(ItemReview.id).desc())
        .limit(SHOWN)
    ).all()
    for row in rows:
        symbol, words = _VERDICTS[row.verdict]
        reason = f": {row.reason}" if row.reason else ""
        yield Deed(row.at, symbol, words + reason, row.by)
        if row.answered_at is not None:
            yield Deed(row.answered_at, "✎", "ผู้ประสานงานแจ้งว่าแก้แล้ว", None, named=False)
