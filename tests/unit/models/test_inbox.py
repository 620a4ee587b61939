"""The inbox on both engines: nothing twice, in order, one at a time, and never stuck."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from models.database import reading, writing
from models.inbox import (
    LEASE,
    MAX_ATTEMPTS,
    MAX_CLAIMS,
    InboxEvent,
    NewEvent,
    bury_worn_out,
    claim_next,
    count_buried,
    fail,
    forget_event,
    forget_message,
    forget_source,
    oldest_open,
    prune,
    save_events,
    settle,
)
from tests.support.at_once import at_once

T = TypeVar("T")
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LATER = timedelta(seconds=1)


def event(name: str, source: str = "user:a", ms: int = 0, message: str | None = None) -> NewEvent:
    return NewEvent(name, source, ms, message, f'{{"name":"{name}"}}')


def save(engine: Engine, *events: NewEvent, now: datetime = NOW) -> int:
    with writing(engine) as session:
        return save_events(session, events, now)


def claim(engine: Engine, owner: str, now: datetime = NOW) -> InboxEvent | None:
    with writing(engine) as session:
        return claim_next(session, owner, now)


def claimed(engine: Engine, owner: str, now: datetime = NOW) -> str | None:
    found = claim(engine, owner, now)
    return None if found is None else found.webhook_event_id


def row(engine: Engine, name: str) -> InboxEvent:
    with reading(engine) as session:
        return session.exec(select(InboxEvent).where(InboxEvent.webhook_event_id == name)).one()


def number(engine: Engine, name: str) -> int:
    found = row(engine, name).id
    assert found is not None
    return found


def settled(engine: Engine, name: str, owner: str, now: datetime = NOW) -> bool:
    event_id = number(engine, name)
    with writing(engine) as session:
        return settle(session, event_id, owner, now)


def failed(engine: Engine, name: str, owner: str, now: datetime = NOW) -> bool:
    event_id = number(engine, name)
    with writing(engine) as session:
        return fail(session, event_id, owner, "Broken", now)


def test_a_repeat_is_kept_once_and_renews_the_time_of_receipt(both: Engine) -> None:
    assert save(both, event("1"), event("2"), event("1")) == 2
    assert save(both, event("1", ms=99), now=NOW + LATER) == 0
    assert row(both, "1").received_at == NOW + LATER
    assert row(both, "1").occurred_ms == 0


def test_a_repeat_of_what_was_handled_changes_nothing(both: Engine) -> None:
    save(both, event("1"))
    claim(both, "me")
    settled(both, "1", "me")
    assert save(both, event("1"), now=NOW + LATER) == 0
    assert row(both, "1").received_at == NOW
    assert claim(both, "me", NOW + LATER) is None


def test_two_writers_at_once_keep_one(both: Engine) -> None:
    events = [event(str(n), f"user:{n}") for n in range(20)]
    counts = at_once([lambda: save(both, *events)] * 4)
    assert sum(counts) == 20


def test_a_source_is_answered_in_the_order_of_lines_clock(both: Engine) -> None:
    save(both, event("late", ms=300), event("first", ms=100))
    save(both, event("second", ms=200), event("same", ms=200))
    order = []
    for _ in range(4):
        name = claimed(both, "me")
        assert name is not None
        order.append(name)
        assert settled(both, name, "me")
    assert order == ["first", "second", "same", "late"]
    assert claim(both, "me") is None


def test_the_oldest_of_all_sources_comes_first(both: Engine) -> None:
    save(both, event("b", "user:b", 200), event("a", "user:a", 300), event("c", "user:c", 100))
    assert [claimed(both, "me") for _ in range(4)] == ["c", "b", "a", None]


def test_no_second_event_of_a_source_that_is_held(both: Engine) -> None:
    save(both, event("1", ms=1), event("2", ms=2), event("other", "user:b", 9))
    assert claimed(both, "me") == "1"
    assert claimed(both, "you") == "other"
    assert claim(both, "you") is None
    save(both, event("0", ms=0))  # older, but the person's present turn is not interrupted
    assert claim(both, "you") is None
    settled(both, "1", "me")
    assert claimed(both, "you") == "0"


def test_claims_at_once_never_share_a_source(both: Engine) -> None:
    save(both, *(event(f"{source}{n}", f"user:{source}", n) for source in "abc" for n in range(3)))
    found = at_once([lambda who=str(w): claimed(both, who) for w in range(8)])  # type: ignore[misc]
    assert sorted(name for name in found if name) == ["a0", "b0", "c0"]


def test_everything_is_claimed_once_by_workers_side_by_side(both: Engine) -> None:
    sources, each = 6, 5
    save(both, *(event(f"{s}-{n}", f"user:{s}", n) for s in range(sources) for n in range(each)))
    done: list[str] = []

    def work(owner: str) -> Callable[[], None]:
        def run() -> None:
            for _ in range(400):
                name = claimed(both, owner)
                if name is not None:
                    done.append(name)
                    assert settled(both, name, owner)
                elif len(done) == sources * each:
                    return

        return run

    at_once([work("me"), work("you"), work("she")])
    assert len(done) == len(set(done)) == sources * each
    for source in range(sources):
        mine = [name for name in done if name.startswith(f"{source}-")]
        assert mine == sorted(mine)


def test_a_claim_ends_with_its_lease(both: Engine) -> None:
    save(both, event("1"))
    assert claimed(both, "dead") == "1"
    assert claim(both, "me", NOW + LEASE) is None
    assert claimed(both, "me", NOW + LEASE + LATER) == "1"
    assert row(both, "1").claims == 2
    assert timedelta(seconds=5) <= LEASE < timedelta(seconds=10)


def test_only_the_holder_settles(both: Engine) -> None:
    save(both, event("1"))
    claim(both, "slow")
    claim(both, "quick", NOW + LEASE + LATER)
    assert not settled(both, "1", "slow")
    assert not failed(both, "1", "slow")
    assert settled(both, "1", "quick")
    assert not settled(both, "1", "quick")
    assert row(both, "1").handled_at == NOW


def test_three_failures_bury_an_event_and_the_line_moves_on(both: Engine) -> None:
    save(both, event("bad", ms=1), event("good", ms=2))
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert claimed(both, "me") == "bad"
        assert failed(both, "bad", "me") == (attempt == MAX_ATTEMPTS == 3)
    assert claimed(both, "me") == "good"
    bad = row(both, "bad")
    assert (bad.attempts, bad.buried_at, bad.error) == (3, NOW, "Broken")
    with reading(both) as session:
        assert count_buried(session) == 1
        assert oldest_open(session) == NOW


def test_a_claim_lost_to_a_dead_process_is_no_failure(both: Engine) -> None:
    save(both, event("1"))
    now = NOW
    for _ in range(MAX_ATTEMPTS + 2):
        assert claimed(both, "dying", now) == "1"
        now += LEASE + LATER
    assert row(both, "1").attempts == 0


def test_what_takes_down_its_process_again_and_again_is_buried(both: Engine) -> None:
    save(both, event("deadly", ms=1), event("good", ms=2))
    now = NOW
    for _ in range(MAX_CLAIMS):
        with writing(both) as session:
            assert bury_worn_out(session, now) == 0
        assert claimed(both, "dying", now) == "deadly"
        now += LEASE + LATER
    with writing(both) as session:
        assert bury_worn_out(session, now - LEASE - LATER) == 0  # still held
        assert bury_worn_out(session, now) == 1
    assert claimed(both, "me", now) == "good"
    assert MAX_CLAIMS == 20


def test_a_rolled_back_turn_leaves_the_event_open(both: Engine) -> None:
    save(both, event("1"))
    claim(both, "me")
    event_id = number(both, "1")

    def turn() -> None:
        with writing(both) as session:
            assert settle(session, event_id, "me", NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        turn()
    assert row(both, "1").handled_at is None


def test_unsent_words_are_dropped(both: Engine) -> None:
    save(both, event("1", message="m1"), event("2", message="m2"))
    with writing(both) as session:
        forget_message(session, "m1")
    assert row(both, "1").raw == '{"type":"unsent"}'
    assert "2" in row(both, "2").raw


def test_the_words_of_one_event_are_dropped(both: Engine) -> None:
    save(both, event("1"), event("2"))
    event_id = number(both, "1")
    with writing(both) as session:
        forget_event(session, event_id)
    assert "name" not in row(both, "1").raw
    assert "name" in row(both, "2").raw


def test_a_forgotten_source_keeps_only_what_is_not_yet_answered(both: Engine) -> None:
    save(both, event("old", ms=1), event("now", ms=2), event("other", "user:b", 3))
    for name in ("old", "other"):
        assert claimed(both, "me") in (name, "other", "now")
    with writing(both) as session:
        for found in session.exec(select(InboxEvent)).all():
            found.handled_at = NOW if found.webhook_event_id != "now" else None
        session.flush()
        forget_source(session, "user:a", NOW)
    with reading(both) as session:
        left = session.exec(select(InboxEvent.webhook_event_id)).all()
    assert sorted(left) == ["now", "other"]


def test_pruning_keeps_what_is_open_or_buried(both: Engine) -> None:
    save(both, event("open", "a"), event("buried", "b"), event("old", "c"), event("new", "d"))
    with writing(both) as session:
        rows = {found.webhook_event_id: found for found in session.exec(select(InboxEvent)).all()}
        rows["buried"].buried_at = NOW - timedelta(days=99)
        rows["old"].handled_at = NOW - timedelta(days=8)
        rows["new"].handled_at = NOW
        session.flush()
        assert prune(session, NOW - timedelta(days=7)) == 1
    with reading(both) as session:
        left = session.exec(
            select(InboxEvent.webhook_event_id).order_by(col(InboxEvent.webhook_event_id))
        ).all()
    assert left == ["buried", "new", "open"]


def test_saving_waits_for_nobody_who_only_looks(both: Engine) -> None:
    """A reader in the middle of its transaction does not hold up the webhook."""
    save(both, event("1"))
    looked, done = threading.Event(), threading.Event()

    def look() -> None:
        with reading(both) as session:
            session.exec(select(InboxEvent)).all()
            looked.set()
            done.wait(5)

    reader = threading.Thread(target=look)
    reader.start()
    looked.wait(5)
    saved = save(both, event("2"))
    done.set()
    reader.join()
    assert saved == 1
