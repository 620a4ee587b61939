"""Ticks on both engines: twice is once, two at once is once, and history only grows."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.agency import Agency
from models.database import reading, writing
from models.task import (
    Task,
    TaskChange,
    TickBatch,
    changes_of,
    last_change,
    set_steps,
    ticked_by_agency,
    ticked_steps,
)
from tests.support.at_once import at_once

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
YEAR = 2570
Change = tuple[str, int, bool]


@pytest.fixture
def agency(both: Engine) -> int:
    return add_agency(both, "A01")


def add_agency(engine: Engine, code: str) -> int:
    with writing(engine) as session:
        row = Agency(code=code, name=f"หน่วยงานตัวอย่าง {code}", created_at=NOW)
        session.add(row)
        session.flush()
        assert row.id is not None
        return row.id


def put(
    engine: Engine, agency: int, *changes: Change, by: int | None = 1, now: datetime = NOW
) -> int | None:
    with writing(engine) as session:
        batch = set_steps(session, agency, YEAR, changes, by, now)
        return None if batch is None else batch.id


def ticked(engine: Engine, agency: int, year: int = YEAR) -> set[tuple[str, int]]:
    with reading(engine) as session:
        return ticked_steps(session, agency, year)


def test_ticking_and_taking_back(both: Engine, agency: int) -> None:
    assert put(both, agency, ("O12", 1, True), ("O12", 2, True)) is not None
    assert ticked(both, agency) == {("O12", 1), ("O12", 2)}
    assert put(both, agency, ("O12", 1, False)) is not None
    assert ticked(both, agency) == {("O12", 2)}


def test_ticking_twice_changes_nothing_and_leaves_no_history(both: Engine, agency: int) -> None:
    put(both, agency, ("O12", 1, True))
    assert put(both, agency, ("O12", 1, True), now=NOW + timedelta(hours=1)) is None
    assert put(both, agency, ("O13", 1, False)) is None
    with reading(both) as session:
        assert len(session.exec(select(TaskChange)).all()) == 1
        assert session.exec(select(Task)).one().changed_at == NOW


def test_a_step_named_twice_in_one_message_counts_once(both: Engine, agency: int) -> None:
    put(both, agency, ("O12", 1, True), ("O12", 1, True))
    with reading(both) as session:
        assert len(session.exec(select(TaskChange)).all()) == 1


def test_two_taps_at_once_tick_once(both: Engine, agency: int) -> None:
    steps = [("O12", step, True) for step in range(1, 6)]
    for _ in range(5):
        batches = at_once([lambda who=who: put(both, agency, *steps, by=who) for who in (1, 2, 3)])  # type: ignore[misc]
        assert len([batch for batch in batches if batch is not None]) == 1
        put(both, agency, *((code, step, False) for code, step, _ in steps))


def test_colleagues_ticking_different_steps_at_once_both_count(both: Engine, agency: int) -> None:
    at_once([lambda n=n: put(both, agency, ("O12", n, True)) for n in range(1, 7)])  # type: ignore[misc]
    assert ticked(both, agency) == {("O12", n) for n in range(1, 7)}


def test_agencies_and_years_do_not_meet(both: Engine, agency: int) -> None:
    other = add_agency(both, "A02")
    put(both, agency, ("O12", 1, True))
    assert ticked(both, other) == set()
    assert ticked(both, agency, YEAR + 1) == set()
    with reading(both) as session:
        assert ticked_by_agency(session, YEAR) == {agency: {("O12", 1)}}


def test_a_batch_is_all_changes_of_one_message_and_only_those(both: Engine, agency: int) -> None:
    put(both, agency, ("O1", 1, True))
    batch = put(both, agency, ("O1", 1, True), ("O2", 1, True), ("O3", 1, True))
    assert batch is not None
    with reading(both) as session:
        found = {(change.code, change.step, change.done) for change in changes_of(session, batch)}
    assert found == {("O2", 1, True), ("O3", 1, True)}


def test_history_keeps_who_and_when(both: Engine, agency: int) -> None:
    put(both, agency, ("O12", 1, True), by=7)
    put(both, agency, ("O12", 1, False), by=8, now=NOW + timedelta(days=1))
    with reading(both) as session:
        lines = session.exec(select(TaskChange).order_by(TaskChange.id)).all()  # type: ignore[arg-type]
        assert [(line.by, line.done, line.at) for line in lines] == [
            (7, True, NOW),
            (8, False, NOW + timedelta(days=1)),
        ]
        last = last_change(session, agency, YEAR, "O12")
        assert last is not None
        assert last.by == 8
        assert len(session.exec(select(TickBatch)).all()) == 2
