"""The simulator over real HTTP: what it refuses, trouble on request, and the real SDK."""

import json
import uuid

import pytest
import urllib3
from fastapi import FastAPI
from linebot.v3.messaging import (
    ApiClient,
    ApiException,
    Configuration,
    MessagingApi,
    MessagingApiBlob,
    PushMessageRequest,
    ReplyMessageRequest,
    TextMessage,
)

from simulator import faults
from simulator.app import create_app
from simulator.faults import Fault
from tests.support.bot_by_hand import TEXT, Bot, bot_on, ground, reply_token
from tests.support.line_simulator import running_simulator, serving


@pytest.fixture(scope="module")
def line():
    with ground() as made:
        yield made


@pytest.fixture
def sink(line):
    return line[2]


@pytest.fixture
def bot(line):
    with bot_on(*line) as made:
        yield made


@pytest.fixture
def person(bot):
    return bot.platform.add_person("ผู้ใช้ตัวอย่าง", label="หน่วยงานตัวอย่าง")


class TestRefusals:
    def test_details_name_the_property(self, bot, person):
        answer = bot.push(person.user_id, [{"type": "text", "text": ""}])
        assert answer.status == 400
        assert answer.json()["details"] == [
            {"message": "May not be empty", "property": "messages[0].text"}
        ]

    @pytest.mark.parametrize(
        ("body", "headers", "status"),
        [
            (b"{", {}, 400),
            (b"[]", {}, 400),
            (b"{}", {}, 400),
            ({"to": "U", "messages": TEXT, "unknown": 1}, {}, 400),
            ({"to": "U", "messages": "text"}, {}, 400),
            ({"to": "U", "messages": TEXT, "notificationDisabled": "yes"}, {}, 400),
            ({"to": "U", "messages": TEXT, "customAggregationUnits": ["a" * 31]}, {}, 400),
            ({"to": "U", "messages": TEXT}, {"content_type": "text/plain"}, 415),
            (b" " * 2_000_001, {}, 413),
        ],
    )
    def test_a_bad_request(self, bot, body, headers, status):
        assert bot.ask("POST", "/v2/bot/message/push", body, **headers).status == status

    def test_an_unknown_path_is_recorded(self, bot):
        assert bot.ask("GET", "/v2/bot/nowhere").status == 404
        assert bot.platform.requests[-1].path == "/v2/bot/nowhere"

    def test_validation_sends_nothing(self, bot, person):
        body = {"messages": TEXT}
        assert bot.ask("POST", "/v2/bot/message/validate/push", body).json() == {}
        wrong = {"messages": [{"type": "text"}]}
        assert bot.ask("POST", "/v2/bot/message/validate/reply", wrong).status == 400
        assert bot.platform.said(person) == []


class TestFaults:
    @pytest.mark.parametrize(
        ("fault", "status"),
        [
            (faults.RATE_LIMITED, 429),
            (faults.QUOTA_REACHED, 429),
            (faults.SERVER_ERROR, 500),
            (faults.BAD_GATEWAY, 502),
            (faults.ALREADY_ACCEPTED, 409),
        ],
    )
    def test_a_status_on_request_and_only_once(self, bot, person, fault, status):
        bot.platform.faults.add(fault)
        assert bot.push(person.user_id).status == status
        assert bot.platform.said(person) == []
        assert bot.push(person.user_id).status == 200

    def test_it_can_be_aimed_at_one_recipient_and_endpoint(self, bot, sink, person):
        other = bot.platform.add_person("อีกคนตัวอย่าง")
        bot.platform.faults.add(
            faults.SERVER_ERROR, endpoint="push", recipient=person.user_id, times=2
        )
        assert bot.push(other.user_id).status == 200
        assert bot.reply(reply_token(bot, sink, person)).status == 200
        assert [bot.push(person.user_id).status for _ in range(3)] == [500, 500, 200]

    @pytest.mark.parametrize(("fault", "said"), [(faults.UNANSWERED, 0), (faults.ANSWER_LOST, 1)])
    def test_the_connection_is_cut(self, bot, person, fault, said):
        bot.platform.faults.add(fault)
        with pytest.raises(urllib3.exceptions.ProtocolError):
            bot.push(person.user_id)
        assert len(bot.platform.said(person)) == said
        assert bot.push(person.user_id).status == 200

    def test_accepted_but_answered_500(self, bot, person):
        key = str(uuid.uuid4())
        bot.platform.faults.add(Fault(500, accepted=True))
        assert bot.push(person.user_id, x_line_retry_key=key).status == 500
        assert bot.push(person.user_id, x_line_retry_key=key).status == 409
        assert len(bot.platform.said(person)) == 1

    def test_slow_and_malformed_answers(self, bot, person):
        bot.platform.faults.add(Fault(delay=0.05))
        assert bot.push(person.user_id).status == 200
        bot.platform.faults.add(faults.MALFORMED)
        assert bot.push(person.user_id).data.startswith(b"<html>")
        assert len(bot.platform.said(person)) == 2


