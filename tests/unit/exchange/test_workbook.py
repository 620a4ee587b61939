"""The workbook out and back: nothing lost, nothing executable, nothing silently undone."""

import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlmodel import select

from content.catalog import load
from models.agency import Agency, assessed_agencies
from models.audit import AuditEntry
from models.database import engine_for, upgrade, writing
from models.evidence import Evidence, ItemReview, NewLink, add_link, links_of
from models.task import set_steps, ticked_steps
from office.exchange.progress_in import read_progress
from office.exchange.progress_plan import apply_progress, diff
from office.exchange.snapshot import snapshot
from office.exchange.workbook import neutral, plain, sheet_title, workbook

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
YEAR = 2570
URL = "https://a.example/o1"


@pytest.fixture(scope="module")
def catalog():
    return load()


@pytest.fixture
def engine(tmp_path):
    engine = engine_for(f"sqlite:///{tmp_path}/t.db")
    upgrade(engine)
    with writing(engine) as session:
        for code in ("A1", "A2"):
            session.add(Agency(code=code, name=f"=หน่วยงาน {code}", created_at=NOW))
        session.flush()
        add_link(session, NewLink(1, YEAR, "O1", URL, "=cmd|'/c calc'!A1"), None, NOW)
        add_link(session, NewLink(1, YEAR, "O1", f"{URL}b"), None, NOW)
        set_steps(session, 1, YEAR, [("O1", 1, True), ("O1", 2, True), ("i1", 1, True)], None, NOW)
        session.add(
            ItemReview(
                agency_id=1, fiscal_year=YEAR, code="O1", verdict="returned", reason="แก้", at=NOW
            )
        )
    yield engine
    engine.dispose()


def export(session, catalog):
    return workbook(catalog, snapshot(session, catalog, assessed_agencies(session), YEAR, NOW))


def rows_of(data, title):
    book = load_workbook(io.BytesIO(data))
    head, *rows = book[title].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_one_row_an_item_in_the_order_of_the_assessment(engine, catalog):
    with writing(engine) as session:
        rows = rows_of(export(session, catalog), "รายการ")
    assert [row["ข้อ"] for row in rows] == [item.code for item in catalog.items] * 2
    row = next(row for row in rows if row["ข้อ"] == "O1")
    assert row["มี/ไม่มี"] == "มี"
    assert row["ลิงก์"] == f"{URL}\n{URL}b"
    assert row["ขั้นตอนที่ทำแล้ว"] == "1 2"
    assert (row["จังหวัดตรวจ"], row["เหตุผลที่ส่งคืน"]) == ("ส่งคืนให้แก้", "แก้")
    assert row["สถานะ"] == "ต้องแก้ไข"
    other = next(row for row in rows if row["ข้อ"] == "O2")
    assert (other["มี/ไม่มี"], other["สถานะ"]) == ("ไม่มี", "ยังไม่เริ่ม")
    assert next(row for row in rows if row["ข้อ"] == "i1")["มี/ไม่มี"] is None


def test_no_cell_is_a_formula_or_starts_like_one(engine, catalog):
    with writing(engine) as session:
        book = load_workbook(io.BytesIO(export(session, catalog)))
    seen = 0
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                seen += 1
                assert cell.data_type != "f", cell.coordinate
                assert not str(cell.value or "").startswith(("=", "+", "-", "@", "\t", "\r"))
    assert seen > 1000


@given(st.text(max_size=200))
def test_neutral_text_is_safe_and_comes_back(text):
    safe = neutral(text)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    if "'" not in text[:1] and safe.removeprefix("'") == text:
        assert plain(safe) == text


def test_sheet_titles_are_what_excel_takes():
    used = {"สรุป"}
    titles = [sheet_title(code, used) for code in ("a/1", "A_1", "สรุป", "x" * 40, "x" * 41, "")]
    assert len({title.casefold() for title in titles}) == 6
    assert all(0 < len(title) <= 31 and "/" not in title for title in titles)


def test_the_same_file_back_changes_nothing(engine, catalog):
    with writing(engine) as session:
        sheet = read_progress(export(session, catalog))
        assert sheet.errors == sheet.doubtful == ()
        found = diff(session, catalog, sheet, YEAR, NOW)
        assert (found.changes, found.kept, found.doubtful) == ((), (), ())
        assert found.same == 2 * len(catalog.items)


