"""Outbox → LINE over real HTTP: every kind of trouble, and nothing twice.

The sender, the SDK and the simulated platform are real; the rows are written by the test.
"""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from bot.bell import Bell
from bot.delivery import Accepted, Answer, Refused, TokenDead
from bot.line import LineClient, LineUnreachable
from bot.sender import Sender, settle
from bot.settings import Settings
from models.agency import Agency
from models.coordinator import Coordinator, join
from models.database import reading, writing
from models.outbox import LEASE, OutboxMessage, claim_due
from models.quota import QuotaMonth, ledger_of, month_of
from models.sent import SentMessage
from simulator.app import create_app
from simulator.clock import SimulatedClock
from simulator.faults import (
    ANSWER_LOST,
    BAD_GATEWAY,
    MALFORMED,
    QUOTA_REACHED,
    RATE_LIMITED,
    SERVER_ERROR,
    UNANSWERED,
    Fault,
)
from simulator.platform import Platform
from simulator.values import Person
from tests.support.line_simulator import CHANNEL_SECRET, Stage, serving
from tests.support.pace import beside_a_control, within
from tests.support.statements import counted
from tests.support.until import until


@pytest.fixture(scope="module")
def stage() -> Iterator[tuple[Stage, str]]:
    stage = Stage()
    with serving(stage) as url:
        yield stage, url


class Post:
    """One LINE account, one outbox, one sender."""

    def __init__(self, engine: Engine, platform: Platform, url: str) -> None:
        self.engine, self.platform, self.url = engine, platform, url
        self.person = platform.add_person("สมหญิง (ตัวอย่าง)")
        self.wanted: bool | datetime | Exception = True
        self.client = LineClient(self.settings())
        self.bell = Bell()
        self.sender = Sender(engine, self.client, platform.clock, self.bell, self._still_true)

    def settings(self, **more: str) -> Settings:
        known = {
            "line_channel_secret": CHANNEL_SECRET, "line_channel_id": "1234567890",
            "line_api_url": self.url,
        }  # fmt: skip
        return Settings.model_validate(known | more)

    def _still_true(self, _s: Session, _r: OutboxMessage, _now: datetime) -> datetime | bool:
        if isinstance(self.wanted, Exception):
            raise self.wanted
        return self.wanted

    def put(self, kind: str = "reply", **fields: Any) -> int:
        now = self.platform.clock()
        fields.setdefault("reply_token", self.token() if kind == "reply" else None)
        fields.setdefault("line_user_id", self.person.user_id)
        said = json.dumps([{"type": "text", "text": "ทำเครื่องหมาย O12 แล้วค่ะ"}])
        fields.setdefault("body", said)
        row = OutboxMessage(
            kind=kind, source_key=f"user:{self.person.user_id}",
            created_at=now, next_try_at=now, **fields,
        )  # fmt: skip
        with writing(self.engine) as session:
            session.add(row)
            session.flush()
        self.bell.ring()
        assert row.id is not None
        return row.id

    def token(self, person: Person | None = None) -> str:
        made = self.platform.event_of(person or self.person, "message", message={"type": "text"})
        return str(made["replyToken"])

    def row(self, number: int) -> OutboxMessage:
        with reading(self.engine) as session:
            found = session.get(OutboxMessage, number)
        assert found is not None
        return found

    def settled(self, number: int) -> OutboxMessage:
        until(lambda: self.row(number).status != "waiting")
        return self.row(number)

    def calls(self, endpoint: str) -> list[Any]:
        return [each for each in self.platform.requests if each.endpoint == endpoint]

    def kept(self) -> dict[str, str]:
        """Message id → what it was about, of this person's chat."""
        with reading(self.engine) as session:
            rows = session.exec(select(SentMessage)).all()
        assert {row.source_key for row in rows} <= {f"user:{self.person.user_id}"}
        return {row.message_id: row.about for row in rows}

    @property
    def heard(self) -> int:
        return len(self.platform.said(self.person))


@pytest.fixture
def idle(engine: Engine, stage: tuple[Stage, str]) -> Iterator[Post]:
    """A post whose sender has not been started."""
    platform = Platform(
        channel_secret=CHANNEL_SECRET, webhook_url="http://127.0.0.1:9/", clock=SimulatedClock()
    )
    stage[0].app = create_app(platform)
    yield Post(engine, platform, stage[1])
    platform.close()


@pytest.fixture
def post(idle: Post) -> Iterator[Post]:
    idle.sender.start()
    yield idle
    idle.sender.stop()