class TestTheRest:
    def test_media_can_be_fetched_until_unsent(self, bot, sink, person):
        bot.platform.send_image(person, b"picture")
        path = f"/v2/bot/message/{sink.events[-1]['message']['id']}/content"
        assert bot.ask("GET", path).data == b"picture"
        bot.platform.unsend(person, sink.events[-1]["message"]["id"])
        assert sink.events[-1]["type"] == "unsend"
        assert bot.ask("GET", path).status == 410
        assert bot.ask("GET", "/v2/bot/message/1/content").status == 404

    @pytest.mark.parametrize(("seconds", "status"), [(5, 202), (60, 202), (7, 400), (65, 400)])
    def test_loading_animation(self, bot, person, seconds, status):
        body = {"chatId": person.user_id, "loadingSeconds": seconds}
        assert bot.ask("POST", "/v2/bot/chat/loading/start", body).status == status

    def test_the_webhook_address(self, bot, sink):
        endpoint = "/v2/bot/channel/webhook/endpoint"
        assert bot.ask("GET", endpoint).json() == {"endpoint": sink.url, "active": True}
        tested = bot.ask("POST", "/v2/bot/channel/webhook/test", {}).json()
        assert (tested["success"], tested["statusCode"]) == (True, 200)
        assert bot.ask("PUT", endpoint, {"endpoint": "http://example.com/"}).status == 400
        assert bot.ask("PUT", endpoint, {"endpoint": sink.url}).status == 200

    def test_it_works_under_a_prefix(self, sink):
        with running_simulator(sink.url) as (platform, _):
            outer = FastAPI()
            outer.mount("/simulator", create_app(platform))
            with serving(outer) as url:
                bot = Bot(platform, url + "/simulator")
                person = platform.add_person("ผู้ใช้ตัวอย่าง")
                assert bot.push(person.user_id).status == 200
                assert platform.requests[-1].path == "/v2/bot/message/push"
                platform.faults.add(faults.UNANSWERED)
                with pytest.raises(urllib3.exceptions.ProtocolError):
                    bot.push(person.user_id)
                bot.close()


class TestWithTheSdk:
    @pytest.fixture
    def sdk(self, bot):
        settings = Configuration(host=bot.url, access_token=bot.token)
        with ApiClient(settings) as client:
            yield client

    def test_reply_push_and_errors(self, bot, sdk, sink, person):
        api = MessagingApi(sdk)
        message = TextMessage(text="สวัสดีค่ะ")
        token = reply_token(bot, sink, person)
        api.reply_message(ReplyMessageRequest(replyToken=token, messages=[message]))
        key = str(uuid.uuid4())
        request = PushMessageRequest(to=person.user_id, messages=[message])
        sent = api.push_message(request, x_line_retry_key=key)
        assert [each.via for each in bot.platform.said(person)] == ["reply", "push"]
        with pytest.raises(ApiException) as twice:
            api.push_message(request, x_line_retry_key=key)
        assert twice.value.status == 409
        assert json.loads(twice.value.body)["sentMessages"][0]["id"] == sent.sent_messages[0].id

    def test_account_profile_quota_content(self, bot, sdk, sink, person):
        api = MessagingApi(sdk)
        assert api.get_bot_info().basic_id == bot.platform.basic_id
        assert api.get_profile(person.user_id).display_name == person.name
        assert api.get_message_quota().value == 300
        assert api.get_message_quota_consumption().total_usage == 0
        bot.platform.send_file(person, "ตัวอย่าง.pdf", b"%PDF")
        content = MessagingApiBlob(sdk).get_message_content(sink.events[-1]["message"]["id"])
        assert bytes(content) == b"%PDF"
