"""The whole bot over HTTP: what people do in LINE, and what LINE does to the bot."""

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from urllib.request import urlopen

import pytest

from content.catalog import Catalog
from models.database import reading
from models.inbox import InboxEvent
from models.wording import setting
from simulator import webhook
from simulator.faults import (
    ANSWER_LOST,
    QUOTA_REACHED,
    RATE_LIMITED,
    SERVER_ERROR,
    UNANSWERED,
    Fault,
)
from simulator.values import ChatMessage, Person
from tests.support.message_checks import texts
from tests.support.pace import beside_a_control
from tests.support.running_bot import RunningBot, get, running_bot
from tests.support.until import until


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Iterator[RunningBot]:
    path = tmp_path_factory.mktemp("bot") / "bot.db"
    with running_bot(f"sqlite:///{path}", catalog) as bot:
        yield bot


@pytest.fixture
def bot(running: RunningBot) -> Iterator[RunningBot]:
    yield running
    running.platform.faults.clear()
    running.platform.quota.limit = 300


def words(messages: list[ChatMessage]) -> str:
    return "\n".join(text for each in messages for text in texts(each.message))


def silent(bot: RunningBot, person: Person, mark: int, seconds: float = 0.4) -> bool:
    time.sleep(seconds)
    return not bot.platform.said(person, after=mark)


# What people do


def test_a_question_brings_the_card(bot: RunningBot) -> None:
    said = bot.says(bot.stranger(), "O12 ต้องทำอะไร")
    assert len(said) == 1
    assert said[0].via == "reply"
    assert "O12" in words(said)
    assert "จัดซื้อจัดจ้าง" in words(said)


def test_join_tick_progress_undo(bot: RunningBot, catalog: Catalog) -> None:
    agency = bot.agency()
    person = bot.stranger()
    assert "รหัสเชิญ" in words(bot.answered(person, lambda: bot.platform.follow(person)))
    assert agency in words(bot.says(person, bot.invite(agency)))
    steps = {("O12", n) for n in range(1, len(catalog.item("O12").steps) + 1)}  # type: ignore[union-attr]
    assert "O12" in words(bot.says(person, "O12 เสร็จแล้ว"))
    assert bot.ticked(person) == steps
    assert "1/52" in words(bot.says(person, "ความคืบหน้า"))
    bot.says(person, "O13 เสร็จแล้ว")
    bot.taps(person, "ยกเลิก O13")
    assert bot.ticked(person) == steps
    assert "1/52" in words(bot.says(person, "ความคืบหน้า"))


def test_a_colleague_sees_the_same_checklist(bot: RunningBot) -> None:
    agency = bot.agency()
    one, other = bot.member(agency), bot.member(agency)
    bot.says(one, "E4 เสร็จแล้ว")
    assert bot.ticked(other) == bot.ticked(one) != set()
    assert "1/52" in words(bot.says(other, "ความคืบหน้า"))


def test_buttons_of_the_card_work(bot: RunningBot) -> None:
    person = bot.member()
    bot.says(person, "O12")
    bot.taps(person, "O12 ข้อ 1 เสร็จ")
    assert bot.ticked(person) == {("O12", 1)}
    bot.says(person, "O12")
    bot.taps(person, "O12 ข้อ 1 ยังไม่เสร็จ")
    assert bot.ticked(person) == set()


def test_the_quoted_card_beats_the_one_shown_last(bot: RunningBot) -> None:
    person = bot.member()
    (card,), (other,) = bot.says(person, "O12"), bot.says(person, "O7")
    bot.settled(person)
    assert "O12" in words(bot.says(person, "เสร็จแล้ว", quote=card))
    assert {code for code, _ in bot.ticked(person)} == {"O12"}
    assert "O7" in words(bot.says(person, "อันนี้เสร็จแล้ว", quote=other))
    assert {code for code, _ in bot.ticked(person)} == {"O12", "O7"}