def test_a_reply_is_sent_once_and_settled(post: Post) -> None:
    row = post.settled(post.put())
    assert (row.status, row.attempts, row.unknown) == ("accepted", 1, False)
    assert row.request_id == post.calls("reply")[0].request_id
    assert (post.heard, post.calls("push")) == (1, [])
    assert "x-line-retry-key" not in post.calls("reply")[0].headers


def test_an_invite_code_is_struck_out_once_it_is_sent(post: Post) -> None:
    """Only its hash is kept: a backup of the outbox opens no door."""
    said = json.dumps([{"type": "text", "text": "รหัสเชิญ\nABCD-2345\nใช้ได้ครั้งเดียว"}])
    row = post.settled(post.put(body=said))
    assert post.platform.said(post.person)[0].message["text"].split("\n")[1] == "ABCD-2345"
    assert "ABCD" not in row.body
    assert json.loads(row.body)[0]["text"].split("\n")[1] == "XXXX-XXXX"


def test_a_push_carries_its_retry_key_and_is_counted(post: Post) -> None:
    number = post.put("push")
    row = post.settled(number)
    assert post.calls("push")[0].headers["x-line-retry-key"] == row.retry_key
    with reading(post.engine) as session:
        month = session.get(QuotaMonth, month_of(post.platform.clock()))
    assert month is not None
    assert month.accepted == 1


@pytest.mark.parametrize("fault", [SERVER_ERROR, BAD_GATEWAY, UNANSWERED, RATE_LIMITED])
def test_a_reply_without_a_clear_answer_is_tried_again_within_a_second(
    post: Post, fault: Fault
) -> None:
    post.platform.faults.add(fault, endpoint="reply")
    with beside_a_control() as machine:
        row = post.settled(post.put())
    first, second = post.calls("reply")
    assert (second.at - first.at).total_seconds() < machine.slowness
    assert first.body == second.body
    assert (row.status, row.attempts) == ("accepted", 2)
    assert (post.heard, post.calls("push")) == (1, [])


@pytest.mark.parametrize("fault", [ANSWER_LOST, Fault(500, "Internal", accepted=True)])
def test_a_reply_whose_answer_got_lost_is_not_pushed_as_well(post: Post, fault: Fault) -> None:
    post.platform.faults.add(fault, endpoint="reply")
    row = post.settled(post.put(must_arrive=True))
    assert [call.status for call in post.calls("reply")][-1] == 400
    assert (row.status, row.unknown) == ("accepted", True)
    assert (post.heard, post.calls("push")) == (1, [])