def test_many_long_links_of_one_item_come_back(engine, catalog):
    with writing(engine) as session:
        for number in range(18):
            url = f"https://a.example/{'%E0%B8%81' * 60}/{number}"
            add_link(session, NewLink(1, YEAR, "O3", url), None, NOW)
        sheet = read_progress(export(session, catalog))
        found = diff(session, catalog, sheet, YEAR, NOW)
    assert (sheet.errors, found.changes, found.doubtful) == ((), (), ())


def edited(data, changes):
    book = load_workbook(io.BytesIO(data))
    sheet = book["รายการ"]
    columns = {str(cell.value): place for place, cell in enumerate(sheet[1])}
    for row in sheet.iter_rows(min_row=2):
        key = (row[0].value, row[columns["ข้อ"]].value)
        for name, value in changes.get(key, {}).items():
            row[columns[name]].value = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_what_was_filled_in_is_shown_first_then_written_and_audited(engine, catalog):
    steps = len(catalog.item("O2").steps)
    with writing(engine) as session:
        data = edited(
            export(session, catalog),
            {
                ("A2", "O2"): {"ลิงก์": "https://b.example/o2 ", "ขั้นตอนที่ทำแล้ว": "ครบ"},
                ("A1", "O1"): {"ลิงก์": URL, "คำอธิบาย": "ดูหน้า 2", "ขั้นตอนที่ทำแล้ว": "1"},
            },
        )
        found = diff(session, catalog, read_progress(data), YEAR, NOW)
        assert session.exec(select(AuditEntry)).all() == []
        one, two = found.changes
        assert (one.code, one.note) == ("O1", ("=cmd|'/c calc'!A1", "ดูหน้า 2"))
        assert two.add_links == ("https://b.example/o2",)
        assert two.tick == tuple(range(1, steps + 1))
        (kept,) = found.kept
        assert kept.kept == (f"{URL}b", "ขั้นตอน 2")
        apply_progress(session, found, NOW, None)
    with writing(engine) as session:
        assert [row.url for row in links_of(session, 1, YEAR, "O1")] == [URL, f"{URL}b"]
        assert links_of(session, 1, YEAR, "O1")[0].note == "ดูหน้า 2"
        (fresh,) = links_of(session, 2, YEAR, "O2")
        assert (fresh.verdict, fresh.asked_at) == ("checking", NOW)
        assert ("O2", steps) in ticked_steps(session, 2, YEAR)
        assert ("O1", 2) in ticked_steps(session, 1, YEAR)
        assert len(session.exec(select(AuditEntry)).all()) == 2
        again = diff(session, catalog, read_progress(data), YEAR, NOW)
        assert again.changes == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"ข้อ": "O99"}, "ไม่มีข้อ O99"),
        ({"รหัสหน่วยงาน": "ZZ"}, "ไม่มีหน่วยงานรหัส ZZ"),
        ({"ขั้นตอนที่ทำแล้ว": "เสร็จบ้าง"}, "อ่านไม่ได้"),
        ({"ขั้นตอนที่ทำแล้ว": "99"}, "ขั้นตอน"),
        ({"ลิงก์": "javascript:alert(1)"}, "ไม่ใช่ลิงก์"),
        ({"ลิงก์": " ".join(f"https://b.example/{n}" for n in range(30))}, "เกิน"),
        ({"ข้อ": "O3"}, "ซ้ำ"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_and_the_rest_goes_on(engine, catalog, change, says):
    with writing(engine) as session:
        data = edited(export(session, catalog), {("A2", "O2"): change})
        found = diff(session, catalog, read_progress(data), YEAR, NOW)
        assert found.changes == ()
        (doubt,) = found.doubtful
        assert says in doubt


def test_a_link_on_a_question_of_the_survey_is_refused(engine, catalog):
    with writing(engine) as session:
        data = edited(export(session, catalog), {("A1", "i1"): {"ลิงก์": URL}})
        found = diff(session, catalog, read_progress(data), YEAR, NOW)
        assert "i1 ไม่ใช่ข้อที่ต้องแนบลิงก์" in found.doubtful[0]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"a,b\n1,2", "รหัสหน่วยงาน\nA1".encode()])
def test_a_file_of_another_kind_is_refused_in_thai(data):
    sheet = read_progress(data, "x.xlsx")
    assert sheet.rows == ()
    assert sheet.errors[0].startswith("x.xlsx: ")


def test_drafts_and_removed_links_stay_inside(engine, catalog):
    with writing(engine) as session:
        for row in session.exec(select(Evidence)):
            row.draft = True
        rows = rows_of(export(session, catalog), "รายการ")
    assert all(row["ลิงก์"] is None for row in rows)
