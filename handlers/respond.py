"""One event → one outcome: what kind of event, what was meant, each wish in turn.

A tap is a typed value; typing a button's label is a tap; then the office's orders and questions;
then what the conversation expects; then the resolver. Groups and rooms get one greeting and then
silence.
"""

from collections.abc import Callable
from dataclasses import replace

from sqlmodel import select

from handlers import admin_orders, evidence, learning, lifecycle, office_reading
from handlers.choose import carried, short_label
from handlers.dispatch import handle
from handlers.events import (
    Event,
    Follow,
    Ignored,
    Join,
    MediaMessage,
    Postback,
    TextMessage,
    Unfollow,
    Unsend,
)
from handlers.first_things import narrowed
from handlers.intents import (
    Ask,
    AskMeasure,
    AttachEvidence,
    Choose,
    Intent,
    OldButton,
    ShowProgress,
    Target,
    Tick,
    Unrecognised,
    Untick,
)
from handlers.notices import waiting_notices
from handlers.outcome import KEEP, MAX_MESSAGES, Outcome, Turn
from handlers.past_year import of_year
from handlers.postback import codes_of, decode, encode
from handlers.quoted import of_quoted, typed_label
from handlers.remind_when import asked_day
from handlers.understanding.resolve import Lexicon, resolve
from handlers.views import line
from handlers.yes_no import denies, plain_answer
from models.agency import Agency


def respond(event: Event, turn: Turn, lexicon: Callable[[], Lexicon]) -> Outcome:
    """Never calls LINE; raises Refusal for a polite no."""
    match event.what:
        case Ignored(kind):
            return Outcome(notes=(f"ignored:{kind}",), expecting=turn.expecting)
        case Unsend(message_id):
            return lifecycle.unsend(turn, message_id)
        case Join():
            return lifecycle.join_group(turn)
        case Unfollow():
            return lifecycle.unfollow(turn)
        case Follow() | MediaMessage() | Postback() | TextMessage() as said:
            if not event.source.is_private:
                return Outcome(notes=("silent",))
            return _with_notices(_private(said, turn, lexicon), turn)


def _private(
    said: Follow | MediaMessage | Postback | TextMessage,
    turn: Turn,
    lexicon: Callable[[], Lexicon],
) -> Outcome:
    match said:
        case Follow():
            return lifecycle.follow(turn)
        case MediaMessage("sticker"):
            return lifecycle.sticker(turn)
        case MediaMessage(kind):
            return evidence.media(kind, turn)
        case Postback(data):
            return _answer((_tapped(data, turn),), turn)
        case TextMessage(text):
            return _text(text, turn, lexicon)


def _text(text: str, turn: Turn, lexicon: Callable[[], Lexicon]) -> Outcome:
    if not text.strip():
        return lifecycle.empty(turn)
    label = typed_label(turn)
    if label is not None:
        return _answer((_tapped(label, turn),), turn)
    ordered = admin_orders.take(turn)
    if ordered is not None:
        return ordered.noting("AdminCommand")
    asked = office_reading.before(turn)
    if asked is not None:
        return _answer((asked,), turn)
    admin = turn.person is not None and turn.person.is_admin
    meanings = resolve(
        text, lexicon(), focus=turn.focus, agencies=_other_agencies(turn), admin=admin
    )
    said = of_year(tuple(meaning.intent for meaning in meanings), turn)
    read = narrowed(asked_day(of_quoted(said, turn), turn), turn)
    intents = office_reading.after(read, turn)
    expected = _expected(intents, turn)
    if expected is not None:
        return expected
    denied = denies(text)
    if denied and (turn.expecting or {}).get("kind") in (None, "wish"):
        learning.denied(turn)
    others = meanings[0].others if intents == read and not turn.on_old_card else ()
    outcome = _with_others(_answer(intents, turn), others, turn)
    # What only the quoted card made of a message says nothing about its words, and a no is about
    # the words before it.
    return outcome if denied or read != said else learning.hear(outcome, intents, turn)


