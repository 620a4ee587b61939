"""Plain words after a question of the bot's: yes or no to deleting one's data and to moving."""

import re

from handlers.intents import ConfirmMove, Intent, Privacy
from handlers.outcome import Turn

_TAIL = r"(?:เลย|แล้ว|ก่อน|ดีกว่า|นะ|ครับ|ค่ะ|คะ|ค่า|จ้า|จ้ะ|[\s.!])*"
_YES = re.compile(rf"(?:ใช่|ยืนยัน|ตกลง|yes){_TAIL}")
_NO = re.compile(rf"(?:ไม่(?:ใช่|เอา|ต้อง|ตกลง)?|ยกเลิก|เปลี่ยนใจ|ไว้|no){_TAIL}")


def plain_answer(turn: Turn) -> Intent | None:
    """What a bare yes or no means after the question just asked; None when it answers nothing."""
    words = turn.text.strip().lower()
    yes, no = _YES.fullmatch(words) is not None, _NO.fullmatch(words) is not None
    if not yes and not no:
        return None
    match (turn.expecting or {}).get("kind"):
        case "delete_data":
            return Privacy("confirm_delete" if yes else "keep")
        case "move":
            return ConfirmMove(yes=yes)
        case _:
            return None