def test_a_reply_that_times_out_is_tried_again(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.line.TIMEOUT_S", 0.3)
    post.platform.faults.add(Fault(delay=0.6), endpoint="reply")
    row = post.settled(post.put(must_arrive=True))
    assert (row.status, row.attempts) == ("accepted", 2)
    until(lambda: len(post.calls("reply")) == 2)
    assert (post.heard, post.calls("push")) == (1, [])


def test_an_answer_that_is_no_json_is_an_answer(post: Post) -> None:
    post.platform.faults.add(MALFORMED, endpoint="reply")
    assert post.settled(post.put()).status == "accepted"
    assert len(post.calls("reply")) == 1


def test_a_dead_token_is_pushed_with_the_retry_key_when_it_must_arrive(post: Post) -> None:
    row = post.settled(post.put(must_arrive=True, reply_token="used long ago"))
    assert (row.kind, row.status) == ("push", "accepted")
    assert post.calls("push")[0].headers["x-line-retry-key"] == row.retry_key
    assert post.heard == 1


def test_a_dead_token_is_dropped_when_it_need_not_arrive(post: Post) -> None:
    row = post.settled(post.put(reply_token="used long ago"))
    assert (row.status, row.error) == ("refused", "reply token too old")
    assert (post.heard, post.calls("push")) == (0, [])


def test_a_dead_token_is_not_pushed_when_the_month_is_used_up(post: Post) -> None:
    with writing(post.engine) as session:
        month = ledger_of(session, post.platform.clock())
        month.limit = month.consumed = 300
        session.add(month)
    assert post.settled(post.put(must_arrive=True, reply_token="gone")).status == "refused"
    assert post.calls("push") == []


@pytest.mark.parametrize("fault", [SERVER_ERROR, ANSWER_LOST, UNANSWERED, RATE_LIMITED])
def test_a_push_is_repeated_under_the_same_key_and_arrives_once(post: Post, fault: Fault) -> None:
    post.platform.faults.add(fault, endpoint="push")
    row = post.settled(post.put("push"))
    keys = {call.headers["x-line-retry-key"] for call in post.calls("push")}
    assert keys == {row.retry_key}
    assert (row.status, post.heard) == ("accepted", 1)
    with reading(post.engine) as session:
        month = session.exec(select(QuotaMonth)).one()
    assert month.accepted == 1


def test_the_monthly_limit_holds_a_push_and_asks_no_more(post: Post) -> None:
    post.platform.faults.add(QUOTA_REACHED, endpoint="push")
    row = post.settled(post.put("push"))
    assert (row.status, row.error) == ("held", "monthly limit")
    assert len(post.calls("push")) == 1
    with reading(post.engine) as session:
        assert session.exec(select(QuotaMonth)).one().exhausted_at is not None


@pytest.mark.parametrize("status", [400, 403, 404, 413])
def test_what_line_will_never_take_is_refused_and_the_next_message_leaves(
    post: Post, status: int
) -> None:
    post.platform.faults.add(Fault(status, "no"), endpoint="reply")
    refused = post.put()
    row = post.settled(refused)
    assert row.status == "refused"
    assert str(status) in (row.error or "")
    assert post.settled(post.put()).status == "accepted"
    assert len(post.calls("reply")) == 2


def test_somebody_line_does_not_know_is_marked_unreachable(post: Post) -> None:
    now = post.platform.clock()
    with writing(post.engine) as session:
        agency = Agency(code="A01", name="หน่วยงานตัวอย่าง", created_at=now)
        session.add(agency)
        session.flush()
        person = join(session, "U" + "f" * 32, agency.id or 0, admin=False, now=now)
    number = post.put("push", coordinator_id=person.id, line_user_id=person.line_user_id)
    assert post.settled(number).status == "refused"
    with reading(post.engine) as session:
        assert session.exec(select(Coordinator)).one().unreachable_at is not None


def test_an_access_token_that_line_no_longer_takes_is_renewed(post: Post) -> None:
    post.settled(post.put())
    post.platform.access_tokens.revoke_all()
    row = post.settled(post.put())
    assert (row.status, row.attempts, row.unknown) == ("accepted", 2, False)
    assert [call.status for call in post.calls("reply")] == [200, 401, 200]
    assert len(post.calls("token")) == 2


def test_one_access_token_serves_many_messages(post: Post) -> None:
    numbers = [post.put() for _ in range(5)]
    assert {post.settled(number).status for number in numbers} == {"accepted"}
    assert len(post.calls("token")) == 1


def test_without_an_access_token_nothing_was_sent(post: Post) -> None:
    post.platform.faults.add(SERVER_ERROR, endpoint="token", times=2)
    row = post.settled(post.put())
    assert (row.status, row.unknown, row.attempts) == ("accepted", False, 3)


def test_line_down_for_a_while_and_back(post: Post) -> None:
    for fault in (UNANSWERED, SERVER_ERROR, BAD_GATEWAY):
        post.platform.faults.add(fault, endpoint="send")
    reply, push = post.put(), post.put("push")
    assert post.settled(reply).status == post.settled(push).status == "accepted"
    assert post.heard == 2


def test_answers_to_one_person_leave_in_order_and_people_do_not_wait_for_each_other(
    post: Post,
) -> None:
    other = post.platform.add_person("สมชาย (ตัวอย่าง)")
    post.platform.faults.add(Fault(delay=0.4), endpoint="reply", recipient=post.person.user_id)
    post.put()
    post.put()
    with writing(post.engine) as session:
        now = post.platform.clock()
        session.add(
            OutboxMessage(
                kind="reply", line_user_id=other.user_id, source_key=f"user:{other.user_id}",
                body='[{"type":"text","text":"ก"}]', reply_token=post.token(other),
                created_at=now, next_try_at=now,
            )
        )  # fmt: skip
    post.bell.ring()
    post.platform.wait_for(other, 1)
    assert post.heard == 0
    post.platform.wait_for(post.person, 2)


def test_after_a_kill_between_send_and_settle_nothing_is_said_twice(idle: Post) -> None:
    """The token was used by the process that died; its heir must not push instead."""
    number = idle.put(must_arrive=True)
    with writing(idle.engine) as session:
        row = session.get(OutboxMessage, number)
        assert row is not None
        row.claimed_by, row.attempts = "killed", 1
        row.first_tried_at = idle.platform.clock()
        row.leased_until = idle.platform.clock() + timedelta(milliseconds=200)
    idle.client.reply(idle.row(number).reply_token or "", [{"type": "text", "text": "ก"}])
    assert idle.heard == 1
    idle.sender.start()
    try:
        assert idle.settled(number).status == "accepted"
    finally:
        idle.sender.stop()
    assert (idle.heard, idle.calls("push")) == (1, [])


@pytest.mark.parametrize(("column", "value"), [("claimed_by", "its heir"), ("status", "cancelled")])
def test_who_was_overtaken_writes_nothing(idle: Post, column: str, value: str) -> None:
    """Slower than its lease, or the person left meanwhile: the row belongs to somebody else."""
    number = idle.put(must_arrive=True)
    with writing(idle.engine) as session:
        (sent,) = claim_due(session, "slow", idle.platform.clock(), 8)
    with writing(idle.engine) as session:
        row = session.get(OutboxMessage, number)
        setattr(row, column, value)
    for decision in (Accepted(), TokenDead(), Refused("400")):
        with writing(idle.engine) as session:
            settle(session, sent, "slow", Answer(400), decision, idle.platform.clock())
    row = idle.row(number)
    assert getattr(row, column) == value
    assert (row.kind, row.settled_at) == ("reply", None)


def test_a_nudge_that_is_no_longer_true_is_not_sent(idle: Post) -> None:
    idle.wanted = False
    number = idle.put("push", occasion="nudge:2570-01")
    idle.sender.start()
    try:
        row = idle.settled(number)
    finally:
        idle.sender.stop()
    assert (row.status, row.attempts, idle.calls("push")) == ("cancelled", 0, [])


def test_a_nudge_before_its_hour_waits(idle: Post) -> None:
    later = idle.platform.clock() + timedelta(seconds=0.3)
    idle.wanted = later
    number = idle.put("push", occasion="nudge:2570-01")
    idle.sender.start()
    try:
        until(lambda: idle.row(number).next_try_at == later)
        idle.wanted = True
        assert idle.settled(number).status == "accepted"
    finally:
        idle.sender.stop()
    assert idle.calls("push")[0].at >= later


def test_a_nudge_that_cannot_be_judged_holds_up_no_answer(idle: Post) -> None:
    idle.wanted = LookupError("no such agency")
    nudge = idle.put("push", occasion="nudge:2570-01")
    answer = idle.put()
    idle.sender.start()
    try:
        assert idle.settled(answer).status == "accepted"
    finally:
        idle.sender.stop()
    assert (idle.row(nudge).status, idle.calls("push")) == ("waiting", [])
    assert idle.row(nudge).next_try_at > idle.platform.clock() + timedelta(minutes=9)


def test_a_slow_send_does_not_make_the_sender_spin(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = _counting(post.sender.send_due)
    monkeypatch.setattr(post.sender, "send_due", counted)
    post.platform.faults.add(Fault(delay=1.0), endpoint="reply")
    numbers = [post.put(), post.put()]
    assert {post.settled(number).status for number in numbers} == {"accepted"}
    assert counted.times < 12


class _counting:  # noqa: N801 – a function that remembers
    def __init__(self, call: Callable[[], float]) -> None:
        self.call, self.times = call, 0

    def __call__(self) -> float:
        self.times += 1
        return self.call()


def test_stopping_finishes_the_send_in_hand(idle: Post) -> None:
    idle.platform.faults.add(Fault(delay=0.4), endpoint="reply")
    number = idle.put()
    idle.sender.start()
    until(lambda: idle.row(number).claimed_by)
    idle.sender.stop()
    assert idle.row(number).status == "accepted"


def test_a_try_takes_less_than_its_lease() -> None:
    from bot.line import TIMEOUT_S, TOKEN_TIMEOUT_S

    assert timedelta(seconds=TOKEN_TIMEOUT_S + TIMEOUT_S) < LEASE < timedelta(seconds=10)


def test_who_waits_for_a_token_does_not_ask_again_after_the_other_failed(idle: Post) -> None:
    idle.platform.faults.add(Fault(status=500, delay=0.5), endpoint="token", times=9)
    with within(1.5), ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: idle.client.reply("token", []), range(4)))
    assert [answer.sent for answer in answers] == [False] * 4


