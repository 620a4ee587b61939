"""The question that is asked instead of a deed that is not sure, and the buttons under it."""

from collections.abc import Sequence

from handlers.intents import (
    Ask,
    AskMeasure,
    Candidate,
    Choose,
    Clarify,
    Intent,
    ShowProgress,
    ShowRemaining,
    Target,
    Tick,
    TickAll,
    Untick,
)
from handlers.understanding.aim import Aim
from handlers.understanding.choices import Choice
from handlers.understanding.intent_of import (
    as_clarify,
    intent_of,
    targets_of,
)
from handlers.understanding.meaning import Meaning
from handlers.understanding.vetoes import veto
from handlers.understanding.wanted import Wanted

_MOST = 4
ASKED_SURE = 0.5
"""From this share on a question in the words is about being done, and is answered."""
_NOT_FIRST = frozenset({"denies", "part", "doubts"})


def candidates(ranked: Sequence[Choice]) -> tuple[Candidate, ...]:
    """The single codes among the choices, best first, with their shares."""
    found: dict[str, float] = {}
    for choice in ranked:
        if len(choice.codes) == 1:
            found[choice.codes[0]] = found.get(choice.codes[0], 0.0) + choice.share
    best = sorted(found.items(), key=lambda entry: -entry[1])[:_MOST]
    return tuple(Candidate(code, round(min(share, 1.0), 3)) for code, share in best)


def held_back(reason: str, best: Choice, wanted: Wanted, nearest: tuple[Candidate, ...]) -> Meaning:
    """What is said instead of a tick or an untick that may not be done at once."""
    evidence = (best.intent, reason)
    if reason == "asks" and wanted.judgement.done["asked"] >= ASKED_SURE:
        return Meaning(ShowProgress(best.codes), evidence, nearest)
    if reason == "all" or not best.codes:
        return Meaning(_whole(best, wanted, nearest), evidence, nearest)
    targets = targets_of(best.codes, wanted.aim)
    deeds: list[Intent] = [Tick(targets), Untick(targets)] if targets else []
    if reason in _NOT_FIRST or best.intent == "untick":
        deeds.reverse()
    if reason == "asks":
        deeds = [*deeds[:1], ShowProgress(best.codes)]
    if (wanted.aim is None or not wanted.aim.targets) and reason == "unsure":
        # Without a code the item is the doubtful part: other items before other deeds.
        kind = Tick if best.intent == "tick" else Untick
        others = [c.code for c in nearest if c.code not in best.codes][:1]
        deeds = [*deeds[:1], *(kind((Target(code),)) for code in others)]
    return Meaning(Choose((*deeds, look(best.codes))), evidence, nearest)


def look(codes: tuple[str, ...]) -> Intent:
    measures = all(code.startswith("measure:") for code in codes)
    return AskMeasure(codes) if measures else Ask(codes)


def _whole(best: Choice, wanted: Wanted, nearest: tuple[Candidate, ...]) -> Intent:
    """Everything, or nothing in particular, is said to be finished or open."""
    if best.intent == "tick" and (
        best.codes or wanted.wish == "all_done" or wanted.says("everything")
    ):
        scope = tuple(code for code in best.codes if code.startswith("indicator:"))
        everything = intent_of(Choice("tick", scope, best.share), wanted)
        options: tuple[Intent, ...] = (everything,)
        if everything == TickAll("all"):
            options = (everything, TickAll("O"))
        return Choose((*options, ShowRemaining()))
    kind = Tick if best.intent == "tick" else Untick
    if not best.codes:
        run = wanted.message.run
        denied = kind is Tick and veto(run, run, wanted.lexicon) == "denies"
        return Untick(()) if denied else kind(())
    guesses = tuple(
        kind((Target(c.code),)) for c in nearest[:2] if not c.code.startswith("indicator:")
    )
    return Choose((*guesses, ShowRemaining(), ShowProgress())[:3])


def question(options: tuple[Intent, ...], aim: Aim | None) -> Intent:
    """Buttons for what may have been meant; one wish for several items is the shorter question."""
    distinct = tuple(dict.fromkeys(options))
    short: Clarify | None = as_clarify(distinct, aim.said if aim is not None and aim.named else "")
    return short or Choose(distinct)
