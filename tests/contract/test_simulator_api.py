"""The simulator over real HTTP, asked by the real SDK and by hand."""

import json
import uuid
from datetime import timedelta

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
from simulator.clock import SimulatedClock
from simulator.faults import Fault
from simulator.platform import Platform
from tests.support.line_simulator import CHANNEL_SECRET, Stage, running_simulator, serving
from tests.support.webhook_sink import webhook_sink

TEXT = [{"type": "text", "text": "สวัสดีค่ะ"}]


class Bot:
    """A client by hand, so that what the SDK hides can be sent too."""

    def __init__(self, platform: Platform, url: str) -> None:
        self.platform, self.url = platform, url
        self.http = urllib3.PoolManager(retries=False)
        self.token = platform.access_tokens.long_lived

    def ask(self, method, path, body=None, **headers):
        sent = {"authorization": f"Bearer {self.token}", "content-type": "application/json"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        raw = body if isinstance(body, bytes | str | None) else json.dumps(body)
        return self.http.request(method, self.url + path, body=raw, headers=sent, timeout=5)

    def push(self, to, messages=TEXT, **headers):
        body = {"to": to, "messages": messages}
        return self.ask("POST", "/v2/bot/message/push", body, **headers)

    def reply(self, token, messages=TEXT, **headers):
        body = {"replyToken": token, "messages": messages}
        return self.ask("POST", "/v2/bot/message/reply", body, **headers)

    def close(self):
        self.http.clear()


@pytest.fixture(scope="module")
def sink():
    with webhook_sink() as one:
        yield one


@pytest.fixture(scope="module")
def stage():
    made = Stage()
    with serving(made) as url:
        yield made, url


@pytest.fixture
def bot(sink, stage):
    platform = Platform(channel_secret=CHANNEL_SECRET, webhook_url=sink.url, clock=SimulatedClock())
    stage[0].app = create_app(platform)
    made = Bot(platform, stage[1])
    yield made
    made.close()
    platform.close()


@pytest.fixture
def person(bot):
    return bot.platform.add_person("ผู้ใช้ตัวอย่าง", label="หน่วยงานตัวอย่าง")


def reply_token(bot, sink, person):
    assert bot.platform.say(person, "สวัสดี") == 200
    return sink.events[-1]["replyToken"]


class TestAuthorisation:
    def test_a_wrong_bearer_is_refused(self, bot, person):
        bot.token = "wrong"
        answer = bot.push(person.user_id)
        assert answer.status == 401
        assert "Authentication failed" in answer.json()["message"]
        assert answer.headers["x-line-request-id"]

    def test_a_stateless_token_lives_fifteen_minutes(self, bot, person):
        form = (
            "grant_type=client_credentials"
            f"&client_id={bot.platform.channel_id}&client_secret={CHANNEL_SECRET}"
        )
        kind = {"content_type": "application/x-www-form-urlencoded"}
        issued = bot.ask("POST", "/oauth2/v3/token", form, **kind).json()
        assert issued["expires_in"] == 900
        bot.token = issued["access_token"]
        assert bot.push(person.user_id).status == 200
        bot.platform.clock.advance(timedelta(seconds=901))
        assert bot.push(person.user_id).status == 401

    def test_a_wrong_secret_gets_no_token(self, bot):
        form = "grant_type=client_credentials&client_id=1234567890&client_secret=wrong"
        kind = {"content_type": "application/x-www-form-urlencoded"}
        assert bot.ask("POST", "/oauth2/v3/token", form, **kind).status == 400


class TestReplyToken:
    def test_it_works_once(self, bot, sink, person):
        token = reply_token(bot, sink, person)
        assert bot.reply(token).status == 200
        second = bot.reply(token)
        assert (second.status, second.json()["message"]) == (400, "Invalid reply token")
        assert len(bot.platform.said(person)) == 1

    def test_it_lives_a_minute(self, bot, sink, person):
        token = reply_token(bot, sink, person)
        bot.platform.clock.advance(timedelta(seconds=59))
        assert bot.reply(token).status == 200
        token = reply_token(bot, sink, person)
        bot.platform.clock.advance(timedelta(seconds=61))
        assert bot.reply(token).status == 400

    def test_a_redelivery_starts_the_minute_again(self, bot, sink, person):
        token = reply_token(bot, sink, person)
        bot.platform.clock.advance(timedelta(minutes=5))
        assert bot.platform.redeliver() == 200
        assert sink.events[-1]["deliveryContext"] == {"isRedelivery": True}
        assert sink.events[-1]["replyToken"] == token
        assert bot.reply(token).status == 200

    def test_a_redelivery_cannot_save_it_after_twenty_minutes(self, bot, sink, person):
        token = reply_token(bot, sink, person)
        bot.platform.clock.advance(timedelta(minutes=21))
        bot.platform.redeliver()
        assert bot.reply(token).status == 400

    def test_an_invented_token_and_a_retry_key_are_refused(self, bot, sink, person):
        assert bot.reply("0" * 32).status == 400
        token = reply_token(bot, sink, person)
        assert bot.reply(token, x_line_retry_key=str(uuid.uuid4())).status == 400
        assert bot.reply(token).status == 200


class TestRetryKey:
    def test_the_same_key_is_accepted_once(self, bot, person):
        key = str(uuid.uuid4())
        first = bot.push(person.user_id, x_line_retry_key=key)
        again = bot.push(person.user_id, x_line_retry_key=key)
        assert (first.status, again.status) == (200, 409)
        assert again.headers["x-line-accepted-request-id"] == first.headers["x-line-request-id"]
        assert again.json()["sentMessages"] == first.json()["sentMessages"]
        assert len(bot.platform.said(person)) == 1
        assert len(bot.platform.pushes) == 1
        bot.platform.clock.advance(timedelta(hours=24, seconds=1))
        assert bot.push(person.user_id, x_line_retry_key=key).status == 200

    @pytest.mark.parametrize("key", ["1", "not-a-uuid", "0" * 36, "{" + "0" * 34 + "}"])
    def test_it_must_be_a_uuid(self, bot, person, key):
        assert bot.push(person.user_id, x_line_retry_key=key).status == 400

    def test_a_refused_push_does_not_use_up_the_key(self, bot, person):
        key = str(uuid.uuid4())
        assert bot.push(person.user_id, [], x_line_retry_key=key).status == 400
        assert bot.push(person.user_id, x_line_retry_key=key).status == 200


class TestRecipients:
    def test_an_unknown_user_is_refused(self, bot):
        answer = bot.push("U" + "0" * 32)
        assert (answer.status, answer.json()["message"]) == (400, "Failed to send messages")
        assert bot.push("somebody").status == 400

    def test_a_blocker_gives_200_and_costs_nothing(self, bot, person):
        bot.platform.say(person, "สวัสดี")
        bot.platform.unfollow(person)
        assert bot.push(person.user_id).status == 200
        assert bot.platform.said(person) == []
        assert bot.ask("GET", "/v2/bot/message/quota/consumption").json() == {"totalUsage": 0}
        assert bot.ask("GET", f"/v2/bot/profile/{person.user_id}").status == 404

    def test_a_stranger_is_reached_for_seven_days_after_writing(self, bot):
        stranger = bot.platform.add_person("คนนอกตัวอย่าง", friend=False)
        bot.push(stranger.user_id)
        assert bot.platform.said(stranger) == []
        bot.platform.say(stranger, "สวัสดี")
        bot.push(stranger.user_id)
        assert len(bot.platform.said(stranger)) == 1
        bot.platform.clock.advance(timedelta(days=7, minutes=1))
        bot.push(stranger.user_id)
        assert len(bot.platform.said(stranger)) == 1

    def test_a_group_costs_one_per_member(self, bot, person):
        other = bot.platform.add_person("อีกคนตัวอย่าง")
        group, _ = bot.platform.join_group("กลุ่มตัวอย่าง", [person, other])
        assert bot.push(group.group_id).status == 200
        assert bot.platform.quota.used(bot.platform.clock()) == 2
        body = {"to": [group.group_id], "messages": TEXT}
        assert bot.ask("POST", "/v2/bot/message/multicast", body).status == 400

    def test_multicast_reaches_everybody(self, bot, person):
        other = bot.platform.add_person("อีกคนตัวอย่าง")
        body = {"to": [person.user_id, other.user_id], "messages": TEXT}
        answer = bot.ask("POST", "/v2/bot/message/multicast", body)
        assert (answer.status, answer.json()) == (200, {})
        assert [len(bot.platform.said(each)) for each in (person, other)] == [1, 1]


class TestQuota:
    def test_it_is_counted_and_then_refused(self, bot, person):
        bot.platform.quota.limit = 2
        assert [bot.push(person.user_id).status for _ in range(3)] == [200, 200, 429]
        assert bot.push(person.user_id).json()["message"] == "You have reached your monthly limit."
        assert bot.ask("GET", "/v2/bot/message/quota").json() == {"type": "limited", "value": 2}

    def test_replies_are_free_and_a_new_month_is_empty(self, bot, sink, person):
        bot.platform.quota.limit = 1
        assert bot.push(person.user_id).status == 200
        assert bot.reply(reply_token(bot, sink, person)).status == 200
        bot.platform.clock.advance(timedelta(days=32))
        assert bot.push(person.user_id).status == 200

    def test_a_plan_without_a_limit(self, bot):
        bot.platform.quota.limit = None
        assert bot.ask("GET", "/v2/bot/message/quota").json() == {"type": "none"}


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
