"""Lists of agencies as offices keep them, and files that mean harm."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from openpyxl import Workbook
from sqlmodel import Session, select

from models.agency import Agency, agency_by_code, office
from models.audit import AuditEntry
from models.database import engine_for, upgrade, writing
from office.exchange import table_in
from office.exchange.agencies import name_key, read_agencies, web_address
from office.exchange.agency_plan import apply, change_text, plan

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
def engine(tmp_path):
    engine = engine_for(f"sqlite:///{tmp_path}/t.db")
    upgrade(engine)
    yield engine
    engine.dispose()


def xlsx(*rows, title="รายชื่อ"):
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def codes(sheet):
    return [row.code for row in sheet.rows]


@pytest.mark.parametrize(
    "header",
    [
        "code,name,short_name,website,phone",
        "CODE,Name,Short Name,Main Web Site,PHONE",
        " code , name ,SHORT_NAME,main_web_site,Telephone",
        "รหัส,ชื่อหน่วยงาน,ชื่อย่อ,เว็บไซต์,โทรศัพท์",
        "รหัสหน่วยงาน,ชื่อส่วนราชการ,อักษรย่อ,เว็บไซต์หลัก,เบอร์โทร.",
    ],
)
def test_headers_in_many_spellings(header):
    line = "A1,หน่วยงานตัวอย่าง,นต.,https://a.example,053000000"
    sheet = read_agencies(f"{header}\n{line}\n".encode())
    assert sheet.errors == ()
    (row,) = sheet.rows
    assert (row.code, row.name, row.short_name) == ("A1", "หน่วยงานตัวอย่าง", "นต.")
    assert (row.website, row.phone) == ("https://a.example", "053000000")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "tis-620", "utf-16"])
def test_every_delimiter_and_encoding(delimiter, encoding):
    lines = ["รหัส,ชื่อหน่วยงาน,กลุ่ม", "A1,เทศบาลตัวอย่าง,ท้องถิ่น"]
    data = "\n".join(lines).replace(",", delimiter).encode(encoding)
    sheet = read_agencies(data)
    assert sheet.errors == ()
    assert [(r.code, r.name, r.group_name) for r in sheet.rows] == [("A1", "เทศบาลตัวอย่าง", "ท้องถิ่น")]


def test_a_title_above_the_header_and_a_running_number_are_no_trouble():
    data = xlsx(
        ["รายชื่อหน่วยงาน (ตัวอย่าง)"], [], ["ลำดับ", "รหัส", "ชื่อหน่วยงาน", "โทร."],
        [1, 101, "หน่วยงานก", 53511120], [2, 102.0, "หน่วยงานข", "053-511 121"],
    )  # fmt: skip
    sheet = read_agencies(data)
    assert sheet.errors == ()
    assert codes(sheet) == ["101", "102"]
    assert [row.phone for row in sheet.rows] == ["053511120", "053-511 121"]
    (doubt,) = sheet.doubtful
    assert "เลข 0" in doubt.reason
    assert not doubt.held


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("code,name,colour\nA1,ก,แดง", "colour"),
        ("code,name,\nA1,ก,แดง", "คอลัมน์ที่ 3"),
        ("code,phone\nA1,053", "name"),
        ("code,name,name\nA1,ก,ข", "ซ้ำ"),
        ("hello\nworld", "หัวตาราง"),
        ("code,name\n,,\n", "ไม่มีรายชื่อ"),
        ("", "ว่างเปล่า"),
    ],
)
def test_a_column_nobody_knows_refuses_the_whole_file(text, says):
    sheet = read_agencies(text.encode(), "x.csv")
    assert sheet.rows == ()
    (error,) = sheet.errors
    assert says in error


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("OFFICE,สำนักงานจังหวัดอื่น,", "สำนักงานจังหวัด"),
        ("office,สำนักงานจังหวัดอื่น,", "สำนักงานจังหวัด"),
        (",หน่วยงานข,", "ไม่มีรหัส"),
        ("A2,,", "ไม่มีชื่อ"),
        ("A/2,หน่วยงานข,", "รหัสใช้ได้"),
        ("a1,หน่วยงานข,", "รหัสซ้ำกับแถวที่ 2"),
        ("A2,สนง.ตัวอย่าง,", "ชื่อซ้ำกับแถวที่ 2"),
        ("A2,หน่วยงานข,javascript:alert(1)", "ไม่ใช่ที่อยู่"),
        ("A2,หน่วยงานข,กำลังจัดทำ", "ไม่ใช่ที่อยู่"),
    ],
)
def test_a_doubtful_row_is_held_and_the_rest_goes_on(line, says):
    text = f"code,name,website\nA1,สำนักงานตัวอย่าง,\n{line}\n"
    sheet = read_agencies(text.encode())
    assert codes(sheet) == ["A1"]
    (doubt,) = sheet.doubtful
    assert says in doubt.reason
    assert (doubt.held, doubt.line) == (True, 3)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://a.go.th/x", "https://a.go.th/x"),
        ("www.a.go.th", "https://www.a.go.th"),
        ("http://127.0.0.1:9/x", "http://127.0.0.1:9/x"),
        ("http://ลำพูน.ไทย", "http://ลำพูน.ไทย"),
        ("a b", None),
        ("ftp://a.go.th", None),
        ("https://[::1", None),
        ("-", None),
    ],
)
def test_web_addresses(text, address):
    assert web_address(text) == address


def test_one_name_in_two_spellings():
    assert name_key("สนง. เกษตร จ.ลำพูน") == name_key("สำนักงานเกษตรจังหวัดลำพูน")
    assert name_key("ที่ว่าการอำเภอลี้") != name_key("ที่ว่าการอำเภอแม่ทา")


def bomb(size):
    data = io.BytesIO(xlsx(["code", "name"], ["A1", "ก"]))
    with zipfile.ZipFile(data, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/big.xml", b" " * size)
    return data.getvalue()


def with_part(name, content):
    data = io.BytesIO(xlsx(["code", "name"], ["A1", "ก"]))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr(name, content)
    return data.getvalue()


def wide(columns):
    return ",".join(["name", *("x" * columns)]).encode()


def one_text_in_many_cells():
    """Shared strings: a small file that would unpack to gigabytes of text."""
    plain, made = zipfile.ZipFile(io.BytesIO(xlsx(["code", "name"]))), io.BytesIO()
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rows = ("<row>" + '<c t="s"><v>0</v></c>' * 40 + "</row>") * 20
    sheet = f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in plain.namelist():
            content = plain.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                content = sheet
            archive.writestr(name, content.replace("</Types>", part))
        text = f'<sst xmlns="{space}"><si><t>' + "ก" * 30_000 + "</t></si></sst>"
        archive.writestr("xl/sharedStrings.xml", text)
    return made.getvalue()


GOOD = xlsx(["code", "name"], *([f"A{n}", f"หน่วยงานที่ {n}"] for n in range(300)))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (GOOD[: len(GOOD) // 2], "ส่งมาไม่ครบ"),
        (GOOD[:-30], "ส่งมาไม่ครบ"),
        (b"PK\x03\x04rubbish", "ส่งมาไม่ครบ"),
        (bomb(table_in.MAX_UNPACKED + 1), "ใหญ่ผิดปกติ"),
        (with_part("xl/vbaProject.bin", b"x"), "มาโคร"),
        (one_text_in_many_cells(), "มากผิดปกติ"),
        (with_part("xl/y.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'), "ไม่ปลอดภัย"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, ".xls"),
        (b"code,name\nA1,\x00\n", "ไฟล์เสีย"),
        (wide(1_000_000), "เกิน 60 คอลัมน์"),
        (b"name\n" + b'"' + b"x" * 200_000 + b'"', "ยาว"),
        (b"x" * (table_in.MAX_BYTES + 1), "ใหญ่เกินไป"),
        (("name\n" + "ก\n" * (table_in.MAX_ROWS + 5)).encode(), "แถว"),
        (b"\xff\xfe\x00\xd8", "อ่านตัวอักษร"),
    ],
)
def test_a_hostile_file_is_a_clear_thai_error(data, says):
    sheet = read_agencies(data)
    assert sheet.rows == ()
    (error,) = sheet.errors
    assert says in error


def test_a_file_that_is_a_zip_of_something_else():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "x")
    assert "ไม่ใช่ XLSX" in read_agencies(buffer.getvalue()).errors[0]


def imported(session: Session, text: str):
    planned = plan(session, read_agencies(text.encode()))
    apply(session, planned, NOW, None)
    return planned


def test_the_plan_names_new_changed_and_unchanged_and_a_second_import_changes_nothing(engine):
    first = "code,name,phone\nA1,หน่วยงานก,053111111\nA2,หน่วยงานข,053222222\n"
    second = "code,name,phone\na1,หน่วยงานก,054000000\nA2,หน่วยงานข,\nA3,หน่วยงานค,\n"
    with writing(engine) as session:
        assert [entry.code for entry in imported(session, first).new] == ["A1", "A2"]
    with writing(engine) as session:
        planned = imported(session, second)
        assert [entry.code for entry in planned.new] == ["A3"]
        (changed,) = planned.changed
        assert [change_text(c) for c in changed.changes] == ["โทรศัพท์ 053111111 → 054000000"]
        assert planned.unchanged == ("A2",)
    with writing(engine) as session:
        again = imported(session, second)
        assert not again.writes
        kept = agency_by_code(session, "A2")
        assert kept is not None
        assert kept.phone == "053222222", "an empty cell must not erase"
        lines = session.exec(select(AuditEntry)).all()
        assert [(line.action, line.subject) for line in lines] == [
            ("agency.import", code) for code in ("A1", "A2", "A3", "A1")
        ]
        assert "054000000" in lines[-1].after


def test_without_a_code_column_codes_are_made_and_names_match(engine):
    with writing(engine) as session:
        imported(session, "code,name\nA07,หน่วยงานก\n")
        planned = imported(session, "ชื่อหน่วยงาน,เบอร์โทร\nหน่วยงานก,053111111\nหน่วยงานข,\n")
        assert [entry.code for entry in planned.new] == ["A08"]
        assert [entry.code for entry in planned.changed] == ["A07"]


def test_the_office_is_out_of_reach_but_may_share_its_name(engine):
    with writing(engine) as session:
        before = office(session, "ลำพูน", NOW).model_dump()
        planned = imported(session, "code,name\nOFFICE,ถูกเปลี่ยน\nLPN1,สำนักงานจังหวัดลำพูน\n")
        assert [entry.code for entry in planned.new] == ["LPN1"]
        assert office(session, "ลำพูน", NOW).model_dump() == before


def test_a_known_name_under_another_code_is_held(engine):
    with writing(engine) as session:
        imported(session, "code,name\nA1,หน่วยงานตัวอย่างก\n")
        planned = imported(session, "code,name\nB1,หน่วยงาน ตัวอย่างก\n")
        assert not planned.writes
        (doubt,) = planned.doubtful
        assert doubt.held
        assert "A1" in doubt.reason


def test_names_that_differ_by_a_letter_are_written_and_shown_but_numbered_ones_are_not(engine):
    with writing(engine) as session:
        planned = imported(
            session,
            "code,name\nA1,ที่ว่าการอำเภอเวียงหนองล่อง\nA2,ที่ว่าการอำเภอเวียงหนองลอง\n"
            "B1,หน่วยงานตัวอย่างที่ 1\nB2,หน่วยงานตัวอย่างที่ 2\n",
        )
        assert len(planned.new) == 4
        (doubt,) = planned.doubtful
        assert not doubt.held
        assert doubt.line == 3


def test_an_agency_that_was_put_aside_comes_back(engine):
    with writing(engine) as session:
        imported(session, "code,name\nA1,หน่วยงานก\n")
        session.exec(select(Agency)).one().active = False
        (changed,) = imported(session, "code,name\nA1,หน่วยงานก\n").changed
        assert [change_text(change) for change in changed.changes] == ["กลับมาใช้งานอีกครั้ง"]
        assert session.exec(select(Agency)).one().active
