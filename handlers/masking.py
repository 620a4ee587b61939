"""Names, numbers and addresses in a message, each replaced by a word in brackets. Pure.

Thai has no blanks between words, so a name ends at a blank or before a word that hardly ever is
part of one. What is doubtful is masked: a word too many costs little, a name too many does not
come back. Masking twice changes nothing.
"""

import re
from collections.abc import Iterable

from handlers.link_text import find_links
from handlers.understanding.thai import clean, narrow

LINK = "https://agency.example/"
NAME, PHONE, NUMBER = "[ชื่อ]", "[โทรศัพท์]", "[ตัวเลข]"
MAIL, LINE_ID, INVITE, AGENCY = "[อีเมล]", "[ไลน์ไอดี]", "[รหัสเชิญ]", "[หน่วยงาน]"
SHORTEST = 4
"""Letters; a known name that is shorter also stands inside common words."""

_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
_LINE_ID = re.compile(
    r"(?:(?:line|ไลน์|ไลน)\s*(?:id|ไอดี)|(?:id|ไอดี)\s*(?:line|ไลน์|ไลน))\s*(?:คือ|[:=])?\s*"
    r"@?[a-z0-9][a-z0-9._-]{2,}|@[a-z0-9._-]{3,}|\bU[0-9a-f]{32}\b",
    re.IGNORECASE,
)
_INVITE = re.compile(
    r"(?<![A-Za-z0-9-])(?:"
    r"(?=[A-Za-z0-9]*[A-Za-z])[A-Za-z0-9]{4}\s?[-_]\s?[A-Za-z0-9]{4}"
    r"|[0-9]{4}\s?[-_]\s?(?=[0-9]*[A-Za-z])[A-Za-z0-9]{4}"
    r"|(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{8}"
    r"|[A-Z]{8}|(?=[A-Z]*[0-9])[A-Z0-9]{4} (?=[A-Z]*[0-9])[A-Z0-9]{4}"
    r")(?![A-Za-z0-9-])"
)
_PHONE = re.compile(r"(?<![\d/])(?:\+66[\s.-]?\d|0[\s.-]?\d)(?:[\s.-]?\d){7,8}(?![\d/])")
_NUMBER = re.compile(r"(?<!\d)\d(?:-?\d){8,}(?!\d)")

_NO_NAME = (
    "ส่ง|แจ้ง|บอก|โทร|เป็น|ทำ|ได้|ไม่|ยัง|แล้ว|ย้าย|เสร็จ|ถาม|ให้|จาก|ที่|กับ|และ|ครับ|ค่ะ|คะ|นะ|ว่า|ฝาก|จะ|ขอ|อยู่"
    "|รับ|เกษียณ|ลาออก|ลิงก์|เบอร์|ตอบ|ช่วย|ติ๊ก|แนบ|ดู|ของ|ใน|หรือ|ต้อง|เลย|ข้อ|เรื่อง|ตัวชี้วัด|มาตรการ|งาน"
    "|หลักฐาน|เอกสาร|ไฟล์|ประกาศ|แผน|รายงาน|เว็บ"
)
_NO_NAME_FIRST = (
    "คือ|เข้าใจ|รู้|คิด|ชื่อ|พูด|บอท|บอต|เขา|เค้า|คน|ใช้|สั่ง|มี|ลอง|จ๋า|จ้า|ๆ|ก็|ใคร|เซ็น|เซน|ถ่าย|กลับ|เปลี่ยน|อยาก"
    "|ยอม|ลืม|ไหน|เพิ่ง|กำลัง|เห็น"
)
_WORD = rf"(?!{_NO_NAME}|{_NO_NAME_FIRST})[ก-ฮเแโใไ][ก-๙]{{1,24}}?(?=$|[^ก-๙]|{_NO_NAME})"
_FULL = (
    r"(?<!ขอบ)(?<!พระ)(?<!บุญ)คุณ(?!ภาพ|ธรรม|สมบัติ|วุฒิ|ค่า|ลักษณะ|ประโยชน์|ูปการ)"
    r"|นางสาว|น\.?\s?ส\.|(?<![ก-ฮ])นาง(?!สาว|รอง)|ของนาง(?!สาว|รอง)|ว่าที่\s?ร\.?ต\.?"
    r"|(?<!ท)(?<!เจ้า)(?<!หัวหน้า)นาย"
    r"(?!ก(?:$|[\s.ฯ]|เทศ|อบ|องค์|สมาคม|รัฐ)|อำเภอ|ทะเบียน|จ้าง|ช่าง|แพทย์|ตรวจ|ทหาร|ด่าน)"
)
_SHORT = r"(?<!ขอบคุณ)(?<!ลูก)พี่(?!เลี้ยง|น้อง|ชาย|สาว|พัสดุ|บัญชี|การเงิน)"
_SHORT += r"|(?<!ลูก)(?<!รุ่น)(?<!พี่)น้อง(?!ใหม่|ชาย|สาว|ฝึกงาน)"
_FULL_NAME = re.compile(rf"({_FULL})\s?{_WORD}(?:\s+{_WORD})?")
_SHORT_NAME = re.compile(rf"({_SHORT}){_WORD}")


def masked(text: str, names: Iterable[str] = (), agencies: Iterable[str] = ()) -> str:
    """The text, cleaned, without what names a person, an agency or a way to reach them.

    `names` and `agencies` are those on record; they are found as they are written there.
    """
    text = narrow(text).translate(_DIGITS)  # an invite code may hold AAAA, which `clean` shortens
    for link in reversed(find_links(text)):
        text = f"{text[: link.start]}{LINK}{text[link.end :]}"
    for pattern, word in (
        (_MAIL, MAIL), (_LINE_ID, LINE_ID), (_INVITE, INVITE), (_PHONE, PHONE), (_NUMBER, NUMBER),
    ):  # fmt: skip
        text = pattern.sub(word, text)
    text = _without(clean(text), agencies, AGENCY)
    text = _without(text, names, NAME)
    text = _FULL_NAME.sub(rf"\1{NAME}", text)
    return _SHORT_NAME.sub(rf"\1{NAME}", text)


def _without(text: str, known: Iterable[str], word: str) -> str:
    """The longest first, so that no end of a name stays behind."""
    for name in sorted({clean(one) for one in known}, key=len, reverse=True):
        if len(name) >= SHORTEST:
            text = re.sub(re.escape(name), word, text, flags=re.IGNORECASE)
    return text
