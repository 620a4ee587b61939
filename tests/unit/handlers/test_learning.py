"""What becomes a lesson and what does not; whose words it was cannot be told, but they can be taken
back."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from content.catalog import Catalog
from handlers import learning
from handlers.dispatch import handle
from handlers.heard import Heard
from handlers.intents import (
    Ask,
    Candidate,
    Choose,
    Clarify,
    Contact,
    Intent,
    NoneOfThese,
    Privacy,
    RecheckEvidence,
    Register,
    ShowCalendar,
    ShowEvidence,
    ShowHelp,
    Target,
    Tick,
    TickAll,
    Undo,
    Unrecognised,
    Untick,
)
from handlers.lifecycle import unsend
from handlers.outcome import Turn
from handlers.postback import encode
from models.agency import Agency
from models.coordinator import join
from models.database import writing
from models.inbox import InboxEvent
from models.lesson import LEARNING_KEY, OFF, Lesson
from models.office import Question
from models.wording import set_setting

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
O12 = (Target("O12"),)
DOUBT = Choose((Untick(O12), Tick(O12), Ask(("O12",))))


@pytest.fixture
def turn(engine: Engine, catalog: Catalog) -> Iterator[Turn]:
    with writing(engine) as session:
        agency = Agency(code="A01", name="หน่วยงานตัวอย่างที่หนึ่ง", short_name="นตย.1", created_at=NOW)
        session.add(agency)
        session.flush()
        person = join(session, "U1", agency.id or 0, admin=False, now=NOW)
        person.name = "สมปอง ตัวอย่าง"
        session.add(person)
        session.flush()
        yield Turn(session=session, catalog=catalog, now=NOW, line_user_id="U1",
                   source_key="user:U1", person=person, agency=agency)  # fmt: skip


def says(turn: Turn, text: str, *intents: Intent) -> Turn:
    """The turn that follows once the message was answered as these intents."""
    turn = replace(turn, text=text, heard=None)
    outcome = learning.hear(handle(intents[0], turn), intents, turn)
    batch = outcome.batch if isinstance(outcome.batch, int) else None
    return replace(turn, now=turn.now + timedelta(seconds=5), text="", heard=outcome.heard,
                   last_batch=batch, expecting=outcome.expecting)  # fmt: skip


def taps(turn: Turn, intent: Intent) -> None:
    learning.chosen(encode(intent), turn)
    handle(intent, turn)


def lessons(session: Session) -> list[tuple[str, str, str, int]]:
    session.expire_all()
    rows = session.exec(select(Lesson).order_by(col(Lesson.id))).all()
    return [(row.how, row.answered, row.meant, row.count) for row in rows]


def test_a_row_says_neither_who_nor_for_which_agency() -> None:
    assert set(Lesson.model_fields) == {
        "id", "text", "answered", "meant", "how", "options", "context", "count", "first_at",
        "last_at", "label", "labelled_at",
    }  # fmt: skip


def test_the_first_button_confirms_and_another_corrects(turn: Turn) -> None:
    taps(says(turn, "O12 พรุ่งนี้", DOUBT), Untick(O12, turn.fiscal_year))
    assert lessons(turn.session) == []
    taps(says(turn, "O12 พรุ่งนี้", DOUBT), Ask(("O12",)))
    taps(says(turn, "O12 พรุ่งนี้  ", DOUBT), Ask(("O12",)))
    taps(says(turn, "O12 พรุ่งนี้", DOUBT), Tick(O12, turn.fiscal_year))
    assert lessons(turn.session) == [
        ("chose_other", "untick O12", "ask O12", 2), ("chose_other", "untick O12", "tick O12", 1),
    ]  # fmt: skip
    row = turn.session.exec(select(Lesson)).all()[0]
    assert (row.text, row.context) == ("o12 พรุ่งนี้", None)
    assert json.loads(row.options) == ["untick O12", "tick O12", "ask O12"]


def test_help_may_be_the_first_reading(turn: Turn) -> None:
    after = says(turn, "สีอะไร", Choose((ShowHelp(), ShowCalendar())))
    taps(after, ShowHelp())
    assert lessons(turn.session) == []
    taps(after, ShowCalendar())
    assert lessons(turn.session) == [("chose_other", "help", "calendar", 1)]


def test_a_button_that_was_not_offered_teaches_nothing(turn: Turn) -> None:
    taps(says(turn, "O12 พรุ่งนี้", DOUBT), Ask(("O13",)))
    taps(replace(turn, heard=None), Ask(("O12",)))
    assert lessons(turn.session) == []


def test_which_item_was_meant_teaches_too(turn: Turn) -> None:
    which = Clarify("ask", (Candidate("O12", 0.5), Candidate("O13", 0.4)))
    taps(says(turn, "จัดซื้อหรือรายงาน", which), Ask(("O13",)))
    assert lessons(turn.session) == [("chose_other", "ask O12", "ask O13", 1)]


def test_none_of_these_tells_only_that_it_was_wrong(turn: Turn) -> None:
    taps(says(turn, "O12 พรุ่งนี้", DOUBT), NoneOfThese())
    assert lessons(turn.session) == [("none", "untick O12", "", 1)]


def test_what_was_not_understood_is_explained_by_the_tap_that_follows(turn: Turn) -> None:
    unknown = Unrecognised((Candidate("O20", 0.1), Candidate("measure:2", 0.05)))
    after = says(turn, "น้ำท่วมไหม", unknown)
    assert lessons(turn.session) == [("unanswered", "", "", 1)]
    assert json.loads(turn.session.exec(select(Lesson.options)).one()) == [
        "ask O20", "ask_measure measure:2",
    ]  # fmt: skip
    taps(after, ShowHelp())
    learning.denied(after)
    assert lessons(turn.session) == [("unanswered", "", "", 1)]
    taps(says(turn, "น้ำท่วมไหม", unknown), Ask(("O20",)))
    assert lessons(turn.session) == [("unanswered", "", "", 1), ("unanswered", "", "ask O20", 1)]
    assert turn.session.exec(select(Question.asked)).all() == [2]


def test_what_a_tap_explained_is_taken_back_whole(turn: Turn) -> None:
    event = InboxEvent(webhook_event_id="w-1", source_key="user:U1", occurred_ms=1, raw="{}",
                       message_id="m-1", received_at=NOW, handled_at=NOW)  # fmt: skip
    turn.session.add(event)
    turn.session.flush()
    unknown = Unrecognised((Candidate("O20", 0.1),))
    taps(says(replace(turn, message_id="m-1"), "น้ำท่วมไหม", unknown), Ask(("O20",)))
    assert lessons(turn.session) == [("unanswered", "", "ask O20", 1)]
    unsend(turn, "m-1")
    assert lessons(turn.session) == []
    assert turn.session.exec(select(Question)).all() == []


def test_what_the_office_answered_is_no_wrong_reading(turn: Turn) -> None:
    row = Question(text="o12 พรุ่งนี้", answer="ได้", first_at=NOW, last_at=NOW)
    turn.session.add(row)
    turn.session.flush()
    assert says(turn, "O12 พรุ่งนี้", DOUBT).heard is None


@pytest.mark.parametrize(("seconds", "rows"), [(60, 1), (61, 0)])
def test_an_undo_counts_for_a_minute(turn: Turn, seconds: int, rows: int) -> None:
    after = says(turn, "O12 เสร็จแล้ว", Tick(O12))
    handle(Undo(), replace(after, now=NOW + timedelta(seconds=seconds)))
    assert lessons(turn.session) == [("undo", "tick O12", "", 1)][:rows]


def test_an_undo_of_other_ticks_counts_not(turn: Turn) -> None:
    before = says(turn, "O12 เสร็จแล้ว", Tick(O12))
    after = says(turn, "O13 เสร็จแล้ว", Tick((Target("O13"),)))
    handle(Undo(before.last_batch), after)
    assert lessons(turn.session) == []


@pytest.mark.parametrize("intent", [Contact("corruption"), Register("KMNP2345"), Privacy("what")])
def test_a_report_a_code_and_a_wish_for_privacy_are_not_heard(turn: Turn, intent: Intent) -> None:
    said = replace(turn, text="เรื่องลับ")
    outcome = handle(intent, said) if not isinstance(intent, Register) else handle(Ask(()), said)
    assert learning.hear(outcome, (intent,), said).heard is None


@pytest.mark.parametrize(
    "text", ["ผอ.สมชายโกง", "พี่แดงยักยอกเงินโครงการ", "หัวหน้ารับเงินใต้โต๊ะมา 5000", "เจ้าหน้าที่คนนี้ทุจริต"]
)  # fmt: skip
def test_a_report_that_is_asked_back_about_is_not_kept(turn: Turn, text: str) -> None:
    after = says(turn, text, Choose((ShowHelp(), ShowCalendar())))
    assert text not in str(after.expecting)
    taps(after, NoneOfThese())
    says(turn, text, Unrecognised((Candidate("O20", 0.1),)))
    assert lessons(turn.session) == []
    assert turn.session.exec(select(Question)).all() == []


@pytest.mark.parametrize("text", ["แผนป้องกันการทุจริต", "มาตรการกันโกง", "เจ้าหน้าที่ไม่รับสินบน"])
def test_what_works_against_it_is_no_report(turn: Turn, text: str) -> None:
    taps(says(turn, text, Choose((ShowHelp(), ShowCalendar()))), NoneOfThese())
    assert lessons(turn.session) == [("none", "help", "", 1)]


def test_a_tap_that_says_the_same_teaches_nothing(turn: Turn) -> None:
    links = Choose((ShowEvidence("O12"), RecheckEvidence("O12")))
    taps(says(turn, "ลิงก์ใบนั้น", links), RecheckEvidence("O12"))
    assert lessons(turn.session) == []


def test_a_tap_that_the_contract_has_no_word_for_tells_only_that_it_was_wrong(turn: Turn) -> None:
    every, some = TickAll("all"), TickAll("O")
    taps(says(turn, "เสร็จหมด", Choose((every, some))), some)
    quoted = replace(turn, focus="O12")
    taps(says(quoted, "ยกเลิกเมื่อกี้", Choose((Untick(O12), Undo()))), Undo())
    assert [(row[0], row[2]) for row in lessons(turn.session)] == [("chose_other", "")] * 2
    options = turn.session.exec(select(Lesson.options)).all()
    assert options == ["[]", '["untick O12"]']


def test_names_on_record_are_masked(turn: Turn) -> None:
    said = "สมปอง จาก หน่วยงานตัวอย่างที่หนึ่ง โทร 081-234-5678 ถาม O12 พรุ่งนี้"
    taps(says(turn, said, DOUBT), NoneOfThese())
    (text,) = turn.session.exec(select(Lesson.text)).all()
    assert text == "[ชื่อ] จาก [หน่วยงาน] โทร [โทรศัพท์] ถาม o12 พรุ่งนี้"


@pytest.mark.parametrize("recorded", ["นายสมปอง ใจงาม", "ว่าที่ ร.ต.สมปอง ใจงาม", "ดร.สมปอง ณ ใจงาม"])
def test_a_title_on_record_hides_no_name(turn: Turn, recorded: str) -> None:
    assert turn.person is not None
    turn.person.name = recorded
    turn.session.add(turn.person)
    turn.session.flush()
    taps(says(turn, "สมปองกับครูใจงามบอกว่า O12 พรุ่งนี้", DOUBT), NoneOfThese())
    (text,) = turn.session.exec(select(Lesson.text)).all()
    assert text == "[ชื่อ]กับครู[ชื่อ]บอกว่า o12 พรุ่งนี้"


@pytest.mark.parametrize("before", ["O12 พรุ่งนี้" + " " * 978, "https://a01.go.th/" + "x" * 975 + " "])
def test_a_number_is_never_cut_before_it_is_masked(turn: Turn, before: str) -> None:
    taps(says(turn, f"{before}081-234-5678", DOUBT), NoneOfThese())
    (text,) = turn.session.exec(select(Lesson.text)).all()
    assert text.endswith(" [โทรศัพท์]")


def test_a_long_message_is_masked_before_it_is_cut(turn: Turn) -> None:
    taps(says(turn, "ก " * 147 + "081-234-5678", DOUBT), NoneOfThese())
    (text,) = turn.session.exec(select(Lesson.text)).all()
    assert "081" not in text


def test_off_means_that_nothing_is_recorded(turn: Turn) -> None:
    before = says(turn, "O12 พรุ่งนี้", DOUBT)
    set_setting(turn.session, LEARNING_KEY, OFF, NOW)
    assert says(turn, "O12 พรุ่งนี้", DOUBT).heard is None
    taps(before, NoneOfThese())
    says(turn, "น้ำท่วมไหม", Unrecognised((Candidate("O20", 0.1),)))
    assert lessons(turn.session) == []
    assert len(turn.session.exec(select(Question)).all()) == 2


def test_heard_survives_the_way_through_the_database() -> None:
    heard = Heard("ข้อความ", "tick O12", NOW, ("a=help",), "O12", 7)
    assert Heard.of(json.loads(json.dumps(heard.as_json())), NOW) == heard
    assert Heard.of(None, NOW) is None
