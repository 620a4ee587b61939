"""One square of the matrix: what it stands for, in a symbol, a word and a class.

The colour never says anything that the symbol does not.
"""

from dataclasses import dataclass
from typing import Final

from handlers.checklist import ItemState


@dataclass(frozen=True, slots=True)
class Mark:
    """How a state looks."""

    name: str
    symbol: str
    words: str


ACCEPTED: Final = Mark("accepted", "✓", "จังหวัดรับแล้ว")
READY: Final = Mark("ready", "●", "เสร็จ รอจังหวัดตรวจ")
CLAIMED: Final = Mark("claimed", "◐", "อ้างว่าเสร็จ ยังไม่มีลิงก์ที่เปิดได้")
PART: Final = Mark("part", "◔", "ทำบางส่วน")
EMPTY: Final = Mark("empty", "○", "ยังไม่เริ่ม")
DEAD: Final = Mark("dead", "✕", "ลิงก์เปิดไม่ได้")
RETURNED: Final = Mark("returned", "↩", "ส่งคืนให้แก้")
EXEMPT: Final = Mark("exempt", "–", "ไม่ใช้กับหน่วยงานนี้")

LEGEND: Final = (ACCEPTED, READY, CLAIMED, PART, EMPTY, DEAD, RETURNED, EXEMPT)


def mark_of(state: ItemState) -> Mark:
    if not state.applies:
        return EXEMPT
    if state.link_state == "dead":
        return DEAD
    if state.review != "none":
        return RETURNED if state.review == "returned" else ACCEPTED
    if state.colour == "green":
        return READY
    if state.claimed:
        return CLAIMED
    return PART if state.colour == "amber" else EMPTY
