"""Names, numbers and addresses in a message, each replaced by a word in brackets. Pure.

Thai has no blanks between words, so a name ends at a blank or before a word that hardly ever is
part of one. What is doubtful is masked: a word too many costs little, a name too many does not
come back. Masking twice changes nothing more.
"""

import re
from collections.abc import Iterable
from unicodedata import category

from handlers.link_text import find_links
from handlers.understanding.thai import clean, narrow

LINK = "https://agency.example/"
NAME, PHONE, NUMBER = "[ชื่อ]", "[โทรศัพท์]", "[ตัวเลข]"
MAIL, LINE_ID, INVITE, AGENCY = "[อีเมล]", "[ไลน์ไอดี]", "[รหัสเชิญ]", "[หน่วยงาน]"
_MASKS = re.compile("|".join(map(re.escape, (NAME, PHONE, NUMBER, MAIL, LINE_ID, INVITE, AGENCY))))
SHORTEST = 4
"""Letters; a known name that is shorter also stands inside common words."""

_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_MAIL = re.compile(
    r"[\w.+-]{1,64}@[\w-]+\.[\w.-]*\w"
    r"|(?<![a-z0-9])(?![oie]\d{1,2}\s)[a-z0-9._+-]{1,64}\s?@\s?[a-z0-9-]+(?:\.[a-z0-9-]+)+",
    re.IGNORECASE,
)
_AT = re.compile(r"\s?[(\[]at[)\]]\s?", re.IGNORECASE)
_LINE_ID = re.compile(
    r"(?:(?:line|ไลน์|ไลน)\s*(?:id|ไอดี)|(?:id|ไอดี)\s*(?:line|ไลน์|ไลน))\s*(?:คือ|[:=])?\s*"
    r"@?[a-z0-9][a-z0-9._-]{2,}|@[a-z0-9._-]{3,}|\bU[0-9a-f]{32}\b"
    r"|(?<![a-z])(?:line|ไลน์|ไลน)[\s:=]{0,3}(?:(?:ผม|หนู|ฉัน|เรา|พี่|ชื่อ|คือ)[\s:=]{0,3})*"
    r"(?![oie]\d)(?=[a-z._-]*[\d._])[a-z][a-z0-9._-]{2,}[a-z0-9]"
    r"|(?<![a-z])id\s?[:=]\s?[a-z0-9][a-z0-9._-]{2,}",
    re.IGNORECASE,
)
_WORD_HALF = "open|data|moit|file|link|page|site|form|plan|work|news|info|docs|code|line|chat"
_HALF = rf"(?!(?i:{_WORD_HALF})(?![A-Za-z]))[A-Za-z0-9]{{4}}"
_NO_INVITE = (
    r"(?!\d{4}[\s_-]*\d{4}(?![A-Za-z0-9]))"
    r"(?![A-Za-z]{4}[\s_-]*2[05]\d\d(?![A-Za-z0-9])|2[05]\d\d[\s_-]*[A-Za-z]{4}(?![A-Za-z0-9]))"
)
"""Two years or numbers, and a word with a year: "data-2568"."""
_INVITE = re.compile(
    rf"(?<![A-Za-z0-9-]){_NO_INVITE}(?:"
    rf"{_HALF}\s?[-_]\s?{_HALF}|(?=[A-Za-z]*\d|[A-Za-z]{{4}} [A-Za-z]*\d){_HALF} {_HALF}"
    rf"|(?=[A-Z ]{{9}}){_HALF} {_HALF}"
    r"|(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{8}|[A-Z]{8}"
    r")(?![A-Za-z0-9-])"
)
_GAP = r"[\s().,_-]{0,3}"
_PHONE = re.compile(
    r"(?<!\d)(?!0\d(?:[\s,.-]+0\d){2,}(?!\d))"  # 01 02 03: items, an O typed as nought
    r"(?![0-3]?\d([.-])[01]?\d\1(?:25|20)\d\d(?!\d))"  # 01-03-2568: a date
    rf"(?:\+66(?:{_GAP}\d){{8,10}}|(?:\((?=0\d{{1,2}}\)))?0(?:{_GAP}\d){{8,9}}|0\d{{1,2}}/\d{{6,7}})"
    r"(?!\d)"
)
_NUMBER = re.compile(
    r"(?<!\d)\d(?:-?\d){8,}(?!\d)"
    r"|(?<![A-Za-z\d])(?=[\d ._-]{0,40}\d{5})\d(?:[ ._-]{0,3}\d){8,}(?!\d)"
)
"""Nine digits and more; with blanks only where five stand together, which no list of items has."""

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
    r"|นางสาว|น\.?\s?ส\.|(?:(?<![ก-ฮ])|(?<=ของ)|(?<=ฝาก)|(?<=กับ))นาง(?!สาว|รอง)"
    r"|ว่าที่\s?(?:ร\.?ต\.?|ร้อยตรี)(?:หญิง|(?!หญิง))"
    r"|(?<!ท)(?<!เจ้า)(?<!หัวหน้า)นาย"
    r"(?!ก(?:$|[\s.ฯ]|เทศ|อบ|องค์|สมาคม|รัฐ)|อำเภอ|ทะเบียน|จ้าง|ช่าง|แพทย์|ตรวจ|ทหาร|ด่าน)"
)
_RANK = (
    r"(?:รศ|ผศ|ดร)\.|(?:[พร]\.\s?(?:ต\.\s?)?[อทต]\.|พล\.?\s?ต\.[อทต]\.|จ\.\s?ส\.[อทต]\.|ส\.[อทต]\.)"
    r"(?:หญิง|(?!หญิง))"
)
_POST = (
    r"(?:ผอ\.|ปลัด)(?!ทุก|แก้|เก่า|ใหม่|ไหม่|นี่|ไป|มา|กอง|สำนัก|โรง|รพ|เขต|ศูนย์|สถาน|ลง|อนุมัติ|เห็น|สั่ง|ฝ่าย"
    r"|กลุ่ม|คลัง|ช่าง|กด|หน่อย|วะ|อ่ะ|ท่าน|เอา|มอบ|รอง|แทน|อ่าน|โยน|อำเภอ|จังหวัด|เทศบาล|กระทรวง|ป้องกัน|แต่งตั้ง|หญิง"
    r"|แกะ|แก(?![ก-ฮ])|บ่|เรา|ผม|หนู|เขียน|พา|นำ|เปิด|รอ|ใหญ่|จา)"
)
_SHORT = r"(?<!ขอบคุณ)(?<!ลูก)พี่(?!เลี้ยง|น้อง|ชาย|สาว|พัสดุ|บัญชี|การเงิน)"
_SHORT += r"|(?<!ลูก)(?<!รุ่น)(?<!พี่)น้อง(?!ใหม่|ชาย|สาว|ฝึกงาน)"
_FULL_NAME = re.compile(rf"({_FULL}|{_RANK})\s?{_WORD}(?:\s+{_WORD})?")
_SHORT_NAME = re.compile(rf"({_SHORT}|{_POST}){_WORD}")
_LATIN_NAME = re.compile(
    r"((?<!ขอบ)คุณ\s?|(?<![A-Za-z])(?i:mrs?|ms|dr)\.\s?)[A-Za-z]{3,}(?:\s[A-Z][a-z]+)?"
)
_TITLES = re.compile(rf"(?:(?:{_FULL}|{_RANK}|ผอ\.|(?i:mrs?|ms|dr|miss)\.?\s)\s?)+")


