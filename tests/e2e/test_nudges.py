"""Reminders through the whole bot: a pass by command, LINE in trouble, a process killed."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from content.catalog import Catalog
from models.coordinator import Coordinator
from models.database import reading, writing
from models.nudge import Nudge
from models.quota import ledger_of
from scheduler.budget import QuotaReading
from scheduler.clock import Passes
from simulator.clock import SimulatedClock
from simulator.faults import ANSWER_LOST, QUOTA_REACHED, SERVER_ERROR
from simulator.values import Person
from tests.support.province import at
from tests.support.running_bot import (
    Province,
    RunningBot,
    running_bot,
)
from tests.support.until import until

NIGHT = at("2026-11-24", "22:00")
AFTER_RESTART = 10.0


@pytest.fixture
def running(engine: Engine, catalog: Catalog) -> Iterator[RunningBot]:
    with running_bot(str(engine.url), catalog, SimulatedClock(NIGHT)) as bot:
        yield bot


def pushes(place: Province) -> Counter[str]:
    """How often LINE accepted a push for each person."""
    log = [call for call in place.platform.requests if call.endpoint == "push"]
    return Counter(call.body["to"] for call in log if call.status == 200)


def joined_long_ago(place: Province, people: list[Person]) -> None:
    with writing(place.engine) as session:
        for row in session.exec(select(Coordinator)).all():
            row.joined_at, row.seen_at = NIGHT - timedelta(days=22), NIGHT - timedelta(hours=13)
    assert people


def test_a_pass_by_command_is_sent_at_once_even_at_night(running: RunningBot, order) -> None:
    people = [running.member() for _ in range(3)]
    joined_long_ago(running, people)
    url, line_url = str(running.engine.url), f"{running.url}/simulator"
    shown = order(running, url, line_url, "--at", "2026-12-01T09:00", "--dry-run")
    assert len(shown["queued"]) == 3
    assert pushes(running) == {}
    done = order(running, url, line_url, "--at", "2026-12-01T09:00")
    assert done == shown
    until(lambda: len(pushes(running)) == 3)
    again = order(running, url, line_url, "--at", "2026-12-01T09:00")
    assert again == {"planned": [], "queued": [], "held": []}
    assert set(pushes(running).values()) == {1}
    card = running.platform.wait_for(people[0], 1)[-1]
    assert "งานค้าง" in json.dumps(card.message, ensure_ascii=False)
    assert running.platform.press(people[0], "หยุดเตือน 1 เดือน") == 200
    until(lambda: _row(running, people[0]).muted_until is not None)


def _row(place: Province, person: Person) -> Coordinator:
    row = place.row_of(person)
    assert row is not None
    return row


def test_what_the_live_quota_does_not_allow_is_shown_with_the_next_reply(
    running: RunningBot, order
) -> None:
    people = [running.member() for _ in range(3)]
    joined_long_ago(running, people)
    running.platform.quota.limit = 1
    report = order(
        running, str(running.engine.url), f"{running.url}/simulator", "--at", "2026-12-01T09:00"
    )
    assert (len(report["queued"]), len(report["held"])) == (1, 2)
    until(lambda: len(pushes(running)) == 1)
    (lucky,) = pushes(running)
    waiting = next(person for person in people if person.user_id != lucky)
    shown = running.says(waiting, "สวัสดี", answers=2)
    assert "ข้อที่ควรทำก่อน" in json.dumps([m.message for m in shown], ensure_ascii=False)


def test_a_monthly_limit_met_while_sending_stops_the_month(running: RunningBot, catalog) -> None:
    people = [running.member() for _ in range(2)]
    joined_long_ago(running, people)
    running.platform.set_clock(at("2026-12-01", "09:00"))
    running.platform.faults.add(QUOTA_REACHED, endpoint="push", times=2)
    passes = Passes(running.engine, catalog, running.platform.clock, _plenty)
    assert len(passes.sweep_once().queued) == 2

    def held() -> bool:
        with reading(running.engine) as session:
            return {row.status for row in session.exec(select(Nudge)).all()} == {"held"}

    until(held)
    with reading(running.engine) as session:
        assert ledger_of(session, running.platform.clock()).exhausted_at is not None
    assert pushes(running) == {}


def _plenty() -> QuotaReading:
    return QuotaReading(300, 0)


def test_line_down_for_a_while_delays_and_never_doubles(running: RunningBot, catalog) -> None:
    people = [running.member() for _ in range(2)]
    joined_long_ago(running, people)
    running.platform.set_clock(at("2026-12-01", "09:00"))
    for fault in (SERVER_ERROR, ANSWER_LOST, SERVER_ERROR):
        running.platform.faults.add(fault, endpoint="push", times=2)
    passes = Passes(running.engine, catalog, running.platform.clock, _plenty)
    passes.sweep_once()
    passes.sweep_once()
    for person in people:
        running.settled(person)
        seen = running.platform.wait_for(person, 1)
        assert len(seen) == 1
