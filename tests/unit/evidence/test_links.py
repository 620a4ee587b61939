"""Looking, removing, checking again, last year's drafts, files, and other people's links."""

import pytest

from handlers.evidence import (
    attach,
    carry_over,
    keep_draft,
    media,
    recheck,
    remove,
    show,
)
from handlers.findings import Finding
from handlers.intents import (
    KeepDraft,
    RecheckEvidence,
    RemoveEvidence,
    ShowCarryOver,
    ShowEvidence,
    Target,
    Tick,
)
from handlers.postback import decode
from handlers.standing import agency_checklist
from handlers.tick import tick
from models.database import reading, writing
from models.evidence import Evidence, NewLink, add_link
from models.link_checks import history
from models.review import ItemOf, accept, newest_review, return_item
from tests.support.evidence_room import Desk, Room, pasted, seen
from tests.support.province import at

PLAN = "https://www.agency.example/plan"
NEWS = "https://www.agency.example/news"


def colour(room: Room, code: str) -> str:
    with reading(room.engine) as session:
        checklist = agency_checklist(session, room.catalog, room.agency_id, 2570)
        return checklist.items[code].colour


def verdict_of_office(room: Room, code: str) -> str:
    with reading(room.engine) as session:
        found = newest_review(session, ItemOf(room.agency_id, 2570, code))
        return found.verdict if found else ""


def office_accepts(room: Room, code: str) -> None:
    with writing(room.engine) as session:
        accept(session, ItemOf(room.agency_id, 2570, code), None, room.now)


def office_returns(room: Room, code: str, reason: str = "ไม่ครบ") -> None:
    with writing(room.engine) as session:
        return_item(session, ItemOf(room.agency_id, 2570, code), reason, None, room.now)


def test_a_dead_link_is_never_green_though_everything_is_ticked(room: Room) -> None:
    room.desk = Desk({PLAN: seen(Finding.NOT_FOUND)})
    room.does(attach, pasted(("O12", PLAN), done=True))
    assert colour(room, "O12") == "red"
    room.desk = Desk({PLAN: seen(Finding.OPENS)})
    room.does(recheck, RecheckEvidence("O12"))
    assert colour(room, "O12") == "green"


def test_all_links_stand_worst_first_beside_a_count(room: Room) -> None:
    room.desk = Desk({PLAN: seen(Finding.OPENS), NEWS: seen(Finding.TIMEOUT)})
    room.does(attach, pasted(("O1", PLAN), ("O2", NEWS)))
    said = room.does(show, ShowEvidence())
    assert "1/28" in said
    rows = [words for words in said if words.startswith(("O1 ", "O2 "))]
    assert [words[:2] for words in rows] == ["O2", "O1"]


def test_many_links_are_paged(room: Room) -> None:
    pairs = [(f"O{n}", f"https://www.agency.example/{n}") for n in range(1, 29)]
    room.does(attach, pasted(*pairs))
    room.does(show, ShowEvidence())
    said = room.taps("หน้าถัดไป", show)
    assert any("หน้า 2/3" in words for words in said)


def test_removing_asks_first_and_keeps_the_history(room: Room) -> None:
    room.desk = Desk({PLAN: seen(Finding.OPENS)})
    room.does(attach, pasted(("O12", PLAN)))
    (row,) = room.links()
    room.does(remove, RemoveEvidence("O12"))
    assert len(room.links()) == 1
    room.taps("ลบลิงก์นี้", remove)
    assert room.links() == []
    with reading(room.engine) as session:
        assert row.id is not None
        assert len(history(session, row.id)) == 1


def test_one_of_several_is_removed_by_its_number(room: Room) -> None:
    room.does(attach, pasted(("O12", PLAN), ("O12", NEWS)))
    room.does(remove, RemoveEvidence("O12"))
    room.taps("ลบลิงก์ที่ 2", remove)
    assert [row.url for row in room.links()] == [PLAN]


