"""Reminders through the whole bot: a pass by command, LINE in trouble, a process killed."""

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from bot.cli import sweep as command
from content.catalog import Catalog
from handlers.fiscal_year import bangkok
from handlers.workdays import Workdays
from models.coordinator import Coordinator
from models.database import reading, writing
from models.nudge import Nudge
from models.outbox import OutboxMessage
from models.quota import ledger_of
from scheduler.budget import QuotaReading
from scheduler.clock import Passes
from simulator.clock import SimulatedClock
from simulator.faults import ANSWER_LOST, QUOTA_REACHED, SERVER_ERROR, Fault
from simulator.values import Person
from tests.support.line_simulator import CHANNEL_SECRET, running_simulator
from tests.support.one_command import run_command
from tests.support.province import at
from tests.support.running_bot import (
    CHANNEL_ID,
    BotProcess,
    Province,
    RunningBot,
    free_port,
    running_bot,
)
from tests.support.until import until

NIGHT = at("2026-11-24", "22:00")
AFTER_RESTART = 10.0


@pytest.fixture
def running(engine: Engine, catalog: Catalog) -> Iterator[RunningBot]:
    with running_bot(str(engine.url), catalog, SimulatedClock(NIGHT)) as bot:
        yield bot


@pytest.fixture
def order(monkeypatch, capsys):
    """The `sweep` command against a database and a LINE, by LINE's clock: its report."""

    def run(
        place: Province, database_url: str, line_url: str, *argv: str
    ) -> dict[str, list[dict[str, str]]]:
        settings = {
            "DATABASE_URL": database_url, "LINE_API_URL": line_url,
            "LINE_CHANNEL_SECRET": CHANNEL_SECRET, "LINE_CHANNEL_ID": CHANNEL_ID,
        }  # fmt: skip
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        assert run_command(command, "sweep", *argv, now=place.platform.clock) == 0
        report: dict[str, list[dict[str, str]]] = json.loads(capsys.readouterr().out)
        return report

    return run


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


class Killed(Province):
    process: BotProcess


@pytest.fixture
def place(engine: Engine, tmp_path: Path) -> Iterator[Killed]:
    port = free_port()
    with running_simulator(f"http://127.0.0.1:{port}/webhook", quota=None) as (platform, line_url):
        found = Killed(engine, platform)
        found.process = BotProcess(port, str(engine.url), line_url, tmp_path / "bot.log")
        try:
            yield found
        finally:
            found.process.kill()


def test_kills_while_reminders_are_sent_lose_none_and_double_none(place: Killed, order) -> None:
    people = [place.member() for _ in range(6)]
    months = next_months(bangkok(place.platform.clock()).date(), 3)
    dice = random.Random(2570)
    place.process.start()
    for day in months:
        place.platform.faults.add(Fault(delay=0.3), endpoint="push", times=3)
        killing = threading.Timer(dice.uniform(0.05, 0.5), place.process.kill)
        killing.start()
        with writing(place.engine) as session:
            for row in session.exec(select(Coordinator)).all():
                row.joined_at = at(str(day)) - timedelta(days=30)
                row.seen_at = at(str(day)) - timedelta(days=1)
        order(place, place.process.database_url, place.process.line_url, "--at", f"{day}T09:00")
        killing.join()
        place.process.start()
    started = time.monotonic()
    until(lambda: not _waiting(place), AFTER_RESTART)
    assert time.monotonic() - started < AFTER_RESTART
    for person in people:
        assert len(place.platform.wait_for(person, len(months))) == len(months)


def next_months(today: date, count: int) -> list[date]:
    """The first workdays of the months to come: a process lives by the real clock."""
    workdays, days = Workdays(), []
    for _ in range(count):
        today = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
        days.append(next(day for n in range(31)
                         if workdays.is_workday(day := today + timedelta(days=n))))  # fmt: skip
    return days


def _waiting(place: Province) -> list[OutboxMessage]:
    with reading(place.engine) as session:
        wanted = select(OutboxMessage).where(OutboxMessage.status == "waiting")
        return list(session.exec(wanted).all())
