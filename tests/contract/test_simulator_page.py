"""The JSON below the phone page, and the page itself in a browser."""

import shutil
import struct
import zlib
from datetime import UTC, datetime

import pytest
import urllib3

from simulator.clock import SimulatedClock
from tests.support.line_simulator import running_simulator
from tests.support.webhook_sink import webhook_sink

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
NOON = datetime(2027, 3, 1, 5, tzinfo=UTC)
XSS = "<img src=x onerror=\"document.title='broken'\">"


@pytest.fixture(scope="module")
def simulator():
    with (
        webhook_sink() as sink,
        running_simulator(sink.url, clock=SimulatedClock(NOON)) as (
            platform,
            url,
        ),
    ):
        yield platform, url, sink


@pytest.fixture
def platform(simulator):
    platform, _, sink = simulator
    platform.faults.clear()
    platform.rich_menus.default = None
    sink.status = 200
    return platform


@pytest.fixture
def person(platform):
    return platform.add_person("ผู้ใช้ตัวอย่าง", label="หน่วยงานตัวอย่าง")


@pytest.fixture
def http(simulator):
    pool = urllib3.PoolManager(retries=False)

    def ask(method, path, body=None, **query):
        return pool.request(
            method, f"{simulator[1]}/{path}", json=body, fields=query or None, timeout=8
        )

    yield ask
    pool.clear()


class TestState:
    def test_one_chat_and_everybody(self, http, platform, person):
        platform.say(person, "สวัสดี")
        platform.put(person, {"type": "text", "text": "ค่ะ"}, via="push")
        state = http("GET", "phone/state", chat=person.user_id).json()
        assert [each["message"]["text"] for each in state["chat"]["messages"]] == ["สวัสดี", "ค่ะ"]
        assert [each["via"] for each in state["chat"]["messages"]] == [None, "push"]
        (shown,) = [each for each in state["people"] if each["id"] == person.user_id]
        assert (shown["label"], shown["unread"]) == ("หน่วยงานตัวอย่าง", 0)
        last = state["chat"]["messages"][-1]["seq"]
        after = http("GET", "phone/state", chat=person.user_id, after=last).json()
        assert after["chat"]["messages"] == []

    def test_what_was_not_opened_is_unread(self, http, platform, person):
        platform.put(person, {"type": "text", "text": "ค่ะ"}, via="push")
        state = http("GET", "phone/state").json()
        assert [each["unread"] for each in state["people"] if each["id"] == person.user_id] == [1]

    def test_acts_reach_the_bot(self, http, simulator, person):
        sink = simulator[2]
        for act in (
            {"do": "follow"},
            {"do": "say", "text": "สวัสดี"},
            {"do": "tap", "data": "a", "display_text": "ก", "params": {"date": "2027-01-31"}},
            {"do": "sticker"},
            {"do": "image"},
            {"do": "file"},
            {"do": "location"},
            {"do": "unfollow"},
        ):
            answer = http("POST", "phone/act", {"person": person.user_id, **act})
            assert answer.json() == {"status": 200}
        assert [event["type"] for event in sink.events[-8:]] == [
            "follow", "message", "postback", *["message"] * 4, "unfollow"
        ]  # fmt: skip
        refused = http("POST", "phone/act", {"person": person.user_id, "do": "say", "text": "ก"})
        assert refused.status == 409

    def test_a_message_is_quoted_by_its_id(self, http, simulator, platform, person):
        card = platform.put(person, {"type": "text", "text": "O12"}, via="reply")
        say = {"person": person.user_id, "do": "say", "text": "เสร็จแล้ว"}
        assert http("POST", "phone/act", say | {"message_id": card.id}).json() == {"status": 200}
        assert simulator[2].events[-1]["message"]["quotedMessageId"] == card.id
        assert http("POST", "phone/act", say | {"message_id": "5"}).status == 409

    def test_nobody_and_nonsense(self, http):
        assert http("POST", "phone/act", {"person": "U", "do": "say"}).status == 404
        assert http("POST", "phone/act", {"person": "U", "do": "dance"}).status == 422

    def test_a_newcomer_is_not_a_friend_yet(self, http, platform):
        made = http("POST", "phone/people", {"name": "คนใหม่"}).json()["id"]
        assert platform.people[made].friend is False

    def test_clock_and_faults(self, http, platform):
        before = platform.clock()
        http("POST", "phone/clock", {"hours": 24})
        assert 23.9 < (platform.clock() - before).total_seconds() / 3600 < 24.1
        http("POST", "phone/clock", {"at": "2027-03-02T09:00:00+07:00"})
        assert platform.clock().isoformat().startswith("2027-03-02T02:00")
        http("POST", "phone/clock", {})
        http("POST", "phone/fault", {"fault": "error", "times": 2})
        assert platform.faults.waiting == 2
        assert http("POST", "phone/fault", {"fault": "none"}).json() == {"waiting": 0}

    def test_the_page_allows_no_foreign_script(self, http):
        page = http("GET", "")
        assert page.status == 200
        assert "default-src 'self'" in page.headers["content-security-policy"]
        assert b"//" not in page.data.replace(b"<!doctype html>", b"")


