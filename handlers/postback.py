"""Intents as postback data and back: stateless, versionless, never expiring.

`a=tick&t=O12.2&y=2570`. A name is never reused with other fields; what is no longer known decodes
to `OldButton`. Postback data is user input: whoever takes the intent checks codes and rights.
"""

import re
from collections.abc import Callable
from typing import Literal, TypeVar
from urllib.parse import parse_qsl, urlencode

from handlers.intents import (
    Ask,
    AskMeasure,
    AskOffice,
    AttachEvidence,
    ConfirmMove,
    Contact,
    Decline,
    Explain,
    ForAgency,
    Intent,
    KeepDraft,
    KeepPairs,
    Mute,
    NoneOfThese,
    OldButton,
    OpenPages,
    Privacy,
    RecheckEvidence,
    Register,
    RemindGroup,
    RemoveEvidence,
    Review,
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
    Untick,
)

MAX_LENGTH = 300
"""LINE's limit for postback data, in characters."""


T = TypeVar("T", bound=str)

_CODE = re.compile(r"[iEO][1-9]\d?|(?:indicator|measure):[1-9]\d?|measure:all")


class TooLong(ValueError):
    """A button would carry more than LINE allows; found when the card is made."""


def encode(intent: Intent) -> str:
    """Raises TooLong, and TypeError for an intent that no button may carry."""
    data = urlencode([(key, str(value)) for key, value in _fields(intent) if value is not None])
    if len(data) > MAX_LENGTH:
        raise TooLong(f"{len(data)} characters of postback data: {data[:80]}…")
    return data


def _fields(intent: Intent) -> list[tuple[str, object]]:
    match intent:
        case Ask(codes):
            return [("a", "ask"), ("c", ",".join(codes))]
        case AskMeasure(codes):
            return [("a", "measure"), ("c", ",".join(codes))]
        case ShowScore(codes):
            return [("a", "score"), ("c", ",".join(codes) or None)]
        case Tick(targets, year):
            return [("a", "tick"), ("t", _targets(targets)), ("y", year)]
        case Untick(targets, year):
            return [("a", "untick"), ("t", _targets(targets)), ("y", year)]
        case Undo(batch):
            return [("a", "undo"), ("b", batch)]
        case ShowProgress(codes, year):
            return [("a", "progress"), ("c", ",".join(codes) or None), ("y", year)]
        case ShowRemaining(page, scope, only):
            return [("a", "remaining"), ("p", page), ("s", scope), ("o", only)]
        case ShowCalendar(codes):
            return [("a", "calendar"), ("c", ",".join(codes) or None)]
        case Mute(days):
            return [("a", "mute"), ("d", days)]
        case Unmute():
            return [("a", "unmute")]
        case Snooze(code, days):
            return [("a", "snooze"), ("c", code), ("d", days)]
        case _:
            return _rarer_fields(intent)


def _rarer_fields(intent: Intent) -> list[tuple[str, object]]:
    match intent:
        case AttachEvidence((), codes):
            return [("a", "attach"), ("c", ",".join(codes) or None)]
        case KeepPairs():
            return [("a", "pairs")]
        case TickAll(scope):
            return [("a", "tickall"), ("s", scope)]
        case NoneOfThese():
            return [("a", "none")]
        case Explain(entry, code):
            return [("a", "explain"), ("k", entry), ("c", code)]
        case Decline(reason):
            return [("a", "decline"), ("k", reason)]
        case RemoveEvidence(code, evidence_id, confirmed):
            yes = 1 if confirmed else None
            return [("a", "unlink"), ("c", code), ("e", evidence_id), ("ok", yes)]
        case ShowEvidence(code, page):
            return [("a", "links"), ("c", code), ("p", page)]
        case RecheckEvidence(code, evidence_id):
            return [("a", "recheck"), ("c", code), ("e", evidence_id)]
        case KeepDraft(evidence_id):
            return [("a", "keep"), ("e", evidence_id)]
        case ShowCarryOver(page):
            return [("a", "carry"), ("p", page)]
        case Register(None):
            return [("a", "register")]
        case ConfirmMove(yes=answer):
            return [("a", "move"), ("ok", int(answer))]
        case ShowHelp():
            return [("a", "help")]
        case Smalltalk(kind):
            return [("a", "hello"), ("k", kind)]
        case Contact(about):
            return [("a", "contact"), ("k", about)]
        case Privacy(wish):
            return [("a", "privacy"), ("k", wish)]
        case OpenPages():
            return [("a", "pages")]
        case ShowCallList():
            return [("a", "calls")]
        case Review(agency, code, accepted, reason):
            verdict = [("g", agency), ("c", code), ("ok", int(accepted)), ("r", reason or None)]
            return [("a", "review"), *verdict]
        case AskOffice(about, scope):
            return [("a", "office"), ("k", about), ("c", scope)]
        case ForAgency(wish, agency, code):
            return [("a", "agency"), ("k", wish), ("g", agency), ("c", code)]
        case RemindGroup(group, code):
            return [("a", "remind"), ("k", group), ("c", code)]
        case _:
            raise TypeError(f"no button carries {type(intent).__name__}")


