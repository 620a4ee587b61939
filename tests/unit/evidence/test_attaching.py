"""Pasting links: with an item, without one, many at once, again, in place of another."""

import pytest

from handlers.evidence import answer_expectation, attach, keep_pairs
from handlers.findings import Finding
from handlers.intents import AttachEvidence, LinkFor
from models.database import reading
from models.standing import standing_of
from tests.support.evidence_room import Desk, Room, pasted, seen

PLAN = "https://www.agency.example/plan"
NEWS = "https://www.agency.example/news"


def test_a_link_that_opens_is_kept_and_said_to_open(room: Room) -> None:
    room.desk = Desk({PLAN: seen(Finding.OPENS, title="แผน ปี 2570", status=200)})
    said = room.does(attach, pasted(("O12", PLAN)))
    assert "ลิงก์เปิดได้" in said
    assert "ชื่อหน้า: แผน ปี 2570" in said
    (row,) = room.links("O12")
    assert (row.url, row.verdict, row.told_verdict) == (PLAN, "opens", "opens")


def test_a_finding_that_is_not_ready_is_never_called_open(room: Room) -> None:
    said = room.does(attach, pasted(("O12", PLAN)))
    assert "กำลังตรวจ" in said
    assert "ลิงก์เปิดได้" not in said
    assert room.links("O12")[0].verdict == "checking"


def test_all_findings_are_shown_worst_first_with_their_remedies(room: Room) -> None:
    room.desk = Desk({PLAN: seen(Finding.HTTP_ONLY, Finding.NOT_FOUND, Finding.MOVED)})
    said = room.does(attach, pasted(("O12", PLAN)))
    places = [
        next(n for n, words in enumerate(said) if start in words)
        for start in ("ไม่พบหน้านี้", "http ที่ไม่เข้ารหัส", "พาไปยังที่อยู่อื่น")
    ]
    assert places == sorted(places)
    assert "เปิดไม่ได้" in said
    assert sum(words.startswith("→ ") for words in said) == 3


def test_where_a_moved_link_leads_and_which_host_is_silent_is_said(room: Room) -> None:
    room.desk = Desk(
        {
            PLAN: seen(Finding.MOVED, final_url="https://www.agency.example/2570/plan"),
            NEWS: seen(Finding.COULD_NOT_CONNECT),
        }
    )
    said = room.does(attach, pasted(("O12", PLAN), ("O12", NEWS)))
    assert any("https://www.agency.example/2570/plan" in words for words in said)
    assert any("ติดต่อเว็บไซต์ www.agency.example ไม่ได้" in words for words in said)


def test_a_warning_never_blocks(room: Room) -> None:
    room.desk = Desk({PLAN: seen(Finding.WRONG_YEAR)})
    said = room.does(attach, pasted(("O12", PLAN)))
    assert any("เก็บลิงก์ไว้แล้ว" in words for words in said)
    assert room.links("O12")[0].verdict == "warning"


def test_a_page_title_is_data(room: Room) -> None:
    room.desk = Desk({PLAN: seen(Finding.OPENS, title="<b>x</b>{evil}" + "ก" * 300)})
    said = room.does(attach, pasted(("O12", PLAN)))
    title = next(words for words in said if words.startswith("ชื่อหน้า"))
    assert "<b>x</b>{evil}" in title
    assert len(title) < 100


def test_a_link_alone_asks_for_the_item_last_seen_and_one_tap_keeps_it(room: Room) -> None:
    room.looks_at("O12")
    said = room.does(attach, pasted((None, PLAN)))
    assert any("O12" in words and "ข้อที่เพิ่งดู" in words for words in said)
    assert room.links() == []
    room.taps("ใช้กับ O12", attach)
    assert [row.code for row in room.links()] == ["O12"]


def test_the_waiting_link_goes_to_the_item_named_next(room: Room) -> None:
    room.looks_at("O12")
    room.does(attach, pasted((None, PLAN), (None, NEWS)))
    room.with_turn(lambda turn: answer_expectation(turn, ("O7",)), text="o7")
    assert [(row.code, row.url) for row in room.links()] == [("O7", PLAN), ("O7", NEWS)]


@pytest.mark.parametrize("yes", ["ใช่", "ใช่ค่ะ", "ใช่เลยครับ", "ok"])
def test_yes_means_the_item_last_seen(room: Room, yes: str) -> None:
    room.looks_at("O12")
    room.does(attach, pasted((None, PLAN)))
    room.with_turn(lambda turn: answer_expectation(turn, ()), text=yes)
    assert [row.code for row in room.links()] == ["O12"]


def test_another_subject_is_no_answer(room: Room) -> None:
    room.looks_at("O12")
    room.does(attach, pasted((None, PLAN)))
    assert room.with_turn(lambda turn: answer_expectation(turn, ()), text="เหลืออะไรบ้าง") == []
    assert room.links() == []


