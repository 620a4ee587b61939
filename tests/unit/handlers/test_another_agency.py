"""What a coordinator says of another agency never becomes, or is told as, the own agency's."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from content.catalog import Catalog
from corpus.lines import lines
from handlers.another_agency import another_named
from models.agency import Agency, agency_by_code
from models.database import reading, writing
from models.evidence import Evidence
from models.task import TaskChange
from tests.support.transcript import Chat

WHO = "สมหญิง"
REFUSAL = "reply ดูหรือแก้ข้อมูลของหน่วยงานอื่นไม่ได้ค่ะ ทำได้เฉพาะหน่วยงานของท่าน"
NAMES = {
    "S01": "สำนักงานเกษตรจังหวัดลำพูน",
    "S02": "สำนักงานประมงจังหวัดลำพูน",
    "S03": "สำนักงานคลังจังหวัดลำพูน",
    "S04": "เรือนจำจังหวัดลำพูน",
    "S05": "สำนักงานสาธารณสุขจังหวัดลำพูน",
    "S06": "สำนักงานประชาสัมพันธ์จังหวัดลำพูน",
    "S07": "สำนักงานเกษตรและสหกรณ์จังหวัดลำพูน",
}


@pytest.fixture
def chat(engine: Engine, catalog: Catalog) -> Chat:
    made = Chat(engine, catalog)
    for code, name in NAMES.items():
        made.add_agency(code, name)
    made.joins(WHO, "S01")
    made.says(WHO, "O1 เสร็จแล้ว")
    made.says(WHO, "O5 เสร็จแล้ว")
    made.says(WHO, "O1 https://s01.example.go.th/o1")
    made.says(WHO, "สวัสดีค่ะ")
    return made


def kept(chat: Chat) -> tuple[int, int]:
    """Rows that a message may have made: changes of ticks, and links."""
    with reading(chat.engine) as session:
        changes = session.exec(select(TaskChange)).all()
        links = session.exec(select(Evidence).where(col(Evidence.removed_at).is_(None))).all()
    return len(changes), len(links)


@pytest.mark.parametrize(
    "words",
    ["ยกเลิก O1 ของ S02", "เอาเครื่องหมาย O1 ของประมงออก", "ประมงยังไม่ทำ O5", "ประมงทำ O9 เสร็จหรือยัง",
     "ประมงส่ง O9 แล้วใช่ไหม", "ประมงทำ O1 หรือยัง", "คลังเสร็จกี่ข้อแล้ว", "O1 ของ S02 เสร็จแล้ว",
     "O9 ของประมงเสร็จแล้ว", "ขอดูลิงก์ O1 ของประมง", "S02 O9", "O9 ประมง", "ประมง O9",
     "O9 ของสสจ.เสร็จแล้ว", "สสจ ยังไม่ทำ O5", "O1 ของสำนักงานประมงจังหวัดลำพูนยังไม่เสร็จ",
     "O9 ของ สนง.ประมง เสร็จแล้ว", "O9 ของ s-2 เสร็จแล้ว", "s2 ทำ O9 เสร็จแล้ว",
     "O9 ของประมง https://s02.example.go.th/o9", "S02 O9 https://s02.example.go.th/o9",
     "ประมงส่ง O9 https://s02.example.go.th/o9", "เสร็จทุกข้อของประมง", "ลบลิงก์ O1 ของประมง",
     "O9 ของเกษตรและสหกรณ์เสร็จแล้ว", "O4 ของประชาสัมพันธ์เสร็จแล้ว", "เรือนจำทำ O9 เสร็จแล้ว",
     "พักเตือน O9 ของประมง", "ประมงเหลืออะไรบ้าง", "ผู้ประสานงานของประมงคือใคร"],
)  # fmt: skip
def test_it_is_refused_and_changes_nothing(chat: Chat, words: str) -> None:
    before = kept(chat)
    said = chat.says(WHO, words)
    assert said == [REFUSAL], words
    assert kept(chat) == before


def test_beside_a_card_too(chat: Chat) -> None:
    chat.says(WHO, "O1")
    before = kept(chat)
    for words in ("เรือนจำส่งหรือยัง", "ประมงเสร็จแล้ว", "ประมงยังไม่เสร็จ"):
        assert chat.says(WHO, words) == [REFUSAL], words
    assert kept(chat) == before


def test_a_link_that_waits_for_its_item_is_not_given_to_anothers(chat: Chat) -> None:
    chat.says(WHO, "https://s02.example.go.th/o9")
    before = kept(chat)
    assert REFUSAL in chat.says(WHO, "O9 ของประมง")
    assert kept(chat) == before


@pytest.mark.parametrize("words", ["ประชาสัมพันธ์ O4 เสร็จแล้ว", "ประชาสัมพันธ์เสร็จแล้ว O4"])
def test_a_name_that_is_a_word_of_the_report_is_asked_or_the_own_deed(
    chat: Chat, words: str
) -> None:
    said = " ".join(chat.says(WHO, words))
    assert "ของหน่วยงานอื่น" not in said
    assert "O4" in said


@pytest.mark.parametrize(
    "words",
    ["O9 ของเกษตรเสร็จแล้ว", "เกษตรทำ O9 เสร็จแล้ว", "O9 ของ S01 เสร็จแล้ว", "O9 ลงคลังข้อมูลแล้ว เสร็จแล้ว",
     "สำนักงานเกษตรจังหวัดลำพูน O9 เสร็จแล้ว"],
)  # fmt: skip
def test_the_own_name_and_other_words_are_no_hindrance(chat: Chat, words: str) -> None:
    assert "หน่วยงานอื่น" not in " ".join(chat.says(WHO, words))


def test_a_link_of_the_own_may_stand_on_anothers_page(chat: Chat) -> None:
    before = kept(chat)
    said = chat.says(WHO, "O9 https://s02.example.go.th/o9 ลงเว็บร่วมกับประมง")
    assert REFUSAL not in said
    assert kept(chat)[1] == before[1] + 1


def test_a_question_about_an_item_is_answered(chat: Chat) -> None:
    assert REFUSAL not in chat.says(WHO, "O9 ต้องทำอะไร ต่างจากประมงไหม")


def test_reports_of_many_writers_are_hardly_ever_taken_for_anothers(
    engine: Engine, catalog: Catalog
) -> None:
    """Some writers of the corpus belong to these agencies, so a few are named rightly."""
    chat = Chat(engine, catalog)
    for code, name in NAMES.items():
        chat.add_agency(code, name)
    with Session(engine) as session:
        own = session.exec(select(Agency).where(Agency.code == "S01")).one()
        reports = [one.text for one in lines() if one.intent in ("tick", "untick", "evidence")]
        found = [another_named(session, catalog, text, own.id) for text in reports]
    assert len(reports) > 3_000
    assert sum(one is not None for one in found) / len(reports) < 0.008
    assert sum(one is not None and one.sure for one in found) / len(reports) < 0.003


def test_a_short_name_on_record_is_no_hindrance_when_it_is_a_word_of_the_report(
    chat: Chat,
) -> None:
    with writing(chat.engine) as session:
        row = agency_by_code(session, "S06")
        assert row is not None
        row.short_name = "ประชาสัมพันธ์"
    assert "หน่วยงานอื่น" not in " ".join(chat.says(WHO, "ประชาสัมพันธ์แล้ว O4 เสร็จแล้ว"))
