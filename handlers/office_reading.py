"""When a message is the office's wish: exact words and names first, then what the model hints at.

`before` is asked before the model, `after` with what the model made of the message. For a
coordinator only what is plainly about other agencies is read here, so that it can be refused.
"""

import re
from dataclasses import replace

from handlers import office_words
from handlers.agency_names import code_of, looks_like_name, named_in_part, named_within
from handlers.another_agency import refused
from handlers.intents import (
    Ask,
    AskOffice,
    Choose,
    Clarify,
    Decline,
    Explain,
    ForAgency,
    Intent,
    NoteFor,
    RemindGroup,
    ShowProgress,
    ShowRemaining,
    Smalltalk,
    Unrecognised,
)
from handlers.office_figures import is_office
from handlers.outcome import Turn
from handlers.understanding.thai import normalise, without_particles

UNSURE = (Choose, Clarify, Unrecognised, Smalltalk, Decline, Explain)
_CODE = re.compile(r"[a-z]{1,6}[- ]?\d{1,6}")
LONG_PART = 6
"""Letters; "เตือนต่อ" speaks of one's own reminders whatever the agencies are called."""
FEW = 4
"""A part of a name that more agencies share is no name by itself."""


def before(turn: Turn) -> Intent | None:
    if turn.person is None:
        return None
    asked = office_words.read(turn.text, turn.focus)
    if isinstance(asked, ForAgency):
        return _of_agency(asked, turn) or _whole(turn)
    if isinstance(asked, NoteFor) and not is_office(turn):
        return asked if code_of(turn.session, asked.on) else None
    return asked or _whole(turn)


def _of_agency(asked: ForAgency, turn: Turn) -> ForAgency | None:
    """Words in the place of a name are one only if an agency is called so."""
    if not is_office(turn):
        named = code_of(turn.session, asked.agency) is not None
        return asked if named or _other_in_part(asked, turn) else None
    if not asked.agency and asked.wish == "invite":
        return asked
    known = named_in_part(turn.session, asked.agency)
    return asked if known or looks_like_name(turn.session, asked.agency) else None


def _other_in_part(asked: ForAgency, turn: Turn) -> bool:
    """An invite or a reminder of a coordinator, with enough of another agency's name."""
    if asked.wish == "show" or len(asked.agency) < LONG_PART:
        return False
    return len(named_in_part(turn.session, asked.agency)) == 1


def _whole(turn: Turn) -> Intent | None:
    """A message that is an agency's code or name and nothing else."""
    words = _words(turn)
    if not words or len(words) > office_words.LONGEST:
        return None
    code = code_of(turn.session, words)
    if code is not None:
        return ForAgency("show", code)
    unknown = is_office(turn) and _CODE.fullmatch(words) and looks_like_name(turn.session, words)
    return ForAgency("show", words.upper()) if unknown else None


def _words(turn: Turn) -> str:
    return " ".join(without_particles(normalise(turn.text)).split())


def after(intents: tuple[Intent, ...], turn: Turn) -> tuple[Intent, ...]:
    """The office has no items of its own: its progress is everybody's."""
    if turn.person is None or not intents:
        return intents
    main = intents[0]
    # "สมมุติ 03" is a name to the office, though 03 may be read as O3.
    unsure = isinstance(main, UNSURE) or (isinstance(main, Ask) and is_office(turn))
    if unsure and (named := _part(turn)) is not None:
        return (named,)
    if not is_office(turn):
        return refused(intents, turn)
    match main:
        case ShowProgress(codes, None):
            return (AskOffice("open", codes[0]) if codes else AskOffice("overview"),)
        case ShowRemaining():
            return (AskOffice("overview"),)
        case Decline("other_agency"):
            return (_within(ForAgency("show", ""), turn),)
        case ForAgency():
            return (_within(main, turn),)
        case RemindGroup() | AskOffice("remind"):
            return (_within(ForAgency("remind", ""), turn, otherwise=main),)
        case _:
            return intents


def _part(turn: Turn) -> ForAgency | None:
    """A piece of a name, alone (the office) or in a question about an agency (anybody)."""
    asked = office_words.read(turn.text, turn.focus)
    if isinstance(asked, ForAgency) and asked.wish == "show":
        found = named_in_part(turn.session, asked.agency)
        return asked if len(found) == 1 or (found and is_office(turn)) else None
    words = _words(turn)
    if not is_office(turn) or asked is not None or not words or len(words) > office_words.LONGEST:
        return None
    found = named_in_part(turn.session, words)
    return ForAgency("show", words) if 0 < len(found) <= FEW else None


def _within(wish: ForAgency, turn: Turn, *, otherwise: Intent | None = None) -> Intent:
    """The wish for the one agency that the message names, or for whichever is meant."""
    found = named_within(turn.session, turn.text)
    if len(found) == 1:
        return replace(wish, agency=found[0].code)
    return otherwise or wish
