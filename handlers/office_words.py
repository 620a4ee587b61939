"""What the province office asks in so many words: text → wish. Pure; no such wish is None.

Whole messages only, so that a coordinator's own words are not taken for them. Who may have an
answer is for the use case to say, where the data is read.
"""

import re

from handlers.intents import (
    AgencyGroup,
    AskOffice,
    ForAgency,
    Intent,
    NoteFor,
    OpenPages,
    RemindGroup,
)
from handlers.review_words import first_code
from handlers.understanding.thai import clean, normalise, without_particles

LONGEST = 120
"""Letters of a message without a free text in it."""

_WHO = (
    r"(?:มี)?(?:ใคร|กี่(?:หน่วย(?:งาน)?|แห่ง)|(?:หน่วย(?:งาน)?|สำนักงาน|บ้าน|แห่ง)(?:ไหน|ใด))(?:บ้าง)?(?:ที่)?"
)
_END = r"(?:ตอนนี้|วันนี้|เดือนนี้|อยู่|แล้ว|เลย|บ้าง|มั่ง|หน่อย|ที|ด้วย|ไหม|มั้ย|[?.!])*"
_DEED = r"(?:ทำ|ส่ง|เสร็จ|ติ๊ก|ลง|เผยแพร่|ปิด|ครบ|เรียบร้อย|เริ่ม|แนบ)"
_NOT = r"(?:ยัง)?(?:ไม่|บ่)(?:ได้|เคย)?"
_LINK = r"(?:ลิงก์|ลิงค์)"
_BROKEN = r"(?:พัง|เสีย|ตาย|(?:ที่)?เปิดไม่(?:ได้|ขึ้น))"
_OPEN = re.compile(rf"{_WHO}{_NOT}{_DEED}+(?:ข้อ|อะไร|งาน)*(?:นี้)?{_END}")
_DONE = re.compile(
    rf"{_WHO}{_DEED}*(?:เสร็จ|ครบ|เรียบร้อย|(?:ทำ|ส่ง|ลง|ปิด|แนบ)(?=แล้ว|บ้าง))(?:ข้อ)?{_END}"
)
_SILENT = re.compile(
    rf"{_WHO}(?:ยัง)?(?:เงียบ(?:หาย|สนิท)?|หาย(?:ไป|หัว)?|(?:ไม่|ยังไม่)(?:ขยับ|ไหวติง|ตอบ|เข้าร่วม|ลงทะเบียน)|เป็นศูนย์){_END}"
)
_WORST = re.compile(
    rf"(?:(?:ดู)?(?:{_WHO}|หน่วย(?:งาน)?(?:ที่)?)(?:มี)?(?:แย่|น่า(?:เป็น)?ห่วง|ช้า|คืบหน้าน้อย|ต่ำ|(?:สี)?แดง|ต้องแก้)|(?:{_WHO})?(?:บ๊วย|รั้งท้าย|ท้ายตาราง))(?:ที่)?(?:สุด)?(?:\d{{1,2}}(?:แห่ง|หน่วย(?:งาน)?|ราย))?(?:คือ)?(?:ใคร)?{_END}"
)
_QUEUE = re.compile(
    rf"(?!รอ|ค้าง)(?:มี|ขอ|ดู)*(?:อะไร|รายการ|ข้อ|งาน|เรื่อง|กี่)?(?:ข้อ|รายการ|เรื่อง)?(?:ไหน)?(?:บ้าง)?(?:ที่)?(?:รอ|ค้าง)(?:จังหวัด|เรา|พี่|ผม|หนู|ฉัน)?(?:ตรวจ|อนุมัติ|รับรอง)(?:อยู่)?(?:กี่)?(?:ข้อ|รายการ|เรื่อง)?{_END}"
    rf"|(?:รอ|ค้าง)(?:ตรวจ|อนุมัติ)(?:อยู่)?กี่(?:ข้อ|รายการ|เรื่อง){_END}"
    rf"|คิว(?:งาน)?(?:รอ)?(?:ตรวจ|อนุมัติ)(?:งาน)?(?:ยาว)?{_END}"
)
_QUOTA = re.compile(
    rf"(?:ขอ|ดู|เช็[คก])*(?:โควต้?า|โควตา|quota)(?:ข้อความ|ไลน์|line|ของ|เดือนนี้)*(?:คง|ยัง)?(?:เหลือ|ใช้ไป)?(?:อีก)?(?:เท่าไ(?:ร|หร่)|กี่ข้อความ)?{_END}"
    rf"|ข้อความ(?:ของ)?(?:เดือนนี้)?(?:คง|ยัง)?เหลือ(?:อีก)?(?:เท่าไ(?:ร|หร่)|กี่ข้อความ){_END}"
)
_OVERVIEW = re.compile(
    rf"(?:ขอ|ดู|สรุป)*(?:ภาพรวม|สถานการณ์|สรุป(?=วันนี้|จังหวัด))(?:ของ|ทั้ง|จังหวัด|ล่าสุด|ทุกหน่วยงาน)*{_END}"
)
_LINKS = re.compile(rf"{_LINK}(?:ของ)?{_WHO}{_BROKEN}{_END}|{_WHO}(?:มี)?{_LINK}{_BROKEN}{_END}")
_PAGES = re.compile(
    rf"(?:ขอ)?{_LINK}(?:สำหรับ)?(?:เข้า|เปิด)(?:ใช้|ดู)?(?:ระบบ|หน้าเว็บ(?:ไซต์)?|เว็บ(?:ไซต์)?|แดชบอร์ด){_END}"
)
_REMIND = re.compile(
    r"(?:ช่วย|ขอ)?(?:ส่ง(?:ข้อความ)?)?(?:เตือน|ทวง|จี้|สะกิด)(?:งาน)?(?:ไปที่|ไปยัง|ถึง|ให้)?(?P<to>.+)"
)
_SEND = re.compile(
    r"(?:ช่วย|ขอ)?(?:ส่ง)?ข้อความ(?:ไป)?(?:ที่|ถึง|ให้|หา)\s*(?P<to>.+?)\s*(?:(?:ว่า|:)\s*(?P<words>.*))?",
    re.DOTALL,
)
_OF_ALL = r"หน่วย(?:งาน)?(?:ที่)?(?:มี)?"
_GROUPS: tuple[tuple[AgencyGroup, re.Pattern[str]], ...] = (
    ("all", re.compile(rf"(?:ให้|หมด)*(?:ทุก(?:หน่วย(?:งาน)?|แห่ง|คน)){_END}")),
    ("red", re.compile(rf"(?:{_OF_ALL})?(?:เป็น)?(?:สี)?(?:แดง|(?:ข้อ)?ต้องแก้){_END}")),
    ("silent", re.compile(rf"{_OF_ALL}(?:ยัง)?(?:เงียบ|ไม่(?:ได้)?(?:เริ่ม|ขยับ)){_END}")),
    ("open", re.compile(rf"{_OF_ALL}(?:ยัง)?(?:ทำ|ส่ง)?{_NOT}{_DEED}+(?:ข้อ)?{_END}")),
)  # fmt: skip
_INVITE = re.compile(
    r"(?:ช่วย|ขอ|ออก|สร้าง)+(?:รหัส|โค้ด|code|ใบ)(?:เชิญ|ใหม่|สำหรับ)*(?:ให้|ของ|แก่)?(?P<agency>.*)|เชิญ(?P<guest>.+)"
)
_NOTE = re.compile(
    r"(?:ช่วย|ขอ)?(?:จด|เขียน|ฝาก|เพิ่ม)?(?:โน้ต|โน๊ต|หมายเหตุ)(?:ของ|ให้|ที่|ข้อ)?\s*(?P<on>.+?)\s*(?:ว่า|:)\s*(?P<words>.+)",
    re.DOTALL,
)
_HEAD = re.compile(r"(?:ขอ|ช่วย)?(?:ดู|เช็[คก]|สถานะ|ความคืบหน้า|ความก้าวหน้า)+(?:งาน)?(?:ของ)?")
_TAIL = re.compile(
    r"(?:ตอนนี้)?(?:เป็น(?:ยัง|อย่าง)?(?:ไง|งัย|ไร)|(?:คืบหน้า|ทำ|ไป|เดิน)*(?:ได้)?(?:ถึง)(?:ขั้น)?ไหน|คืบหน้าแค่ไหน"
    r"|(?:ทำ|เสร็จ|ส่ง|ครบ|ติ๊ก|ลง)+(?:ไป)?(?:แล้ว)?(?:กี่ข้อ|อะไร|(?:หรือ|รึ)?ยัง)|กี่ข้อ|(?:เหลือ|ค้าง)(?:อะไร|กี่ข้อ))(?:ไป)?(?:แล้ว|ละ|ล่ะ)?"
    rf"{_END}$"
)
_POLITE_END = re.compile(r"(?:\s|หน่อย|ด้วย|ที(?=$)|สิ(?=$)|[?.!])+$")


