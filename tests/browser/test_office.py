"""The office's Monday in a real browser: look, accept, return, hand over; wide and narrow."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect, sync_playwright

from models.database import writing
from models.lesson import Lesson
from tests.support.office import Province, build, served

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"desktop": (1366, 800), "phone": (360, 740)}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    return SIZES[str(request.param)]


@pytest.fixture
def province(tmp_path: Path) -> Iterator[Province]:
    with served(build(tmp_path, agencies=5)) as open_to_all:
        open_to_all.tick("A01", "O2")
        open_to_all.attach("A01", "O2")
        open_to_all.tick("A01", "O3")
        open_to_all.attach("A01", "O3")
        open_to_all.attach("A02", "O1", "dead", findings='["not_found"]')
        at = open_to_all.clock.at
        words: dict[str, Any] = {"how": "none", "options": '["tick O1"]'}
        words |= {"first_at": at, "last_at": at}
        with writing(open_to_all.engine) as session:
            session.add(Lesson(text="ใบนั้นพรุ่งนี้", **words))
            session.add(Lesson(text="ติดป้ายแล้ว", label="ask O1", labelled_at=at, **words))
        yield open_to_all


@pytest.fixture
def page(chromium: Browser, size: tuple[int, int]) -> Iterator[Page]:
    width, height = size
    context = chromium.new_context(viewport={"width": width, "height": height})
    opened = context.new_page()
    refused: list[str] = []
    opened.on("console", lambda message: refused.append(message.text))
    opened.on("pageerror", lambda error: refused.append(str(error)))
    yield opened
    assert [words for words in refused if "410" not in words] == []
    context.close()


def sign_in(page: Page, province: Province, code: str) -> None:
    root = "/admin" if code == "OFFICE" else "/my"
    token = province.link(province.person(code))
    page.goto(f"{province.url}{root}/sign-in?token={token}")
    page.get_by_role("button", name="ยืนยันเข้าสู่ระบบ").click()
    page.wait_for_url(re.compile(rf"{root}$"))


def check(page: Page) -> None:
    """Nothing serious for people with other ways of reading, and nothing to scroll sideways for."""
    found: dict[str, Any] = Axe().run(page).response
    serious = [
        (one["id"], [node["html"][:200] for node in one["nodes"][:3]])
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]
    assert serious == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_signing_in_and_out(page: Page, province: Province):
    token = province.link(province.person("OFFICE"))
    address = f"{province.url}/admin/sign-in?token={token}"
    page.goto(address)
    check(page)
    page.goto(address)
    page.get_by_role("button", name="ยืนยันเข้าสู่ระบบ").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("ภาพรวม 5 หน่วยงาน")
    page.get_by_role("button", name="ออกจากระบบ").click()
    page.goto(f"{province.url}/admin")
    expect(page.get_by_role("heading", level=1)).to_contain_text("ขอลิงก์เข้าสู่ระบบ")
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_contain_text("ใช้ไปแล้ว")
    check(page)


def test_the_matrix_shows_who_is_red_and_leads_to_the_item(page: Page, province: Province):
    sign_in(page, province, "OFFICE")
    first_name = page.locator("table.matrix th.who a.name").first
    expect(first_name).to_have_text("หน่วยงานตัวอย่าง 2")
    check(page)
    page.locator('a[title^="O1 "]').first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("O1")
    expect(page.locator("main")).to_contain_text("เปิดไม่ได้")
    check(page)


def test_filters_narrow_the_matrix(page: Page, province: Province):
    sign_in(page, province, "OFFICE")
    page.get_by_label("สถานะ").select_option("waiting")
    page.wait_for_url(re.compile("status=waiting"))
    expect(page.locator("table.matrix a.name")).to_have_text(["หน่วยงานตัวอย่าง 1"])
    page.locator("select[name=scope]").select_option("10")
    page.wait_for_url(re.compile("scope=10"))
    expect(page.locator("main")).to_contain_text("ไม่มีหน่วยงานที่ตรงกับตัวกรอง")


def test_accepting_and_returning(page: Page, province: Province):
    sign_in(page, province, "OFFICE")
    page.goto(f"{province.url}/admin/queue")
    check(page)
    page.get_by_role("button", name="รับ O2").click()
    expect(page.get_by_role("status")).to_contain_text("ตรวจรับ")
    expect(page.get_by_role("button", name="รับ O2")).to_have_count(0)
    page.get_by_role("link", name="O3").click()
    page.get_by_label("เหตุผลที่ส่งคืน").fill("ลิงก์เป็นของปีก่อน")
    page.get_by_role("button", name="ส่งคืนให้แก้").click()
    expect(page.get_by_role("status")).to_contain_text("ส่งคืนแล้ว")
    expect(page.locator(".warn")).to_contain_text("ลิงก์เป็นของปีก่อน")
    check(page)


def test_handing_over(page: Page, province: Province):
    sign_in(page, province, "OFFICE")
    page.goto(f"{province.url}/admin/people")
    check(page)
    page.get_by_role("link", name="หน่วยงานตัวอย่าง 3").click()
    check(page)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="ส่งมอบงานให้คนใหม่").click()
    expect(page.locator(".code-word")).to_have_text(re.compile(r"^[A-Z2-9]{4}-[A-Z2-9]{4}$"))
    expect(page.get_by_role("status")).to_contain_text("ถอนสิทธิ์ ผู้ประสานตัวอย่าง 3")
    check(page)


def test_an_announcement(page: Page, province: Province):
    sign_in(page, province, "OFFICE")
    page.goto(f"{province.url}/admin/announcements")
    check(page)
    page.get_by_label("ข้อความ").fill("ขอให้ตรวจลิงก์ภายในวันศุกร์")
    page.get_by_role("button", name="ดูตัวอย่าง").click()
    expect(page.locator("main")).to_contain_text("ใช้โควตา 5 ข้อความ")
    check(page)
    page.get_by_role("button", name="ยืนยันส่ง").click()
    expect(page.locator("main")).to_contain_text("รอส่งในเวลาทำการ")
    check(page)


def upload(page: Page, label: str, name: str, content: bytes) -> None:
    page.get_by_label(label).set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    form = page.locator("form").filter(has=page.get_by_label(label))
    form.get_by_role("button", name="ตรวจไฟล์ก่อนนำเข้า").click()


def test_importing_agencies_shows_first_what_it_would_do(page: Page, province: Province):
    sign_in(page, province, "OFFICE")
    page.goto(f"{province.url}/admin/exchange")
    check(page)
    names = "รหัส,ชื่อหน่วยงาน,โทรศัพท์\nA01,ชื่อใหม่ตัวอย่าง,\nB01,หน่วยงานเพิ่ม,53111222\nB02,,\n"
    upload(page, "ไฟล์รายชื่อหน่วยงาน", "agencies.csv", names.encode("cp874"))
    for words in ("ชื่อใหม่ตัวอย่าง", "เติมเป็น 053111222", "ไม่มีชื่อหน่วยงาน"):
        expect(page.locator("main")).to_contain_text(words)
    check(page)
    page.get_by_role("button", name="บันทึก 2 หน่วยงาน").click()
    expect(page.get_by_role("status")).to_contain_text("บันทึกแล้ว")
    expect(page.locator("main")).to_contain_text("หน่วยงานเพิ่ม")


def test_the_exported_table_is_filled_in_and_comes_back(page: Page, province: Province):
    sign_in(page, province, "OFFICE")
    page.goto(f"{province.url}/admin/exchange")
    with page.expect_download() as going:
        page.get_by_role("link", name="ตาราง Excel ทั้งจังหวัด").click()
    book = load_workbook(BytesIO(going.value.path().read_bytes()))
    for row in book["รายการ"].iter_rows(min_row=2):
        if (row[0].value, row[3].value) == ("A03", "O5"):
            row[6].value, row[7].value = "https://a03.example.go.th/o5", "หน้า 4"
            row[8].value = "ครบ"
    filled = BytesIO()
    book.save(filled)
    upload(page, "ตาราง Excel ที่กรอกแล้ว", "filled.xlsx", filled.getvalue())
    expect(page.locator("main")).to_contain_text("1 ข้อจะเปลี่ยน")
    expect(page.locator("main")).to_contain_text("เพิ่มลิงก์ https://a03.example.go.th/o5")
    check(page)
    page.get_by_role("button", name="บันทึก 1 ข้อ").click()
    expect(page.get_by_role("status")).to_contain_text("บันทึกแล้ว")
    page.goto(f"{province.url}/admin/agency/A03/O5")
    expect(page.get_by_role("link", name="https://a03.example.go.th/o5")).to_be_visible()


def test_the_sheet_copies_and_the_button_keeps_its_name(page: Page, province: Province):
    sign_in(page, province, "OFFICE")
    page.goto(f"{province.url}/admin/agency/A01/sheet")
    check(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.get_by_role("button", name="คัดลอก ลิงก์ของ O2")
    for _ in range(2):
        button.click()
        expect(page.get_by_text("✓ คัดลอกแล้ว")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "https://a01.example.go.th/o2"
    expect(page.get_by_text("✓ คัดลอกแล้ว")).to_have_count(0)
    expect(button).to_be_visible()


def test_copying_works_without_tls_too(page: Page, province: Province):
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    sign_in(page, province, "OFFICE")
    page.goto(f"{province.url}/admin/agency/A01/sheet")
    page.get_by_role("button", name="คัดลอก ลิงก์ของ O2").click()
    expect(page.get_by_text("✓ คัดลอกแล้ว")).to_be_visible()
    page.goto(f"{province.url}/admin/agency/A01/O5")
    page.get_by_label("วางลิงก์ที่เผยแพร่แล้ว").press("Control+V")
    expect(page.get_by_label("วางลิงก์ที่เผยแพร่แล้ว")).to_have_value("https://a01.example.go.th/o2")


def test_the_tab_of_the_page_can_be_seen(page: Page, province: Province):
    sign_in(page, province, "OFFICE")
    page.goto(f"{province.url}/admin/audit")
    expect(page.locator(".tabs [aria-current]")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(
    "path",
    ["/admin/calls", "/admin/charts", "/admin/agency/A01/memo", "/admin/agency/A01/O2",
     "/admin/people/A01", "/admin/people/OFFICE", "/admin/questions", "/admin/lessons",
     "/admin/settings", "/admin/audit", "/admin/sessions", "/admin/agency/A01",
     "/admin/agency/A01/edit", "/admin/agency/A01/scope"],
)  # fmt: skip
def test_the_other_pages_read_well(page: Page, province: Province, path: str):
    sign_in(page, province, "OFFICE")
    page.goto(province.url + path)
    check(page)


def test_a_coordinator_ticks_and_attaches_on_one_page(page: Page, province: Province):
    sign_in(page, province, "A02")
    check(page)
    page.get_by_role("link", name="O4").click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="บันทึก", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("บันทึกแล้ว")
    page.get_by_label("วางลิงก์ที่เผยแพร่แล้ว").fill("https://a02.example.go.th/o4")
    page.get_by_role("button", name="เพิ่มลิงก์").click()
    expect(page.get_by_role("link", name="https://a02.example.go.th/o4")).to_be_visible()
    check(page)