def test_what_no_thread_can_send_yet_is_not_claimed(engine: Engine, idle: Post) -> None:
    """A lease that ran out in a queue would look like a try that may have arrived."""
    idle.platform.faults.add(Fault(delay=0.4), endpoint="reply", times=9)
    slow = Sender(engine, idle.client, idle.platform.clock, idle.bell, lambda *_: True, threads=2)
    numbers: list[int] = []
    for group in (1, 2):
        for _ in range(group):
            numbers.append(idle.put())
            with writing(engine) as session:
                row = session.get_one(OutboxMessage, numbers[-1])
                row.source_key = f"user:{numbers[-1]}"
        assert slow.send_due() == 0.0
    assert [bool(idle.row(number).claimed_by) for number in numbers] == [True, True, False]
    slow.start()
    assert {idle.settled(number).status for number in numbers} == {"accepted"}
    slow.stop()


def test_nobody_listens_means_not_sent(idle: Post) -> None:
    nowhere = LineClient(
        idle.settings(line_channel_access_token="t", line_api_url="http://127.0.0.1:9")
    )
    answer = nowhere.reply("token", [])
    assert (answer.status, answer.sent) == (None, False)
    with pytest.raises(LineUnreachable):
        nowhere.quota()


def test_a_connection_that_breaks_may_have_arrived(idle: Post) -> None:
    idle.platform.faults.add(UNANSWERED, endpoint="reply")
    answer = idle.client.reply("token", [{"type": "text", "text": "ก"}])
    assert (answer.status, answer.sent) == (None, True)