def read(text: str, focus: str | None) -> Intent | None:
    """`focus` is the item last shown, for "ข้อนี้"."""
    if found := _with_free_words(clean(text)):
        return found
    run = without_particles(normalise(text)).strip()
    if not run or len(run) > LONGEST or "://" in run:
        return None
    code, rest = first_code(run)
    tight = re.sub(r"\s+", "", rest)
    if not code and focus is not None and re.search("(?:ข้อ|อัน|เรื่อง)นี้", tight):
        code = focus
    tight = re.sub("^(?:ข้อ|อัน|เรื่อง)นี้|^ข้อ", "", tight) if code else tight
    return _of_all(tight, code) or _order(tight, rest, code) or _shown(rest, code)


def _of_all(tight: str, code: str) -> Intent | None:
    if _OPEN.fullmatch(tight):
        return AskOffice("open", code) if code else AskOffice("silent")
    if _DONE.fullmatch(tight):
        return AskOffice("done", code or None)
    if code:
        return None
    if _SILENT.fullmatch(tight):
        return AskOffice("silent")
    if _WORST.fullmatch(tight):
        return AskOffice("worst")
    if _QUEUE.fullmatch(tight):
        return AskOffice("queue")
    if _QUOTA.fullmatch(tight):
        return AskOffice("quota")
    if _OVERVIEW.fullmatch(tight):
        return AskOffice("overview")
    if _LINKS.fullmatch(tight):
        return AskOffice("links")
    return OpenPages() if _PAGES.fullmatch(tight) else None


