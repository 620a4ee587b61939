"""A message that says different things of different codes, cut into a stretch for each.

"O12 เสร็จ O13 ยัง" has two; "O1 O2 และ O7 เสร็จแล้ว" has one. Codes that are excepted ("ยกเว้น O6",
"ขาด O22 ข้อเดียว") belong to no stretch: what is said is said of the others.
"""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from handlers.understanding.message import Message

_CODE = re.compile("[\ue000-\ue2ff]+")
_JOINT = re.compile(
    r"(?:[\s,/&+.:;()\-]|\d{1,2}[.)]|และ?|กับ|พร้อม|ทั้ง|แล้วก็|ก็|รวม(?:ถึง|ทั้ง)?|ตาม(?:ด้วย)?|ข้อ|ที่|โอ|and)*"
)
_EXCEPT = re.compile(
    r"(?:ยกเว้น|(?<!ละ)เว้น(?:แต่)?|ไม่รวม|ไม่นับ|นอกจาก|except|but not|"
    r"ขาด(?:อยู่)?(?:แค่|แต่|อีก|เพียง|เหลือ)*|"
    r"(?:ยัง)?(?:เหลือ|ค้าง|ติด)(?:อยู่)?(?:แค่|แต่|อีก|เพียง|ที่)*|"
    r"(?:แต่|ส่วน|มี(?:แค่)?)(?=[\ue000-\ue2ff]+(?:ข้อเดียว|อันเดียว|ตัวเดียว)))"
    r"(?:ข้อ|ที่|ของ|ตัว|\s)*$"
)
_BEGINS = re.compile(
    "แล้ว(?!เสร็จ|แล้ว|ครบ|หมด|จ้า)|ส่วน|แต่|ขอ|ดู|อยาก|ทีนี้|คราวนี้|และใคร่|สำหรับ|งั้น|ถอน|เอา|ยกเลิก|เหลือ|ต่อ(?:ไป|ด้วย)|ที่(?:ทำ)?เส"
)
"""Words after a blank that belong to the code behind them: "O9 แล้ว ขอดู O10", "เสร็จ ส่วน O22"."""
_MARK_BEFORE = re.compile(r"[✅☑✔❌✗✖⬜☐]\ufe0f?\s?$")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the message with the letters of the codes that it speaks of."""

    message: Message
    letters: str


def excepted(message: Message) -> str:
    """The letters of codes that are named only to be left out; "" when there are no others."""
    runs = list(_CODE.finditer(message.run))
    if len(runs) < 2:
        return ""
    left_out = ""
    for number, found in enumerate(runs[1:], start=1):
        before = message.run[runs[number - 1].end() : found.start()]
        joined = bool(left_out) and _JOINT.fullmatch(before) is not None
        first = message.mention(found[0][0])
        if _EXCEPT.search(before) and first is not None and not first.targets:
            # "E6 เหลือข้อ 3" leaves out a step of E6 and no item.
            return ""
        if joined or _EXCEPT.search(before):
            left_out += found[0]
        elif left_out:
            break
    return left_out


def stretches(message: Message) -> list[Stretch]:
    """One stretch a group of codes, in reading order; none without codes."""
    groups: list[tuple[int, int, str]] = []
    for found in _CODE.finditer(message.run):
        if groups and _JOINT.fullmatch(message.run[groups[-1][1] : found.start()]):
            first, _, letters = groups[-1]
            groups[-1] = (first, found.end(), letters + found[0])
        else:
            groups.append((found.start(), found.end(), found[0]))
    cuts = [0, *_cuts(message, [(start, end) for start, end, _ in groups]), len(message.run)]
    return [
        Stretch(_part(message, cuts[number], cuts[number + 1]), letters)
        for number, (_, _, letters) in enumerate(groups)
    ]


def _cuts(message: Message, groups: list[tuple[int, int]]) -> list[int]:
    """Where one stretch ends and the next begins: at its code, or at words or a mark before it."""
    marks = [_MARK_BEFORE.search(message.run[:start]) for start, _ in groups]
    if all(marks):
        # A list that was copied, its ticks in front: "✅ O1 … ⬜ O4".
        return [mark.start() for mark in marks[1:] if mark]
    found = []
    for (_, before), (start, _) in pairwise(groups):
        gaps = [place for place in message.gaps if before < place < start]
        begins = [place for place in gaps if _BEGINS.match(message.run[place:start].lstrip())]
        found.append(begins[-1] if begins else start)
    return found


def _part(message: Message, start: int, end: int) -> Message:
    gaps = tuple(place - start for place in message.gaps if start <= place < end)
    return replace(message, run=message.run[start:end], gaps=gaps, lines=())
