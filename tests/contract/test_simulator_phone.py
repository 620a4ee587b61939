"""What people do on the phone arrives as LINE would send it: shape, signature, order."""

import json
import re
from datetime import UTC, datetime

import pytest
from linebot.v3.models import UnknownEvent
from linebot.v3.webhook import SignatureValidator, WebhookParser

from simulator.clock import SimulatedClock
from simulator.platform import Platform
from tests.support.line_simulator import CHANNEL_SECRET
from tests.support.webhook_sink import webhook_sink

NOON = datetime(2027, 3, 1, 5, tzinfo=UTC)


@pytest.fixture
def sink():
    with webhook_sink() as one:
        yield one


@pytest.fixture
def platform(sink):
    made = Platform(channel_secret=CHANNEL_SECRET, webhook_url=sink.url, clock=SimulatedClock(NOON))
    yield made
    made.close()


def test_every_act_is_an_event_the_sdk_knows(platform, sink):
    person = platform.add_person("ผู้ใช้ตัวอย่าง")
    statuses = [
        platform.follow(person),
        platform.say(person, "O12 เสร็จแล้ว"),
        platform.tap(person, "tick:O12", "เสร็จแล้ว", {"date": "2027-01-31"}),
        platform.send_sticker(person),
        platform.send_image(person),
        platform.send_file(person),
        platform.send_location(person),
        platform.unsend(person, platform.transcript(person)[0].id),
        platform.unfollow(person),
    ]
    group, status = platform.join_group("กลุ่มตัวอย่าง", [person])
    statuses += [status, platform.say_in_group(group, person, "@bot สวัสดี", mention_bot=True)]
    statuses += [platform.leave_group(group), platform.verify()]
    assert statuses == [200] * 13
    parser = WebhookParser(CHANNEL_SECRET)
    for body, signature in zip(sink.bodies, sink.signatures, strict=True):
        for event in parser.parse(body.decode(), signature):
            assert not isinstance(event, UnknownEvent)
    kinds = [event["type"] for event in sink.events]
    messages = ["message"] * 4
    assert kinds[:9] == ["follow", "message", "postback", *messages, "unsend", "unfollow"]
    assert kinds[9:] == ["join", "message", "leave"]
    with_token = {event["type"] for event in sink.events if "replyToken" in event}
    assert with_token == {"follow", "message", "postback", "join"}
    assert json.loads(sink.bodies[-1])["events"] == []


def test_a_quote_names_the_message_that_it_answers(platform, sink):
    person, other = (platform.add_person(f"ผู้ใช้ตัวอย่าง {number}") for number in range(2))
    card = platform.put(person, {"type": "text", "text": "O12"}, via="reply")
    assert platform.say(person, "เสร็จแล้ว", quote=card) == 200
    assert platform.say(person, "ขอบคุณ") == 200
    quoting, plain = [event["message"] for event in sink.events]
    assert quoting["quotedMessageId"] == card.id
    assert quoting["quoteToken"] != plain["quoteToken"]
    assert "quotedMessageId" not in plain
    (read,) = WebhookParser(CHANNEL_SECRET).parse(sink.bodies[0].decode(), sink.signatures[0])
    assert read.message.quoted_message_id == card.id
    assert read.message.quote_token == quoting["quoteToken"]
    with pytest.raises(ValueError, match="sees no message"):
        platform.say(other, "เสร็จแล้ว", quote=card)
    card.unsent = True
    with pytest.raises(ValueError, match="sees no message"):
        platform.say(person, "เสร็จแล้ว", quote=card)


def test_common_properties(platform, sink):
    person = platform.add_person("ผู้ใช้ตัวอย่าง")
    platform.say(person, "สวัสดี")
    (event,) = sink.events
    assert event["mode"] == "active"
    assert event["source"] == {"type": "user", "userId": person.user_id}
    assert event["deliveryContext"] == {"isRedelivery": False}
    assert re.fullmatch(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", event["webhookEventId"])
    assert re.fullmatch(r"U[0-9a-f]{32}", person.user_id)
    assert json.loads(sink.bodies[0])["destination"] == platform.bot_user_id


def test_redelivery_is_the_same_event_marked(platform, sink):
    person = platform.add_person("ผู้ใช้ตัวอย่าง")
    platform.say(person, "สวัสดี", redeliver=True)
    first, second = sink.events
    assert second.pop("deliveryContext") == {"isRedelivery": True}
    first.pop("deliveryContext")
    assert first == second


def test_a_wrong_signature_on_request(platform, sink):
    platform.post(b'{"events":[]}', signature="wrong")
    platform.post(b'{"events":[]}')
    check = SignatureValidator(CHANNEL_SECRET)
    answers = [
        check.validate(body.decode(), signature)
        for body, signature in zip(sink.bodies, sink.signatures, strict=True)
    ]
    assert answers == [False, True]


def test_events_of_several_people_in_one_request(platform, sink):
    people = [platform.add_person(f"ผู้ใช้ตัวอย่าง {number}") for number in range(2)]
    events = [platform.event_of(each, "postback", postback={"data": "a"}) for each in people]
    assert platform.send_events([*events, {"type": "invented"}]) == 200
    assert len(sink.bodies) == 1
    assert len(sink.events) == 3


def test_the_status_of_the_bot_is_seen_on_the_phone(platform, sink):
    person = platform.add_person("ผู้ใช้ตัวอย่าง")
    platform.say(person, "สวัสดี")
    sink.status = 503
    assert platform.say(person, "สวัสดี") == 503
    read, unread = platform.transcript(person)
    assert (read.read, read.failed) == (True, None)
    assert (unread.read, unread.failed) == (False, 503)
    assert [call.status for call in platform.webhooks] == [200, 503]


def test_a_blocker_cannot_write_and_unblocking_is_told(platform, sink):
    person = platform.add_person("ผู้ใช้ตัวอย่าง")
    platform.unfollow(person)
    with pytest.raises(ValueError, match="blocked"):
        platform.say(person, "สวัสดี")
    platform.follow(person)
    assert sink.events[-1]["follow"] == {"isUnblocked": True}


def test_press_uses_what_the_bot_really_sent(platform, sink):
    person = platform.add_person("ผู้ใช้ตัวอย่าง")
    action = {"type": "postback", "label": "เสร็จแล้ว", "data": "tick:O12", "displayText": "ติ๊ก"}
    bubble = {"type": "bubble", "body": {"contents": [{"type": "button", "action": action}]}}
    platform.put(person, {"type": "flex", "altText": "O12", "contents": bubble}, via="reply")
    assert platform.press(person, "เสร็จแล้ว") == 200
    assert sink.events[-1]["postback"] == {"data": "tick:O12"}
    assert platform.transcript(person)[-1].text == "ติ๊ก"