def _order(tight: str, rest: str, code: str) -> Intent | None:
    if found := _REMIND.fullmatch(tight):
        group = group_of(found["to"])
        if group is not None:
            return RemindGroup(group if not code else "open", code or None)
        typed = _REMIND.fullmatch(" ".join(rest.split()))
        to = _POLITE_END.sub("", (typed or found)["to"]).strip()
        return ForAgency("remind", to, code or None) if to else None
    if not code and (found := _INVITE.fullmatch(tight)):
        to = _POLITE_END.sub("", found["agency"] or found["guest"] or "")
        return ForAgency("invite", to)
    return None


def _with_free_words(text: str) -> Intent | None:
    """Orders that carry words of the office's own, which stay as typed."""
    if found := _NOTE.fullmatch(text):
        return NoteFor(found["on"].strip(), found["words"].strip())
    found = _SEND.fullmatch(text)
    group = group_of(re.sub(r"\s+", "", found["to"])) if found else None
    if found is None or group is None:
        return None
    words = (found["words"] or "").strip()
    return RemindGroup(group, words=words, asks_words=not words)


def group_of(words: str) -> AgencyGroup | None:
    return next((name for name, pattern in _GROUPS if pattern.fullmatch(words)), None)


def _shown(rest: str, code: str) -> ForAgency | None:
    """ "… เป็นยังไงบ้าง", "ดู …", with whatever stands in the place of the agency's name."""
    words = " ".join(rest.split())
    head = _HEAD.match(words)
    kept = words[head.end() :] if head else words
    tail = _TAIL.search(kept)
    if head is None and tail is None:
        return None
    named = _POLITE_END.sub("", kept[: tail.start()] if tail else kept).strip()
    return ForAgency("show", named, code or None) if named else None
