"""The pages of in and out: who may open them, what an import shows first, what leaves."""

import io
import re
from datetime import timedelta
from html import unescape

import pytest
import urllib3
from openpyxl import load_workbook
from sqlmodel import select

from models.agency import Agency, agency_by_code
from models.audit import AuditEntry, ProgressDay
from models.database import writing
from models.deadline import set_deadline
from models.evidence import links_of
from office.exchange.memo import thai_digits
from office.exchange.pages import PAGES
from office.frame import Who
from tests.support.office import Browser

LIST = "code,name,phone\nA01,หน่วยงานตัวอย่าง 1,053-111-111\nB1,หน่วยงานใหม่,\n=1,ใช้ไม่ได้,\n"


def send_file(browser, path, data, name="x.csv"):
    body, kind = urllib3.encode_multipart_formdata(
        {"csrf": browser.csrf, "file": (name, data, "application/octet-stream")}
    )
    return browser.send(path, body, kind)


def hidden(answer, name):
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.text)
    assert found is not None
    return unescape(found[1])


def confirm(browser, path, preview):
    return browser.post(path, parcel=hidden(preview, "parcel"), seal=hidden(preview, "seal"))


def named(session, code):
    found = agency_by_code(session, code)
    assert found is not None
    return found


def download(browser, path):
    cookie = "; ".join(f"{k}={v}" for k, v in browser.cookies.items())
    pool = urllib3.PoolManager(retries=False)
    return pool.request("GET", browser.url + path, headers={"Cookie": cookie}, redirect=False)


def test_a_preview_writes_nothing_and_the_confirmation_writes_that(province, admin):
    preview = send_file(admin, "/admin/import", LIST.encode())
    assert preview.status == 200
    assert "หน่วยงานใหม่" in preview.text
    assert "ไม่นำเข้า" in preview.text
    with writing(province.engine) as session:
        assert agency_by_code(session, "B1") is None
    assert confirm(admin, "/admin/import/confirm", preview).to.startswith("/admin/exchange")
    me = province.person("OFFICE").id
    with writing(province.engine) as session:
        assert named(session, "B1").name == "หน่วยงานใหม่"
        assert named(session, "A01").phone == "053-111-111"
        lines = session.exec(select(AuditEntry).where(AuditEntry.action == "agency.import")).all()
        assert [line.subject for line in lines] == ["B1", "A01"]
        assert {line.by for line in lines} == {me}


def test_a_list_that_changed_meanwhile_is_shown_again(province, admin):
    preview = send_file(admin, "/admin/import", LIST.encode())
    with writing(province.engine) as session:
        named(session, "A01").phone = "054-999-999"
    again = confirm(admin, "/admin/import/confirm", preview)
    assert again.status == 200
    assert "เปลี่ยนไประหว่างที่ตรวจ" in again.text
    assert "054-999-999" in again.text
    with writing(province.engine) as session:
        assert agency_by_code(session, "B1") is None
    assert confirm(admin, "/admin/import/confirm", again).status == 303


@pytest.mark.parametrize(
    "parcel", ["", "x", "eJyrVkrOT0lVslIyUKoFABXSA2o=", "eNqLjgUAARUAuQ==", "A" * 5000]
)
def test_a_forged_parcel_is_refused(province, admin, parcel):
    for path in ("/admin/import/confirm", "/admin/import-progress/confirm"):
        answer = admin.post(path, parcel=parcel, seal="x")
        assert answer.status in (200, 400)
    with writing(province.engine) as session:
        assert len(session.exec(select(Agency)).all()) == 4


def test_a_parcel_cannot_carry_what_a_file_could_not(admin):
    from office.exchange.agencies import AgencyRow
    from office.exchange.carried import pack_agencies

    for row in (
        AgencyRow(2, "OFFICE", "x"),
        AgencyRow(2, "B1", "x", website="javascript:alert(1)"),
        AgencyRow(2, "B/1", "x"),
    ):
        answer = admin.post("/admin/import/confirm", parcel=pack_agencies((row,)), seal="x")
        assert answer.status == 400


def test_a_hostile_file_is_a_thai_page(province, admin):
    answer = send_file(admin, "/admin/import", b"PK\x03\x04 no", "x.xlsx")
    assert answer.status == 400
    assert "ไฟล์อาจเสีย" in answer.text
    answer = send_file(admin, "/admin/import", b"a,b\n" + b"x" * 6_000_000)
    assert answer.status == 413


def test_the_workbook_out_and_back_through_the_pages(province, admin):
    data = download(admin, "/admin/export.xlsx").data
    book = load_workbook(io.BytesIO(data))
    sheet = book["รายการ"]
    for row in sheet.iter_rows(min_row=2):
        if (row[0].value, row[3].value) == ("A02", "O5"):
            row[6].value = "https://a02.example.go.th/plan"
    buffer = io.BytesIO()
    book.save(buffer)
    me, owner = province.person("OFFICE").id, province.agency("A02").id
    preview = send_file(admin, "/admin/import-progress", buffer.getvalue(), "x.xlsx")
    assert "A02 O5" in preview.text
    with writing(province.engine) as session:
        assert links_of(session, owner, province.year) == []
    assert confirm(admin, "/admin/import-progress/confirm", preview).status == 303
    with writing(province.engine) as session:
        (link,) = links_of(session, owner, province.year)
        assert link.added_by == me


