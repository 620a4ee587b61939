"""The platform's small parts, without HTTP."""

import struct
import threading
from datetime import UTC, datetime, timedelta

import pytest

from simulator import buttons, faults, webhook
from simulator.clock import SimulatedClock
from simulator.faults import Fault, Faults
from simulator.ledger import AccessTokens, Quota, ReplyTokens, RetryKeys
from simulator.platform import Platform
from simulator.rich_menus import image_size, menu_problems

NOW = datetime(2027, 1, 15, 3, 0, tzinfo=UTC)


@pytest.fixture
def platform():
    made = Platform(channel_secret="s", webhook_url="http://127.0.0.1:9/", clock=lambda: NOW)
    yield made
    made.close()


class TestClock:
    def test_it_moves_and_keeps_running(self):
        clock = SimulatedClock(NOW)
        assert timedelta() <= clock.now() - NOW < timedelta(seconds=5)
        clock.advance(timedelta(days=7))
        assert clock() - NOW >= timedelta(days=7)
        assert clock.set(NOW) - NOW < timedelta(seconds=5)

    def test_a_moment_needs_a_zone(self):
        with pytest.raises(ValueError, match="time zone"):
            SimulatedClock(NOW).set(NOW.replace(tzinfo=None))

    def test_the_platform_tells_when_it_is_moved(self):
        told: list[datetime] = []
        platform = Platform(
            channel_secret="s", webhook_url="http://127.0.0.1:9/", clock=SimulatedClock(NOW),
            on_clock_change=told.append,
        )  # fmt: skip
        tomorrow = NOW + timedelta(days=1)
        platform.set_clock(tomorrow)
        assert len(told) == 1
        assert told[0] >= tomorrow
        platform.close()


class TestLedger:
    def test_the_month_turns_at_midnight_in_bangkok(self):
        quota = Quota(3)
        last_evening = datetime(2027, 1, 31, 16, 59, tzinfo=UTC)
        quota.spend(3, last_evening)
        assert not quota.allows(1, last_evening)
        assert quota.allows(3, last_evening + timedelta(minutes=1))

    def test_no_limit(self):
        assert Quota(None).allows(10**9, NOW)

    @pytest.mark.parametrize(("seconds", "chat"), [(60, "U1"), (61, None)])
    def test_reply_token_age(self, seconds, chat):
        tokens = ReplyTokens()
        tokens.issue("t", "U1", NOW)
        assert tokens.use("t", NOW + timedelta(seconds=seconds)) == chat

    @pytest.mark.parametrize(("minutes", "chat"), [(20, "U1"), (21, None)])
    def test_reply_token_age_after_redelivery(self, minutes, chat):
        tokens = ReplyTokens()
        tokens.issue("t", "U1", NOW)
        tokens.received_again("t", NOW + timedelta(minutes=minutes))
        assert tokens.use("t", NOW + timedelta(minutes=minutes)) == chat

    def test_retry_keys_are_forgotten_after_a_day(self):
        keys = RetryKeys()
        keys.accept("k", "request", {}, NOW)
        assert keys.find("k", NOW + timedelta(hours=23)) is not None
        assert keys.find("k", NOW + timedelta(hours=24)) is None

    def test_revoked_tokens_stop_working(self):
        tokens = AccessTokens("long")
        issued = tokens.issue(timedelta(minutes=15), NOW)
        assert tokens.accepts(issued, NOW)
        tokens.revoke_all()
        assert not tokens.accepts(issued, NOW)
        assert tokens.accepts("long", NOW)


class TestFaults:
    def test_first_in_first_out_and_only_where_aimed(self):
        queue = Faults()
        queue.add(Fault(500), endpoint="push")
        queue.add(Fault(502), endpoint="any", times=2)
        assert queue.waiting == 3
        taken = [queue.take(endpoint, None) for endpoint in ("quota", "push", "reply", "reply")]
        assert [fault.status if fault else None for fault in taken] == [502, 500, 502, None]

    def test_send_means_the_three_that_send(self):
        queue = Faults()
        queue.add(faults.SERVER_ERROR)
        assert queue.take("profile", None) is None
        assert queue.take("multicast", None) == faults.SERVER_ERROR

    def test_clear(self):
        queue = Faults()
        queue.add(faults.SERVER_ERROR, times=9)
        queue.clear()
        assert queue.take("push", None) is None