def png(width, height):
    def chunk(kind, data):
        whole = kind + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    rows = b"".join(b"\x00" + b"\x2f\x6f\x4f" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + packed


def card(label, **action):
    press = {"type": "postback", "label": label, "data": "pressed", **action}
    body = {
        "type": "box",
        "layout": "vertical",
        "contents": [
            {"type": "text", "text": XSS, "wrap": True},
            {"type": "button", "action": press, "style": "primary"},
        ],
    }
    contents = {"type": "bubble", "body": body}
    return {"type": "flex", "altText": "ก", "contents": contents}


@pytest.fixture(scope="module")
def chromium():
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def tab(chromium, simulator, person):
    tab = chromium.new_page(viewport={"width": 1280, "height": 860})
    errors = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.goto(f"{simulator[1]}/?person={person.user_id}")
    tab.wait_for_selector(".person[aria-current]")
    yield tab
    assert errors == []
    tab.close()


@pytest.mark.browser
@pytest.mark.skipif(not shutil.which(CHROMIUM), reason="Chromium is not installed")
class TestInABrowser:
    def test_typing_and_an_answer_that_arrives_by_itself(self, tab, platform, person):
        tab.fill("#text", f"สวัสดี {XSS}")
        tab.keyboard.press("Enter")
        tab.wait_for_selector(".row-own .text")
        assert tab.inner_text(".row-own .text") == f"สวัสดี {XSS}"
        tab.wait_for_selector(".row-own >> text=อ่านแล้ว")
        platform.put(person, card("เสร็จแล้ว", displayText="ติ๊ก O12"), via="reply")
        tab.wait_for_selector(".fx-bubble")
        assert tab.inner_text(".fx-text") == XSS
        assert tab.title() == "LINE จำลอง"

    def test_thai_is_drawn_on_a_machine_without_thai_fonts(self, tab, platform, person):
        platform.put(person, {"type": "text", "text": "สวัสดี"}, via="reply")
        tab.wait_for_selector(".row-bot >> text=สวัสดี")
        load = "document.fonts.load('16px \"Sarabun Thai\"', 'ก').then(found => found.length)"
        assert tab.evaluate(load) == 1

    def test_a_button_of_a_card_is_pressed(self, tab, simulator, platform, person):
        fill = {"displayText": "แนบ", "inputOption": "openKeyboard", "fillInText": "https://"}
        platform.put(person, card("แนบลิงก์", **fill), via="reply")
        tab.get_by_role("button", name="แนบลิงก์").click()
        tab.wait_for_selector(".row-own >> text=แนบ")
        assert simulator[2].events[-1]["postback"] == {"data": "pressed"}
        assert tab.input_value("#text") == "https://"

    def test_a_card_is_answered_by_quoting_it(self, tab, simulator, platform, person):
        quoted = platform.put(person, {"type": "text", "text": f"O12 {XSS}"}, via="reply")
        platform.put(person, {"type": "text", "text": "O7"}, via="reply")
        tab.wait_for_selector(".row-bot >> text=O7")
        tab.locator(".row-bot").first.hover()
        tab.get_by_role("button", name="ตอบกลับ").first.click()
        assert tab.inner_text("#quoting-text") == f"O12 {XSS}"
        for words in ("เสร็จแล้ว", "ขอบคุณ"):
            tab.fill("#text", words)
            tab.keyboard.press("Enter")
            tab.wait_for_selector(f".row-own >> text={words}")
        assert not tab.is_visible("#quoting")
        assert tab.inner_text(".row-own q") == f"O12 {XSS}"
        said = [event["message"] for event in simulator[2].events[-2:]]
        assert [each.get("quotedMessageId") for each in said] == [quoted.id, None]

    def test_quick_replies_and_the_menu_are_not_on_a_pc(self, tab, platform, person):
        area = {
            "bounds": {"x": 0, "y": 0, "width": 800, "height": 250},
            "action": {"type": "message", "label": "ช่วยเหลือ", "text": "ช่วยเหลือ"},
        }
        menu = {
            "size": {"width": 800, "height": 250},
            "selected": True,
            "name": "ก",
            "chatBarText": "เมนู",
            "areas": [area],
        }
        made = platform.rich_menus.create(menu)
        platform.rich_menus.draw(made.rich_menu_id, "image/png", png(800, 250))
        platform.rich_menus.default = made.rich_menu_id
        action = {"type": "message", "label": "ถัดไป", "text": "ข้อถัดไป"}
        quick = {"items": [{"type": "action", "action": action}]}
        platform.put(person, {"type": "text", "text": "ค่ะ", "quickReply": quick}, via="reply")
        tab.wait_for_selector("#quick button")
        tab.wait_for_selector("#menu .area")
        tab.get_by_role("button", name="คอมพิวเตอร์").click()
        assert not tab.is_visible("#quick")
        assert not tab.is_visible("#menu-bar")
        assert "pc=1" in tab.url
        tab.get_by_role("button", name="มือถือ").click()
        tab.get_by_role("button", name="ถัดไป", exact=True).click()
        tab.wait_for_selector(".row-own >> text=ข้อถัดไป")
        assert not tab.is_visible("#quick button")
        tab.get_by_role("button", name="ช่วยเหลือ").click()
        tab.wait_for_selector(".row-own >> text=ช่วยเหลือ")

    def test_a_bot_that_fails_is_shown(self, tab, simulator):
        simulator[2].status = 503
        tab.fill("#text", "สวัสดี")
        tab.keyboard.press("Enter")
        tab.wait_for_selector("text=บอตตอบ 503")

    @pytest.mark.parametrize("width", [360, 700, 1000])
    def test_nothing_is_wider_than_the_screen(self, tab, platform, person, width):
        platform.put(person, card("เสร็จแล้ว"), via="reply")
        tab.set_viewport_size({"width": width, "height": 740})
        tab.wait_for_selector(".fx-bubble")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        box = tab.locator(".fx-bubble").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