def test_the_id_of_another_chats_card_points_to_nothing(bot: RunningBot) -> None:
    person, somebody = bot.member(), bot.member()
    (card,) = bot.says(somebody, "O12")
    bot.settled(somebody)
    bot.says(person, "O7")
    message = webhook.text_message("เสร็จแล้ว", quoted=card.id)
    event = bot.platform.event_of(person, "message", message=message)
    said = bot.answered(person, lambda: bot.platform.send_events([event]))
    assert "ข้อไหน" in words(said)
    assert bot.ticked(person) == set()
    assert bot.ticked(somebody) == set()


def test_a_stranger_cannot_tick(bot: RunningBot) -> None:
    assert "รหัสเชิญ" in words(bot.says(bot.stranger(), "O12 เสร็จแล้ว"))


@pytest.mark.parametrize("kind", ["sticker", "image", "file", "location"])
def test_a_message_without_text_gets_one_helpful_sentence(bot: RunningBot, kind: str) -> None:
    person = bot.stranger()
    mark = bot.platform.mark()
    assert getattr(bot.platform, f"send_{kind}")(person) == 200
    (said,) = bot.platform.wait_for(person, 1, after=mark)
    assert said.text


@pytest.mark.parametrize("text", ["😀" * 5000, "", "   ", "\n", "\0", "\u200b" * 50, "ก" * 5000])
def test_odd_texts_get_one_helpful_sentence(bot: RunningBot, text: str) -> None:
    person = bot.member()
    assert words(bot.says(person, text))
    assert bot.ticked(person) == set()
    with reading(bot.engine) as session:
        from models.inbox import count_buried

        assert count_buried(session) == 0


def test_my_data_is_deleted_and_the_agency_keeps_its_ticks(bot: RunningBot) -> None:
    agency = bot.agency()
    person, colleague = bot.member(agency), bot.member(agency)
    bot.says(person, "O12 เสร็จแล้ว")
    ticks = bot.ticked(colleague)
    bot.says(person, "ลบข้อมูลของฉัน")
    bot.taps(person, "ไม่ลบแล้ว")
    assert bot.row_of(person) is not None
    bot.says(person, "ลบข้อมูลของฉัน")
    assert "ลบ" in words(bot.taps(person, "ยืนยันลบข้อมูลของฉัน"))
    assert bot.row_of(person) is None
    assert bot.ticked(colleague) == ticks != set()
    assert bot.row_of(colleague).role == "main"  # type: ignore[union-attr]
    assert "รหัสเชิญ" in words(bot.says(person, "O13 เสร็จแล้ว"))


def test_a_group_gets_one_greeting_and_then_silence(bot: RunningBot) -> None:
    person = bot.member()
    group, status = bot.platform.join_group("กลุ่มตัวอย่าง", [person])
    assert status == 200
    bot.platform.wait_for(group, 1)
    for text in ("O12", "O12 เสร็จแล้ว", "ความคืบหน้า"):
        assert bot.platform.say_in_group(group, person, text, mention_bot=True) == 200
    assert bot.platform.leave_group(group) == 200
    bot.says(person, "O12")  # the worker has been past the group's messages
    assert len(bot.platform.said(group)) == 1
    assert bot.ticked(person) == set()


def test_unfollowing_stops_what_waits(bot: RunningBot) -> None:
    person = bot.member()
    bot.platform.faults.add(RATE_LIMITED, endpoint="reply", recipient=person.user_id, times=50)
    bot.platform.say(person, "O12 เสร็จแล้ว")
    until(lambda: len(bot.calls(person, "reply")) >= 1)
    assert bot.platform.unfollow(person) == 200
    until(lambda: [row.status for row in bot.outbox(person)] == ["cancelled"])
    tries = len(bot.calls(person, "reply"))
    bot.platform.set_clock(bot.platform.clock() + timedelta(minutes=10))
    bot.says(bot.member(), "O12")  # the sender has been past all that was due
    assert len(bot.calls(person, "reply")) <= tries + 1
    assert bot.row_of(person).unreachable_at is not None  # type: ignore[union-attr]


# What LINE does with webhooks