def masked(text: str, names: Iterable[str] = (), agencies: Iterable[str] = ()) -> str:
    """The text, cleaned, without what names a person, an agency or a way to reach them.

    `names` and `agencies` are those on record; they are found as they are written there.
    """
    text = _AT.sub("@", _tidy(narrow(text).translate(_DIGITS)))
    for link in reversed(find_links(text)):
        text = f"{text[: link.start]}{LINK}{text[link.end :]}"
    # An invite code may hold AAAA, which `clean` shortens; what it joins is looked at again.
    text = _without_numbers(clean(_without_numbers(text)))
    text = _without(text, agencies, AGENCY)
    text = _without(text, names, NAME)
    for pattern in (_FULL_NAME, _SHORT_NAME, _LATIN_NAME):
        text = pattern.sub(rf"\1{NAME}", text)
    return text


def without_masks(text: str) -> str:
    """A blank for each word in brackets: "ชื่อ" and "โทรศัพท์" are words that mean something."""
    return re.sub(" +", " ", _MASKS.sub(" ", text)).strip()


def without_title(name: str) -> str:
    """A name as it is recorded, without นาย, ดร. or a rank before it."""
    name = clean(name)
    found = _TITLES.match(name)
    return name[found.end() :] if found else name


def _tidy(text: str) -> str:
    """Without letters that nobody sees, and with one blank for many: both stand inside numbers."""
    seen = (one for one in text if "\u0e00" <= one <= "\u0e7f" or category(one) not in ("Cf", "Mn"))
    return re.sub(r"[^\S\n]+", " ", "".join(seen))


def _without_numbers(text: str) -> str:
    for pattern, word in (
        (_MAIL, MAIL), (_LINE_ID, LINE_ID), (_PHONE, PHONE), (_NUMBER, NUMBER), (_INVITE, INVITE),
    ):  # fmt: skip
        text = pattern.sub(word, text)
    return text


def _without(text: str, known: Iterable[str], word: str) -> str:
    """The longest first, so that no end of a name stays behind."""
    for name in sorted({clean(one) for one in known}, key=len, reverse=True):
        if len(name) >= SHORTEST:
            text = re.sub(re.escape(name), word, text, flags=re.IGNORECASE)
    return text