def test_another_agencys_link_cannot_be_touched(room: Room) -> None:
    room.does(attach, pasted(("O12", PLAN)))
    (row,) = room.links()
    for use_case, intent in (
        (remove, RemoveEvidence(evidence_id=row.id, confirmed=True)),
        (recheck, RecheckEvidence(evidence_id=row.id)),
        (keep_draft, KeepDraft(row.id or 0)),
    ):
        said = room.does(use_case, intent, "Uother")
        assert said == ["ลิงก์นี้ถูกลบหรือเปลี่ยนไปแล้วค่ะ"]
        assert PLAN not in " ".join(said)
    assert len(room.links()) == 1


@pytest.mark.parametrize("use_case", [show, recheck, remove, carry_over])
def test_a_stranger_is_invited_to_join(room: Room, use_case) -> None:
    intents = {
        show: ShowEvidence(),
        recheck: RecheckEvidence(),
        remove: RemoveEvidence(),
        carry_over: ShowCarryOver(),
    }
    (said,) = room.does(use_case, intents[use_case], "Ustranger")
    assert "รหัสเชิญ" in said


def test_a_deputy_may_do_the_same(room: Room) -> None:
    room.does(attach, pasted(("O12", PLAN)))
    room.does(remove, RemoveEvidence(evidence_id=room.links()[0].id, confirmed=True), "Udeputy")
    assert room.links() == []


def test_an_old_finding_does_not_answer_a_new_check(room: Room) -> None:
    room.desk = Desk({PLAN: seen(Finding.NOT_FOUND)})
    room.does(attach, pasted(("O12", PLAN)))
    room.desk = Desk({PLAN: seen(Finding.NOT_FOUND, at_=at("2026-11-01"))})
    said = room.does(recheck, RecheckEvidence("O12"))
    assert said[0] == "กำลังตรวจใหม่ค่ะ"
    (row,) = room.links()
    assert row.asked_at is not None
    assert row.checked_at is not None
    assert row.asked_at > row.checked_at
    assert row.verdict == "dead"


def test_a_changed_link_takes_the_acceptance_back(room: Room) -> None:
    room.desk = Desk({PLAN: seen(Finding.OPENS), NEWS: seen(Finding.OPENS)})
    room.does(attach, pasted(("O12", PLAN)))
    office_accepts(room, "O12")
    room.does(attach, pasted(("O12", PLAN)))
    assert verdict_of_office(room, "O12") == "accepted"
    room.does(attach, pasted(("O12", NEWS)))
    assert verdict_of_office(room, "O12") == "none"
    office_accepts(room, "O12")
    room.does(remove, RemoveEvidence(evidence_id=room.links()[0].id, confirmed=True))
    assert verdict_of_office(room, "O12") == "none"


def test_mended_and_checked_again_answers_the_return(room: Room) -> None:
    room.desk = Desk({PLAN: seen(Finding.NOT_FOUND)})
    room.does(attach, pasted(("O12", PLAN)))
    office_returns(room, "O12")
    room.desk = Desk({PLAN: seen(Finding.OPENS)})
    said = room.does(recheck, RecheckEvidence("O12"))
    assert "ตรวจใหม่แล้วค่ะ" in said
    assert "ลิงก์เปิดได้" in said
    assert any("แจ้งจังหวัดแล้ว" in words for words in said)
    with reading(room.engine) as session:
        found = newest_review(session, ItemOf(room.agency_id, 2570, "O12"))
        assert found is not None
        assert found.answered_at is not None
    assert colour(room, "O12") == "red"


def last_years_link(room: Room, code: str, url: str) -> None:
    with writing(room.engine) as session:
        link = NewLink(room.agency_id, 2569, code, url)
        row, _ = add_link(session, link, None, at("2026-03-01"))
        row.verdict, row.checked_at = "opens", at("2026-03-01")


