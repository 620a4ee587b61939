"""One turn, one commit: what a failing, lost or polite turn leaves behind."""

import json
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert
from sqlmodel import Session, select

from bot.bell import Bell
from bot.health import Health
from bot.logs import JsonLines
from bot.metrics import prometheus_text
from bot.sender import Sender
from bot.turn import TurnMaker
from bot.worker import Worker
from content.catalog import Catalog
from handlers.events import Event
from handlers.understanding.resolve import Lexicon, build
from models.agency import Agency
from models.coordinator import join
from models.database import reading, writing
from models.inbox import LEASE, InboxEvent, NewEvent, claim_next, save_events
from models.office import Question
from models.outbox import OutboxMessage
from models.task import TaskChange

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
USER = "U" + "1" * 32


class Bench:
    """A worker driven by hand over one database, with a clock that stands still."""

    def __init__(self, engine: Engine, catalog: Catalog, lexicon: Lexicon) -> None:
        self.engine, self.now = engine, NOW
        self.maker = TurnMaker(catalog, lambda: lexicon, "ลำพูน", "http://127.0.0.1:8000")
        self.worker = Worker(engine, self.maker, lambda: self.now, Bell(), Bell())
        self._count = 0

    def joins(self, user: str = USER) -> None:
        with writing(self.engine) as session:
            agency = Agency(code="A01", name="หน่วยงานตัวอย่าง", created_at=NOW)
            session.add(agency)
            session.flush()
            join(session, user, agency.id or 0, admin=False, now=NOW)

    def receives(self, text: str, user: str = USER, **parts: Any) -> str:
        self._count += 1
        raw = {
            "type": "message",
            "replyToken": f"token-{self._count}",
            "source": {"type": "user", "userId": user},
            "message": {"type": "text", "id": f"m{self._count}", "text": text},
            **parts,
        }
        name = f"e{self._count}"
        with writing(self.engine) as session:
            event = NewEvent(name, f"user:{user}", self._count, f"m{self._count}", json.dumps(raw))
            save_events(session, [event], self.now)
        return name

    def work(self, times: int = 1) -> list[bool]:
        return [self.worker.work_once("me") for _ in range(times)]

    def event(self, name: str) -> InboxEvent:
        with reading(self.engine) as session:
            return session.exec(select(InboxEvent).where(InboxEvent.webhook_event_id == name)).one()

    def rows(self, table: Any) -> list[Any]:
        with reading(self.engine) as session:
            return list(session.exec(select(table)).all())


@pytest.fixture(scope="module")
def lexicon(catalog: Catalog) -> Lexicon:
    return build(catalog)


@pytest.fixture
def bench(both: Engine, catalog: Catalog, lexicon: Lexicon) -> Bench:
    return Bench(both, catalog, lexicon)


def test_a_turn_commits_everything_at_once(bench: Bench) -> None:
    bench.joins()
    name = bench.receives("O12 เสร็จแล้ว")
    assert bench.work(2) == [True, False]
    event = bench.event(name)
    assert (event.handled_at, event.claimed_by, event.attempts) == (NOW, None, 0)
    (message,) = bench.rows(OutboxMessage)
    assert (message.kind, message.status, message.reply_token) == ("reply", "waiting", "token-1")
    assert message.must_arrive
    assert len(bench.rows(TaskChange)) > 0


def test_a_polite_no_keeps_no_row_of_the_turn(bench: Bench) -> None:
    bench.receives("O12 เสร็จแล้ว")
    bench.work()
    assert bench.rows(TaskChange) == []
    (message,) = bench.rows(OutboxMessage)
    assert "รหัสเชิญ" in message.body