def test_downloads_name_themselves_and_hold_what_they_should(province, admin, coordinator):
    province.attach("A01", "O1", url="https://a01.example.go.th/one")
    province.attach("A02", "O1", url="https://a02.example.go.th/two")
    whole = download(admin, "/admin/export.xlsx")
    assert whole.headers["content-disposition"].startswith('attachment; filename="ita.xlsx"')
    offline = download(admin, "/admin/export.html")
    assert "attachment" in offline.headers["content-disposition"]
    assert "https://a02.example.go.th/two" in offline.data.decode()
    mine = load_workbook(io.BytesIO(download(coordinator, "/my/export.xlsx").data))
    codes = {row[0] for row in mine["รายการ"].iter_rows(min_row=2, values_only=True)}
    assert codes == {"A01"}
    one = load_workbook(io.BytesIO(download(admin, "/admin/agency/A02/export.xlsx").data))
    assert "A02" in one.sheetnames


def test_the_sheet_has_everything_to_copy_and_says_what_is_missing(province, admin, coordinator):
    province.attach("A01", "O1", url="https://a01.example.go.th/one?a=1&b=<2>")
    province.attach("A01", "O2", verdict="dead", findings='["not_found"]')
    for page in (coordinator.get("/my/sheet"), admin.get("/admin/agency/A01/sheet")):
        assert page.status == 200
        assert 'data-copy="https://a01.example.go.th/one?a=1&amp;b=&lt;2&gt;"' in page.text
        assert "ไม่พบหน้านี้" in page.text
        assert "พร้อมกรอก <b>1</b> จาก 28" in page.text
        assert page.text.index('id="O1"') < page.text.index('id="O28"')
    assert "https://a01" not in admin.get("/admin/agency/A02/sheet").text


def test_the_memo_has_the_figures_and_leaves_the_signature(province, admin):
    province.tick("A01", "i1")
    with writing(province.engine) as session:
        day = province.clock.at.date() + timedelta(days=30)
        set_deadline(session, province.year, "O", day, by=None, now=province.clock.at)
    page = admin.get("/admin/agency/A01/memo").text
    assert "หน่วยงานตัวอย่าง 1" in page
    assert "1 จาก 52 ข้อ" in page
    assert "23 ธันวาคม 2569" in page
    thai = admin.get("/admin/agency/A01/memo?digits=thai").text
    assert "๑ จาก ๕๒ ข้อ" in thai
    body = thai[thai.index("</h1>") + 5 : thai.index("</main>")]
    assert not re.search(r"(?<![iEO0-9])[0-9]", body)
    assert thai_digits("10:59 ข้อ O12") == "๑๐:๕๙ ข้อ O12"


def test_charts_with_and_without_nights(province, admin):
    assert "กราฟจะเริ่มแสดงพรุ่งนี้" in admin.get("/admin/charts").text
    with writing(province.engine) as session:
        for days in (1, 2):
            for agency_id in (2, 3):
                session.add(
                    ProgressDay(
                        agency_id=agency_id,
                        fiscal_year=province.year,
                        day=province.clock.at.date() - timedelta(days=days),
                        claimed=10 - days,
                        opens=4,
                        accepted=1,
                        total=52,
                    )
                )
    page = admin.get("/admin/charts").text
    assert "18/104" in page
    assert page.count("<svg") == 7, "three charts in two shapes, and the mark"
    assert "style=" not in page


def address(page):
    return page.path.replace("{code}", "A02")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.method} {page.path}")
def test_nobody_gets_what_is_not_theirs(page, province, admin, coordinator):
    guest = Browser(province.url)
    for stranger in (guest, coordinator if page.who is Who.ADMIN else admin):
        if page.method == "GET":
            answer = stranger.get(address(page))
        else:
            answer = stranger.post(address(page))
        assert answer.status in (303, 401, 403), (answer.status, answer.text[:300])
        assert "sign-in" in answer.to or answer.status in (401, 403)


def test_every_form_needs_its_token(province, admin):
    for page in PAGES:
        if page.method == "POST":
            assert admin.post(address(page), csrf="wrong").status == 403


def test_pages_bring_their_own_letters(admin):
    """Without a browser: what `test_on_paper.py` sees drawn needs these four files."""
    styles = set()
    for path in ("/admin/agency/A01/memo", "/admin/agency/A01/sheet", "/admin"):
        page = admin.get(path)
        assert "font-src 'self'" in page.headers["content-security-policy"]
        styles |= set(re.findall(r'href="([^"]*font\.css[^"]*)"', page.text))
    (style,) = styles
    files = re.findall(r'url\("([^"]+)"\)', admin.get(style).text)
    assert len(files) == 4
    for name in files:
        font = download(admin, f"{style.rpartition('/')[0]}/{name}")
        assert font.data.startswith(b"wOF2")
        assert font.headers["content-type"] == "font/woff2"