class TestWebhookBodies:
    def test_lines_own_signature_vector(self):
        body = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
        assert webhook.body("U8e742f61d673b39c7fff3cecb7536ef0", []) == body
        signature = webhook.sign("8c570fa6dd201bb328f1c1eac23a96d8", body)
        assert signature == "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="

    def test_ulids_sort_by_time(self):
        earlier, later = webhook.ulid(NOW), webhook.ulid(NOW + timedelta(milliseconds=1))
        assert len(earlier) == 26
        assert earlier[:10] < later[:10]

    def test_thai_goes_out_as_utf8(self):
        made = webhook.event("message", webhook.user_source("U"), NOW, message={"text": "ก"})
        assert "ก".encode() in webhook.body("U", [made])
        assert made["timestamp"] == 1_799_982_000_000


class TestButtons:
    def test_the_newest_button_of_that_label_is_found(self, platform):
        person = platform.add_person("ผู้ใช้ตัวอย่าง")
        quick = {"items": [{"type": "action", "action": postback("ถัดไป", "quick")}]}
        platform.put(person, {"type": "text", "text": "ก", "quickReply": quick}, via="reply")
        assert self.data_of(platform, person, "ถัดไป") == "quick"
        card = {"type": "flex", "contents": {"body": {"action": postback("ดู", "old")}}}
        platform.put(person, card, via="reply")
        card = {"type": "flex", "contents": {"body": {"action": postback("ดู", "new")}}}
        platform.put(person, card, via="push")
        assert self.data_of(platform, person, "ดู") == "new"
        with pytest.raises(AssertionError, match="no button"):
            self.data_of(platform, person, "ถัดไป")

    def data_of(self, platform, person, label):

        return buttons.find(platform.transcript(person), label)["data"]


def postback(label, data):
    return {"type": "postback", "label": label, "data": data}


class TestWaiting:
    def test_it_returns_as_soon_as_something_is_said(self, platform):
        person = platform.add_person("ผู้ใช้ตัวอย่าง")
        say = threading.Timer(0.02, platform.put, (person, {"type": "text", "text": "ก"}))
        say_by_bot = threading.Timer(
            0.04, lambda: platform.put(person, {"type": "text", "text": "ข"}, via="push")
        )
        say.start()
        say_by_bot.start()
        assert [each.text for each in platform.wait_for(person, 1)] == ["ข"]

    def test_it_fails_with_the_history(self, platform):
        person = platform.add_person("ผู้ใช้ตัวอย่าง")
        platform.put(person, {"type": "text", "text": "ที่คุยกัน"}, via="push")
        with pytest.raises(AssertionError, match="ที่คุยกัน"):
            platform.wait_for(person, 2, timeout=0.01)
        assert platform.wait_for(person, lambda said: said[-1].text == "ที่คุยกัน")

    def test_after_a_mark(self, platform):
        person = platform.add_person("ผู้ใช้ตัวอย่าง")
        platform.put(person, {"type": "text", "text": "เก่า"}, via="push")
        mark = platform.mark()
        platform.put(person, {"type": "text", "text": "ใหม่"}, via="push")
        assert [each.text for each in platform.wait_for(person, 1, after=mark)] == ["ใหม่"]

    def test_nobody_at_the_webhook_is_status_0(self, platform):
        person = platform.add_person("ผู้ใช้ตัวอย่าง")
        assert platform.say(person, "สวัสดี") == 0
        assert platform.transcript(person)[0].failed == 0


AREA = {
    "bounds": {"x": 0, "y": 0, "width": 1250, "height": 1686},
    "action": {"type": "message", "text": "ช่วยเหลือ"},
}
MENU = {
    "size": {"width": 2500, "height": 1686},
    "selected": True,
    "name": "เมนู",
    "chatBarText": "เมนูผู้ประสานงาน",
    "areas": [AREA],
}


class TestRichMenus:
    def test_a_good_one(self):
        assert menu_problems(MENU) == []

    @pytest.mark.parametrize(
        "change",
        [
            {"size": {"width": 799, "height": 300}},
            {"size": {"width": 2501, "height": 1000}},
            {"size": {"width": 2500, "height": 249}},
            {"size": {"width": 1000, "height": 700}},
            {"chatBarText": "ก" * 15},
            {"name": "ก" * 301},
            {"areas": [AREA] * 21},
            {"areas": [{"bounds": {"x": 0, "y": 0, "width": 1, "height": 1}}]},
            {"selected": "true"},
            {"unknown": 1},
        ],
    )
    def test_what_is_refused(self, change):
        assert menu_problems({**MENU, **change})

    def test_image_sizes(self):
        png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 2500, 1686)
        jpeg = (
            b"\xff\xd8\xff\xe0"
            + struct.pack(">H", 4)
            + b"ab"
            + b"\xff\xc0"
            + struct.pack(">HBHH", 11, 8, 250, 800)
        )
        assert image_size(png) == (2500, 1686)
        assert image_size(jpeg) == (800, 250)
        assert image_size(b"GIF89a") is None