def test_without_a_focus_items_without_a_link_are_offered(room: Room) -> None:
    room.does(attach, pasted((None, PLAN)))
    assert len([label for label in room.buttons() if label.startswith("ใช้กับ O")]) == 3
    assert room.expecting()["urls"] == [PLAN]


def test_asked_for_a_link_the_next_link_belongs_to_that_item(room: Room) -> None:
    room.does(attach, AttachEvidence((), ("O5",)))
    room.does(attach, pasted((None, PLAN)))
    assert [row.code for row in room.links()] == ["O5"]


def test_two_links_for_one_item_and_the_explanation(room: Room) -> None:
    said = room.does(attach, pasted(("O12", PLAN), ("O12", NEWS), text="แผนทั้งปีและรายเดือน"))
    assert [row.url for row in room.links("O12")] == [PLAN, NEWS]
    assert "คำอธิบาย: แผนทั้งปีและรายเดือน" in said


def test_a_duplicate_says_so_and_is_not_kept_twice(room: Room) -> None:
    room.does(attach, pasted(("O12", PLAN)))
    said = room.does(attach, pasted(("O12", PLAN)))
    assert said[0] == "มีลิงก์นี้อยู่แล้วค่ะ"
    assert len(room.links("O12")) == 1


def test_replacing_takes_the_only_old_link_away_and_keeps_its_row(room: Room) -> None:
    room.does(attach, pasted(("O12", PLAN)))
    said = room.does(attach, pasted(("O12", NEWS)), text=f"เปลี่ยนลิงก์ O12 เป็น {NEWS}")
    assert said[0] == "เปลี่ยนลิงก์แล้วค่ะ"
    assert [row.url for row in room.links("O12")] == [NEWS]


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("ใช้ลิ้งค์ใหม่ O12", 1),
        ("เปลี่ยน O12 เป็น", 1),
        ("เอาอันนี้แทนลิงก์เดิมของ O12", 1),
        ("เพิ่มลิงก์ใหม่ O12", 2),
        ("O12 อีกลิงก์", 2),
        ("O12", 2),
    ],
)
def test_words_that_replace_and_words_that_add(room: Room, words: str, left: int) -> None:
    room.does(attach, pasted(("O12", PLAN)))
    room.does(attach, pasted(("O12", NEWS)), text=f"{words} {NEWS}")
    assert len(room.links("O12")) == left


def test_replacing_one_of_several_removes_none(room: Room) -> None:
    room.does(attach, pasted(("O12", PLAN), ("O12", NEWS)))
    more = "https://www.agency.example/more"
    said = room.does(attach, pasted(("O12", more)), text=f"เปลี่ยนลิงก์ O12 เป็น {more}")
    assert len(room.links("O12")) == 3
    assert said[0] == "เพิ่มลิงก์แล้ว ยังไม่ได้ลบลิงก์เดิมค่ะ"
    assert any("ข้อนี้มี 3 ลิงก์" in words for words in said)


def table(count: int) -> list[tuple[str | None, str]]:
    return [(f"O{n}", f"https://www.agency.example/ita/2570/o{n}") for n in range(1, count + 1)]


def test_26_clear_lines_are_kept_at_once_on_one_card(room: Room) -> None:
    pairs = table(26)
    opens = {url: seen(Finding.OPENS) for _, url in pairs[:20]}
    room.desk = Desk({**opens, pairs[20][1]: seen(Finding.NOT_FOUND)})
    said = room.does(attach, pasted(*pairs))
    assert len(room.links()) == 26
    assert "รับลิงก์แล้ว 26 ลิงก์" in said
    assert "20/26" in said
    rows = [words for words in said if words.startswith(tuple(f"O{n} " for n in range(1, 27)))]
    assert len(rows) == 26
    assert rows[0].startswith("O21 เว็บไซต์ตอบว่าไม่พบหน้านี้")
    assert any("กำลังตรวจอีก 5 ลิงก์" in words for words in said)


def test_40_lines_fit_lines_limits(room: Room) -> None:
    codes = [f"O{n}" for n in range(1, 29)] + [f"i{n}" for n in range(1, 13)]
    pairs = [(code, f"https://www.agency.example/{code}") for code in codes]
    room.desk = Desk({url: seen(Finding.NOT_FOUND, Finding.HTTP_ONLY) for _, url in pairs})
    room.does(attach, pasted(*pairs))
    assert len(room.links()) == 40


ALL_TROUBLES = tuple(finding for finding in Finding if finding is not Finding.OPENS)


