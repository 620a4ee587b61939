"""What use teaches about the reading of messages: kept without who wrote them or for whom.

A message is heard when it is answered. The next tap, a bare "ไม่ใช่" or an undo within a minute says
that the reading was wrong; it then becomes a `Lesson` with masked words. Nothing here changes how
a message is read: the office labels the rows, and people train with them.
"""

import json
from dataclasses import replace
from datetime import timedelta

from handlers.heard import Heard
from handlers.hiding import kept_wording
from handlers.intents import (
    AdminCommand,
    Candidate,
    Choose,
    Clarify,
    Intent,
    NoneOfThese,
    Privacy,
    Register,
    TickAll,
    Undo,
    Unrecognised,
)
from handlers.outcome import Outcome, Turn
from handlers.postback import decode, encode
from handlers.understanding.meaning import codes, name
from handlers.views import line
from handlers.wrongdoing import accuses
from models import lesson, taught
from models.lesson import Lesson, Reading

UNDO_SOON = timedelta(minutes=1)
_CANDIDATES = 4


def reading_of(intent: Intent, context: str | None) -> Reading:
    return Reading(name(intent), codes(intent, context))


def hear(outcome: Outcome, intents: tuple[Intent, ...], turn: Turn) -> Outcome:
    """The outcome that remembers its message; not of a report, a code or a wish for privacy."""
    main = intents[0] if intents else Unrecognised()
    private = any(isinstance(one, Register | Privacy | AdminCommand) for one in intents)
    private = private or accuses(turn.text)
    if private or "forget_text" in outcome.notes or not lesson.learning_is_on(turn.session):
        return outcome
    options = _offered(main, outcome)
    if not options and isinstance(main, Choose | Clarify | Unrecognised):
        return outcome  # the office's own words answered it, or nothing was offered
    answered = "" if isinstance(main, Unrecognised) else str(reading_of(main, turn.focus))
    batch = outcome.batch if isinstance(outcome.batch, int) else None
    heard = Heard(turn.text, answered, turn.now, options, turn.focus, batch, turn.message_id)
    return replace(outcome, heard=heard)


def _offered(main: Intent, outcome: Outcome) -> tuple[str, ...]:
    """What the buttons of a question stand for; those that close it come after them."""
    match main:
        case Choose(options):
            most = len(options)
        case Clarify(candidates=candidates):
            most = len(candidates)
        case Unrecognised(candidates):
            most = min(len(candidates), 2)
        case _:
            return ()
    buttons = line.buttons_of(outcome.messages).values()
    return tuple(data for data in buttons if data != encode(NoneOfThese()))[:most]


def chosen(data: str | None, turn: Turn) -> None:
    """A tap on one of the buttons under a question; the first one only confirms. None is no tap."""
    heard = turn.heard
    if heard is None or data is None or data not in heard.options:
        return
    meant = _told(data, heard)
    if not heard.answered:
        text = kept_wording(heard.text, turn.session)
        taught.take_back_unexplained(turn.session, heard.message_id, text)
        _keep("unanswered", heard, turn, meant)
    elif data != heard.options[0] and meant != heard.answered:
        _keep("chose_other", heard, turn, meant)


def _told(data: str, heard: Heard) -> str:
    """What a button says that was meant; nothing where the contract has no word for it."""
    intent = decode(data)
    return "" if isinstance(intent, Undo | TickAll) else str(reading_of(intent, heard.context))


def denied(turn: Turn) -> None:
    """ "ไม่ใช่" after an answer, "ไม่ใช่ทั้งหมดนี้" under a question."""
    if turn.heard is not None and turn.heard.answered:
        _keep("none", turn.heard, turn)


def undone(batch: int, turn: Turn) -> None:
    """An undo that comes soon says that the tick was not meant."""
    heard = turn.heard
    if heard is not None and heard.batch == batch and turn.now - heard.at <= UNDO_SOON:
        _keep("undo", heard, turn)


def unanswered(candidates: tuple[Candidate, ...], turn: Turn) -> None:
    """A question that the bot had no answer for, with what was nearest."""
    nearest = [_asked(one.code) for one in candidates[:_CANDIDATES]]
    heard = Heard(turn.text, "", turn.now, context=turn.focus, message_id=turn.message_id)
    _keep("unanswered", heard, turn, nearest=nearest)


def _asked(code: str) -> str:
    return str(Reading("ask_measure" if code.startswith("measure:") else "ask", (code,)))


def _keep(
    how: str, heard: Heard, turn: Turn, meant: str = "", nearest: list[str] | None = None
) -> None:
    text = kept_wording(heard.text, turn.session)
    if not text or not lesson.learning_is_on(turn.session):
        return
    shown = [told for data in heard.options if (told := _told(data, heard))]
    row = Lesson(
        text=text,
        answered=heard.answered,
        meant=meant,
        how=how,
        options=json.dumps(nearest or shown),
        context=heard.context,
        first_at=turn.now,
        last_at=turn.now,
    )
    lesson.keep(turn.session, row)
    taught.note(turn.session, heard.message_id, row)
