"""Members and invites on both engines: one main coordinator, a code works once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from models.agency import Agency
from models.coordinator import Coordinator, coordinator_of, join, leave, main_of, members
from models.database import reading, writing
from models.invite import (
    ALPHABET,
    LIFETIME,
    WINDOW,
    WRONG_TRIES,
    Invite,
    WrongTry,
    find_invite,
    hash_of,
    is_paused,
    issue,
    note_wrong_try,
    printed,
)
from tests.support.at_once import at_once

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def agency(both: Engine) -> int:
    with writing(both) as session:
        row = Agency(code="A01", name="หน่วยงานตัวอย่าง", created_at=NOW)
        session.add(row)
        session.flush()
        assert row.id is not None
        return row.id


def joined(
    engine: Engine, user: str, agency: int, now: datetime = NOW, *, admin: bool = False
) -> str:
    with writing(engine) as session:
        return join(session, user, agency, admin=admin, now=now).role


def leaves(engine: Engine, user: str, now: datetime = NOW) -> None:
    with writing(engine) as session:
        person = coordinator_of(session, user)
        assert person is not None
        leave(session, person, now)


def main(engine: Engine, agency: int) -> str | None:
    with reading(engine) as session:
        person = main_of(session, agency)
        return person.line_user_id if person else None


def test_the_first_to_join_is_main(both: Engine, agency: int) -> None:
    assert [joined(both, user, agency) for user in ("U1", "U2", "U3")] == [
        "main",
        "deputy",
        "deputy",
    ]
    assert joined(both, "U4", agency, admin=True) == "admin"


def test_two_who_join_at_once_are_not_both_main(both: Engine, agency: int) -> None:
    roles = at_once([lambda user=f"U{n}": joined(both, user, agency) for n in range(4)])  # type: ignore[misc]
    assert sorted(roles) == ["deputy", "deputy", "deputy", "main"]


def test_an_account_belongs_to_one_agency(both: Engine, agency: int) -> None:
    joined(both, "U1", agency)
    with pytest.raises(IntegrityError):
        joined(both, "U1", agency)


def test_when_main_leaves_the_longest_joined_deputy_becomes_main(both: Engine, agency: int) -> None:
    for minute, user in enumerate(["U1", "U3", "U2"]):
        joined(both, user, agency, NOW + minute * MINUTE)
    joined(both, "U0", agency, NOW, admin=True)
    leaves(both, "U1")
    assert main(both, agency) == "U3"
    leaves(both, "U2")
    assert main(both, agency) == "U3"
    leaves(both, "U3")
    assert main(both, agency) is None  # an admin is no coordinator
    assert joined(both, "U9", agency) == "main"


def test_who_left_is_a_stranger_whose_row_stays_for_the_history(both: Engine, agency: int) -> None:
    joined(both, "U1", agency)
    with writing(both) as session:
        person = coordinator_of(session, "U1")
        assert person is not None
        person.name, person.phone = "ชื่อตัวอย่าง", "000"
    leaves(both, "U1")
    with reading(both) as session:
        assert coordinator_of(session, "U1") is None
        row = session.exec(select(Coordinator)).one()
    assert (row.line_user_id, row.name, row.phone, row.left_at) == (None, "", "", NOW)


def test_who_left_can_come_back(both: Engine, agency: int) -> None:
    joined(both, "U1", agency)
    joined(both, "U2", agency, NOW + MINUTE)
    leaves(both, "U1")
    assert joined(both, "U1", agency, NOW + 2 * MINUTE) == "deputy"
    with reading(both) as session:
        assert [person.line_user_id for person in members(session, agency)] == ["U2", "U1"]


def test_a_role_that_does_not_exist_is_refused(both: Engine, agency: int) -> None:
    with pytest.raises(IntegrityError), writing(both) as session:
        session.add(Coordinator(line_user_id="U1", agency_id=agency, role="king", joined_at=NOW))


def test_a_code_is_kept_as_a_hash_only(both: Engine, agency: int) -> None:
    with writing(both) as session:
        code, invite = issue(session, agency, NOW)
    assert len(code) == 8
    assert set(code) <= set(ALPHABET)
    assert printed(code) == f"{code[:4]}-{code[4:]}"
    assert not any(code in str(value) for value in invite.model_dump().values())
    assert not set("01IO") & set(ALPHABET)
    assert invite.expires_at == NOW + LIFETIME


def test_a_code_is_found_by_its_letters(both: Engine, agency: int) -> None:
    with writing(both) as session:
        code, invite = issue(session, agency, NOW, admin=True)
    with writing(both) as session:
        found = find_invite(session, code)
        assert found is not None
        assert (found.id, found.admin) == (invite.id, True)
        assert find_invite(session, "ZZZZZZZZ") is None


def test_two_people_cannot_use_one_code_at_once(both: Engine, agency: int) -> None:
    with writing(both) as session:
        code, _ = issue(session, agency, NOW)

    def use() -> bool:
        with writing(both) as session:
            invite = find_invite(session, code)
            assert invite is not None
            if invite.used_at is not None:
                return False
            invite.used_at = NOW
            return True

    assert sorted(at_once([use] * 4)) == [False, False, False, True]
    with reading(both) as session:
        assert session.exec(select(Invite)).one().used_at == NOW


def test_five_wrong_tries_in_an_hour_are_a_pause(both: Engine) -> None:
    def paused(now: datetime, user: str = "U1") -> bool:
        with reading(both) as session:
            return is_paused(session, user, now)

    for minute in range(WRONG_TRIES):
        assert not paused(NOW + minute * MINUTE)
        with writing(both) as session:
            note_wrong_try(session, "U1", NOW + minute * MINUTE)
    assert paused(NOW + 5 * MINUTE)
    assert not paused(NOW + 5 * MINUTE, "U2")
    assert not paused(NOW + WINDOW)  # the first of the five is an hour old
    with reading(both) as session:
        kept = {row.account_hash for row in session.exec(select(WrongTry)).all()}
    assert kept == {hash_of("U1")}
    assert (WRONG_TRIES, timedelta(hours=1)) == (5, WINDOW)
