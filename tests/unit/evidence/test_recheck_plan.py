"""When links are looked at during the night, in which order, and what a night is."""

import itertools
from datetime import timedelta

import pytest

from models.database import reading, writing
from models.evidence import Evidence
from models.link_checks import due_for_recheck
from models.link_lease import hold
from scheduler.links.outages import night_of
from scheduler.links.recheck import LEASE, night_window, plan
from tests.support.evidence_room import Room
from tests.support.province import at


@pytest.mark.parametrize("clock", ["20:00", "23:59"])
def test_the_window_of_an_evening(clock: str) -> None:
    assert night_window(at("2026-11-23", clock)) == (
        at("2026-11-23", "20:00"),
        at("2026-11-24", "05:00"),
    )


def test_the_window_of_the_morning_after_is_the_same() -> None:
    assert night_window(at("2026-11-24", "04:59")) == night_window(at("2026-11-23", "20:00"))


@pytest.mark.parametrize("clock", ["05:00", "12:00", "19:59"])
def test_by_day_nothing_is_looked_at(clock: str) -> None:
    assert night_window(at("2026-11-23", clock)) is None


def test_the_links_are_spread_evenly_over_what_is_left_of_the_night() -> None:
    begins, ends = at("2026-11-23", "20:00"), at("2026-11-24", "05:00")
    moments = plan(540, begins, ends)
    assert moments[0] == begins
    gaps = {later - earlier for earlier, later in itertools.pairwise(moments)}
    assert gaps == {timedelta(minutes=1)}
    late = plan(540, at("2026-11-24", "04:00"), ends)
    assert sum(moment < at("2026-11-24", "04:01") for moment in late) == 9
    assert plan(0, begins, ends) == ()


def test_a_night_keeps_its_date_past_midnight() -> None:
    assert night_of(at("2026-11-23", "21:00")) == night_of(at("2026-11-24", "04:00"))
    assert night_of(at("2026-11-24", "21:00")) != night_of(at("2026-11-23", "21:00"))


def test_unhealthy_links_come_first_then_the_oldest(room: Room) -> None:
    rows = [
        ("new", "opens", at("2026-11-23", "08:00")),
        ("old", "opens", at("2026-11-20", "08:00")),
        ("dead", "dead", at("2026-11-23", "08:00")),
        ("never", "checking", None),
        ("tonight", "dead", at("2026-11-23", "20:30")),
    ]
    with writing(room.engine) as session:
        for name, verdict, checked in rows:
            session.add(
                Evidence(
                    agency_id=room.agency_id,
                    fiscal_year=2570,
                    code="O1",
                    url=name,
                    verdict=verdict,
                    checked_at=checked,
                    added_at=at("2026-11-01"),
                )
            )
        session.add(
            Evidence(
                agency_id=room.agency_id,
                fiscal_year=2569,
                code="O1",
                url="closed year",
                added_at=at("2026-03-01"),
            )
        )
    with reading(room.engine) as session:
        due = due_for_recheck(session, 2570, at("2026-11-23", "20:00"))
    assert {row.url for row in due[:2]} == {"never", "dead"}
    assert [row.url for row in due[2:]] == ["old", "new"]


def test_one_process_at_a_time_and_a_dead_one_is_followed(room: Room) -> None:
    def holds(owner: str, minutes: int) -> bool:
        with writing(room.engine) as session:
            return hold(session, "k", owner, room.now + timedelta(minutes=minutes), LEASE)

    assert holds("a", 0)
    assert not holds("b", 1)
    assert holds("a", 1)
    assert not holds("b", 3)
    assert holds("b", 5)
    assert not holds("a", 5)
