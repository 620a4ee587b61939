"""What every answer of LINE means: the table of LINE's retry documentation, row by row."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import (
    REPLY_LIFE,
    RETRY_KEY_LIFE,
    Accepted,
    Answer,
    Decision,
    QuotaOver,
    Refused,
    Retry,
    TokenDead,
    backoff,
    decide,
    sent_ids,
)

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
INVALID_TOKEN = '{"message":"Invalid reply token"}'
MONTH = '{"message":"You have reached your monthly limit."}'
RATE = '{"message":"The API rate limit has been exceeded. Try again later."}'
NOBODY = '{"message":"Failed to send messages"}'
BAD_BODY = '{"message":"The request body has 1 error(s)","details":[{"property":"messages[0]"}]}'


def decided(
    kind: str,
    answer: Answer,
    *,
    unknown: bool = False,
    attempts: int = 1,
    age: timedelta = timedelta(0),
) -> Decision:
    return decide(kind, answer, unknown=unknown, attempts=attempts, first_tried=NOW - age, now=NOW)


@pytest.mark.parametrize("kind", ["reply", "push"])
@pytest.mark.parametrize("status", [200, 202, 204])
def test_any_2xx_is_accepted(kind: str, status: int) -> None:
    assert decided(kind, Answer(status, "not even JSON")) == Accepted()


def test_a_push_answered_409_was_accepted_before() -> None:
    assert decided("push", Answer(409, '{"message":"…"}')) == Accepted()


def test_a_reply_has_no_retry_key_so_409_is_no_success() -> None:
    assert isinstance(decided("reply", Answer(409)), Refused)


@pytest.mark.parametrize("kind", ["reply", "push"])
@pytest.mark.parametrize(
    ("status", "body"),
    [(400, BAD_BODY), (403, "plan"), (404, "gone"), (410, ""), (413, ""), (415, ""), (418, "new")],
)
def test_what_line_will_never_take_is_not_tried_again(kind: str, status: int, body: str) -> None:
    decision = decided(kind, Answer(status, body))
    assert isinstance(decision, Refused)
    assert str(status) in decision.reason
    assert not decision.unreachable


def test_a_push_to_nobody_marks_the_person_unreachable() -> None:
    decision = decided("push", Answer(400, NOBODY))
    assert isinstance(decision, Refused)
    assert decision.unreachable


@pytest.mark.parametrize("kind", ["reply", "push"])
def test_401_asks_for_a_new_access_token_and_certainly_did_not_arrive(kind: str) -> None:
    decision = decided(kind, Answer(401))
    assert isinstance(decision, Retry)
    assert decision.renew_token
    assert not decision.unknown


@pytest.mark.parametrize("kind", ["reply", "push"])
def test_the_two_kinds_of_429(kind: str) -> None:
    assert decided(kind, Answer(429, MONTH)) == QuotaOver()
    rate = decided(kind, Answer(429, RATE))
    assert isinstance(rate, Retry)
    assert not rate.unknown
    assert not rate.renew_token


@pytest.mark.parametrize("kind", ["reply", "push"])
@pytest.mark.parametrize(
    "answer", [Answer(500), Answer(502), Answer(503), Answer(None, "time-out")]
)
def test_no_clear_answer_may_have_arrived(kind: str, answer: Answer) -> None:
    decision = decided(kind, answer)
    assert isinstance(decision, Retry)
    assert decision.unknown


@pytest.mark.parametrize("kind", ["reply", "push"])
def test_what_never_left_is_not_unknown(kind: str) -> None:
    decision = decided(kind, Answer(None, "NewConnectionError", sent=False))
    assert isinstance(decision, Retry)
    assert not decision.unknown


def test_a_dead_token_never_tried_before_is_dead() -> None:
    assert decided("reply", Answer(400, INVALID_TOKEN)) == TokenDead()


def test_a_dead_token_after_an_unknown_try_means_that_it_arrived() -> None:
    assert decided("reply", Answer(400, INVALID_TOKEN), unknown=True) == Accepted()


def test_an_invalid_token_is_a_matter_of_replies_only() -> None:
    assert isinstance(decided("push", Answer(400, INVALID_TOKEN), unknown=True), Refused)


@pytest.mark.parametrize(
    "answer", [Answer(500), Answer(None), Answer(None, sent=False), Answer(429, RATE), Answer(401)]
)
@pytest.mark.parametrize(("kind", "life"), [("reply", REPLY_LIFE), ("push", RETRY_KEY_LIFE)])
def test_tries_end(kind: str, life: timedelta, answer: Answer) -> None:
    almost = life - timedelta(seconds=1)
    assert isinstance(decided(kind, answer, age=almost), Retry)
    assert isinstance(decided(kind, answer, age=life), Refused)


def test_the_ends_lie_within_what_line_remembers() -> None:
    assert timedelta(minutes=20) >= REPLY_LIFE
    assert timedelta(hours=24) > RETRY_KEY_LIFE >= timedelta(hours=20)


@pytest.mark.parametrize("answer", [Answer(500), Answer(None), Answer(429, RATE), Answer(401)])
def test_a_reply_is_first_tried_again_within_a_second(answer: Answer) -> None:
    decision = decided("reply", answer, attempts=1)
    assert isinstance(decision, Retry)
    assert timedelta(0) < decision.at - NOW < timedelta(seconds=1)


def test_the_wait_doubles_and_stays_within_five_minutes() -> None:
    waits = [backoff(attempts).total_seconds() for attempts in range(1, 13)]
    assert waits[:5] == [0.5, 1, 2, 4, 8]
    assert waits == sorted(waits)
    assert waits[-1] == backoff(10_000).total_seconds() == 300


@given(
    kind=st.sampled_from(["reply", "push"]),
    status=st.none() | st.integers(100, 599),
    body=st.text(max_size=50) | st.sampled_from([INVALID_TOKEN, MONTH, RATE, NOBODY]),
    sent=st.booleans(),
    unknown=st.booleans(),
    attempts=st.integers(0, 5000),
    age=st.integers(0, 200_000),
)
def test_every_answer_has_a_decision(
    kind: str, status: int | None, body: str, sent: bool, unknown: bool, attempts: int, age: int
) -> None:
    decision = decided(
        kind,
        Answer(status, body, sent=sent),
        unknown=unknown,
        attempts=attempts,
        age=timedelta(seconds=age),
    )
    assert isinstance(decision, Accepted | Retry | TokenDead | QuotaOver | Refused)
    if isinstance(decision, Retry):
        assert decision.at > NOW
    if kind == "push":
        assert decision != TokenDead()


@pytest.mark.parametrize("status", [200, 409])
def test_the_ids_of_what_was_sent_in_their_order(status: int) -> None:
    body = '{"sentMessages":[{"id":"461230966842064897","quoteToken":"IStG5h1Tz7b"},{"id":"2"}]}'
    assert sent_ids(Answer(status, body)) == ("461230966842064897", "2")


@pytest.mark.parametrize(
    "body",
    [
        "", "no json", "null", "5", "[]", "{}", '{"sentMessages":null}', '{"sentMessages":[1]}',
        '{"sentMessages":[{}]}', '{"sentMessages":[{"id":1}]}', '{"sentMessages":["id"]}',
        '{"sentMessages":[{"id":"1"},{"id":""}]}', '{"sentMessages":[{"id":"a\\u0000"}]}',
        '{"sentMessages":[{"id":"\\ud800"}]}', '{"sentMessages":"id"}', "[" * 100_000,
        '{"sentMessages":[{"id":"' + "1" * 101 + '"}]}',
    ],
)  # fmt: skip
def test_an_answer_that_is_none_of_lines_gives_no_ids(body: str) -> None:
    assert sent_ids(Answer(200, body)) == ()
