"""Every general answer as it leaves: filled, within LINE's limits, with its source and ways on."""

import re
from contextlib import suppress
from dataclasses import replace

import pytest

from content.catalog import load
from content.general import ASK, BUTTONS, CHECK, CITED, SLOTS
from handlers import general_answer
from handlers.dispatch import handle
from handlers.explain import explain
from handlers.intents import Explain
from handlers.outcome import Refusal
from handlers.postback import decode
from handlers.understanding.model import load as load_model
from models.database import writing
from models.lesson import LESSONS_KEPT
from models.office import Question, Setting
from tests.support.evidence_room import Room
from tests.support.message_checks import actions, flaws

ENTRIES = load().general
SAID_BY_THE_MODEL = {
    name.removeprefix("faq:") for name in load_model().names["wish"] if name.startswith("faq:")
}


@pytest.fixture
def room(engine, catalog):
    return Room(engine, catalog)


def words(room, key, **more):
    return "\n".join(room.does(explain, Explain(f"faq:{key}"), **more))


def test_there_are_the_questions_that_people_ask():
    assert len(ENTRIES) >= 40


def test_what_the_model_calls_a_general_question_has_an_answer():
    assert SAID_BY_THE_MODEL
    assert ENTRIES.keys() >= SAID_BY_THE_MODEL


def test_every_slot_is_given_a_value_and_no_other(room):
    given = []
    room.with_turn(lambda turn: given.append(general_answer.values(turn)))
    assert given[0].keys() == SLOTS


def test_every_button_of_the_content_opens_something():
    assert general_answer.BUTTONS.keys() | {"weakest"} == BUTTONS


@pytest.mark.parametrize("user", ["Umain", "Uadmin", "Ustranger"])
def test_every_answer_may_leave_and_what_its_buttons_open_too(room, user):
    left: dict[str, int] = {}

    def all_answers(turn):
        turn = replace(turn, public_url="https://bot.example")
        for key in ENTRIES:
            found = list(explain(Explain(f"faq:{key}"), turn).messages)
            for action in list(actions(found)):
                with suppress(Refusal):
                    found += handle(decode(action["data"]), turn).messages
            assert flaws(found) == [], key
            left[key] = len(found)

    room.with_turn(all_answers, user)
    assert left.keys() == ENTRIES.keys()
    assert sum(left.values()) > 2 * len(ENTRIES)


def test_an_answer_names_its_source(room):
    for entry in ENTRIES.values():
        said = words(room, entry.key)
        named = [entry.cited if one == CITED else one for one in entry.source if one != ASK]
        assert ("ที่มา:" in said) == bool(named), entry.key
        assert all(str(name) in said for name in named), entry.key
        assert entry.cited is None or CHECK in said
        assert (ASK in entry.source) == ("ยังไม่ได้ใส่ช่องทางติดต่อ" in said), entry.key


def test_the_contact_is_the_offices(room, engine):
    with writing(engine) as session:
        session.add(Setting(key="contact", value="053 000 000", updated_at=room.now))
    assert "053 000 000" in words(room, "late")


def test_what_the_office_answered_comes_before_the_content(room, engine):
    with writing(engine) as session:
        session.add(Question(text="บอตฟรีไหม", answer="ฟรีค่ะ", first_at=room.now, last_at=room.now))
    assert "ฟรีค่ะ" in words(room, "cost", text="บอตฟรีไหม")
    assert "ฟรีค่ะ" not in words(room, "cost")


def test_an_entry_that_is_gone_says_whom_to_ask(room):
    assert "เอกสารไม่ระบุ" in words(room, "no_such_entry")


def test_no_answer_promises_what_the_report_does_not():
    """The report recommends; a duty is never its word, a date of the assessment always cited."""
    for entry in ENTRIES.values():
        if entry.source == ("รายงานของจังหวัด",):
            assert "ต้อง" not in entry.words.replace("ถูกต้อง", ""), entry.key
        if CITED not in entry.source:
            assert not re.search(r"256\d|ส\.ค\.", entry.words), entry.key


def test_an_answer_is_read_at_a_glance():
    """Some nine lines of a phone, beside the source and whom to ask."""
    lengths = {key: len(one.words.replace("\n{contact}", "")) for key, one in ENTRIES.items()}
    assert {key: length for key, length in lengths.items() if length > 250} == {}


def test_the_answers_about_privacy_name_all_that_is_kept(room):
    where, sees = words(room, "data_where"), words(room, "who_sees")
    assert f"{LESSONS_KEPT.days} วัน" in where
    for told in (where, sees):
        assert "ข้อความที่บอตอ่านผิดหรือตอบไม่ได้" in told


def test_the_colours_are_told_as_the_list_shows_them(room):
    said = words(room, "colours")
    assert all(f"{colour}คือ" in said for colour in ("สีเขียว", "สีเหลือง", "สีแดง", "สีเทา"))


@pytest.mark.parametrize("entry", ["extend", "invite"])
def test_the_office_is_not_sent_to_itself(room, entry):
    told = "\n".join(room.does(explain, Explain(entry), user="Uadmin"))
    assert "สำนักงานจังหวัด\n" not in told
    assert not re.search(r"(?:แจ้ง|จาก|ต่อ|สอบถาม)สำนักงานจังหวัด", told)
    assert re.search(r"สำนักงานจังหวัด", "\n".join(room.does(explain, Explain(entry))))
