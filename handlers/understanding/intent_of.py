"""A choice as an intent: which targets, which help, how many days."""

import re

from handlers.intents import (
    Ask,
    AskMeasure,
    AttachEvidence,
    Candidate,
    Clarify,
    Contact,
    Decline,
    Explain,
    Intent,
    Mute,
    OpenPages,
    Privacy,
    RecheckEvidence,
    Register,
    RemoveEvidence,
    ShowCalendar,
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
from handlers.understanding.aim import Aim
from handlers.understanding.choices import Choice
from handlers.understanding.message import Message
from handlers.understanding.numbers import NUMBER, value
from handlers.understanding.wanted import WISH_SURE, Wanted

ABOUT_SURE = 0.8
"""Below this a question about an item is answered with its card."""
TEXT_LENGTH = 300
_DAYS = re.compile(rf"({NUMBER})\s?(วัน|สัปดาห์|อาทิตย์|เดือน|days?|weeks?|months?)")
_LENGTH = {"ว": 1, "ส": 7, "อ": 7, "เ": 30, "d": 1, "w": 7, "m": 30}
_SCOPES = (("O", "oit"), ("i", "iit"), ("E", "eit"), ("measure:all", "มาตรการ"))
_CANNOT = re.compile("ทำ(?:ไม่|บ่)(?:ได้|ไหว|ทัน|เป็น)|เฮ็ดบ่ได้|ยะบ่ได้")
""" "Cannot do it" is a cry for help: no tick changes."""
_STEPS_LEFT = re.compile("ข้อย่อย|ขั้น(?:ตอน)?(?:ไหน|ใด|อะไร)|(?:อัน|ข้อ|เรื่อง)นี้")
_TALK = ("greeting", "thanks", "sigh", "joke", "scold")
_EXPLAINED = {
    "register": frozenset({"handover", "invite", "move_agency"}),
    "contact": frozenset({"problem", "extend", "not_applicable", "ask_province", "members"}),
    "privacy": frozenset({"rename"}),
}
"""The wishes that are answered in words, by the intent they belong to."""


def targets_of(codes: tuple[str, ...], aim: Aim | None) -> tuple[Target, ...]:
    """With their steps where the message names steps; never a whole indicator."""
    if aim is not None and set(aim.codes) == set(codes):
        found = aim.targets
    else:
        found = tuple(Target(code) for code in codes)
    return tuple(
        t for t in found if not t.code.startswith("indicator:") and t.code != "measure:all"
    )


def intent_of(choice: Choice, wanted: Wanted) -> Intent:
    codes, aim = choice.codes, wanted.aim
    missing = aim.missing if aim is not None else ()
    match choice.intent:
        case "ask":
            return _question(codes, missing, wanted)
        case "ask_measure":
            return AskMeasure(codes or (() if missing else ("measure:all",)), missing)
        case "tick":
            return _tick(codes, wanted)
        case "untick":
            return _untick(codes, wanted)
        case "evidence":
            return _evidence(codes, wanted)
        case "progress":
            return _progress(codes, wanted)
        case "score":
            return ShowScore(codes)
        case "calendar":
            return ShowCalendar(codes)
        case "mute":
            return _mute(codes, wanted.message.run)
        case _:
            return _without_item(choice.intent, codes, wanted)


def _without_item(intent: str, codes: tuple[str, ...], wanted: Wanted) -> Intent:
    wish = wanted.wish
    if wish in _EXPLAINED.get(intent, ()) or (intent == "help" and wish.startswith("faq")):
        return Explain(wish, codes[0] if codes else None)
    match intent:
        case "remaining":
            return ShowRemaining(scope=_left_of(codes, wanted))
        case "register":
            return Register(wanted.message.invite)
        case "unmute":
            return Unmute()
        case "contact":
            return Contact("corruption") if wish == "corruption" else Contact(codes=wanted.named)
        case "privacy":
            return _privacy(wanted)
        case "smalltalk":
            kinds = {"praise": "thanks", **{kind: kind for kind in _TALK}}
            return Smalltalk(kinds.get(wish, "other"))  # type: ignore[arg-type]
        case "out_of_scope":
            reasons = {"fake": "fake_evidence", "other_agency": "other_agency",
                       "injection": "instructions"}  # fmt: skip
            return Decline(reasons.get(wish, "subject"))  # type: ignore[arg-type]
        case _:
            return OpenPages() if wanted.says("pages") else ShowHelp()


def _question(codes: tuple[str, ...], missing: tuple[str, ...], wanted: Wanted) -> Intent:
    followed = wanted.aim is not None and not wanted.aim.named
    surely = next(iter(wanted.judgement.wish.values())) >= ABOUT_SURE
    explained = wanted.wish in ("example", "which_year", "why") and surely
    if explained and len(codes) == 1 and not followed:
        return Explain(wanted.wish, codes[0])
    if missing and not codes and all(code.startswith("measure:") for code in missing):
        return AskMeasure((), missing)
    return Ask(codes, missing)


def _tick(codes: tuple[str, ...], wanted: Wanted) -> Intent:
    indicators = [code for code in codes if code.startswith("indicator:")]
    if not codes or indicators:
        return TickAll(indicators[0] if indicators else _scope(wanted.message.run, ()) or "all")
    return Tick(targets_of(codes, wanted.aim))


def _untick(codes: tuple[str, ...], wanted: Wanted) -> Intent:
    if _CANNOT.search(wanted.message.run):
        return Explain("problem", codes[0] if len(codes) == 1 else None)
    takes_back = wanted.judgement.done["back"] >= WISH_SURE
    if takes_back and (wanted.aim is None or not wanted.aim.named) and wanted.says("undo_last"):
        return Undo()
    return Untick(targets_of(codes, wanted.aim))


def _evidence(codes: tuple[str, ...], wanted: Wanted) -> Intent:
    code = codes[0] if codes else None
    if wanted.says("carry_over") and not codes:
        return ShowCarryOver()
    if wanted.says("evidence_recheck"):
        return RecheckEvidence(code or wanted.focus)
    match wanted.wish:
        case "remove_link":
            return RemoveEvidence(code or wanted.focus)
        case "links" | "broken_links":
            return ShowEvidence(code)
        case _:
            return AttachEvidence((), codes, text=words_of(wanted.message))


def words_of(message: Message) -> str:
    """The words beside a link, for the office to read."""
    return " ".join(message.text.replace("\ue400", " ").split())[:TEXT_LENGTH]


def _progress(codes: tuple[str, ...], wanted: Wanted) -> Intent:
    match wanted.wish:
        case "returned":
            return ShowRemaining()
        case "broken_links" | "links":
            return ShowEvidence(codes[0] if codes else None)
        case "export":
            return Explain("export")
        case _:
            return ShowProgress(codes)


def _privacy(wanted: Wanted) -> Intent:
    if wanted.says("privacy_keep"):
        return Privacy("keep")
    if wanted.says("privacy_confirm"):
        return Privacy("confirm_delete")
    return Privacy("delete" if wanted.wish == "delete_me" else "what")


def _mute(codes: tuple[str, ...], run: str) -> Intent:
    days = days_in(run)
    if len(codes) == 1 and ":" not in codes[0]:
        return Snooze(codes[0], days or 7)
    return Mute(days)


def days_in(run: str) -> int | None:
    """How many days a text speaks of, at most a year."""
    if match := _DAYS.search(run):
        return max(1, min(value(match[1]) * _LENGTH[match[2][0]], 366))
    for words, days in (("วันนี้", 1), ("พรุ่งนี้", 2), ("สัปดาห์นี้", 7), ("อาทิตย์นี้", 7), ("เดือนนี้", 30)):
        if words in run:
            return days
    return None


def _left_of(codes: tuple[str, ...], wanted: Wanted) -> str | None:
    """What "what is left" is asked of: one item, an indicator, a family, or everything (None)."""
    named = wanted.named
    if len(named) == 1 and ":" not in named[0]:
        return named[0]
    if not named and _STEPS_LEFT.search(wanted.message.run):
        return wanted.focus
    return _scope(wanted.message.run, codes or named)


def _scope(run: str, codes: tuple[str, ...]) -> str | None:
    for code in codes:
        if code.startswith("indicator:"):
            return code
    return next((scope for scope, word in _SCOPES if word in run), None)


def as_clarify(intents: tuple[Intent, ...], said: str) -> Clarify | None:
    """The older, shorter question when only the item is open and the wish is one."""
    wishes = {type(intent) for intent in intents}
    if wishes <= {Ask, AskMeasure}:
        codes = [intent.codes for intent in intents if isinstance(intent, Ask | AskMeasure)]
        if all(len(found) == 1 for found in codes):
            shares = (0.6, 0.3, 0.1, 0.05)
            return Clarify(
                "ask",
                tuple(Candidate(c[0], s) for c, s in zip(codes, shares, strict=False)),
                said,
            )
    return None
