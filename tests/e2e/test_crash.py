"""A real process, killed between the 200 and the reply: nothing acknowledged is lost or doubled."""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import select

from content.catalog import Catalog
from models.database import reading
from models.inbox import InboxEvent
from simulator.faults import Fault
from simulator.values import Person
from tests.support.line_simulator import running_simulator
from tests.support.pace import within
from tests.support.running_bot import BotProcess, Province, free_port
from tests.support.until import until

ROUNDS = 6
PEOPLE = 4
AFTER_RESTART = 10.0
"""Seconds in which work left behind is done: the contract's promise."""


class Setting(Province):
    """A bot in a process of its own; LINE and the database are ours."""

    process: BotProcess


@contextmanager
def setting_of(engine: Engine, tmp_path: Path) -> Iterator[Setting]:
    port = free_port()
    webhook_url = f"http://127.0.0.1:{port}/webhook"
    with running_simulator(webhook_url, quota=None) as (platform, line_url):
        # Kills are the matter here; a machine that needs a minute for two starts is not.
        platform.reply_tokens.life = timedelta(minutes=15)
        place = Setting(engine, platform)
        url = engine.url.render_as_string(hide_password=False)
        place.process = BotProcess(port, url, line_url, tmp_path / "bot.log")
        try:
            yield place
        finally:
            place.process.kill()


class Sayings:
    """What was said, by whom, and what the bot said 200 to."""

    def __init__(self) -> None:
        self.ticks: list[tuple[Person, str]] = []
        self.questions: list[tuple[Person, str]] = []

    @property
    def count(self) -> int:
        return len(self.ticks) + len(self.questions)

    def fire(self, place: Setting, person: Person, codes: list[str]) -> None:
        """Ticks and questions, one after the other, until nobody answers."""
        for code in codes:
            if place.platform.say(person, f"{code} เสร็จแล้ว") != 200:
                return
            self.ticks.append((person, code))
            if place.platform.say(person, f"{code} ต้องทำอะไร") != 200:
                return
            self.questions.append((person, code))


def test_kills_at_any_moment_lose_nothing_and_double_nothing(
    engine: Engine, tmp_path: Path, catalog: Catalog
) -> None:
    dice, said = random.Random(2568), Sayings()
    codes = [item.code for item in catalog.items]
    with setting_of(engine, tmp_path) as place:
        people = [place.member() for _ in range(PEOPLE)]
        place.process.start()
        for turn in range(ROUNDS):
            _be_killed(place, said, people, codes[4 * turn : 4 * turn + 4], dice)
            place.process.start()
        with within(AFTER_RESTART):
            until(lambda: _done(place, said))
        assert said.count >= 3 * ROUNDS
        _ticked_once(place, said, catalog)
        _answered_once(place)
        assert not [call for call in place.platform.requests if call.endpoint == "push"]


def _be_killed(
    place: Setting, said: Sayings, people: list[Person], codes: list[str], dice: random.Random
) -> None:
    """A kill while webhooks come in, turns are worked on and answers are on their way."""
    slow = Fault(delay=dice.uniform(0.05, 0.3), accepted=dice.random() < 0.5)
    place.platform.faults.add(slow, endpoint="send", times=3)
    enough = said.count + dice.randint(3, 20)
    threads = [threading.Thread(target=said.fire, args=(place, person, codes)) for person in people]
    for thread in threads:
        thread.start()
    until(lambda: said.count >= enough)
    time.sleep(dice.uniform(0, 0.15))
    place.process.kill()
    for thread in threads:
        thread.join(120)


def _done(place: Setting, said: Sayings) -> bool:
    """Every acknowledged event is handled, every message has left."""
    with reading(place.engine) as session:
        events = session.exec(select(InboxEvent)).all()
    handled = [event for event in events if event.handled_at is not None]
    assert not [event.error for event in events if event.buried_at is not None]
    rows = [row for person in place.platform.people.values() for row in place.outbox(person)]
    waits = [row for row in rows if row.status == "waiting"]
    acknowledged = len(said.ticks) + len(said.questions)
    return len(handled) == len(events) >= acknowledged and not waits


def _ticked_once(place: Setting, said: Sayings, catalog: Catalog) -> None:
    for person in {person for person, _ in said.ticks}:
        changes = Counter((each.code, each.step) for each in place.history(person))
        assert set(changes.values()) == {1}
        for code in [code for who, code in said.ticks if who is person]:
            item = catalog.item(code)
            assert item is not None
            assert {(code, n) for n in range(1, len(item.steps) + 1)} <= place.ticked(person)


def _answered_once(place: Setting) -> None:
    """A reply token is one event; LINE took each once, and no answer was refused."""
    for person in place.platform.people.values():
        rows = place.outbox(person)
        assert len({row.reply_token for row in rows}) == len(rows)
        assert [(r.status, r.error) for r in rows if r.status != "accepted"] == []
        assert {row.kind for row in rows} == {"reply"}
        assert len(place.platform.said(person)) <= len(rows)


def test_sigterm_ends_in_time_even_while_line_does_not_answer(
    engine: Engine, tmp_path: Path
) -> None:
    with setting_of(engine, tmp_path) as place:
        people = [place.member() for _ in range(5)]  # their names are asked for at the start
        place.platform.faults.add(Fault(delay=9.0), endpoint="profile", times=9)
        place.process.start()
        place.says(people[0], "O1 เสร็จแล้ว")
        place.platform.faults.add(Fault(delay=9.0), endpoint="reply", times=9)
        assert place.platform.say(people[0], "O12 เสร็จแล้ว") == 200
        until(lambda: [row for row in place.outbox(people[0]) if row.claimed_by])
        assert place.platform.say(people[1], "O13 เสร็จแล้ว") == 200
        with within(10):
            assert place.process.terminate(60) == 0
        assert {code for code, _ in place.ticked(people[0])} == {"O1", "O12"}
        place.platform.faults.clear()
