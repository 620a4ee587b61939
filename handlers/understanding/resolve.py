"""A message → what is wanted, the main wish first, with the words that say so. Pure.

The order is: what must be refused; what was taken out (invite codes, links); what is said about
being done; wishes that need no item; and last the item or topic itself. Nothing that could change
a tick is guessed: unclear wishes become a question that offers the likeliest items.
"""

from handlers.intents import (
    AdminCommand,
    Clarify,
    Decline,
    Register,
    ShowCallList,
    Smalltalk,
    Tick,
    Unrecognised,
)
from handlers.understanding import wishes
from handlers.understanding.evidence_words import evidence
from handlers.understanding.lexicon import Lexicon, build
from handlers.understanding.meaning import Meaning, as_line
from handlers.understanding.message import Message, read_message
from handlers.understanding.refusals import refusal
from handlers.understanding.speech import spoken

__all__ = ["Lexicon", "Meaning", "as_line", "build", "resolve"]

MOST_WISHES = 4


def resolve(
    text: str,
    lexicon: Lexicon,
    *,
    focus: str | None = None,
    agencies: tuple[str, ...] = (),
    admin: bool = False,
) -> tuple[Meaning, ...]:
    """At least one meaning, at most four; `agencies` are names of other agencies than one's own."""
    message = read_message(text, lexicon)
    if not message.run.strip():
        return (Meaning(Smalltalk() if text.strip() else Unrecognised()),)
    if admin and (call := lexicon.patterns["call_list"].search(message.run)):
        return (Meaning(ShowCallList(), (call[0],)),)
    if admin and (order := lexicon.patterns["admin"].match(message.run)):
        return (Meaning(AdminCommand(message.text), (order[0],)),)
    if message.invite is not None and not message.links:
        return (Meaning(Register(message.invite), (message.invite,)),)
    if refused := refusal(message, lexicon, agencies):
        return (refused,)
    found = _found(message, lexicon, focus)
    return _tidy(found) if found else (Meaning(Unrecognised()),)


def _found(message: Message, lexicon: Lexicon, focus: str | None) -> list[Meaning]:
    if attached := evidence(message, lexicon, focus):
        return attached
    said = spoken(message, lexicon, focus)
    if said:
        return said + wishes.beside(message, lexicon, said)
    return wishes.plain(message, lexicon, focus)


def _tidy(found: list[Meaning]) -> tuple[Meaning, ...]:
    """Each wish once; small talk only when there is nothing else; ticks before questions."""
    kept: list[Meaning] = []
    for meaning in found:
        if all(meaning.intent != other.intent for other in kept):
            kept.append(meaning)
    serious = [meaning for meaning in kept if not isinstance(meaning.intent, Smalltalk)]
    kept = serious or kept
    if any(isinstance(meaning.intent, Tick) for meaning in kept):
        kept = [meaning for meaning in kept if not isinstance(meaning.intent, Decline)]
    if isinstance(kept[0].intent, Clarify):
        return (kept[0],)
    return tuple(kept[:MOST_WISHES])
