"""What stands on the buttons of a question can be read and told apart."""

import pytest

from content.schema import graphemes
from handlers.choose import carried, choose, label, short_label
from handlers.explain import ITEM_WISHES, WISHES
from handlers.intents import (
    Ask,
    AskMeasure,
    Choose,
    Explain,
    ShowProgress,
    ShowScore,
    Target,
    Tick,
)
from handlers.outcome import Turn
from handlers.tick import target_name
from handlers.understanding.model import load as load_model
from handlers.views import line
from tests.support.evidence_room import Room


@pytest.fixture
def turn(engine, catalog):
    found: list[Turn] = []
    Room(engine, catalog).with_turn(found.append)
    return found[0]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("indicator:9", "ตัวชี้วัดที่ 9"),
        ("measure:3", "มาตรการที่ 3"),
        ("measure:all", "มาตรการทั้งหมด"),
        ("O12", "O12"),
    ],
)
def test_no_button_shows_an_inner_code(turn, code, name):
    assert target_name(Target(code)) == name
    wish = AskMeasure((code,)) if code.startswith("measure") else Ask((code,))
    assert label(wish, turn) == short_label(wish, turn) == f"ดู {name}"
    assert ":" not in label(ShowProgress((code,)), turn)


def test_one_label_stands_once(turn):
    options = (ShowScore(("indicator:1",)), ShowScore(), Ask(("O1",)), ShowScore(("O3",)))
    assert [label(one, turn) for one in carried(options, turn)] == ["ดูคะแนนของจังหวัด", "ดู O1"]


def test_a_question_that_is_answered_in_words_says_which(turn):
    entries = [Explain(name) for name in sorted(WISHES | {"members"})]
    entries += [Explain(name, "O12") for name in sorted(ITEM_WISHES)]
    entries += [Explain(f"faq:{key}") for key in turn.catalog.general]
    shown = [label(one, turn) for one in entries]
    assert "คำถามทั่วไป" not in shown
    assert all(shown)
    assert all(graphemes(words) <= 20 for words in shown)
    assert len(carried(tuple(entries), turn)) == len(set(shown))


def test_every_wish_of_the_model_has_a_label_or_no_button(turn):
    names = [name for name in load_model().names["wish"] if name.startswith("faq:")]
    assert all(label(Explain(name), turn) for name in names)


def test_what_has_no_name_is_no_button(turn):
    options = (Explain("faq"), Tick((Target("O12"),)), Explain("faq:gone"))
    assert carried(options, turn) == (Tick((Target("O12"),), turn.fiscal_year),)


def test_a_question_keeps_a_way_on(turn):
    """Beside "ไม่ใช่ทั้งหมดนี้" the help, when no reading can be named."""
    (message,) = choose(Choose((Explain("faq"),)), turn).messages
    assert list(line.buttons_of([message])) == ["ช่วยเหลือ", turn.say("choose.none")]