def test_the_longest_findings_of_40_links_fit(room: Room) -> None:
    codes = [f"O{n}" for n in range(1, 29)] + [f"i{n}" for n in range(1, 13)]
    pairs = [(code, f"https://www.agency.example/{code}") for code in codes]
    room.desk = Desk({url: seen(Finding.SOFT_ERROR, Finding.HTTP_ONLY) for _, url in pairs})
    said = room.does(attach, pasted(*pairs))
    assert sum(words.startswith(tuple(f"{code} " for code in codes)) for words in said) == 40


def test_an_item_with_many_links_in_all_kinds_of_trouble_fits(room: Room) -> None:
    urls = [f"https://www.agency.example/{'x' * 80}{n}" for n in range(12)]
    room.desk = Desk({u: seen(*ALL_TROUBLES, title="ก" * 300) for u in urls})
    said = room.does(attach, pasted(*[("O12", u) for u in urls], text="ข" * 600))
    assert any("และอีก" in words for words in said)


def test_many_unclear_lines_fit(room: Room) -> None:
    pairs = [(f"O{n % 28 + 1}", f"https://www.agency.example/{'ก' * 60}{n}") for n in range(40)]
    said = room.does(attach, pasted(*pairs, problems=tuple("ข" * 200 for _ in range(40))))
    assert any("และอีก 28 บรรทัด" in words for words in said)


def test_unclear_lines_keep_nothing_until_one_tap(room: Room) -> None:
    links = (*(LinkFor(c, u) for c, u in table(3)), LinkFor(None, NEWS))
    said = room.does(attach, AttachEvidence(links, problems=("O99 https://x.example",)))
    assert room.links() == []
    assert any("อ่านได้ 3 ลิงก์ ไม่ชัดเจน 2 บรรทัด" in words for words in said)
    assert any(NEWS in words for words in said)
    room.taps("เก็บ 3 ลิงก์ที่อ่านได้", keep_pairs)
    assert [row.code for row in room.links()] == ["O1", "O2", "O3"]


def test_keeping_twice_says_that_nothing_waits(room: Room) -> None:
    links = (*(LinkFor(c, u) for c, u in table(3)), LinkFor(None, NEWS))
    room.does(attach, AttachEvidence(links))
    label = "เก็บ 3 ลิงก์ที่อ่านได้"
    data = dict(room.memory["Umain"]["buttons"])
    room.taps(label, keep_pairs)
    room.memory["Umain"]["buttons"] = data
    assert room.taps(label, keep_pairs) == ["ไม่มีลิงก์ที่รอเก็บแล้วค่ะ โปรดวางใหม่อีกครั้ง"]
    assert len(room.links()) == 3


def test_more_than_40_are_not_swallowed_silently(room: Room) -> None:
    pairs = [("O1", f"https://www.agency.example/{n}") for n in range(45)]
    said = room.does(attach, pasted(*pairs))
    assert any("รับได้ครั้งละ 40 ลิงก์ อีก 5 ลิงก์" in words for words in said)
    assert not any("ไม่ชัดเจน" in words for words in said)


def test_a_row_of_a_table_says_that_there_is_more_to_know(room: Room) -> None:
    room.desk = Desk({PLAN: seen(Finding.NOT_FOUND, Finding.HTTP_ONLY), NEWS: seen(Finding.OPENS)})
    said = room.does(attach, pasted(("O1", PLAN), ("O2", NEWS)))
    assert "✕ O1 เว็บไซต์ตอบว่าไม่พบหน้านี้ (และอีก 1 เรื่อง)" in " ".join(said)


def test_done_also_ticks(room: Room) -> None:
    room.desk = Desk({PLAN: seen(Finding.OPENS)})
    room.does(attach, pasted(("O18", PLAN), done=True))
    with reading(room.engine) as session:
        assert ("O18", 1) in standing_of(session, room.agency_id, 2570).ticked


def test_a_link_alone_never_ticks(room: Room) -> None:
    room.does(attach, pasted(("O18", PLAN)))
    with reading(room.engine) as session:
        assert standing_of(session, room.agency_id, 2570).ticked == set()


@pytest.mark.parametrize("user", ["Ustranger", "Uadmin"])
def test_only_members_of_an_assessed_agency_attach(room: Room, user: str) -> None:
    said = room.does(attach, pasted(("O12", PLAN)), user)
    assert len(said) == 1
    assert room.links() == []


def test_measures_share_a_row_and_indicators_take_no_link(room: Room) -> None:
    room.does(attach, pasted(("measure:4", PLAN)))
    assert [row.code for row in room.links()] == ["measure:3"]
    said = room.does(attach, pasted(("indicator:9", PLAN)))
    assert len(room.links()) == 1
    assert "อ่านลิงก์ไม่ได้เลย" in said[0]


def test_a_person_item_takes_a_link_that_it_does_not_need(room: Room) -> None:
    said = room.does(attach, pasted(("i4", PLAN)))
    assert any("ไม่บังคับ" in words for words in said)
