"""What the audit log keeps in short, as people read it: deeds, roles, dates, columns, persons."""

import json
import re
from collections.abc import Mapping
from datetime import date

from handlers.fiscal_year import thai_date
from models.audit import AuditEntry
from office.exchange.agencies import LABELS
from office.lesson_words import words_of as reading_words

ACTIONS = {
    "agency": "หน่วยงาน",
    "announcement": "ประกาศ",
    "call": "โทรหา",
    "crosswalk": "เลขข้อข้ามปี",
    "deadline": "กำหนด",
    "evidence": "ลิงก์",
    "holiday": "วันหยุด",
    "invite": "รหัสเชิญ",
    "item": "เตือนข้อนี้",
    "lesson": "คำสอนบอต",
    "member": "ผู้ประสานงาน",
    "note": "หมายเหตุ",
    "progress": "ตาราง Excel",
    "question": "คำถาม",
    "reason": "เหตุผลส่งคืน",
    "reminders": "การเตือน",
    "review": "ผลตรวจ",
    "scope": "ข้อที่ใช้",
    "setting": "ตั้งค่า",
    "task": "ทำเครื่องหมาย",
    "thanks": "ขอบคุณ",
    "web": "เข้าระบบ",
}
_VERBS = {
    "accept": "รับ", "add": "เพิ่ม", "answer": "ตอบ", "basic_id": "ไอดีบัญชี LINE",
    "confirm": "ยืนยัน", "contact": "ช่องทางติดต่อ",
    "discard": "ทิ้งร่าง", "drop": "ทิ้ง", "label": "ติดป้าย", "unlabel": "ยกเลิกป้าย",
    "learning": "เรียนรู้จากการใช้งาน", "dismiss": "เก็บ", "draft": "ร่าง",
    "edit": "แก้ไข", "forget": "ลบข้อมูล",
    "import": "นำเข้า",
    "issue": "ออก", "join": "เข้าร่วม", "made": "แล้ว", "main": "ตั้งเป็นหลัก",
    "mended": "แก้แล้ว", "mute": "พัก", "note": "คำอธิบาย",
    "remove": "นำออก", "replace": "เปลี่ยน", "return": "ส่งคืน", "revoke": "ถอนสิทธิ์/ยกเลิก",
    "set": "ตั้ง", "sign_in": "เข้าสู่ระบบ", "snooze": "พัก",
    "tick": "เสร็จ", "unmute": "เปิดอีกครั้ง", "untick": "ยังไม่เสร็จ",
    "withdraw": "ยกเลิก",
}  # fmt: skip


def words_of(action: str) -> str:
    kind, _, verb = action.partition(".")
    return f"{ACTIONS.get(kind, kind)}: {_VERBS.get(verb, verb)}" if verb else action


_VALUES = {
    "main": "ผู้ประสานงานหลัก", "deputy": "ผู้ประสานงานสำรอง", "admin": "ผู้ดูแลของจังหวัด",
    "coordinator": "ผู้ประสานงาน", "on": "เปิดอยู่", "off": "ปิดอยู่",
    "muted": "พักไว้", "works": "เป็นวันทำการ",
}  # fmt: skip
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PERSON = re.compile(r"#(\d+)")


def shown(row: AuditEntry, text: str, names: Mapping[int, str]) -> str:
    """A stored subject or value in words; what people typed stays as it is."""
    if row.action.startswith("member."):
        text = _PERSON.sub(lambda found: names.get(int(found[1]), found[0]), text)
    if row.action == "agency.edit" and text == row.subject:
        return LABELS.get(text, text)
    if row.action == "agency.import" and text.startswith("{"):
        return _columns(text)
    if row.action.startswith("lesson.") and text:
        return reading_words(text)
    if _DAY.fullmatch(text):
        return _thai_day(text)
    return _VALUES.get(text, text)


def persons_in(row: AuditEntry) -> set[int]:
    """Whom the stored text of a row names by number."""
    if not row.action.startswith("member."):
        return set()
    return {int(one) for one in _PERSON.findall(f"{row.subject} {row.before} {row.after}")}


def _columns(text: str) -> str:
    try:
        found = json.loads(text)
    except ValueError:
        return text
    if not isinstance(found, dict):
        return text
    known = {**LABELS, "active": "ใช้งาน"}
    return " · ".join(f"{known.get(key, key)} {value}" for key, value in found.items())


def _thai_day(text: str) -> str:
    try:
        return thai_date(date.fromisoformat(text))
    except ValueError:
        return text