def breaking(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every turn raises, after it has written something."""

    def respond(event: Event, turn: Any, lexicon: Any) -> None:
        turn.session.add(Question(text="half done", first_at=NOW, last_at=NOW))
        turn.session.flush()
        raise ZeroDivisionError("ข้อความลับ")

    monkeypatch.setattr("bot.turn.respond", respond)


def test_three_failures_bury_the_event_with_an_apology_whose_code_is_in_the_log(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR, "bot")
    name, following = bench.receives("O12"), bench.receives("O13")
    with monkeypatch.context() as broken:
        breaking(bench, broken)
        assert bench.work(3) == [True] * 3
    event = bench.event(name)
    assert (event.attempts, event.buried_at, event.handled_at) == (3, NOW, None)
    assert bench.rows(Question) == []
    (apology,) = bench.rows(OutboxMessage)
    codes = [record.code for record in caplog.records if hasattr(record, "code")]
    assert len(codes) == 3
    assert codes[-1] in apology.body
    assert codes[-1] in (event.error or "")
    bench.work()
    assert bench.event(following).handled_at == NOW


def test_an_apology_that_fails_does_not_hold_up_the_chat(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR, "bot")
    name, following = bench.receives("O12"), bench.receives("O13")

    def apologise(session: Session, *_: object) -> None:
        session.add(Question(text="half said", first_at=NOW, last_at=NOW))
        session.flush()
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        breaking(bench, broken)
        broken.setattr(type(bench.maker), "apologise", lambda _self, *args: apologise(*args))
        bench.work(3)
    event = bench.event(name)
    assert (event.attempts, event.buried_at, event.claimed_by) == (3, NOW, None)
    assert bench.rows(Question) == bench.rows(OutboxMessage) == []
    assert "apology_failed" in [record.msg for record in caplog.records]
    bench.work()
    assert bench.event(following).handled_at == NOW


def test_half_of_a_letter_pair_is_answered_and_can_be_taken_back_and_erased(bench: Bench) -> None:
    bench.joins()
    for text in ("O12 \ud83d", "O13 \ud83d"):
        bench.receives(text)
    bench.receives("", type="unsend", unsend={"messageId": "m1"}, replyToken=None)
    for wish in ("delete", "confirm_delete"):
        bench.receives("", type="postback", postback={"data": f"a=privacy&k={wish}"})
    bench.work(5)
    for event in bench.rows(InboxEvent):
        assert event.handled_at == NOW
        assert "ud83d" not in event.raw


def test_a_failure_that_passes_is_forgotten(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    name = bench.receives("O12")
    with monkeypatch.context() as broken:
        breaking(bench, broken)
        bench.work(2)
    bench.work()
    assert bench.event(name).handled_at == NOW
    assert bench.event(name).error is None
    assert len(bench.rows(OutboxMessage)) == 1


def test_a_turn_whose_claim_was_lost_is_rolled_back(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slower than its lease: the other worker's turn counts, this one leaves nothing."""
    bench.joins()
    name = bench.receives("O12 เสร็จแล้ว")
    take = bench.maker.take

    def slow(session: Session, event: Event, now: datetime) -> tuple[str, ...]:
        notes = take(session, event, now)
        row = session.exec(select(InboxEvent)).one()
        row.claimed_by = "another"
        session.flush()
        return notes

    monkeypatch.setattr(type(bench.maker), "take", lambda _self, *args: slow(*args))
    assert bench.work() == [True]
    assert bench.event(name).handled_at is None
    assert bench.rows(TaskChange) == bench.rows(OutboxMessage) == []


def test_work_left_by_a_dead_process_goes_on_after_its_lease(bench: Bench) -> None:
    name = bench.receives("O12")
    with writing(bench.engine) as session:
        claim_next(session, "dead", NOW)
    assert bench.work() == [False]
    bench.now = NOW + LEASE + timedelta(milliseconds=1)
    assert bench.work() == [True]
    assert bench.event(name).handled_at == bench.now
    assert timedelta(seconds=10) > LEASE


@pytest.mark.parametrize("kind", ["hologram", "beacon", "leave"])
def test_what_is_ignored_is_handled_and_silent(bench: Bench, kind: str) -> None:
    name = bench.receives("", type=kind)
    bench.work()
    assert bench.event(name).handled_at == NOW
    assert bench.rows(OutboxMessage) == []


def test_unsent_words_are_deleted(bench: Bench) -> None:
    name = bench.receives("รหัสผ่านคือ 1234")
    bench.work()
    bench.receives("", type="unsend", unsend={"messageId": "m1"}, replyToken=None)
    bench.work()
    assert "1234" not in bench.event(name).raw


def test_words_that_nobody_may_keep_go_with_the_turn(bench: Bench) -> None:
    name = bench.receives("อยากแจ้งเบาะแสทุจริต หัวหน้ารับสินบน")
    bench.work()
    assert bench.event(name).handled_at == NOW
    assert "message" not in bench.event(name).raw
    (message,) = bench.rows(OutboxMessage)
    assert "ป.ป.ช." in message.body


def test_health_says_what_waits(bench: Bench, catalog: Catalog) -> None:
    from bot.line import LineClient
    from bot.settings import Settings

    client = LineClient.from_settings(Settings())
    sender = Sender(bench.engine, client, lambda: bench.now, Bell(), lambda *_: True)
    health = Health(bench.engine, bench.worker, sender, lambda: bench.now, len(catalog.items))

    def wrong() -> set[str]:
        return {check.name for check in health.checks() if not check.ok}

    bench.receives("O12")
    assert wrong() == set()
    bench.now = NOW + timedelta(seconds=61)
    assert wrong() == {"oldest unhandled event"}
    bench.work()
    assert wrong() == set()
    bench.now += timedelta(seconds=61)
    assert wrong() == {"oldest unsent message"}
    with writing(bench.engine) as session:
        row = session.exec(select(OutboxMessage)).one()
        row.status = "refused"
    assert wrong() == set()
    assert "refused messages" in {check.name for check in health.checks()}
    bench.worker.alive_at -= 61
    assert wrong() == {"worker"}
    text = prometheus_text(bench.engine, bench.now).decode()
    assert 'bot_outbox{status="refused"} 1.0' in text
    assert "bot_inbox_open 0.0" in text


def test_an_exception_is_logged_by_kind_and_place_without_its_words(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def respond(event: Event, turn: Any, lexicon: Any) -> None:
        turn.session.add(Question(text=turn.text, first_at=NOW, last_at=NOW))
        turn.session.flush()
        turn.session.connection().execute(
            insert(Question).values(text=turn.text, first_at=NOW, last_at=NOW, asked=1)
        )

    monkeypatch.setattr("bot.turn.respond", respond)
    bench.receives("ข้อความลับ")
    bench.work()
    (line,) = [JsonLines().format(each) for each in caplog.records if each.msg == "turn_failed"]
    assert "ข้อความลับ" not in line
    assert "IntegrityError" in line
    assert "in respond" in line