def test_a_redelivery_is_answered_once(bot: RunningBot) -> None:
    person = bot.member()
    bot.answered(person, lambda: bot.platform.say(person, "O12 เสร็จแล้ว", redeliver=True))
    assert bot.platform.redeliver() == 200
    bot.settled(person)
    bot.says(person, "O13")
    assert len(bot.platform.said(person)) == 2
    assert len({change.batch_id for change in bot.history(person)}) == 1


def test_the_same_event_twice_in_one_body_and_at_once(bot: RunningBot) -> None:
    person = bot.member()
    made = bot.platform.event_of(person, "message", message=webhook.text_message("O12 เสร็จแล้ว"))
    assert bot.platform.send_events([made, made]) == 200
    bot.platform.wait_for(person, 1)
    bot.says(person, "O13")
    assert len(bot.platform.said(person)) == 2


def test_events_of_one_body_are_handled_in_lines_order(bot: RunningBot) -> None:
    person = bot.member()
    first = bot.platform.event_of(person, "message", message=webhook.text_message("O12 เสร็จแล้ว"))
    second = bot.platform.event_of(person, "message", message=webhook.text_message("O12 ยังไม่เสร็จ"))
    second["timestamp"] = first["timestamp"] + 1
    assert bot.platform.send_events([second, first]) == 200
    bot.platform.wait_for(person, 2)
    assert bot.ticked(person) == set()
    assert [change.done for change in bot.history(person)][-1] is False


def test_an_odd_event_does_not_spoil_its_neighbours(bot: RunningBot) -> None:
    person = bot.member()
    good = bot.platform.event_of(person, "message", message=webhook.text_message("O12"))
    hologram = bot.platform.event_of(person, "hologram", hologram={"x": 1})
    assert bot.platform.send_events([None, 7, hologram, {"type": "message"}, good]) == 200  # type: ignore[list-item]
    assert "O12" in words(bot.platform.wait_for(person, 1))


def test_a_bad_signature_is_not_heard(bot: RunningBot) -> None:
    person = bot.member()
    made = bot.platform.event_of(person, "message", message=webhook.text_message("O12"))
    body = webhook.body(bot.platform.bot_user_id, [made])
    assert bot.platform.post(body, signature="wrong") == 401
    assert bot.platform.post(body[:-1] + b" }", signature=webhook.sign("x", body)) == 401
    assert bot.platform.verify() == 200
    assert silent(bot, person, 0)


# What LINE does with answers


@pytest.mark.parametrize("fault", [SERVER_ERROR, UNANSWERED, ANSWER_LOST, RATE_LIMITED])
def test_a_reply_in_trouble_is_tried_again_within_a_second_and_never_pushed(
    bot: RunningBot, fault: Fault
) -> None:
    person = bot.member()
    bot.platform.faults.add(fault, endpoint="reply", recipient=person.user_id)
    with beside_a_control() as machine:
        bot.says(person, "O12 เสร็จแล้ว")
        bot.settled(person)
    first, second = bot.calls(person, "reply")
    assert (second.at - first.at) < timedelta(seconds=1) * machine.slowness
    assert first.body == second.body
    assert len(bot.platform.said(person)) == 1
    assert bot.calls(person, "push") == []


def test_an_answer_that_took_too_long_is_pushed_once_if_it_must_arrive(bot: RunningBot) -> None:
    """The token was never tried: LINE says so itself, and the tick's answer must arrive."""
    person = bot.member()
    made = bot.platform.event_of(person, "message", message=webhook.text_message("O12 เสร็จแล้ว"))
    bot.platform.reply_tokens.use(made["replyToken"], bot.platform.clock())
    assert bot.platform.send_events([made]) == 200
    (said,) = bot.platform.wait_for(person, 1)
    assert said.via == "push"
    (row,) = bot.outbox(person)
    (push,) = bot.calls(person, "push")
    assert push.headers["x-line-retry-key"] == row.retry_key


