"""The verdict of a short stretch of a report, where its words leave no doubt: "จบ", "ยังค่ะ", "✔".

A list such as "14 จบ 15 หม้าย 16 17 จบ" has stretches too short for the model to judge.
"""

import re

_LETTERS = "[\ue000-\uf8ff]"
_BEHIND = re.compile(rf"(?s)(.*?)({_LETTERS}(?:.{{0,6}}?{_LETTERS})*)(.*)")
_LINKING = re.compile(
    rf"{_LETTERS}|[\s\d.,/:;()\-–!~|=#]|(?:แต่|ส่วน|และ|กับ|พร้อม|สำหรับ|คงเหลือแต่)$|ข้อ(?!ย่อย|ไหน)"
)
_POLITE = re.compile(
    "นะ(?:คะ|ครับ|คับ)?|ค่ะ|คะ|ครับ|คับ|จ้า|เด้อ|เน้อ|เจ้า|หนา|น้า|อะ|[ลห]?ล่?ะ|แหละ|ว่า|ขอรายงาน|ได้รายงาน"
)
_DONE = re.compile(
    "(?:ที่|คือ|ทำ|ลง|ขึ้น|เฮ็ด|ยะ|ส่ง|ประกาศ|เผยแพร่|ดำเนินการ|เว็บ|ปิด|งาน|ดัน|ได้|ก็|ของ|เป็น|ไป|มา|อยู่|เมื่อกี้|เมื่อเช้า|"
    "เมื่อวาน|วันนี้|มื้อ(?:เช้า|วาน|นี้)|ทั้ง(?:คู่|สอง|สาม|หมด)|ทุกข้อ|เกลี้ยง|เบิ[ด้]+|เหมิด|หมด|สิ้น|ถ้วน|จริง|"
    "แล้ว|แล่ว|เส(?:ร็จ|รจ|ร็ด|็ด|็จ)|จบ|ครบ|เรียบร้อย|ผ่าน|(?:done|ok|yes|pass(?:ed)?|closed?|t|true)(?![a-z])|[✔✅☑👍])+"
)
_COMPLETE = re.compile(
    "แล้ว|แล่ว|เสร็จ|จบ|ครบ|เรียบร้อย|ผ่าน|เกลี้ยง|done|ok|yes|pass|close|t(?:rue)?$|[✔✅☑]"
)
_OPEN = re.compile(
    "(?:นี่|ก็|ตัวนี้|อันนี้|เห็นว่า|คง|ยังคง)?"
    "(?:ยัง(?!ไง|ง[ัี]ย|ต้อง|เป็น|ใช้|อยู่ใน|คะ$|ครับ$)|หม้าย|บ่(?!แม่น)|ไม่(?!ใช่|ต้อง|แน่|รู้|มีปัญหา|ยาก)|มิ(?!ใช่)|รอ(?!ลุ้น)|เหลือ|ค้าง|ขาด|ครึ่ง|"
    "ไว้ก่อน|เดี๋ยว|not(?![a-z])|no(?:pe)?(?![a-z])|pending|wip|todo|"
    "f(?:ail(?:ed)?|alse)?(?![a-z])|in progress|[❌✗✖⬜☐])"
)
_WHOLE = re.compile(r"(?<!\d)100\s?%|ร้อยละ\s?(?:100|ร้อย)(?!\d)|(?<!\d)(\d+)/\1(?!\d)")
_SHARE = re.compile(r"\d{1,2}(?:\.\d+)?\s?%|ร้อยละ")
_ASKS = re.compile("ไหม|มั้ย|หรือ|ป่าว|เหรอ|ใช่[มป]|อะไร|ไหร|พรือ|บ่$|ก่อ$|[?？❓]")


def verdict(run: str) -> str:
    """ "done", "open", or "" where the words do not say it beyond doubt.

    What stands before the code ("ก.พ. O16 ✔") says nothing, unless nothing stands behind it.
    """
    found = _BEHIND.match(run)
    return _plain(found[3] if found is not None and _bare(found[3]) else run)


def _bare(run: str) -> str:
    words = _POLITE.sub("", _LINKING.sub("", run))
    return _LINKING.sub("", words)


def _plain(run: str) -> str:
    words = _bare(_SHARE.sub("ค้าง", _WHOLE.sub("ครบ", run)))
    if _DONE.fullmatch(words) and _COMPLETE.search(words):
        return "done"
    return "open" if _OPEN.match(words) and not _ASKS.search(words) else ""


def lead(run: str) -> str:
    """What stands before the first code of a stretch."""
    found = re.search(_LETTERS, run)
    return run[: found.start()] if found else run
