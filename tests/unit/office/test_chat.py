"""The two wishes of the chat that belong to the office: its pages and its calls."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from handlers.call_list import call_list
from handlers.calls import show_calls
from handlers.intents import OpenPages, ShowCallList
from handlers.outcome import Refusal, Turn
from handlers.pages import open_pages
from models.access import link_state
from models.agency import Agency, agency_by_code
from models.contact import note_call
from models.coordinator import Coordinator, join, leave, members
from models.deadline import set_deadline
from models.task import set_steps
from tests.support.office import CATALOG, MORNING, Province, build


@pytest.fixture
def province(tmp_path: Path) -> Iterator[Province]:
    made = build(tmp_path, agencies=7)
    yield made
    made.engine.dispose()


@pytest.fixture
def session(province: Province) -> Iterator[Session]:
    with Session(province.engine) as opened:
        yield opened
        opened.rollback()


def agency(session: Session, code: str) -> Agency:
    found = agency_by_code(session, code)
    assert found is not None
    return found


def turn(session: Session, code: str, source_key: str = "user:U") -> Turn:
    home = agency(session, code)
    person = members(session, home.id or 0)[0]
    return Turn(
        session=session, catalog=CATALOG, now=MORNING, line_user_id=person.line_user_id,
        source_key=source_key, person=person, agency=home, public_url="https://ita.example.go.th",
    )  # fmt: skip


def text_of(outcome: object) -> str:
    return json.dumps(outcome.messages, ensure_ascii=False)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("code", "root"), [("OFFICE", "admin"), ("A01", "my")])
def test_the_card_carries_a_live_link_to_the_right_door(session: Session, code: str, root: str):
    words = text_of(open_pages(OpenPages(), turn(session, code)))
    found = re.search(r"https://ita\.example\.go\.th/(\w+)/sign-in\?token=([\w-]+)", words)
    assert found is not None
    assert found[1] == root
    assert link_state(session, found[2], MORNING) == "live"
    assert link_state(session, found[2], MORNING + timedelta(minutes=10)) == "expired"


def test_no_link_is_given_in_a_group(session: Session):
    with pytest.raises(Refusal):
        open_pages(OpenPages(), turn(session, "A01", "group:C1"))


def test_only_the_office_sees_whom_to_call(session: Session):
    with pytest.raises(Refusal):
        show_calls(ShowCallList(), turn(session, "A01"))


def test_the_card_names_five_with_a_number_to_tap(session: Session):
    words = text_of(show_calls(ShowCallList(), turn(session, "OFFICE")))
    assert words.count("tel:053000000") == 5
    assert "เหลืออีก 52 จาก 52 ข้อ" in words


def test_worst_first_nobody_unreachable_silent_late(session: Session):
    left = members(session, agency(session, "A05").id or 0)[0]
    leave(session, left, MORNING)
    blocked: Coordinator = members(session, agency(session, "A06").id or 0)[0]
    blocked.unreachable_at = MORNING
    silent: Coordinator = members(session, agency(session, "A07").id or 0)[0]
    silent.seen_at = MORNING - timedelta(days=14)
    session.flush()
    calls = call_list(session, CATALOG, MORNING)
    assert [call.agency.code for call in calls] == ["A05", "A06", "A07", "A01", "A02"]
    assert [call.joined for call in calls[:2]] == [False, True]
    assert calls[2].why[0] == "เงียบไป 14 วัน"


def test_a_main_coordinator_who_cannot_be_reached_is_listed_beside_a_deputy_who_can(
    session: Session,
):
    key = agency(session, "A03").id or 0
    join(session, "Udeputy", key, admin=False, now=MORNING)
    members(session, key)[0].unreachable_at = MORNING
    steps = [(item.code, n, True) for item in CATALOG.items for n in range(1, len(item.steps) + 1)]
    set_steps(session, key, 2570, steps, None, MORNING)
    found = next(c for c in call_list(session, CATALOG, MORNING, 9) if c.agency.id == key)
    assert found.why == ("ส่งข้อความถึงผู้ประสานหลักไม่ได้",)
    members(session, key)[0].unreachable_at = None
    session.flush()
    assert key not in [c.agency.id for c in call_list(session, CATALOG, MORNING, 9)]


def test_a_passed_date_weighs_more_than_silence(session: Session):
    set_deadline(session, 2570, "O", date(2026, 11, 20), by=None, now=MORNING)
    (first, *_) = call_list(session, CATALOG, MORNING)
    assert first.why[0] == "เลยกำหนด 20 พ.ย. 2569 (OIT ทุกข้อ) เหลือ 28 ข้อ"


def test_a_date_more_than_a_week_away_is_no_reason(session: Session):
    set_deadline(session, 2570, "O", date(2026, 12, 1), by=None, now=MORNING)
    (first, *_) = call_list(session, CATALOG, MORNING)
    assert not any("กำหนด" in words for words in first.why)


def test_a_call_is_the_newest_contact(session: Session):
    key = agency(session, "A01").id or 0
    note_call(session, key, None, MORNING + timedelta(hours=1), "จะส่งวันศุกร์")
    session.flush()
    later = MORNING + timedelta(days=3)
    found = next(c for c in call_list(session, CATALOG, later, 9) if c.agency.id == key)
    assert found.contact_at == MORNING + timedelta(hours=1)
