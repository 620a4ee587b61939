"""What is printed fits its paper and carries its own letters; seen by a real browser."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from models.coordinator import leave, members
from models.database import reading, writing
from models.deadline import set_deadline
from office.exchange.nightly import write_nightly
from tests.support.office import CATALOG

CHROMIUM = Path("/usr/bin/chromium")
PRINTABLE_CM = (16.0, 26.2)
"""A4 without the memo's margins: width and height."""
PX_A_CM = 96 / 2.54

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]


def thai_fonts_in(page) -> set[str]:
    """The families that Chromium draws the Thai of a page with, ours or the machine's."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("DOM.enable")
    devtools.send("CSS.enable")
    document = devtools.send("DOM.getDocument", {"depth": -1})
    found = set()
    for node in _texts(document["root"]):
        used = devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        found |= {font["familyName"] for font in used if font["glyphCount"]}
    return found


def _texts(node):
    """Elements whose own text is Thai."""
    children = node.get("children", [])
    own = "".join(child["nodeValue"] for child in children if child["nodeType"] == 3)
    if re.fullmatch(
        r"[\u0e00-\u0e7f\s\d.,:()/“”-]*[\u0e00-\u0e7f][\u0e00-\u0e7f\s\d.,:()/“”-]*", own
    ):
        yield node["nodeId"]
    for child in children:
        if child["nodeName"] not in {"HEAD", "SCRIPT", "STYLE", "OPTION"}:
            yield from _texts(child)


@pytest.fixture
def page():
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser.new_page()
        browser.close()


@pytest.fixture
def signed_in(page, admin):
    page.context.add_cookies(
        [{"name": name, "value": value, "url": admin.url} for name, value in admin.cookies.items()]
    )
    return page


def fill(province):
    """The longest that a memo can have to say."""
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


def test_the_fullest_memo_is_one_page(province, admin, signed_in):
    fill(province)
    page = signed_in
    page.goto(f"{admin.url}/admin/agency/A01/memo?digits=thai")
    assert page.locator("h1").inner_text() == "บันทึกข้อความ"
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    media = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert media is not None
    assert [round(float(side)) for side in media.groups()] == [595, 842], "A4"
    page.emulate_media(media="print")
    page.set_viewport_size({"width": round(PRINTABLE_CM[0] * PX_A_CM), "height": 1_000})
    height_cm = page.locator("main").bounding_box()["height"] / PX_A_CM
    assert height_cm < 0.95 * PRINTABLE_CM[1], "no page that fits by luck"


@pytest.mark.parametrize(
    "path", ["agency/A01/memo", "", "agency/A01/sheet", "charts", "people", "calls", "agency/A01"]
)
def test_a_page_looks_the_same_whatever_fonts_the_machine_has(province, admin, signed_in, path):
    fill(province)
    answer = signed_in.goto(f"{admin.url}/admin/{path}")
    assert answer.status == 200
    assert thai_fonts_in(signed_in) == {"Sarabun"}
    loaded = "document.fonts.ready.then(f => [...f].filter(x => x.status == 'loaded').length)"
    assert signed_in.evaluate(loaded) >= 2, "ours, not one of that name on the machine"


def test_the_offline_page_carries_its_font(province, page, tmp_path):
    fill(province)
    with reading(province.engine) as session:
        written = write_nightly(session, CATALOG, tmp_path / "n", province.clock.at, "ลำพูน")
    page.goto(written.paths[1].as_uri())
    assert thai_fonts_in(page) == {"Sarabun"}
