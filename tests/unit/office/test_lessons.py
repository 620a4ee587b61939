"""The office says with one tap what a message meant, and can take it back."""

import re
from typing import Any

import pytest
from sqlmodel import select

from corpus.lines import INTENTS as CORPUS_INTENTS
from models.audit import AuditEntry
from models.database import reading, writing
from models.lesson import Lesson, Reading, learning_is_on
from office.lesson_words import INTENTS, typed_reading, words_of
from tests.support.office import CATALOG, Browser, Province

WORDS = "ใบนั้นพรุ่งนี้ <b>"


def lesson(province: Province, **more: Any) -> int:
    at = province.clock.at
    values: dict[str, Any] = {
        "text": WORDS, "answered": "untick O12", "meant": "ask O12", "how": "chose_other",
        "options": '["untick O12", "dashboard", "ask O12", "ask measure:2"]',
        "first_at": at, "last_at": at,
    }  # fmt: skip
    with writing(province.engine) as session:
        row = Lesson(**(values | more))
        session.add(row)
        session.flush()
        assert row.id is not None
        return row.id


def rows(province: Province) -> list[Lesson]:
    with reading(province.engine) as session:
        return list(session.exec(select(Lesson).order_by(Lesson.id)).all())  # type: ignore[arg-type]


def buttons(page: str) -> list[tuple[str, str]]:
    return re.findall(r'name="reading" value="([^"]+)"[^>]*>([^<]+)<', page)


def test_the_likely_meanings_are_buttons_and_what_was_meant_comes_first(
    province: Province, admin: Browser
):
    lesson(province)
    page = admin.get("/admin/lessons").text
    assert "ใบนั้นพรุ่งนี้ &lt;b&gt;" in page
    assert buttons(page) == [
        ("ask O12", "ถามเรื่อง O12"), ("untick O12", "บอกว่ายังไม่เสร็จ O12"),
        ("ask measure:2", "ถามเรื่อง มาตรการที่ 2"), ("out_of_scope", "ไม่ใช่งานของบอต"),
    ]  # fmt: skip
    assert "ผู้พิมพ์เลือก: <b>ถามเรื่อง O12</b>" in page


def test_one_tap_labels_and_another_takes_it_back(province: Province, admin: Browser):
    key = lesson(province)
    lesson(province, text="อีกข้อความ", meant="", how="unanswered", answered="")
    assert "สอนบอต (2)" in admin.get("/admin").text
    assert admin.post("/admin/lessons/label", lesson=key, reading="ask O12").status == 303
    assert [row.label for row in rows(province)] == ["ask O12", None]
    page = admin.get("/admin/lessons").text
    assert "สอนบอต (1)" in page
    assert "ใบนั้นพรุ่งนี้" in page[page.index("<h2>ป้ายแล้ว</h2>") :]
    admin.post("/admin/lessons/unlabel", lesson=key)
    assert [row.label for row in rows(province)] == [None, None]
    assert "ป้ายแล้ว</h2>" not in admin.get("/admin/lessons").text


def test_newest_first(province: Province, admin: Browser):
    lesson(province, text="ใหม่")
    province.clock.forward(days=-1)
    lesson(province, text="เก่า")
    page = admin.get("/admin/lessons").text
    assert page.index("“ใหม่”") < page.index("“เก่า”")


def test_the_list_and_the_field_label_too(province: Province, admin: Browser):
    key = lesson(province)
    admin.post("/admin/lessons/label", lesson=key, intent="tick", code="o12, ตัวชี้วัดที่ 9")
    assert rows(province)[0].label == "tick O12,indicator:9"
    admin.post("/admin/lessons/label", lesson=key, intent="smalltalk", code="")
    assert rows(province)[0].label == "smalltalk"


@pytest.mark.parametrize(
    "fields",
    [
        {"intent": "tick", "code": "O99"}, {"intent": "dance"}, {"reading": "tick O99"},
        {"reading": "dashboard"}, {},
    ],
)  # fmt: skip
def test_what_does_not_exist_is_no_label(
    province: Province, admin: Browser, fields: dict[str, str]
):
    key = lesson(province)
    assert admin.post("/admin/lessons/label", lesson=key, **fields).status == 400
    assert rows(province)[0].label is None
    assert admin.post("/admin/lessons/label", lesson=key + 1, reading="ask O1").status == 404


def test_a_dropped_row_is_gone_and_no_word_of_it_stays_in_the_log(
    province: Province, admin: Browser
):
    key = lesson(province)
    admin.post("/admin/lessons/label", lesson=key, reading="ask O12")
    admin.post("/admin/lessons/drop", lesson=key)
    assert rows(province) == []
    again = admin.post("/admin/lessons/drop", lesson=key)
    assert (again.status, again.to) == (303, "/admin/lessons?done=removed")
    with reading(province.engine) as session:
        log = session.exec(select(AuditEntry).where(AuditEntry.action.startswith("lesson"))).all()
        assert [row.action for row in log] == ["lesson.label", "lesson.drop"]
        assert not [row for row in log if "ใบนั้น" in f"{row.subject}{row.before}{row.after}"]
    assert "ถามเรื่อง O12" in admin.get("/admin/audit?kind=lesson").text


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("O๑๒", ("O12",)), ("โอ12", ("O12",)), ("โอ 12", ("O12",)), ("Ｏ12", ("O12",)),
        ("O 12", ("O12",)), ("o.12", ("O12",)), ("ข้อ O12", ("O12",)),
        ("O12 และ O13", ("O12", "O13")),
        ("o12;o13", ("O12", "O13")), ("ตัวชี้วัดที่ ๙", ("indicator:9",)), ("ไอ 3 กับ อี3", ("i3", "E3")),
    ],
)  # fmt: skip
def test_codes_as_people_type_them(typed: str, codes: tuple[str, ...]):
    assert typed_reading("ask", typed, CATALOG) == Reading("ask", codes)


def test_no_meaning_is_chosen_beforehand(province: Province, admin: Browser):
    key = lesson(province)
    assert '<select name="intent" required><option value="">' in admin.get("/admin/lessons").text
    assert admin.post("/admin/lessons/label", lesson=key, intent="", code="").status == 400


def test_off_is_said_and_can_be_undone(province: Province, admin: Browser):
    assert "ปิดการเรียนรู้อยู่" not in admin.get("/admin/lessons").text
    admin.post("/admin/settings/learning", learning="off")
    with reading(province.engine) as session:
        assert not learning_is_on(session)
    assert "ปิดการเรียนรู้อยู่" in admin.get("/admin/lessons").text
    assert 'value="on"><button>เปิดการเรียนรู้' in admin.get("/admin/settings").text
    admin.post("/admin/settings/learning", learning="on")
    assert "ปิดการเรียนรู้อยู่" not in admin.get("/admin/lessons").text


def test_labels_are_the_intents_of_the_corpus():
    assert set(INTENTS) == set(CORPUS_INTENTS)


def test_readings_in_words_and_back():
    assert words_of("tick O12,indicator:9") == "บอกว่าเสร็จแล้ว O12, ตัวชี้วัดที่ 9"
    assert words_of("") == "ยังไม่มีคำตอบ"
    assert typed_reading("ask", "มาตรการ 2 e3", CATALOG) == Reading("ask", ("measure:2", "E3"))
    assert typed_reading("ask", "มาตรการทั้งหมด", CATALOG) == Reading("ask", ("measure:all",))