def _targets(targets: tuple[Target, ...]) -> str:
    return ",".join(f"{t.code}.{t.step}" if t.step else t.code for t in targets)


class _Form(dict[str, str]):
    """The decoded fields; each reader raises ValueError for what does not fit."""

    def codes(self, *kinds: str) -> tuple[str, ...]:
        """`kinds` are the first letters that make sense for this wish; none means all."""
        codes = tuple(code for code in self.get("c", "").split(",") if code)
        for code in codes:
            if not _CODE.fullmatch(code) or (kinds and not code.startswith(kinds)):
                raise ValueError(code)
        return codes

    def one_code(self, *kinds: str) -> str:
        (code,) = self.codes(*kinds)
        return code

    def any_code(self) -> str | None:
        return self.one_code() if "c" in self else None

    def targets(self) -> tuple[Target, ...]:
        parts = [part.partition(".") for part in self["t"].split(",")]
        if not all(_CODE.fullmatch(code) for code, _, _ in parts):
            raise ValueError(self["t"])
        return tuple(Target(code, _number(step) if step else 0) for code, _, step in parts)

    def number(self, key: str) -> int | None:
        return _number(self[key]) if key in self else None


def _number(digits: str) -> int:
    number = int(digits)
    if not 0 <= number < 2**31:  # what a database keeps
        raise ValueError(digits)
    return number


_ONLY: dict[str | None, Literal["next", "returned"] | None] = {
    None: None, "next": "next", "returned": "returned",
}  # fmt: skip
_READERS: dict[str, Callable[[_Form], Intent]] = {
    "ask": lambda f: Ask(f.codes("i", "E", "O")),
    "measure": lambda f: AskMeasure(f.codes("measure")),
    "score": lambda f: ShowScore(f.codes()),
    "tick": lambda f: Tick(f.targets(), f.number("y")),
    "untick": lambda f: Untick(f.targets(), f.number("y")),
    "undo": lambda f: Undo(f.number("b")),
    "progress": lambda f: ShowProgress(f.codes(), f.number("y")),
    "remaining": lambda f: ShowRemaining(f.number("p") or 1, f.get("s"), _ONLY[f.get("o")]),
    "calendar": lambda f: ShowCalendar(f.codes()),
    "mute": lambda f: Mute(f.number("d")),
    "unmute": lambda _: Unmute(),
    "snooze": lambda f: Snooze(f.one_code(), f.number("d") or 7),
    "attach": lambda f: AttachEvidence((), f.codes()),
    "pairs": lambda _: KeepPairs(),
    "tickall": lambda f: TickAll(f["s"]),
    "none": lambda _: NoneOfThese(),
    "explain": lambda f: Explain(f["k"], f.any_code()),
    "decline": lambda f: Decline(
        _one_of(f["k"], "subject", "fake_evidence", "other_agency", "instructions")
    ),
    "unlink": lambda f: RemoveEvidence(f.any_code(), f.number("e"), "ok" in f),
    "links": lambda f: ShowEvidence(f.any_code(), f.number("p") or 1),
    "recheck": lambda f: RecheckEvidence(f.any_code(), f.number("e")),
    "keep": lambda f: KeepDraft(_number(f["e"])),
    "carry": lambda f: ShowCarryOver(f.number("p") or 1),
    "register": lambda _: Register(),
    "move": lambda f: ConfirmMove(f["ok"] == "1"),
    "help": lambda _: ShowHelp(),
    "hello": lambda f: Smalltalk(
        _one_of(f["k"], "greeting", "thanks", "sigh", "joke", "scold", "other")
    ),
    "contact": lambda f: Contact(_one_of(f["k"], "person", "corruption")),
    "privacy": lambda f: Privacy(_one_of(f["k"], "what", "delete", "confirm_delete", "keep")),
    "pages": lambda _: OpenPages(),
    "calls": lambda _: ShowCallList(),
    "review": lambda f: Review(f["g"], f.one_code("i", "E", "O"), f["ok"] == "1", f.get("r", "")),
    "office": lambda f: AskOffice(
        _one_of(f["k"], "overview", "silent", "worst", "queue", "links", "quota", "done", "open",
                "remind"), f.any_code()),
    "agency": lambda f: ForAgency(_one_of(f["k"], "show", "invite", "remind"), f["g"],
                                  f.any_code()),
    "remind": lambda f: RemindGroup(_one_of(f["k"], "all", "red", "silent", "open"),
                                    f.any_code()),
}  # fmt: skip


def _one_of(value: str, *known: T) -> T:
    for choice in known:
        if choice == value:
            return choice
    raise ValueError(value)


def decode(data: str) -> Intent:
    """Never raises: what cannot be read is an `OldButton`."""
    try:
        form = _Form(parse_qsl(data, strict_parsing=True))
        return _READERS[form.get("a", "")](form)
    except (KeyError, ValueError):
        return OldButton(data[:MAX_LENGTH])


def codes_of(data: str) -> frozenset[str]:
    """The codes that postback data names, for whoever knows which of them exist."""
    form = dict(parse_qsl(data))
    targets = (part.partition(".")[0] for part in form.get("t", "").split(","))
    return frozenset(code for code in (*form.get("c", "").split(","), *targets) if code)
