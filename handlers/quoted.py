"""What it changes that a message quotes one of the bot's: that is what it is read beside, and a
verdict is never carried from it to something else.
"""

from dataclasses import replace

from handlers.checklist import step_texts
from handlers.intents import (
    AttachEvidence,
    Candidate,
    Choose,
    Clarify,
    Intent,
    KeepDraft,
    KeepPairs,
    RecheckEvidence,
    RemoveEvidence,
    ShowEvidence,
    ShowProgress,
    Target,
    Tick,
    TickAll,
    Undo,
    Untick,
)
from handlers.outcome import Quoted, Turn
from handlers.postback import codes_of, decode

_OF_ITS_CARD = (KeepDraft, KeepPairs, RecheckEvidence, RemoveEvidence, TickAll, Undo)
"""Buttons that may change what their card is about without naming it."""


def typed_label(turn: Turn) -> str | None:
    """The data of the button of the last card whose label was typed; under a quoted message only
    of one that means nothing else than that message."""
    data = turn.buttons.get(turn.text.strip())
    if data is None or turn.quoted is None:
        return data
    about = set() if turn.on_old_card else {turn.quoted.code}
    of_another = not codes_of(data) <= about or isinstance(decode(data), _OF_ITS_CARD)
    return None if of_another else data


def of_quoted(intents: tuple[Intent, ...], turn: Turn) -> tuple[Intent, ...]:
    """The wishes of a message that quotes; those of all other messages as they are."""
    quoted = turn.quoted
    if quoted is None:
        return intents
    if turn.on_old_card:
        intents = tuple(_on_old_card(intent, quoted) for intent in intents)
    return tuple(_beside(intent, quoted, turn) for intent in intents)


def _beside(intent: Intent, quoted: Quoted, turn: Turn) -> Intent:
    """ "ยกเลิกเมื่อกี้" under a card may mean the card or the last tick, and a bare "เสร็จแล้ว" under
    several items each of them: that is asked."""
    match intent:
        case Undo(None) if quoted.code and step_texts(turn.catalog, quoted.code):
            return Choose((_on_old_card(Untick((Target(quoted.code),)), quoted), Undo()))
        case Tick(()) if len(quoted.codes) > 1:
            return Clarify("tick", tuple(Candidate(code, 1.0) for code in quoted.codes))
        case Undo(None) | Untick(()) if len(quoted.codes) > 1:
            return Clarify("untick", tuple(Candidate(code, 1.0) for code in quoted.codes))
        case Undo(None):
            return Untick(())
        case _:
            return intent


def _on_old_card(intent: Intent, quoted: Quoted) -> Intent:
    """A wish under a card of another year is a tap on that card: it changes nothing at once."""
    year, all_of_it = quoted.fiscal_year, tuple(Target(code) for code in quoted.codes)
    match intent:
        case Tick(targets):
            return Tick(targets or all_of_it, year)
        case Untick(targets):
            return Untick(targets or all_of_it, year)
        case Undo(None) if len(all_of_it) > 1:
            return Untick(all_of_it, year)
        case TickAll():
            return ShowProgress((), year)
        case AttachEvidence(done=True):
            return replace(intent, done=False)
        case RemoveEvidence(code) | RecheckEvidence(code):
            return ShowEvidence(code or quoted.code)
        case Choose(options):
            return Choose(tuple(dict.fromkeys(_on_old_card(one, quoted) for one in options)))
        case _:
            return intent
