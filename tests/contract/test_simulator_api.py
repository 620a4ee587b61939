"""The simulator over real HTTP: tokens, reply tokens, retry keys, recipients, quota."""

import uuid
from datetime import timedelta

import pytest

from tests.support.bot_by_hand import TEXT, bot_on, ground, reply_token
from tests.support.line_simulator import CHANNEL_SECRET


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
