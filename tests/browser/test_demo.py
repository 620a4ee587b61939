"""The first minute of a newcomer in a real browser: ask, tick, see the bar move; phone and PC."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from bot.app import create_app
from bot.demo import demo_settings, make_demo
from bot.sample import SAMPLE_PEOPLE
from bot.settings import Settings
from simulator.app import create_app as create_simulator
from tests.support.line_simulator import Stage, serving

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
COORDINATOR, OFFICER = SAMPLE_PEOPLE[0].line_user_id, SAMPLE_PEOPLE[3].line_user_id

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None and not os.environ.get("CI"), reason="Chromium is not installed"
    ),
]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo as `make run` starts it, but for its port and its database."""
    stage, folder = Stage(), tmp_path_factory.mktemp("demo")
    with serving(stage) as url:
        port = int(url.rsplit(":", 1)[1])
        settings = Settings().model_copy(update={"port": port})
        bot, platform = make_demo(demo_settings(settings, f"sqlite:///{folder}/demo.db"))
        app = create_app(bot)
        app.mount("/simulator", create_simulator(platform))
        stage.app = app
        bot.start()
        try:
            yield url
        finally:
            bot.stop()
            platform.close()


@contextmanager
def chat(url: str, person: str, *, pc: bool = False, width: int = 420) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": width, "height": 900}, locale="th-TH")
        page.goto(f"{url}/simulator/?person={person}" + ("&pc=1" if pc else ""))
        yield page
        browser.close()


def say(page: Page, words: str) -> None:
    page.get_by_label("พิมพ์ข้อความ").fill(words)
    page.keyboard.press("Enter")


def shot(page: Page, name: str) -> None:
    """Kept for the eye when SCREENSHOTS names a folder."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_ask_tick_and_see_the_bar_move(demo: str) -> None:
    with chat(demo, COORDINATOR) as page:
        log = page.get_by_role("log")
        say(page, "ความคืบหน้า")
        expect(log.get_by_text("0/52").first).to_be_visible()
        say(page, "O12 ต้องทำอะไรบ้างคะ")
        expect(log.get_by_text("ตรวจกับคู่มือ ป.ป.ช.")).to_be_visible()
        shot(page, "card")
        log.get_by_role("button", name="O12 เสร็จแล้ว").click()
        expect(log.get_by_text("ทำเครื่องหมาย O12 แล้วค่ะ")).to_be_visible()
        expect(log.get_by_text("1/52").first).to_be_visible()
        shot(page, "tick")
        say(page, "ความคืบหน้า")
        expect(log.get_by_text("1/28")).to_be_visible()
        shot(page, "progress")
        say(page, "ยกเลิกเมื่อกี้")
        expect(log.get_by_text("เอาเครื่องหมาย O12 ออกแล้วค่ะ")).to_be_visible()


def test_on_a_pc_words_do_what_buttons_do(demo: str) -> None:
    with chat(demo, COORDINATOR, pc=True, width=1200) as page:
        log = page.get_by_role("log")
        say(page, "O18")
        expect(log.get_by_text("O18 (เลขข้อปี 2568)").first).to_be_visible()
        say(page, "O18 ข้อ 2 เสร็จ")
        expect(log.get_by_text("O18 ทำแล้ว 1/2 ข้อย่อย")).to_be_visible()
        say(page, "ยกเลิก O18 ข้อ 2")
        expect(log.get_by_text("เอาเครื่องหมาย O18 ข้อ 2 ออกแล้วค่ะ")).to_be_visible()
        shot(page, "pc")


def test_the_office_gets_a_link_that_opens_its_pages(demo: str) -> None:
    with chat(demo, OFFICER, width=1200) as page:
        say(page, "แดชบอร์ด")
        with page.expect_popup() as opened:
            page.get_by_role("log").get_by_role("button", name="เปิด").first.click()
        pages = opened.value
        pages.get_by_role("button").first.click()
        expect(pages.get_by_role("heading", name="ภาพรวม 33 หน่วยงาน")).to_be_visible()
        shot(pages, "matrix")
