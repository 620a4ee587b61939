"""What the resolver hands back, and the one line of JSON that says it."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.intents import (
    AdminCommand,
    Ask,
    AskMeasure,
    AttachEvidence,
    Candidate,
    Clarify,
    Contact,
    Decline,
    Intent,
    Mute,
    OpenPages,
    Privacy,
    RecheckEvidence,
    Register,
    RemoveEvidence,
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
    Tick,
    Undo,
    Unmute,
    Unrecognised,
    Untick,
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """An intent and the words that spoke for it; `nearest` are codes ranked by the topic search."""

    intent: Intent
    evidence: tuple[str, ...] = ()
    nearest: tuple[Candidate, ...] = ()


def as_line(meanings: Sequence[Meaning], focus: str | None = None) -> dict[str, object]:
    """The object that `understand` prints. A question that offers candidates carries the likeliest
    one in `codes`; taking back the last tick is `untick` and means the focus."""
    main = meanings[0]
    also = [
        {"intent": name(meaning.intent), "codes": list(codes(meaning.intent, focus))}
        for meaning in meanings[1:]
    ]
    match main.intent:
        case AttachEvidence(done=True):
            also.insert(0, {"intent": "tick", "codes": list(codes(main.intent, focus))})
        case _:
            pass
    return {
        "intent": name(main.intent),
        "codes": list(codes(main.intent, focus)),
        "candidates": [
            {"code": candidate.code, "score": candidate.score} for candidate in _candidates(main)
        ],
        "done": _done(main.intent),
        "also": also,
    }


def _candidates(meaning: Meaning) -> tuple[Candidate, ...]:
    match meaning.intent:
        case Clarify(candidates=candidates) | Unrecognised(candidates):
            return candidates
        case _:
            return meaning.nearest


def _done(intent: Intent) -> bool | None:
    match intent:
        case Tick(targets):
            return True if targets else None
        case AttachEvidence(done=True):
            return True
        case Untick() | Undo():
            return False
        case _:
            return None


def codes(intent: Intent, focus: str | None = None) -> tuple[str, ...]:
    """The codes that an intent is about, each once."""
    match intent:
        case Ask(found) | AskMeasure(found) | ShowScore(found) | ShowProgress(found):
            return found
        case ShowCalendar(found):
            return found
        case Tick(targets) | Untick(targets):
            return tuple(dict.fromkeys(target.code for target in targets))
        case Undo():
            return (focus,) if focus else ()
        case AttachEvidence(links, named):
            linked = (link.code for link in links if link.code)
            return tuple(dict.fromkeys((*named, *linked)))
        case RemoveEvidence(code) | ShowEvidence(code) | RecheckEvidence(code):
            return (code,) if code else ()
        case Snooze(code):
            return (code,)
        case Clarify(candidates=candidates):
            return (candidates[0].code,)
        case _:
            return ()


def name(intent: Intent) -> str:
    """The contract's name of an intent."""
    match intent:
        case AskMeasure():
            return "ask_measure"
        case ShowScore():
            return "score"
        case Tick():
            return "tick"
        case Untick() | Undo():
            return "untick"
        case (
            AttachEvidence()
            | RemoveEvidence()
            | ShowEvidence()
            | RecheckEvidence()
            | ShowCarryOver()
        ):
            return "evidence"
        case ShowProgress():
            return "progress"
        case ShowRemaining():
            return "remaining"
        case ShowCalendar():
            return "calendar"
        case Mute() | Snooze():
            return "mute"
        case Unmute():
            return "unmute"
        case Register():
            return "register"
        case ShowHelp():
            return "help"
        case Smalltalk():
            return "smalltalk"
        case Contact():
            return "contact"
        case Privacy():
            return "privacy"
        case Decline():
            return "out_of_scope"
        case Clarify(wish, candidates):
            measures = candidates[0].code.startswith("measure:")
            return "ask_measure" if wish == "ask" and measures else wish
        case OpenPages():
            return "dashboard"
        case ShowCallList():
            return "call_list"
        case AdminCommand():
            return "admin"
        case _:
            return "ask"
