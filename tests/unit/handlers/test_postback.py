"""Buttons live for years in old cards: every postback ever sent must keep its meaning."""

from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import intents
from handlers.intents import (
    AgencyGroup,
    Ask,
    AskMeasure,
    AskOffice,
    AttachEvidence,
    ConfirmMove,
    Contact,
    Decline,
    Explain,
    ForAgency,
    Intent,
    KeepDraft,
    KeepPairs,
    LinkFor,
    Mute,
    NoneOfThese,
    OfficeTopic,
    OldButton,
    OpenPages,
    Privacy,
    RecheckEvidence,
    Register,
    RemindGroup,
    RemoveEvidence,
    Review,
    ShowCalendar,
    ShowCallList,
    ShowCarryOver,
    ShowEvidence,
    ShowHelp,
    ShowProgress,
    ShowRemaining,
    ShowScore,
    Smalltalk,
    Snooze,
    Target,
    Tick,
    TickAll,
    Undo,
    Unmute,
    Untick,
)
from handlers.postback import _READERS, MAX_LENGTH, TooLong, decode, encode

EVER_SENT = Path(__file__).parents[1] / "postbacks_ever_sent.txt"

TODAY: tuple[Intent, ...] = (
    Ask(("O12",)),
    Ask(("indicator:9",)),
    Ask(("i1", "E4", "O28")),
    AskMeasure(("measure:3",)),
    AskMeasure(("measure:all",)),
    ShowScore(),
    ShowScore(("indicator:3",)),
    Tick((Target("O12"),), 2570),
    Tick((Target("O12", 2),), 2570),
    Tick((Target("O1"), Target("measure:2", 1))),
    Untick((Target("O12"),), 2570),
    Untick((Target("measure:1", 3),), 2570),
    Undo(),
    Undo(77),
    ShowProgress(),
    ShowProgress(("O12",)),
    ShowRemaining(),
    ShowRemaining(3, "indicator:7"),
    ShowRemaining(2, "measure:all"),
    ShowCalendar(),
    Mute(),
    Mute(30),
    Unmute(),
    Snooze("O12"),
    Snooze("measure:2", 14),
    AttachEvidence((), ()),
    AttachEvidence((), ("O12",)),
    KeepPairs(),
    TickAll("all"),
    TickAll("indicator:9"),
    NoneOfThese(),
    Explain("late"),
    Explain("which_year", "O12"),
    Decline("subject"),
    ShowCalendar(("O12",)),
    RemoveEvidence("O12", None),
    RemoveEvidence(None, 5),
    RemoveEvidence("O12", 5, confirmed=True),
    ShowEvidence(),
    ShowEvidence("O12", 2),
    RecheckEvidence("O12"),
    RecheckEvidence(None, 5),
    KeepDraft(5),
    ShowCarryOver(),
    ShowCarryOver(2),
    Register(),
    ConfirmMove(yes=True),
    ConfirmMove(yes=False),
    ShowHelp(),
    Smalltalk("greeting"),
    Smalltalk("thanks"),
    Smalltalk("other"),
    Smalltalk("sigh"),
    Smalltalk("joke"),
    Smalltalk("scold"),
    Contact("person"),
    Contact("corruption"),
    Privacy("what"),
    Privacy("delete"),
    Privacy("confirm_delete"),
    Privacy("keep"),
    OpenPages(),
    ShowCallList(),
    Review("A01", "O12", accepted=True),
    Review("A01", "O12", accepted=False, reason="ลิงก์เปิดไม่ได้"),
    *(AskOffice(about) for about in get_args(OfficeTopic)),
    AskOffice("open", "O12"),
    AskOffice("done", "measure:2"),
    ForAgency("show", "S01"),
    ForAgency("show", "S01", "O12"),
    ForAgency("invite", "S01"),
    ForAgency("remind", "S01"),
    *(RemindGroup(group) for group in get_args(AgencyGroup)),
    RemindGroup("open", "O12"),
)


@pytest.mark.parametrize("intent", TODAY, ids=encode)
def test_there_and_back(intent: Intent) -> None:
    assert decode(encode(intent)) == intent
    assert len(encode(intent)) <= MAX_LENGTH == 300


def ever_sent() -> list[str]:
    lines = EVER_SENT.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_every_postback_ever_sent_keeps_its_meaning() -> None:
    """The list is only added to: a line is the data, a tab, and what it meant."""
    for line in ever_sent():
        data, _, meaning = line.partition("\t")
        assert not isinstance(decode(data), OldButton), data
        assert type(decode(data)).__name__ == meaning, data


def test_every_button_of_today_is_on_the_list() -> None:
    listed = {line.partition("\t")[0] for line in ever_sent()}
    new = [f"{encode(intent)}\t{type(intent).__name__}" for intent in TODAY]
    assert not [line for line in new if line.partition("\t")[0] not in listed], (
        f"add to {EVER_SENT.name}"
    )


def test_every_kind_of_button_is_tried_here() -> None:
    kinds = {data.partition("&")[0] for data in map(encode, TODAY)}
    assert kinds == {f"a={name}" for name in _READERS}


def test_every_intent_is_a_button_or_comes_from_words_only() -> None:
    words_only = {"Choose", "Clarify", "Unrecognised", "AdminCommand", "NoteFor", "OldButton"}
    buttons = {type(intent).__name__ for intent in TODAY}
    known = {kind.__name__ for kind in get_args(intents.Intent)}
    assert buttons | words_only == known
    assert not buttons & words_only


@pytest.mark.parametrize(
    "intent",
    [
        intents.Unrecognised(),
        intents.Clarify("ask", ()),
        intents.Choose((ShowHelp(),)),
        intents.AdminCommand("x"),
        intents.NoteFor("O12", "x"),
        OldButton("x"),
        Register("ABCD2345"),
        AttachEvidence((LinkFor("O12", "https://a.example"),)),
    ],
)
def test_what_no_button_carries(intent: Intent) -> None:
    with pytest.raises(TypeError):
        encode(intent)


def test_a_button_that_would_be_refused_is_found_when_it_is_made() -> None:
    with pytest.raises(TooLong):
        encode(Ask(tuple(f"O{n}" for n in range(100))))


@pytest.mark.parametrize(
    "data",
    ["", "a", "a=", "a=nothing", "a=tick", "a=tick&t=", "b=ask", "a=tick&t=O1.x", "a=undo&b=x",
     "a=keep", "a=move", "a=privacy&k=all", "a=snooze", "a=snooze&c=O1,O2", "a=review&g=A",
     "a=office&k=all", "a=agency&k=show", "a=remind&k=one",
     "%%%", "a=ask&c=O1&", "\0", "a=remaining&p=x", "menu=main", "a=hello&k="],
)  # fmt: skip
def test_what_is_no_button_is_an_old_button(data: str) -> None:
    assert isinstance(decode(data), OldButton | Ask | Tick)


@given(st.text(max_size=400))
def test_any_text_is_decoded(data: str) -> None:
    assert isinstance(decode(data), get_args(Intent))


@given(
    st.sampled_from(sorted(_READERS)),
    st.dictionaries(st.sampled_from("ctybpsdekgroi"), st.text(max_size=8)),
)
def test_any_fields_are_decoded(name: str, fields: dict[str, str]) -> None:
    data = "&".join([f"a={name}", *(f"{key}={value}" for key, value in fields.items())])
    assert isinstance(decode(data), get_args(Intent))


def test_a_very_long_number_is_no_number() -> None:
    assert isinstance(decode(f"a=undo&b={'9' * 5000}"), OldButton)
