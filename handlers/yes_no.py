"""Plain words after a question of the bot's: yes or no to deleting one's data, to moving, to what
is offered as buttons."""

import re
from collections.abc import Sequence

from handlers.choose import ASKED
from handlers.intents import (
    Choose,
    ConfirmMove,
    Intent,
    NoneOfThese,
    Privacy,
    Tick,
    TickAll,
    Untick,
)
from handlers.outcome import Turn
from handlers.postback import decode
from handlers.understanding.thai import normalise, without_particles

_TAIL = r"(?:เลย|แล้ว|ก่อน|ดีกว่า|นะ|ครับ|ค่ะ|คะ|ค่า|จ้า|จ้ะ|[\s.!])*"
_YES = re.compile(rf"(?:ใช่|ยืนยัน|ตกลง|yes){_TAIL}")
_DONE = re.compile(
    rf"(?:(?:ใช่|ยืนยัน|ตกลง|yes){_TAIL})?(?:เสร็จ|ครบ|เรียบร้อย)(?:หมด|ครบ|เรียบร้อย|สิ้น)*{_TAIL}"
)
_NOT_DONE = re.compile(rf"(?:ใช่{_TAIL})?ยัง(?:ไม่(?:เสร็จ|ครบ|เรียบร้อย)?)?{_TAIL}")
_NO = re.compile(rf"(?:ไม่(?:ใช่|เอา|ต้อง|ตกลง)?|ยกเลิก|เปลี่ยนใจ|ไว้|no){_TAIL}")


_NOT_THIS = re.compile(
    rf"(?:ไม่(?:ใช่|ช่าย)(?:ทั้งหมด|ทั้งคู่|อัน|ข้อ|สัก|แบบ|เรื่อง|นี้|\s?ๆ)*|ผิด(?:ข้อ|เรื่อง|อัน)|คนละ(?:ข้อ|เรื่อง)){_TAIL}"
)


def denies(text: str) -> bool:
    """A bare "ไม่ใช่" or "ไม่ใช่ทั้งหมดนี้", which says that the message before was read wrong."""
    return _NOT_THIS.fullmatch(without_particles(normalise(text)).strip()) is not None


def plain_answer(turn: Turn) -> Intent | None:
    """What a bare yes or no means after the question just asked; None when it answers nothing."""
    kind = (turn.expecting or {}).get("kind")
    if kind == ASKED:
        return NoneOfThese() if denies(turn.text) else _of_those(turn)
    words = turn.text.strip().lower()
    yes, no = _YES.fullmatch(words) is not None, _NO.fullmatch(words) is not None
    if not yes and not no:
        return None
    match kind:
        case "delete_data":
            return Privacy("confirm_delete" if yes else "keep")
        case "move":
            return ConfirmMove(yes=yes)
        case _:
            return None


def _of_those(turn: Turn) -> Intent | None:
    """Which of the buttons just offered is said in plain words; the question again if several are.

    Without this a bare "ใช่ เสร็จแล้ว" would be read beside the card before the question.
    """
    offered = [decode(str(data)) for data in (turn.expecting or {}).get("options", ())]
    words = turn.text.strip().lower()
    if not offered or turn.quoted is not None:
        return None
    done = [option for option in offered if isinstance(option, Tick | TickAll)]
    left = [option for option in offered if isinstance(option, Untick)]
    meant: Sequence[Intent]
    if _YES.fullmatch(words):
        sole = len(offered) == 1 or (not left and done == offered[:1])
        meant = offered[:1] if sole else []
    elif _DONE.fullmatch(words):
        meant = done
    elif _NOT_DONE.fullmatch(words):
        meant = left
    else:
        return None
    return meant[0] if len(meant) == 1 else Choose(tuple(offered))
