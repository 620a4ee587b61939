"""What must hold on both engines, and when two people or two processes do the same at once."""

import threading
from collections.abc import Callable
from datetime import timedelta

from handlers.evidence import attach, carry_over, keep_draft, recheck, show
from handlers.findings import Finding
from handlers.intents import KeepDraft, RecheckEvidence, ShowCarryOver, ShowEvidence
from models.database import reading, writing
from models.evidence import Evidence, NewLink, add_link, owner_of
from models.link_checks import (
    asked,
    claim_tell,
    history,
    record_check,
    record_unchanged,
    still_asked,
)
from models.link_lease import hold
from scheduler.links.outages import tell_changes
from scheduler.links.recheck import LEASE
from tests.support.evidence_room import Desk, Room, pasted, seen
from tests.support.province import at

PLAN = "https://www.agency.example/plan"


def at_once(*jobs: Callable[[], None]) -> None:
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


def test_two_colleagues_pasting_the_same_link_keep_one(room_on_both: Room) -> None:
    room = room_on_both

    def paste() -> None:
        with writing(room.engine) as session:
            add_link(session, NewLink(room.agency_id, 2570, "O12", PLAN), None, room.now)

    at_once(*[paste] * 6)
    assert len(room.links("O12")) == 1


def test_one_question_is_answered_once(room_on_both: Room) -> None:
    room = room_on_both
    room.does(attach, pasted(("O12", PLAN)))
    with reading(room.engine) as session:
        (row,) = asked(session, 10)
    assert row.id is not None
    assert row.asked_at is not None
    number, question = row.id, row.asked_at
    check = seen(Finding.OPENS).as_check()

    def answer() -> None:
        with writing(room.engine) as session:
            mine = still_asked(session, number, question)
            if mine is not None:
                record_check(session, mine, check, question + timedelta(seconds=3))

    at_once(*[answer] * 4)
    with reading(room.engine) as session:
        assert len(history(session, number)) == 1
        assert asked(session, 10) == []


def test_a_newer_question_is_not_answered_by_an_older_visit(room_on_both: Room) -> None:
    room = room_on_both
    room.does(attach, pasted(("O12", PLAN)))
    (row,) = room.links()
    assert row.id is not None
    assert row.asked_at is not None
    room.does(recheck, RecheckEvidence("O12"))
    with writing(room.engine) as session:
        assert still_asked(session, row.id, row.asked_at) is None
        assert len(asked(session, 10)) == 1


def dead_since(room: Room, first: str, last: str) -> int:
    room.does(attach, pasted(("O12", PLAN)))
    (row,) = room.links()
    with writing(room.engine) as session:
        fresh = session.get(Evidence, row.id)
        assert fresh is not None
        record_check(session, fresh, seen(Finding.OPENS).as_check(), at(first, "12:30"), told=True)
        record_check(session, fresh, seen(Finding.NOT_FOUND).as_check(), at(first, "21:00"))
        record_check(session, fresh, seen(Finding.NOT_FOUND).as_check(), at(last, "21:00"))
    return row.id or 0


def test_an_outage_is_told_once_by_whichever_process(room_on_both: Room) -> None:
    room = room_on_both
    number = dead_since(room, "2026-11-23", "2026-11-24")

    def tell() -> None:
        with writing(room.engine) as session:
            tell_changes(session, room.catalog, 2570, at("2026-11-25", "05:01"))

    at_once(*[tell] * 4)
    assert [notice.kind for notice in room.notices()] == ["link_down"]
    with writing(room.engine) as session:
        row = session.get(Evidence, number)
        assert row is not None
        assert not claim_tell(session, row, room.now, down=True)


def test_twice_in_the_same_night_is_one_night(room: Room) -> None:
    dead_since(room, "2026-11-23", "2026-11-23")
    with writing(room.engine) as session:
        assert tell_changes(session, room.catalog, 2570, at("2026-11-24", "05:01")) == (0, 0)


def test_who_has_seen_the_card_is_not_told_again(room: Room) -> None:
    dead_since(room, "2026-11-23", "2026-11-24")
    room.does(show, ShowEvidence("O12"))
    with writing(room.engine) as session:
        assert tell_changes(session, room.catalog, 2570, at("2026-11-25", "05:01")) == (0, 0)


def test_when_the_one_who_added_it_left_the_main_coordinator_is_told(room: Room) -> None:
    room.does(attach, pasted(("O12", PLAN)), "Udeputy")
    (row,) = room.links()
    with writing(room.engine) as session:
        owner = owner_of(session, row)
        assert owner is not None
        assert owner.line_user_id == "Udeputy"
        owner.left_at = room.now
    with reading(room.engine) as session:
        owner = owner_of(session, row)
        assert owner is not None
        assert owner.line_user_id == "Umain"


def test_an_unchanged_page_keeps_its_proof(room_on_both: Room) -> None:
    room = room_on_both
    room.desk = Desk({PLAN: seen(Finding.OPENS, text_hash="abc", excerpt="แผน", etag='"1"')})
    room.does(attach, pasted(("O12", PLAN)))
    (row,) = room.links()
    with writing(room.engine) as session:
        fresh = session.get(Evidence, row.id)
        assert fresh is not None
        record_unchanged(session, fresh, 304, at("2026-11-24", "21:00"))
    with reading(room.engine) as session:
        newest, first = history(session, row.id or 0)
    assert (newest.status, newest.verdict, newest.text_hash) == (304, "opens", "abc")
    assert first.text_hash == "abc"
    assert room.links()[0].etag == '"1"'


def test_carrying_over_and_keeping_on_both(room_on_both: Room) -> None:
    room = room_on_both
    with writing(room.engine) as session:
        add_link(session, NewLink(room.agency_id, 2569, "O12", PLAN), None, at("2026-03-01"))
    room.does(carry_over, ShowCarryOver())
    (draft,) = [row for row in room.links() if row.draft]
    room.does(keep_draft, KeepDraft(draft.id or 0))
    assert not any(row.draft for row in room.links())


def test_the_lease_is_one_processs_on_both(room_on_both: Room) -> None:
    room, taken = room_on_both, []
    with writing(room.engine) as session:
        assert hold(session, "links.recheck", "gone", room.now - 2 * LEASE, LEASE)

    def take(owner: str) -> None:
        with writing(room.engine) as session:
            if hold(session, "links.recheck", owner, room.now, LEASE):
                taken.append(owner)

    at_once(*[lambda owner=str(n): take(owner) for n in range(5)])
    assert len(taken) == 1