def test_last_years_links_are_drafts_that_count_for_nothing(room: Room) -> None:
    last_years_link(room, "O12", PLAN)
    room.does(tick, Tick((Target("O12"),)))
    room.does(carry_over, ShowCarryOver())
    (draft,) = [row for row in room.links() if row.fiscal_year == 2570]
    assert draft.draft
    assert draft.verdict == "checking"
    assert colour(room, "O12") == "amber"
    room.does(carry_over, ShowCarryOver())
    assert len([row for row in room.links() if row.fiscal_year == 2570]) == 1


def examined(room: Room, url: str, *findings: Finding) -> None:
    from models.link_checks import record_check

    with writing(room.engine) as session:
        for row in room.links():
            if row.url == url and row.fiscal_year == 2570:
                fresh = session.get(Evidence, row.id)
                assert fresh is not None
                record_check(session, fresh, seen(*findings).as_check(), room.now)


def test_drafts_say_still_good_or_to_be_made_again_and_one_tap_keeps(room: Room) -> None:
    last_years_link(room, "O12", PLAN)
    last_years_link(room, "O13", NEWS)
    room.does(carry_over, ShowCarryOver())
    examined(room, PLAN, Finding.MOVED)
    examined(room, NEWS, Finding.WRONG_YEAR)
    said = room.does(carry_over, ShowCarryOver())
    assert "O12 · ยังใช้ได้" in said
    assert "O13 · ต้องทำใหม่" in said
    assert "ใช้ต่อ O13" not in room.buttons()
    room.does(tick, Tick((Target("O12"),)))
    assert colour(room, "O12") == "amber"
    room.does(carry_over, ShowCarryOver())
    room.taps("ใช้ต่อ O12", keep_draft)
    assert colour(room, "O12") == "green"
    assert colour(room, "O13") == "grey"


def test_a_draft_kept_twice_or_of_another_year_is_refused_politely(room: Room) -> None:
    last_years_link(room, "O12", PLAN)
    room.does(carry_over, ShowCarryOver())
    old, draft = sorted(room.links(), key=lambda row: row.fiscal_year)
    room.does(keep_draft, KeepDraft(draft.id or 0))
    assert "ใช้ในปีนี้แล้ว" in room.does(keep_draft, KeepDraft(draft.id or 0))[0]
    assert "ไม่ใช่ของปี" in room.does(keep_draft, KeepDraft(old.id or 0))[0]


def test_pasting_a_draft_again_makes_it_this_years(room: Room) -> None:
    last_years_link(room, "O12", PLAN)
    room.does(carry_over, ShowCarryOver())
    room.does(attach, pasted(("O12", PLAN)))
    (row,) = [row for row in room.links() if row.fiscal_year == 2570]
    assert not row.draft


def test_a_thrown_away_draft_does_not_come_back(room: Room) -> None:
    last_years_link(room, "O12", PLAN)
    room.does(carry_over, ShowCarryOver())
    (draft,) = [row for row in room.links() if row.fiscal_year == 2570]
    room.does(remove, RemoveEvidence(evidence_id=draft.id, confirmed=True))
    said = room.does(carry_over, ShowCarryOver())
    assert "ไม่มีลิงก์ของปี 2569" in said[0]


def test_a_file_gets_one_sentence_that_names_the_item(room: Room) -> None:
    (said,) = room.with_turn(lambda turn: media("image", turn))
    assert "ลิงก์" in said
    room.looks_at("O12")
    (said,) = room.with_turn(lambda turn: media("file", turn))
    assert "O12" in said


def test_every_button_of_this_module_decodes(room: Room) -> None:
    room.desk = Desk({PLAN: seen(Finding.NOT_FOUND)})
    room.does(attach, pasted(("O12", PLAN)))
    room.does(show, ShowEvidence("O12"))
    for data in room.memory["Umain"]["buttons"].values():
        assert type(decode(data)).__name__ != "OldButton"
