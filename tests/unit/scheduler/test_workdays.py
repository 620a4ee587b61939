"""Days on which government offices work, and the hours in which a push may leave."""

from datetime import date, timedelta

import pytest

from handlers.workdays import Workdays
from scheduler.workdays import due_moment, in_window, next_opening
from tests.support.province import at

PLAIN = Workdays()


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-27", True),
        ("2026-11-28", False),  # Saturday
        ("2026-12-07", False),  # in lieu of Saturday 5 December
        ("2026-12-10", False),
        ("2026-12-31", False),
        ("2027-01-01", False),
        ("2027-01-04", True),
        ("2027-04-13", False),
        ("2027-04-16", True),
        ("2026-05-01", True),  # Labour Day does not close government offices
        ("2027-05-03", True),  # nor does the day in lieu of it
        ("2027-05-04", False),
        ("2026-05-13", False),  # ploughing ceremony: government offices only
        ("2027-02-22", False),
    ],
)
def test_government_offices_work_or_not(day, works):
    assert PLAIN.is_workday(date.fromisoformat(day)) is works


def test_the_office_adds_a_day_off_and_takes_one_back():
    off, worked = date(2026, 12, 4), date(2026, 12, 10)
    changed = Workdays({off: "วันหยุดพิเศษ"}, frozenset({worked}))
    assert changed.holiday(off) == "วันหยุดพิเศษ"
    assert not changed.is_workday(off)
    assert changed.is_workday(worked)
    assert changed.holiday(worked) is None


@pytest.mark.parametrize(
    ("start", "first", "after", "before"),
    [
        ("2026-12-05", "2026-12-08", "2026-12-08", "2026-12-04"),
        ("2027-01-01", "2027-01-04", "2027-01-04", "2026-12-30"),
        ("2027-04-12", "2027-04-12", "2027-04-16", "2027-04-09"),
        ("2026-12-01", "2026-12-01", "2026-12-02", "2026-11-30"),
    ],
)
def test_the_working_days_around_a_day(start, first, after, before):
    day = date.fromisoformat(start)
    assert str(PLAIN.first_workday_from(day)) == first
    assert str(PLAIN.next_workday(day)) == after
    assert str(PLAIN.last_workday_before(day)) == before


def test_a_year_of_days_off_does_not_search_for_ever():
    start = date(2026, 12, 1)
    closed = Workdays({start + timedelta(days=n): "ปิด" for n in range(500)})
    assert closed.first_workday_from(start) == start


@pytest.mark.parametrize(
    ("day", "clock", "open_"),
    [
        ("2026-12-01", "08:29:59", False),
        ("2026-12-01", "08:30", True),
        ("2026-12-01", "09:00", True),
        ("2026-12-01", "16:29:59", True),
        ("2026-12-01", "16:30", False),
        ("2026-12-05", "10:00", False),
        ("2026-12-07", "10:00", False),
    ],
)
def test_pushes_leave_in_office_hours_only(day, clock, open_):
    assert in_window(PLAIN, at(day, clock)) is open_


@pytest.mark.parametrize(
    ("day", "clock", "opening"),
    [
        ("2026-12-01", "10:15", at("2026-12-01", "10:15")),
        ("2026-12-01", "06:00", at("2026-12-01", "08:30")),
        ("2026-12-01", "16:30", at("2026-12-02", "08:30")),
        ("2026-12-04", "17:00", at("2026-12-08", "08:30")),
    ],
)
def test_what_comes_too_late_waits_for_the_next_opening(day, clock, opening):
    assert next_opening(PLAIN, at(day, clock)) == opening


def test_nine_in_bangkok_is_two_in_utc():
    assert due_moment(date(2026, 12, 1)).isoformat() == "2026-12-01T02:00:00+00:00"
