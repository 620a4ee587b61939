"""What the resolver hands back, and the one line of JSON that says it."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.intents import (
    AdminCommand,
    Ask,
    AskMeasure,
    AskOffice,
    AttachEvidence,
    Candidate,
    Choose,
    Clarify,
    Contact,
    Decline,
    Explain,
    ForAgency,
    Intent,
    Mute,
    NoteFor,
    OpenPages,
    Privacy,
    RecheckEvidence,
    Register,
    RemindGroup,
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
    Target,
    Tick,
    TickAll,
    Undo,
    Unmute,
    Unrecognised,
    Untick,
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """An intent and what spoke for it; `nearest` are codes by how likely they are meant, `others`
    what the message may mean instead."""

    intent: Intent
    evidence: tuple[str, ...] = ()
    nearest: tuple[Candidate, ...] = ()
    others: tuple[Intent, ...] = ()


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
        "asks": _asks(main.intent),
        "options": [
            {"intent": name(option), "codes": list(codes(option, focus))}
            for option in _options(main)
        ],
    }


def _asks(intent: Intent) -> bool:
    """Whether the answer is a question: with buttons, or "which item?" in words."""
    match intent:
        case Clarify() | Choose() | Tick(targets=()) | Untick(targets=()):
            return True
        case _:
            return False


def _options(meaning: Meaning) -> tuple[Intent, ...]:
    """The buttons of a question, best first; beside an answer, what else it may have been."""
    match meaning.intent:
        case Choose(options):
            return options
        case Clarify(wish, candidates):
            return tuple(_wished(wish, candidate.code) for candidate in candidates)
        case Unrecognised(candidates):
            return tuple(_wished("ask", candidate.code) for candidate in candidates)
        case AttachEvidence(done=False) if named := codes(meaning.intent):
            # The card of a link that is kept has this button.
            return (*meaning.others, Tick(tuple(Target(code) for code in named)))
        case _:
            return meaning.others


def _wished(wish: str, code: str) -> Intent:
    targets = (Target(code),)
    match wish:
        case "tick":
            return Tick(targets)
        case "untick":
            return Untick(targets)
        case "progress":
            return ShowProgress((code,))
        case "evidence":
            return AttachEvidence((), (code,))
        case _:
            return AskMeasure((code,)) if code.startswith("measure:") else Ask((code,))


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
        case Untick(targets):
            return False if targets else None
        case Undo():
            return False
        case _:
            return None


def codes(intent: Intent, focus: str | None = None) -> tuple[str, ...]:
    """The codes that an intent is about, each once."""
    match intent:
        case Ask(found) | AskMeasure(found) | ShowScore(found) | ShowProgress(found):
            return found
        case ShowCalendar(found) | Contact(codes=found):
            return found
        case ShowRemaining(scope=str(scope)) if scope[-1].isdigit():
            return (scope,)
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
        case Choose(options):
            return codes(options[0], focus)
        case Explain(code=code):
            return (code,) if code else ()
        case _:
            return ()


def name(intent: Intent) -> str:
    """The contract's name of an intent."""
    match intent:
        case Choose(options):
            return name(options[0])
        case Explain(entry, code):
            return _explained(entry, code)
        case Clarify(wish, candidates):
            measures = candidates[0].code.startswith("measure:")
            return "ask_measure" if wish == "ask" and measures else wish
        case _:
            return _NAMES.get(type(intent), "ask")


_NAMES: dict[type, str] = {
    AskMeasure: "ask_measure", ShowScore: "score", Tick: "tick", TickAll: "tick",
    Untick: "untick", Undo: "untick", AttachEvidence: "evidence", RemoveEvidence: "evidence",
    ShowEvidence: "evidence", RecheckEvidence: "evidence", ShowCarryOver: "evidence",
    ShowProgress: "progress", ShowRemaining: "remaining", ShowCalendar: "calendar", Mute: "mute",
    Snooze: "mute", Unmute: "unmute", Register: "register", ShowHelp: "help",
    Smalltalk: "smalltalk", Contact: "contact", Privacy: "privacy", Decline: "out_of_scope",
    OpenPages: "dashboard", ShowCallList: "call_list", AdminCommand: "admin", AskOffice: "admin",
    ForAgency: "admin", RemindGroup: "admin", NoteFor: "admin",
}  # fmt: skip


def _explained(entry: str, code: str | None) -> str:
    """The contract's intent that a general answer belongs to."""
    if entry in ("which_year", "example", "why") or (entry.startswith("faq") and code):
        return "ask"
    if entry in ("handover", "invite", "move_agency"):
        return "register"
    if entry in ("problem", "extend", "not_applicable", "ask_province", "members"):
        return "contact"
    return _CONTRACT.get(entry.removeprefix("faq:"), "help")


_CONTRACT = {
    "rename": "privacy", "export": "progress", "when": "calendar", "results_when": "calendar",
    "levels": "score", "weights": "score", "item_score": "score", "open_data_low": "score",
    "agency_score": "score", "tick_and_score": "score", "pdpa": "privacy", "data_where": "privacy",
    "leave": "privacy",
}  # fmt: skip
"""The contract's intents of general answers that are not about how to use the bot."""
