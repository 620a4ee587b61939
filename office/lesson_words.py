"""Readings of messages in the office's words, and the office's words as readings. Pure."""

import re

from content.catalog import Catalog
from handlers.understanding.thai import normalise
from models.lesson import Reading

INTENTS = {
    "ask": "ถามเรื่องข้อ",
    "ask_measure": "ถามมาตรการ",
    "score": "ถามคะแนน",
    "tick": "บอกว่าเสร็จแล้ว",
    "untick": "บอกว่ายังไม่เสร็จ",
    "evidence": "เรื่องลิงก์หลักฐาน",
    "progress": "ถามความคืบหน้า",
    "remaining": "ถามว่าเหลืออะไร",
    "calendar": "ถามกำหนดส่ง",
    "mute": "หยุดเตือน",
    "unmute": "เปิดการเตือน",
    "register": "ลงทะเบียน",
    "help": "ขอวิธีใช้",
    "smalltalk": "ทักทายหรือคุยเล่น",
    "contact": "ขอติดต่อเจ้าหน้าที่",
    "privacy": "ข้อมูลส่วนตัว",
    "out_of_scope": "ไม่ใช่งานของบอต",
}
"""The contract's intents: what a label may say."""
_OTHERS = {"dashboard": "เปิดหน้าเว็บ", "call_list": "ดูว่าโทรหาใคร", "admin": "คำสั่งของจังหวัด"}
HOW = {
    "chose_other": "เลือกปุ่มอื่นที่ไม่ใช่ปุ่มแรก",
    "none": "บอกว่าไม่ใช่",
    "undo": "ยกเลิกภายใน 1 นาที",
    "unanswered": "บอตตอบไม่ได้",
}
_SPOKEN = (("โอ", "o"), ("ไอ", "i"), ("อี", "e"))
_AND = re.compile(r"ข้อ(?:ที่)?|และ|กับ|;")
_SPLIT_CODE = re.compile(r"(?<![a-z])([oie])[\s.-]+(?=\d)")
_GROUP = re.compile(r"(ตัวชี้วัด|มาตรการ)(?:ที่)?\s*(\d+|ทั้งหมด)")
_KINDS = {"ตัวชี้วัด": "indicator", "มาตรการ": "measure"}


def codes_known(catalog: Catalog) -> dict[str, str]:
    """Every code and its name: items, indicators, measures, and all measures together."""
    known = {item.code: item.short_title for item in catalog.items}
    known |= {f"indicator:{one.number}": one.name for one in catalog.indicators}
    known |= {measure.id: measure.short_name for measure in catalog.measures}
    return known | {"measure:all": "มาตรการทั้งหมด"}


def words_of(text: str) -> str:
    """`tick O12` → "บอกว่าเสร็จแล้ว O12"; an empty reading is no answer."""
    reading = Reading.parse(text)
    if reading is None:
        return "ยังไม่มีคำตอบ"
    intent = (INTENTS | _OTHERS).get(reading.intent, reading.intent)
    if reading.codes and reading.intent in ("ask", "ask_measure"):
        intent = "ถามเรื่อง"
    return f"{intent} {', '.join(code_words(code) for code in reading.codes)}".strip()


def code_words(code: str) -> str:
    kind, _, number = code.partition(":")
    if code == "measure:all":
        return "มาตรการทั้งหมด"
    return {"indicator": f"ตัวชี้วัดที่ {number}", "measure": f"มาตรการที่ {number}"}.get(kind, code)


def _group(found: re.Match[str]) -> str:
    return f"{_KINDS[found[1]]}:{'all' if found[2] == 'ทั้งหมด' else found[2]}"


def typed_reading(intent: str, typed: str, catalog: Catalog) -> Reading | None:
    """A label as the form says it; None when the intent or a code does not exist."""
    known = {code.lower(): code for code in codes_known(catalog)}
    plain = _AND.sub(",", normalise(typed))
    for word, letter in _SPOKEN:
        plain = re.sub(rf"{word}(?=[\s.-]*\d)", letter, plain)
    plain = _GROUP.sub(_group, _SPLIT_CODE.sub(r"\1", plain))
    parts = [part for part in re.split(r"[\s,]+", plain) if part]
    if intent not in INTENTS or not known.keys() >= set(parts):
        return None
    return Reading(intent, tuple(dict.fromkeys(known[part] for part in parts)))
