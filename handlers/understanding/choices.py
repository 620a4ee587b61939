"""Everything a message may mean, likeliest first: an intent, what it is about, a probability.

The model says how likely each intent, each aim and each topic is; codes that were read are certain.
Multiplied they give a short list, whose head is the answer or, when it is not likely enough, whose
first three are the buttons of a question.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from handlers.understanding.model import Judgement

ABOUT_ITEMS = frozenset({"ask", "tick", "untick", "evidence", "progress"})
"""Intents that are about a thing, named or not."""
MAY_NAME = ABOUT_ITEMS | {"ask_measure", "score", "calendar", "mute", "contact", "remaining"}
LEAST_INTENT = 0.02
MOST_TOPICS = 4
FLAT = 0.25
HOMES = (0.6, 0.25, 0.15)
CHAT_WITH_CODES = 0.1
"""Small talk that names a code is seldom small talk: its share is cut to this part."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One reading of a message; `codes` empty where it is about nothing in particular."""

    intent: str
    codes: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Pointers:
    """What the text itself points to: codes it names (certain), or the card it follows."""

    named: tuple[str, ...] = ()
    followed: tuple[str, ...] = ()
    focus: str | None = None
    homes: tuple[str, ...] = ()
    """The items that a number without its letter may mean, likeliest first."""
    overall: bool = False
    """The words speak of everything ("รวม", "กี่ข้อแล้ว"): progress is not asked of the card."""
    away: bool = False
    """The words turn from the card before ("ไม่ใช่ เอาเรื่อง…"): a question is not about it."""
    nothing: bool = False
    """Codes that do not exist were named, so no topic is to be guessed."""


def choices(judgement: Judgement, at: Pointers) -> list[Choice]:
    """All readings, each once, likeliest first."""
    found: dict[tuple[str, tuple[str, ...]], float] = {}
    for intent, share in _weighed(judgement, at).items():
        if share < LEAST_INTENT:
            continue
        for codes, part in _about(intent, judgement, at):
            key = (_by_family(intent, codes), codes)
            found[key] = found.get(key, 0.0) + share * part
    ranked = sorted(found.items(), key=lambda entry: -entry[1])
    return [Choice(intent, codes, round(share, 4)) for (intent, codes), share in ranked]


def _weighed(judgement: Judgement, at: Pointers) -> dict[str, float]:
    shares = _merged(judgement.intent)
    if at.named:
        shares["smalltalk"] *= CHAT_WITH_CODES
        whole = sum(shares.values())
        shares = {name: share / whole for name, share in shares.items()}
    return shares


def _merged(intents: dict[str, float]) -> dict[str, float]:
    """Whether a question is about an item or a measure, what it is about decides."""
    asks = intents["ask"] + intents["ask_measure"]
    measures = intents["ask_measure"] / asks if asks else 0.0
    rest = {name: share for name, share in intents.items() if name not in ("ask", "ask_measure")}
    return {"ask": asks * (1 - measures), "ask_measure": asks * measures, **rest}


def _by_family(intent: str, codes: tuple[str, ...]) -> str:
    if intent not in ("ask", "ask_measure") or not codes:
        return intent
    return "ask_measure" if all(code.startswith("measure:") for code in codes) else "ask"


def _about(
    intent: str, judgement: Judgement, at: Pointers
) -> Iterator[tuple[tuple[str, ...], float]]:
    """What an intent may be about, the shares adding up to one."""
    if at.named and intent in MAY_NAME:
        yield at.named, 1.0
    elif at.homes and intent in MAY_NAME:
        yield from (((code,), part) for code, part in zip(at.homes, HOMES, strict=False))
    elif at.nothing or intent not in MAY_NAME:
        yield (), 1.0
    elif (
        at.followed
        and not (at.away and intent == "ask")
        and intent in ABOUT_ITEMS | {"calendar", "ask_measure", "score"}
    ):
        yield at.followed, 1.0
    elif intent in ABOUT_ITEMS:
        yield from _unnamed(intent, judgement, at)
    elif intent == "ask_measure":
        yield from _measures(judgement)
    elif intent in ("score", "calendar", "mute", "contact") and at.focus:
        share = judgement.aim["focus"]
        yield (at.focus,), share
        yield (), 1 - share
    else:
        yield _indicator(intent, judgement), 1.0


def _unnamed(
    intent: str, judgement: Judgement, at: Pointers
) -> Iterator[tuple[tuple[str, ...], float]]:
    focus, topic, none = (judgement.aim[name] for name in ("focus", "topic", "none"))
    if at.overall and intent == "progress":
        focus, none = 0.0, none + focus
    if at.focus is None or (at.away and intent == "ask"):
        focus = 0.0
    if intent in ("tick", "untick") and at.focus is None and _flat(judgement):
        yield (), 1.0
        return
    if intent == "ask" or (intent in ("tick", "untick") and at.focus is None):
        # A question, or a report out of the blue, is about something.
        topic, none = topic + none, 0.0
    whole = focus + topic + none or 1.0
    if at.focus and focus:
        yield (at.focus,), focus / whole
    if none:
        yield (), none / whole
    for code, share in list(judgement.topic.items())[:MOST_TOPICS]:
        if topic and code != "measure:all":
            yield (code,), topic / whole * share


def _flat(judgement: Judgement) -> bool:
    """Whether nothing in the words points to one item more than to others."""
    return next(iter(judgement.topic.values())) < FLAT


def _measures(judgement: Judgement) -> Iterator[tuple[tuple[str, ...], float]]:
    """A question about measures is about one of them or about the list."""
    shares = {c: p for c, p in judgement.topic.items() if c.startswith("measure:")}
    whole = sum(shares.values()) or 1.0
    yield from (((code,), share / whole) for code, share in list(shares.items())[:MOST_TOPICS])


def _indicator(intent: str, judgement: Judgement) -> tuple[str, ...]:
    """A score, or what is left, may be asked of an indicator by its name."""
    code, share = next(iter(judgement.topic.items()))
    enough = share > _BY_NAME.get(intent, 1.0)
    return (code,) if enough and code.startswith("indicator:") else ()


_BY_NAME = {"score": 0.3, "remaining": 0.35}