def test_what_the_client_reads(idle: Post) -> None:
    idle.platform.quota.limit = 300
    reading = idle.client.quota()
    assert (reading.limit, reading.consumed) == (300, 0)
    idle.platform.quota.limit = None
    assert idle.client.quota().limit is None
    assert idle.client.display_name(idle.person.user_id) == idle.person.name
    assert idle.client.display_name("U" + "0" * 32) is None
    assert idle.client.basic_id().startswith("@")


def test_a_long_lived_token_is_used_as_it_is(idle: Post) -> None:
    pilot = LineClient(idle.settings(line_channel_access_token="simulator-long-lived-token"))
    pilot.renew_token()
    assert pilot.quota().limit == 300
    assert idle.calls("token") == []


def test_each_message_is_kept_under_the_id_that_line_gave_it(post: Post) -> None:
    three = json.dumps([{"type": "text", "text": each} for each in "กขค"])
    post.settled(post.put(about='["O12", null, "measure:3"]', body=three))
    first, _, third = post.platform.said(post.person)
    assert post.kept() == {first.id: "O12", third.id: "measure:3"}


def test_a_push_repeated_after_a_lost_answer_is_kept_too(post: Post) -> None:
    post.platform.faults.add(ANSWER_LOST, endpoint="push")
    post.settled(post.put("push", about='["O12"]'))
    assert [call.status for call in post.calls("push")][-1] == 409
    assert post.kept() == {post.platform.said(post.person)[0].id: "O12"}


def test_what_line_did_not_take_is_not_kept(post: Post) -> None:
    assert post.settled(post.put(about='["O12"]', reply_token="gone")).status == "refused"
    assert post.kept() == {}


@pytest.mark.parametrize("fault", [MALFORMED, ANSWER_LOST])
def test_without_ids_the_reply_is_settled_all_the_same(post: Post, fault: Fault) -> None:
    post.platform.faults.add(fault, endpoint="reply")
    assert post.settled(post.put(about='["O12"]')).status == "accepted"
    assert post.kept() == {}


def test_more_ids_than_messages_are_nobodys(post: Post) -> None:
    assert post.settled(post.put(about='["O12", "O7"]')).status == "accepted"
    assert post.kept() == {}


@pytest.mark.parametrize(("about", "more"), [(None, 0), ('["O12", "O7", "O1"]', 1)])
def test_keeping_ids_costs_one_statement_and_no_commit(
    idle: Post, about: str | None, more: int
) -> None:
    number = idle.put(about=about)
    with writing(idle.engine) as session:
        (sent,) = claim_due(session, "me", idle.platform.clock(), 8)
    answer = Answer(200, json.dumps({"sentMessages": [{"id": each} for each in "123"]}))
    with counted(idle.engine) as asked, writing(idle.engine) as session:
        settle(session, sent, "me", answer, Accepted(), idle.platform.clock())
    assert (asked.count, asked.commits) == (3 + more, 1), "BEGIN, SELECT, UPDATE and the ids"
    assert (idle.row(number).status, len(idle.kept())) == ("accepted", 3 * more)
