"""Reminders of months to come while the process is killed: it lives by the real clock."""

import random
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from handlers.fiscal_year import bangkok
from handlers.workdays import Workdays
from models.coordinator import Coordinator
from models.database import reading, writing
from models.outbox import OutboxMessage
from simulator.faults import Fault
from tests.support.line_simulator import running_simulator
from tests.support.pace import within
from tests.support.province import at
from tests.support.running_bot import BotProcess, Province, free_port
from tests.support.until import until

AFTER_RESTART = 10.0


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
    with within(AFTER_RESTART):
        until(lambda: not _waiting(place))
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
