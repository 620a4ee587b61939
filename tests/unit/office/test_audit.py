"""Every change says who, when, from and to, in words that the office reads."""

import ast
import re
from pathlib import Path

import pytest
from sqlmodel import col, select

from models.audit import AuditEntry
from models.database import reading
from office.audit_words import ACTIONS, words_of
from tests.support.office import Browser, Province

ROOT = Path(__file__).parents[3]
RECORDERS = {"record", "audit", "_audit", "_note", "_keep", "note_change"}
ACTION = re.compile(r"[a-z]+\.[a-z_]+")


def newest(province: Province) -> AuditEntry:
    with reading(province.engine) as session:
        return session.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc())).all()[0]


def change(province: Province) -> tuple[str, str, str]:
    row = newest(province)
    return row.action, row.before, row.after


def actions_in_the_source() -> set[str]:
    found: set[str] = set()
    for folder in ("handlers", "models", "office", "bot", "scheduler"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                    found |= _constants(node) if name in RECORDERS else set()
    return found | {"call.made", "member.edit"}


def _constants(call: ast.Call) -> set[str]:
    """Words of the call itself, not of calls inside it, such as phrases."""
    parts = [*call.args, *(keyword.value for keyword in call.keywords)]
    plain = [part for part in parts if not isinstance(part, ast.Call)]
    words = {
        node.value
        for part in plain
        for node in ast.walk(part)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return {word for word in words if ACTION.fullmatch(word)}


def test_every_recorded_action_has_words_and_can_be_filtered():
    found = actions_in_the_source()
    assert len(found) > 35
    silent = [one for one in found if re.search("[a-z]", words_of(one).replace("ID LINE", "")
              .replace("LINE", "").replace("Excel", ""))]  # fmt: skip
    assert silent == []
    assert {one.partition(".")[0] for one in found} == set(ACTIONS)


def test_ticks_on_a_page_say_from_and_to(province: Province, first: Browser):
    first.post("/my/item/O2/steps", step=["1", "3"])
    assert change(province) == ("task.set", "ขั้น –", "ขั้น 1, 3")
    first.post("/my/item/O2/steps", step=["3"])
    assert change(province) == ("task.set", "ขั้น 1, 3", "ขั้น 3")


def test_a_verdict_says_from_and_to(province: Province, admin: Browser):
    province.tick("A01", "O2")
    province.attach("A01", "O2")
    admin.post("/admin/agency/A01/O2/return", reason="ปีเก่า")
    assert change(province) == ("review.return", "ยังไม่ตรวจ", "ส่งคืน: ปีเก่า")
    admin.post("/admin/agency/A01/O2/accept")
    assert change(province) == ("review.accept", "ส่งคืน: ปีเก่า", "รับแล้ว")
    admin.post("/admin/agency/A01/O2/withdraw")
    assert change(province) == ("review.withdraw", "รับแล้ว", "ยังไม่ตรวจ")


def test_a_holiday_says_from_and_to(province: Province, admin: Browser):
    admin.post("/admin/settings/holidays", day="2/12/2569", name="หยุดพิเศษ")
    admin.post("/admin/settings/holidays", day="2/12/2569", name="หยุดพิเศษ", works="1")
    assert change(province) == ("holiday.set", "หยุดพิเศษ", "หยุดพิเศษ (เป็นวันทำการ)")
    admin.post("/admin/settings/holidays/remove", day="2/12/2569")
    assert change(province) == ("holiday.remove", "หยุดพิเศษ (เป็นวันทำการ)", "")
    assert "2 ธ.ค. 2569" in admin.get("/admin/audit?kind=holiday").text


def test_names_stay_in_the_log_only_as_long_as_their_owner(province: Province, admin: Browser):
    person = province.person("A01")
    admin.post("/admin/people/A01/edit", person=person.id, name="ชื่อใหม่", phone="053-1")
    assert change(province) == ("member.edit", "ผู้ประสานตัวอย่าง 1", "ชื่อใหม่ · 053-1")
    assert "ชื่อใหม่ · 053-1" in admin.get("/admin/audit?kind=member").text
    admin.post("/admin/people/A01/revoke", person=person.id)
    assert "ชื่อใหม่" not in admin.get("/admin/audit").text


@pytest.mark.parametrize("words", ["ผู้ประสานตัวอย่าง 1", "หยุดพิเศษ"])
def test_persons_and_stored_words_are_readable(province: Province, admin: Browser, words: str):
    admin.post("/admin/settings/holidays", day="2/12/2569", name="หยุดพิเศษ")
    heir = province.person("A01")
    admin.post("/admin/people/A01/main", person=heir.id)
    assert words in admin.get("/admin/audit").text
