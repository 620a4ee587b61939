"""One running bot, and the clock passes midnight: the fiscal year turns, or only the calendar's."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from content.catalog import Catalog
from handlers.fiscal_year import fiscal_year_of
from models.database import reading
from models.task import ticked_steps
from simulator.clock import SimulatedClock
from simulator.values import Person
from tests.support.province import at
from tests.support.running_bot import RunningBot, running_bot
from tests.support.until import until


def pass_midnight(bot: RunningBot, clock: SimulatedClock, person: Person, words: str) -> None:
    """A message is under way while the day ends; nobody tells the bot that it does."""
    last_second = clock().replace(hour=16, minute=59, second=59, microsecond=0)
    clock.set(last_second)
    bot.says(person, words)
    until(lambda: clock() > last_second + timedelta(seconds=1))


def ticks(bot: RunningBot, person: Person, year: int) -> set[str]:
    row = bot.row_of(person)
    assert row is not None
    with reading(bot.engine) as session:
        return {code for code, _ in ticked_steps(session, row.agency_id, year)}


def words(bot: RunningBot, person: Person, text: str) -> str:
    return json.dumps([one.message for one in bot.says(person, text)], ensure_ascii=False)


@pytest.mark.parametrize("evening", ["2027-09-30", "2027-12-31", "2028-02-28"])
def test_what_is_said_around_midnight_counts_once_and_in_its_year(
    engine: Engine, catalog: Catalog, evening: str
) -> None:
    clock = SimulatedClock(at(evening, "20:00"))
    before = fiscal_year_of(clock())
    with running_bot(str(engine.url), catalog, clock) as bot:
        person = bot.member()
        bot.says(person, "O12 เสร็จแล้ว")
        pass_midnight(bot, clock, person, "O7 เสร็จแล้ว")
        now = fiscal_year_of(clock())
        assert str(now) in words(bot, person, "ความคืบหน้า")
        bot.says(person, "O1 เสร็จแล้ว")
        assert ticks(bot, person, before) | ticks(bot, person, now) == {"O12", "O7", "O1"}
        assert {"O12"} <= ticks(bot, person, before)
        assert {"O1"} <= ticks(bot, person, now)
        assert not ({"O12"} & ticks(bot, person, now) and before != now)


def test_a_card_of_last_year_does_not_tick_this_year(engine: Engine, catalog: Catalog) -> None:
    clock = SimulatedClock(at("2027-09-30", "20:00"))
    with running_bot(str(engine.url), catalog, clock) as bot:
        person = bot.member()
        bot.says(person, "O12")
        pass_midnight(bot, clock, person, "สวัสดีค่ะ")
        assert bot.taps(person, "O12 เสร็จแล้ว")
        assert ticks(bot, person, 2571) == set()
        assert "2570" in words(bot, person, "ความคืบหน้าปี 2570")
