"""What is due to whom: tables for each rule, and properties over random provinces."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.fiscal_year import bangkok
from scheduler.budget import Budget, QuotaReading, budget, fit
from scheduler.cadence import reminder_day, upcoming_cost
from scheduler.plan import plan
from scheduler.values import Announced, Due, Person, Place, Returned, Said, World
from scheduler.workdays import Workdays, in_window
from tests.support.province import at

JOINED = at("2026-11-02")
DEC_1 = at("2026-12-01")


def person(key: int = 1, role: str = "main", **changes) -> Person:
    return Person(
        **{"id": key, "role": role, "joined_at": JOINED, "seen_at": at("2026-11-27"), **changes}
    )


def place(*people: Person, **changes) -> Place:
    values = {"open": frozenset({"O12", "O13"}), "nothing_left": False, **changes}
    return Place(1, "A01", people or (person(),), **values)


def world(*places: Place, **changes) -> World:
    return World(places=places or (place(),), **changes)


def keys(found: World, now: datetime = DEC_1) -> dict[int, list[str]]:
    return {push.person_id: [o.key for o in push.occasions] for push in plan(found, now)}


def said(pushes, now):
    return tuple(
        Said(push.person_id, push.agency_id, o.key, now, pushed=True)
        for push in pushes for o in push.occasions
    )  # fmt: skip


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (at("2026-11-30"), ["monthly:2026-11"]),
        (at("2026-12-01", "08:59"), []),
        (at("2026-12-01", "09:00"), ["monthly:2026-12"]),
        (at("2026-12-15"), ["monthly:2026-12"]),
        (at("2027-01-04"), ["monthly:2027-01"]),
        (at("2027-01-04", "08:45"), []),
        (at("2026-12-05"), []),
    ],
)
def test_the_monthly_digest_is_due_at_nine_on_the_first_working_day(moment, due):
    here = place(person(seen_at=moment - timedelta(days=1), joined_at=at("2026-10-01")))
    assert keys(world(here), moment).get(1, []) == due


def test_who_joined_after_this_months_occasion_waits_for_the_next():
    late = person(joined_at=at("2026-12-01", "09:01"), seen_at=at("2026-12-20"))
    assert keys(world(place(late)), at("2026-12-21")) == {}
    assert keys(world(place(late)), at("2027-01-04")) == {1: ["monthly:2027-01"]}


def test_only_the_main_coordinator_is_pushed():
    two = place(person(), person(2, "deputy"), person(3, "admin"))
    assert keys(world(two)) == {1: ["monthly:2026-12"]}


def test_a_deputy_stands_in_for_a_main_coordinator_who_cannot_be_reached():
    two = place(person(reachable=False), person(2, "deputy"))
    assert keys(world(two)) == {2: ["monthly:2026-12"]}


def test_an_agency_without_anyone_is_nobodys_push():
    assert keys(world(Place(1, "A01", (), frozenset({"O1"}), nothing_left=False))) == {}


def test_muted_people_hear_nothing_and_nobody_stands_in():
    assert keys(world(place(person(muted=True), person(2, "deputy")))) == {}


def test_what_was_said_to_one_person_of_an_agency_is_not_said_to_the_next():
    history = (Said(9, 1, "monthly:2026-12", DEC_1, pushed=True),)
    assert keys(world(said=history), at("2026-12-02")) == {}


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (at("2027-02-26"), []),
        (at("2027-03-01"), ["deadline:7:30"]),
        (at("2027-03-24"), ["deadline:7:7", "deadline:7:30"]),
        (at("2027-03-29", "08:59"), ["deadline:7:7", "deadline:7:30"]),
        (at("2027-03-30"), ["deadline:7:1", "deadline:7:3", "deadline:7:7", "deadline:7:30"]),
        (at("2027-03-31"), ["deadline:7:1", "deadline:7:3", "deadline:7:7", "deadline:7:30"]),
        (at("2027-04-01", "08:59"), []),
        (at("2027-04-01"), ["deadline:7:after"]),
        (at("2027-04-09"), ["deadline:7:after"]),
        (at("2027-04-16"), []),
    ],
)
def test_the_cadence_of_a_deadline_and_its_catching_up(moment, due):
    # 31 March 2027 is a Wednesday; 30 days before is Monday, 1 March.
    deadline = Due(7, frozenset({"O12"}), date(2027, 3, 31))
    here = place(person(seen_at=moment - timedelta(days=1)), nothing_left=False)
    found = keys(world(here, deadlines=(deadline,)), moment).get(1, [])
    assert [key for key in found if key.startswith("deadline")] == due


@pytest.mark.parametrize(
    ("due_on", "step", "day"),
    [
        ("2026-12-08", 30, "2026-11-09"),  # 30 days before is a Sunday
        ("2026-12-08", 3, "2026-12-04"),  # Saturday to Monday are off: before, not on the date
        ("2026-12-08", 1, "2026-12-08"),  # the last reminder may come on the date itself
        ("2026-12-06", 1, "2026-12-04"),  # a date on a Sunday
        ("2026-12-04", 1, "2026-12-03"),
    ],
)
def test_a_reminder_on_a_day_off_moves(due_on, step, day):
    assert str(reminder_day(date.fromisoformat(due_on), step, Workdays())) == day


def test_a_finished_item_is_not_reminded_of():
    deadline = Due(7, frozenset({"O1"}), date(2026, 12, 8))
    assert keys(world(deadlines=(deadline,))) == {1: ["monthly:2026-12"]}


def test_measures_are_reminded_of_only_by_their_date():
    deadline = Due(7, frozenset({"measure:3"}), date(2026, 12, 8))
    here = place(rows_open=frozenset({"measure:3"}), open=frozenset(), nothing_left=True)
    history = (Said(1, 1, "thanks:2570", at("2026-11-02"), pushed=True),)
    found = keys(world(here, deadlines=(deadline,), said=history))
    assert found == {1: ["deadline:7:7", "deadline:7:30"]}


def test_everything_due_on_one_day_is_one_message():
    here = place(returned=(Returned(5, "O12", at("2026-11-30", "15:00")),))
    deadline = Due(7, frozenset({"O12"}), date(2026, 12, 8))
    news = Announced(3, at("2026-12-01", "08:40"), frozenset({1}))
    found = world(here, deadlines=(deadline,), announcements=(news,))
    assert keys(found) == {
        1: ["announcement:3", "returned:5", "deadline:7:7", "deadline:7:30", "monthly:2026-12"]
    }


def test_a_second_reason_on_the_same_day_waits_for_the_next_working_day():
    history = said(plan(world(), DEC_1), DEC_1)
    later = place(returned=(Returned(5, "O12", at("2026-12-01", "10:00")),))
    assert keys(world(later, said=history), at("2026-12-01", "14:00")) == {}
    assert keys(world(later, said=history), at("2026-12-02", "08:30")) == {1: ["returned:5"]}


def test_an_announcement_does_not_wait_for_the_next_day():
    history = said(plan(world(), DEC_1), DEC_1)
    news = Announced(3, at("2026-12-01", "10:00"), frozenset({1}))
    found = world(said=history, announcements=(news,))
    assert keys(found, at("2026-12-01", "10:01")) == {1: ["announcement:3"]}


def test_an_announcement_reaches_a_muted_person_for_free():
    news = Announced(3, at("2026-12-01", "10:00"), frozenset({1}))
    (push,) = plan(
        world(place(person(muted=True)), announcements=(news,)), DEC_1 + timedelta(hours=2)
    )
    assert push.silent_reader
    assert [o.key for o in push.occasions] == ["announcement:3"]


def test_who_joined_after_an_announcement_is_not_sent_it():
    news = Announced(3, at("2026-12-01", "10:00"), frozenset({1}))
    late = place(person(joined_at=at("2026-12-01", "10:05"), seen_at=at("2026-12-01", "10:05")))
    assert keys(world(late, announcements=(news,)), at("2026-12-01", "10:06")) == {}


def test_an_old_announcement_is_not_sent_any_more():
    news = Announced(3, at("2026-12-01", "10:00"), frozenset({1}))
    found = world(announcements=(news,))
    assert "announcement:3" in keys(found, at("2026-12-08", "09:00"))[1]
    assert "announcement:3" not in keys(found, at("2026-12-09", "09:00"))[1]


def test_thanks_are_given_once_and_only_if_so_set():
    done = place(open=frozenset(), nothing_left=True)
    assert keys(world(done)) == {1: ["thanks:2570", "monthly:2026-12"]}
    assert keys(world(done, with_thanks=False)) == {}
    thanked = said(plan(world(done), DEC_1), DEC_1)
    assert keys(world(done, said=thanked), at("2027-01-04")) == {}


def test_snoozed_items_alone_are_no_reason_for_thanks():
    assert keys(world(place(open=frozenset(), nothing_left=False))) == {}


def test_fourteen_silent_days_are_told_to_a_deputy_once():
    seen = at("2026-12-01", "10:00")
    two = place(person(seen_at=seen), person(2, "deputy"))
    history = said(plan(world(two), DEC_1), DEC_1)
    assert keys(world(two, said=history), at("2026-12-15", "09:59")) == {}
    found = world(two, said=history)
    assert keys(found, at("2026-12-15", "10:00")) == {2: ["silence:2026-12-01"]}
    told = (*history, *said(plan(found, at("2026-12-15", "10:00")), at("2026-12-15", "10:00")))
    assert keys(world(two, said=told), at("2026-12-16")) == {}
    back = place(person(seen_at=at("2026-12-20")), person(2, "deputy"))
    again = keys(world(back, said=told), at("2027-01-05"))
    assert again == {1: ["monthly:2027-01"], 2: ["silence:2026-12-20"]}


def test_a_silent_main_with_nothing_open_bothers_nobody():
    quiet = place(person(seen_at=JOINED), person(2, "deputy"), open=frozenset(), nothing_left=False)
    assert keys(world(quiet)) == {}


def test_the_year_opens_with_last_years_summary():
    here = place(person(seen_at=at("2027-09-30")), had_last_year=True)
    assert keys(world(here), at("2027-10-01")) == {1: ["year:2571", "monthly:2027-10"]}


def test_a_missed_month_is_not_sent_after_it():
    assert keys(world(), at("2027-02-01"))[1] == ["monthly:2027-02"]


def test_a_clock_set_back_says_nothing_again():
    history = said(plan(world(), DEC_1), DEC_1)
    for hours in (0, 1, 2, 24):
        assert "monthly:2026-12" not in str(
            keys(world(said=history), DEC_1 - timedelta(hours=hours))
        )


def test_the_reserve_counts_reminders_still_to_come_this_month():
    deadline = Due(7, frozenset({"O12"}), date(2027, 3, 31))
    found = world(deadlines=(deadline,))
    assert upcoming_cost(found, at("2027-03-01")) == 3  # 24, 29 and 30 March; 1 April is next month
    assert upcoming_cost(found, at("2027-03-29")) == 1
    assert upcoming_cost(found, at("2027-02-01")) == 0


@pytest.mark.parametrize(
    ("reading", "waiting", "upcoming", "exhausted", "expected"),
    [
        (None, 0, 0, False, Budget(0, known=False)),
        (QuotaReading(None, 900), 5, 0, False, Budget(None)),
        (QuotaReading(300, 290), 4, 0, False, Budget(6)),
        (QuotaReading(300, 310), 0, 0, False, Budget(0)),
        (QuotaReading(300, 100), 0, 66, False, Budget(200, reserve=66)),
        (QuotaReading(300, 100), 0, 999, False, Budget(200, reserve=150)),
        (QuotaReading(300, 100), 0, 0, True, Budget(0)),
    ],
)
def test_the_budget_of_a_moment(reading, waiting, upcoming, exhausted, expected):
    assert budget(reading, waiting=waiting, upcoming=upcoming, exhausted=exhausted) == expected


def test_only_deadlines_may_use_the_reserve():
    deadline = Due(7, frozenset({"O1"}), date(2026, 12, 8))
    urgent = Place(2, "A02", (person(2),), frozenset({"O1"}), nothing_left=False)
    pushes = plan(world(place(), urgent, deadlines=(deadline,)), DEC_1)
    verdict = fit(pushes, Budget(room=2, reserve=2))
    assert [push.agency_code for push in verdict.sent] == ["A02"]
    assert [(push.agency_code, why) for push, why in verdict.held] == [("A01", "reserve")]


def test_zero_quota_holds_everything_and_an_unknown_one_too():
    pushes = plan(world(), DEC_1)
    assert [why for _, why in fit(pushes, Budget(0)).held] == ["quota"]
    assert [why for _, why in fit(pushes, Budget(0, known=False)).held] == ["quota unknown"]
    assert fit(pushes, Budget(None)).sent == pushes


moments = st.datetimes(datetime(2026, 10, 1), datetime(2027, 10, 30)).map(  # noqa: DTZ001
    lambda moment: at(moment.date().isoformat(), f"{moment:%H:%M}")
)


@st.composite
def people(draw, first: int):
    roles = ["main", *["deputy"] * draw(st.integers(0, 2))]
    found = []
    for offset, role in enumerate(roles):
        joined = draw(moments)
        found.append(
            Person(first + offset, role, joined, joined, draw(st.booleans()), draw(st.booleans()))
        )
    return tuple(found)


@st.composite
def worlds(draw):
    places = []
    for number in range(draw(st.integers(1, 5))):
        open_ = draw(st.frozensets(st.sampled_from(["O1", "O12", "i3"])))
        back = tuple(
            Returned(number * 10 + n, code, draw(moments)) for n, code in enumerate(sorted(open_))
        )
        places.append(
            Place(number, f"A{number}", draw(people(number * 10)), open_, not open_, returned=back)
        )
    dates = st.dates(date(2026, 10, 1), date(2027, 9, 30))
    dues = [
        Due(n, frozenset({draw(st.sampled_from(["O1", "O12", "i3"]))}), draw(dates))
        for n in range(draw(st.integers(0, 3)))
    ]
    return World(places=tuple(places), deadlines=tuple(dues))


@settings(max_examples=150, deadline=None)
@given(worlds(), moments)
def test_no_push_outside_the_hours_and_one_for_a_person(found, now):
    pushes = plan(found, now)
    assert not pushes or in_window(found.workdays, now)
    assert len({push.person_id for push in pushes}) == len(pushes)
    allowed = {p.id for one in found.places for p in one.people if p.reachable and not p.muted}
    assert {push.person_id for push in pushes} <= allowed
    assert all(o.due_at <= now for push in pushes for o in push.occasions)


@settings(max_examples=100, deadline=None)
@given(worlds(), st.lists(moments, max_size=12))
def test_passes_at_any_moments_say_an_occasion_once_and_push_once_a_day(found, times):
    history: tuple[Said, ...] = ()
    for now in times:  # in any order: the clock may jump back
        pushes = plan(World(found.places, found.deadlines, said=history), now)
        history += said(pushes, now)
    spoken = [(one.person_id, one.key) for one in history]
    assert len(spoken) == len(set(spoken))
    days = {(one.person_id, one.at) for one in history}
    per_day = [(who, bangkok(moment).date()) for who, moment in days]
    assert len(per_day) == len(set(per_day))


@settings(max_examples=100, deadline=None)
@given(
    worlds(), moments, st.integers(0, 8), st.integers(0, 8), st.integers(0, 4), st.integers(0, 6)
)
def test_never_over_the_quota(found, now, limit, consumed, waiting, upcoming):
    allowed = budget(QuotaReading(limit, consumed), waiting=waiting, upcoming=upcoming)
    pushes = plan(found, now)
    verdict = fit(pushes, allowed)
    assert consumed + waiting + len(verdict.sent) <= max(limit, consumed + waiting)
    assert sorted([*verdict.sent, *(p for p, _ in verdict.held)], key=str) == sorted(
        pushes, key=str
    )
