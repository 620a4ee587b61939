"""What it changes that a message quotes a card: the card is what the message is read beside, and a
verdict is never carried from it to something else.
"""

from dataclasses import replace

from handlers.checklist import step_texts
from handlers.intents import AttachEvidence, Choose, Intent, Target, Tick, Undo, Untick
from handlers.outcome import Quoted, Turn


def of_quoted(intents: tuple[Intent, ...], turn: Turn) -> tuple[Intent, ...]:
    """The wishes of a message that quotes what is known; all others as they are."""
    quoted = turn.quoted
    if quoted is None:
        return intents
    wished = tuple(_beside(intent, quoted, turn) for intent in intents)
    if quoted.fiscal_year == turn.fiscal_year:
        return wished
    return tuple(_on_old_card(intent, quoted) for intent in wished)


def _beside(intent: Intent, quoted: Quoted, turn: Turn) -> Intent:
    """ "ยกเลิกเมื่อกี้" under a card may mean the card or the last tick: that is asked."""
    if intent == Undo() and step_texts(turn.catalog, quoted.code):
        return Choose((Untick((Target(quoted.code),)), Undo()))
    return intent


def _on_old_card(intent: Intent, quoted: Quoted) -> Intent:
    """A verdict on a card of another year is a tap on that card: it changes nothing at once."""
    match intent:
        case Tick(targets, None) if _only(targets, quoted):
            return Tick(targets, quoted.fiscal_year)
        case Untick(targets, None) if _only(targets, quoted):
            return Untick(targets, quoted.fiscal_year)
        case AttachEvidence(done=True):
            return replace(intent, done=False)
        case _:
            return intent


def _only(targets: tuple[Target, ...], quoted: Quoted) -> bool:
    return {target.code for target in targets} == {quoted.code}
