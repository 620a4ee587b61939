"""The outbox on both engines: one sender a message, in order for each person, nothing twice."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from models.database import reading, writing
from models.outbox import (
    LEASE,
    OutboxMessage,
    cancel_for,
    claim_due,
    count_refused,
    forget_user,
    next_due,
    oldest_waiting,
    prune,
)
from tests.support.at_once import at_once

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def message(person: str = "a", due: datetime = NOW, **fields: Any) -> OutboxMessage:
    return OutboxMessage(
        kind="reply",
        line_user_id=person,
        source_key=f"user:{person}",
        reply_token="t",
        body="[]",
        created_at=NOW,
        next_try_at=due,
        **fields,
    )


def put(engine: Engine, *messages: OutboxMessage) -> list[int]:
    with writing(engine) as session:
        for each in messages:
            session.add(each)
            session.flush()
        return [each.id or 0 for each in messages]


def claim(engine: Engine, owner: str = "me", now: datetime = NOW, limit: int = 8) -> list[int]:
    with writing(engine) as session:
        return [each.id or 0 for each in claim_due(session, owner, now, limit)]


def row(engine: Engine, number: int) -> OutboxMessage:
    with reading(engine) as session:
        found = session.get(OutboxMessage, number)
    assert found is not None
    return found


def finish(engine: Engine, number: int) -> None:
    with writing(engine) as session:
        found = session.get(OutboxMessage, number)
        assert found is not None
        found.status, found.claimed_by, found.leased_until = "accepted", None, None


def due(engine: Engine, now: datetime = NOW) -> datetime | None:
    with reading(engine) as session:
        return next_due(session, now)


def test_a_persons_answers_leave_one_after_the_other(both: Engine) -> None:
    first, second, other = put(both, message("a"), message("a"), message("b"))
    assert claim(both) == [first, other]
    assert claim(both, "you") == []
    finish(both, first)
    assert claim(both, "you") == [second]


def test_what_is_not_due_waits(both: Engine) -> None:
    (later,) = put(both, message(due=NOW + SECOND))
    assert claim(both) == []
    assert claim(both, now=NOW + SECOND) == [later]


def test_senders_at_once_share_nothing(both: Engine) -> None:
    numbers = put(both, *(message(f"p{n}") for n in range(12)))
    found = at_once([lambda who=str(w): claim(both, who, limit=5) for w in range(4)])  # type: ignore[misc]
    taken = [number for each in found for number in each]
    assert len(taken) == len(set(taken))
    assert set(taken) <= set(numbers)
    assert len(taken) == 12
    assert max(len(each) for each in found) <= 5


def test_one_person_with_many_messages_does_not_starve_another(both: Engine) -> None:
    put(both, *(message("a") for _ in range(50)))
    (other,) = put(both, message("b"))
    assert other in claim(both) + claim(both)


def test_a_try_is_counted_and_dated(both: Engine) -> None:
    (number,) = put(both, message())
    claim(both)
    found = row(both, number)
    assert (found.attempts, found.first_tried_at, found.unknown) == (1, NOW, False)
    assert found.leased_until == NOW + LEASE


def test_a_lease_that_ran_out_means_that_the_try_may_have_arrived(both: Engine) -> None:
    (number,) = put(both, message())
    claim(both, "killed")
    assert claim(both, "me", NOW + LEASE) == []
    assert claim(both, "me", NOW + LEASE + SECOND) == [number]
    found = row(both, number)
    assert found.unknown
    assert (found.attempts, found.first_tried_at) == (2, NOW)


def test_a_retry_that_was_settled_is_not_unknown(both: Engine) -> None:
    (number,) = put(both, message())
    claim(both)
    with writing(both) as session:
        found = session.get(OutboxMessage, number)
        assert found is not None
        found.claimed_by = found.leased_until = None
    assert claim(both, "me", NOW + SECOND) == [number]
    assert not row(both, number).unknown


def test_the_retry_key_is_there_before_the_first_try_and_stays(both: Engine) -> None:
    numbers = put(both, message("a"), message("b"))
    keys = [row(both, number).retry_key for number in numbers]
    claim(both)
    assert [row(both, number).retry_key for number in numbers] == keys
    assert len(set(keys)) == 2
    with pytest.raises(IntegrityError):
        put(both, message(retry_key=keys[0]))


def test_the_sender_sleeps_until_there_is_something_to_claim(both: Engine) -> None:
    assert due(both) is None
    put(both, message("a"), message("a"), message("b", NOW + 3 * SECOND))
    assert due(both) == NOW
    claim(both)
    # The second answer to the same person waits for the first, not for the clock.
    assert due(both) == NOW + 3 * SECOND
    claim(both, now=NOW + 3 * SECOND)
    assert due(both, NOW + 3 * SECOND) == NOW + LEASE


def test_nothing_waiting_is_sent_to_who_left(both: Engine) -> None:
    mine, other = put(both, message("a"), message("b"))
    with writing(both) as session:
        cancel_for(session, "a", NOW)
    assert claim(both) == [other]
    assert (row(both, mine).status, row(both, mine).settled_at) == ("cancelled", NOW)


def test_a_forgotten_person_leaves_no_settled_message(both: Engine) -> None:
    done, waiting, other = put(both, message("a", status="accepted"), message("a"), message("b"))
    with writing(both) as session:
        forget_user(session, "a")
    with reading(both) as session:
        left = session.exec(select(OutboxMessage.id)).all()
    assert sorted(left, key=str) == [waiting, other]
    assert done not in left


def test_pruning_keeps_what_waits_and_what_an_occasion_remembers(both: Engine) -> None:
    old: dict[str, Any] = {"status": "accepted", "settled_at": NOW - timedelta(days=30)}
    gone, nudge, waiting = put(
        both, message(**old), message(occasion="nudge:2570-01", **old), message()
    )
    with writing(both) as session:
        assert prune(session, NOW - timedelta(days=7)) == 1
    with reading(both) as session:
        assert sorted(session.exec(select(OutboxMessage.id)).all(), key=str) == [nudge, waiting]
    assert gone not in (nudge, waiting)


def test_what_health_asks(both: Engine) -> None:
    put(both, message("a"), message("b", NOW + SECOND), message("c", status="refused"))
    with reading(both) as session:
        assert oldest_waiting(session, NOW) == NOW
        assert oldest_waiting(session, NOW - SECOND) is None
        assert count_refused(session) == 1


def test_a_reminder_is_as_old_as_its_hour_and_a_retry_as_its_first_try(both: Engine) -> None:
    put(both, message("a", NOW + 100 * SECOND))
    retried = message("b", NOW + 200 * SECOND, first_tried_at=NOW + 10 * SECOND)
    with reading(both) as session:
        assert oldest_waiting(session, NOW + 101 * SECOND) == NOW + 100 * SECOND
    put(both, retried)
    with reading(both) as session:
        assert oldest_waiting(session, NOW + 101 * SECOND) == NOW + 10 * SECOND


@pytest.mark.parametrize("field", ["status", "kind"])
def test_the_database_refuses_a_word_it_does_not_know(both: Engine, field: str) -> None:
    wrong = message()
    setattr(wrong, field, "lost")
    with pytest.raises(IntegrityError):
        put(both, wrong)
