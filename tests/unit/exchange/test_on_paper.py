"""What is printed fits its paper, at its fullest; seen by a real browser."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from models.coordinator import leave, members
from models.database import writing
from models.deadline import set_deadline

CHROMIUM = Path("/usr/bin/chromium")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]


@pytest.fixture
def page():
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser.new_page()
        browser.close()


def test_the_fullest_memo_is_one_page(province, admin, page):
    for number in range(1, 29):
        province.attach("A01", f"O{number}", verdict="dead")
    owner = province.agency("A01")
    with writing(province.engine) as session:
        for person in members(session, owner.id):
            leave(session, person, province.clock.at)
        session.get_one(type(owner), owner.id).name = "สำนักงานส่งเสริมและสนับสนุนตัวอย่าง" * 3
        for place, scope in enumerate(("O", "i", "E", "all")):
            set_deadline(
                session, province.year, scope, province.clock.at.date() + timedelta(days=place + 9),
                note="ส่งข้อมูลและหลักฐานการเปิดเผยข้อมูลสาธารณะให้ครบถ้วนทุกข้อ", by=None,
                now=province.clock.at,
            )  # fmt: skip
    page.context.add_cookies(
        [{"name": name, "value": value, "url": admin.url} for name, value in admin.cookies.items()]
    )
    page.goto(f"{admin.url}/admin/agency/A01/memo?digits=thai")
    assert page.locator("h1").inner_text() == "บันทึกข้อความ"
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    media = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert media is not None
    assert [round(float(side)) for side in media.groups()] == [595, 842], "A4"