def test_a_question_that_was_answered_too_late_is_not_worth_a_push(bot: RunningBot) -> None:
    person = bot.member()
    made = bot.platform.event_of(person, "message", message=webhook.text_message("O12"))
    bot.platform.reply_tokens.use(made["replyToken"], bot.platform.clock())
    assert bot.platform.send_events([made]) == 200
    until(lambda: [row.status for row in bot.outbox(person)] == ["refused"])
    assert bot.calls(person, "push") == []


def test_a_push_over_the_monthly_limit_is_held_and_told_for_free(bot: RunningBot) -> None:
    person = bot.member()
    bot.platform.faults.add(QUOTA_REACHED, endpoint="push", recipient=person.user_id)
    made = bot.platform.event_of(person, "message", message=webhook.text_message("O12 เสร็จแล้ว"))
    bot.platform.reply_tokens.use(made["replyToken"], bot.platform.clock())
    assert bot.platform.send_events([made]) == 200
    until(lambda: [row.status for row in bot.outbox(person)] == ["held"])
    assert len(bot.calls(person, "push")) == 1
    said = bot.says(person, "O13", answers=2)
    assert "O12" in words(said[:1])
    assert "O13" in words(said[1:])


def test_an_expired_access_token_is_renewed(bot: RunningBot) -> None:
    person = bot.member()
    bot.platform.access_tokens.revoke_all()
    bot.says(person, "O12")
    assert [call.status for call in bot.calls(person, "reply")] == [401, 200]


def test_line_is_down_for_a_while(bot: RunningBot) -> None:
    people = [bot.member() for _ in range(3)]
    bot.platform.faults.add(UNANSWERED, endpoint="any", times=5)
    for person in people:
        assert bot.platform.say(person, "O12 เสร็จแล้ว") == 200
    for person in people:
        bot.platform.wait_for(person, 1, timeout=15)
        bot.settled(person)
        assert len(bot.platform.said(person)) == 1
        assert len(bot.ticked(person)) > 0


# What an administrator looks at


def test_health_and_metrics(bot: RunningBot) -> None:
    assert get(f"{bot.url}/livez") == 200
    until(lambda: get(f"{bot.url}/readyz") == 200)
    assert get(f"{bot.url}/metrics") == 200
    with urlopen(f"{bot.url}/readyz", timeout=5) as answer:  # noqa: S310
        checks = json.load(answer)
    asked = {"database", "content", "worker", "sender", "last sweep"}
    ages = {"oldest unhandled event", "oldest unsent message"}
    assert asked | ages <= {check["name"] for check in checks if check["ok"]}


def test_the_log_holds_no_words_and_no_ids(
    bot: RunningBot, caplog: pytest.LogCaptureFixture
) -> None:
    from bot.logs import JsonLines

    person = bot.member()
    caplog.set_level("INFO")
    secret = "ข้อความลับที่ไม่ควรอยู่ในบันทึก"
    bot.says(person, f"O12 {secret}")
    bot.says(person, "O12 เสร็จแล้ว")
    bot.settled(person)
    records = [record for record in caplog.records if record.name == "bot"]
    lines = [JsonLines().format(record) for record in records]
    assert {json.loads(line)["event"] for line in lines} >= {"turn", "line_call"}
    tokens = [row.reply_token or "" for row in bot.outbox(person)]
    for hidden in (secret, person.user_id, person.name, *tokens):
        assert not [line for line in lines if hidden in line]


def test_words_of_a_report_of_corruption_are_not_kept(bot: RunningBot) -> None:
    person = bot.stranger()
    bot.says(person, "อยากแจ้งเบาะแสทุจริต หัวหน้ารับสินบนจากผู้รับเหมา")
    with reading(bot.engine) as session:
        from sqlmodel import select

        raws = session.exec(
            select(InboxEvent.raw).where(InboxEvent.source_key == f"user:{person.user_id}")
        ).all()
    assert raws
    assert not [raw for raw in raws if "message" in raw]


def test_the_accounts_id_is_learnt_from_line_so_that_qr_codes_open_the_chat(bot: RunningBot):
    def known() -> str:
        with reading(bot.engine) as session:
            return setting(session, "basic_id")

    until(lambda: known() == bot.platform.basic_id)
