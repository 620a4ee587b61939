""" "ทำข้อไหนก่อนดี" and "มีข้อที่ส่งคืนไหม": a few of the open items, and which, instead of all. Read from
the words, since the learned wish for both is "what is left".
"""

import re

from handlers.intents import Choose, Clarify, Intent, ShowProgress, ShowRemaining, Unrecognised
from handlers.outcome import Turn
from handlers.review_words import first_code
from handlers.understanding.thai import normalise, without_particles

LONGEST = 60
"""Letters; in a longer message something else is told as well."""
_FIRST = re.compile(
    r"(?:ทำ|เริ่ม|ยะ|เยียะ|เฮ็ด|จัดการ|เคลียร์)(?:ต้น|จาก|ที่)*(?:ข้อ|อัน|ตัว|เรื่อง|งาน)?(?:ไหน|ใด|หยัง|อะไร)(?:ก่อน|ต่อ|ดี)"
    r"|(?:ข้อ|อัน|เรื่อง|งาน)(?:ไหน|ใด)(?:ที่)?(?:สำคัญ|ด่วน|เร่งด่วน|คุ้ม)(?:ที่)?สุด"
    r"|ควร(?:จะ)?(?:เริ่ม|ทำ)(?:ต้น|จาก|ที่)*(?:ข้อ|อัน|เรื่อง)?(?:ไหน|ใด|อะไร)"
)
_RETURNED = re.compile(r"ตีกลับ|ตี๋กลับ|ส่งคืน|ส่งกลับ|โดนคืน|คืนมา")
_ASKS = re.compile(r"ไหม|มั้ย|บ้าง|พ่อง|ก่อ|อะไร|ไหน|ใด|กี่|มีข้อ|ดู|หรือ")
_HOW = re.compile(r"ยังไง|อย่างไร|ทำไง|ต่อ|จะใด|แก้|ต้อง|คือ|หมายถึง|เพราะ|ทำไม|ใคร|หน่วยงาน|แล้ว")


def narrowed(intents: tuple[Intent, ...], turn: Turn) -> tuple[Intent, ...]:
    """The wishes as they are, unless they ask which items come first or came back."""
    run = without_particles(normalise(turn.text))
    code, _ = first_code(run)
    tight = re.sub(r"\s+", "", run)
    if code or len(tight) > LONGEST or not _of_what_is_left(intents[0]):
        return intents
    if _RETURNED.search(tight):
        asks = _ASKS.search(tight) and not _HOW.search(tight)
        sure = isinstance(intents[0], ShowRemaining)
        return (ShowRemaining(only="returned"), *intents[1:]) if asks or sure else intents
    return (ShowRemaining(only="next"), *intents[1:]) if _FIRST.search(tight) else intents


def _of_what_is_left(intent: Intent) -> bool:
    return isinstance(intent, ShowRemaining | ShowProgress | Choose | Clarify | Unrecognised)