def tapped(event: Event, turn: Turn) -> str | None:
    """The data of the button that was tapped, or whose label was typed."""
    match event.what:
        case Postback(data):
            return data
        case TextMessage():
            return typed_label(turn)
        case _:
            return None


def _with_others(outcome: Outcome, others: tuple[Intent, ...], turn: Turn) -> Outcome:
    """What else a message may have meant, one tap away under the answer."""
    if not others or not outcome.messages:
        return outcome
    offered = carried(others, turn)
    buttons = [line.quick(short_label(other, turn), other) for other in offered]
    return replace(
        outcome, messages=(*outcome.messages[:-1], line.also(outcome.messages[-1], buttons))
    )


def _tapped(data: str, turn: Turn) -> Intent:
    """What a button means; one that names what no longer exists is an old button."""
    catalog = turn.catalog
    known = catalog.codes | {"measure:all"}
    known |= {f"indicator:{each.number}" for each in catalog.indicators}
    known |= {each.id for each in catalog.measures}
    return decode(data) if codes_of(data) <= known else OldButton(data)


def _answer(intents: tuple[Intent, ...], turn: Turn) -> Outcome:
    """Each wish in turn; what one changes (the focus) the next one sees."""
    if not intents:
        intents = (Unrecognised(),)
    outcome: Outcome | None = None
    for intent in intents:
        following = handle(intent, turn).noting(type(intent).__name__)
        outcome = following if outcome is None else outcome.followed_by(following)
        if following.focus is not KEEP:
            turn = replace(turn, focus=following.focus)
    assert outcome is not None  # noqa: S101 – at least one intent
    return outcome


def _expected(intents: tuple[Intent, ...], turn: Turn) -> Outcome | None:
    """The answer to what was asked before, unless the message says something else."""
    expected = turn.expecting
    if expected is None:
        return None
    if (answer := plain_answer(turn)) is not None:
        if not isinstance(answer, Choose):
            learning.chosen(encode(answer), turn)
        return _answer((answer,), turn)
    codes = _plain_codes(intents)
    if expected.get("kind") == "wish" and codes:
        wish = _wished(str(expected.get("wish")), codes, turn)
        return _answer(of_quoted((wish,), turn), turn)
    return evidence.answer_expectation(turn, codes)


def _plain_codes(intents: tuple[Intent, ...]) -> tuple[str, ...]:
    """The codes of a message that names codes and wishes nothing else."""
    match intents:
        case (Ask(codes, missing),) if not missing:
            return codes
        case (AskMeasure(codes, ()),):
            return codes
        case _:
            return ()


def _wished(wish: str, codes: tuple[str, ...], turn: Turn) -> Intent:
    targets = tuple(Target(code) for code in codes)
    match wish:
        case "tick":
            return Tick(targets, turn.fiscal_year)
        case "untick":
            return Untick(targets, turn.fiscal_year)
        case "progress":
            return ShowProgress(codes)
        case "evidence":
            return AttachEvidence((), codes)
        case _:
            measures = all(code.startswith("measure:") for code in codes)
            return AskMeasure(codes) if measures else Ask(codes)


def _other_agencies(turn: Turn) -> tuple[str, ...]:
    """Names that must not be taken for one's own: every other agency's. For who has an agency
    `office_reading.after` looks at how a name stands in the message."""
    if turn.agency is not None and not turn.agency.is_office:
        return ()
    own = turn.agency.id if turn.agency else None
    rows = turn.session.exec(select(Agency.id, Agency.name, Agency.short_name)).all()
    return tuple(name for key, full, short in rows if key != own for name in (full, short) if name)


def _with_notices(outcome: Outcome, turn: Turn) -> Outcome:
    """What waits to be told rides along for free, as far as there is room."""
    quiet = any(note in outcome.notes for note in ("forget_text", "Privacy"))
    if turn.person is None or turn.person.id is None or quiet or not outcome.messages:
        return outcome
    room = MAX_MESSAGES - len(outcome.messages)
    extra = waiting_notices(turn, room)
    if not extra:
        return outcome
    # The answer stays last: LINE shows the quick replies of the last message only.
    return outcome.preceded_by(*extra)
