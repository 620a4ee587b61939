"""A choice as an intent: which targets, which help, how many days; and what holds it back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

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
from handlers.understanding.lexicon import Lexicon
from handlers.understanding.message import Message
from handlers.understanding.model import Judgement
from handlers.understanding.numbers import NUMBER, value
from handlers.understanding.vetoes import SHORT_MESSAGE, asks, has_unread, untick_veto, veto

TICK_SURE = 0.75
"""A tick at once asks for more certainty than any other answer."""
TOPIC_TICK_SURE = 0.95
"""The same without a code: the item is a guess too, and a wrong tick is worse than a question."""
UNTICK_SURE = 0.7
TOPIC_UNTICK_SURE = 0.85
EMPTY_SURE = 0.85
"""Below this, "not done" of nothing in particular is likelier to be talk."""
DONE_SURE = 0.75
OPEN_SURE = 0.6
VERY_SURE = 0.95
"""In a very short message with a code every other word may be a slip of a doubt."""
STORY_SURE = 0.97
"""From this certainty on a long message ticks although a word in it could be a veto."""
ASKED = 0.1
"""Below this a question in the message is likely about something else than being done."""
WISH_SURE = 0.5
ABOUT_SURE = 0.8
"""Below this a question about an item is answered with its card."""
BESIDE = frozenset({"remaining", "calendar", "score", "contact", "help", "mute"})
"""Wishes that may stand beside a report in one message."""
TEXT_LENGTH = 300
_SOFT = frozenset({"part", "elsewhere", "doubts"})
_DAYS = re.compile(rf"({NUMBER})\s?(วัน|สัปดาห์|อาทิตย์|เดือน|days?|weeks?|months?)")
_LENGTH = {"ว": 1, "ส": 7, "อ": 7, "เ": 30, "d": 1, "w": 7, "m": 30}
_ALL_DONE = re.compile("[oie]it|(?:โอ|ไอ|อี)ไอที|(?:เสร็จ|ครบ|เรียบร้อย|ทำ|ส่ง)หมด|หมดทุก|ทุกอย่าง")
_SCOPES = (("O", "oit"), ("i", "iit"), ("E", "eit"), ("measure:all", "มาตรการ"))
_CANNOT = re.compile("ทำ(?:ไม่|บ่)(?:ได้|ไหว|ทัน|เป็น)|เฮ็ดบ่ได้|ยะบ่ได้")
""" "Cannot do it" is a cry for help: no tick changes."""
_TALK = ("greeting", "thanks", "sigh", "joke", "scold")
_EXPLAINED = {
    "register": frozenset({"handover", "invite", "move_agency"}),
    "contact": frozenset({"problem", "extend", "not_applicable", "ask_province", "members"}),
    "privacy": frozenset({"rename"}),
}
"""The wishes that are answered in words, by the intent they belong to."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an intent is made from."""

    message: Message
    judgement: Judgement
    aim: Aim | None
    focus: str | None
    lexicon: Lexicon

    def says(self, pattern: str) -> bool:
        return self.lexicon.patterns[pattern].search(self.message.run) is not None

    @property
    def named(self) -> tuple[str, ...]:
        """The codes that the message itself names."""
        return self.aim.codes if self.aim is not None and self.aim.named else ()

    @property
    def wish(self) -> str:
        """The finer wish, "" when the model is not sure of one."""
        name, share = next(iter(self.judgement.wish.items()))
        return "" if name == "none" or share < WISH_SURE else name


def reason_of(choice: Choice, wanted: Wanted) -> str | None:
    """Why a tick or an untick may not be done at once; None for everything else."""
    if choice.intent not in ("tick", "untick"):
        return None
    message, done = wanted.message, wanted.judgement.done
    guessed = wanted.aim is None and choice.codes != (wanted.focus,)
    if choice.intent == "untick":
        if asks(message.run, message.raw, wanted.lexicon):
            return "doubts" if _told_all_the_same(choice, wanted, UNTICK_SURE) else "asks"
        limit = TOPIC_UNTICK_SURE if guessed else UNTICK_SURE
        if not choice.codes and choice.share < EMPTY_SURE:
            return "empty"
        if reason := untick_veto(message.run, choice.codes, guessed=guessed):
            return reason
        sure = choice.share >= limit and done["open"] + done["back"] >= OPEN_SURE
        return None if sure and choice.codes else "unsure"
    loose = wanted.aim is None or not wanted.aim.targets
    if loose and (wanted.says("everything") or _ALL_DONE.search(message.run)):
        return "all"
    if not choice.codes or any(code.startswith("indicator:") for code in choice.codes):
        return "all"
    if asks(message.run, message.raw, wanted.lexicon):
        return "doubts" if _told_all_the_same(choice, wanted, TICK_SURE) else "asks"
    run = without_wishes(message.run, wanted.lexicon, wanted.judgement.also)
    reason = veto(run, message.raw, wanted.lexicon)
    told = len(message.run) > SHORT_MESSAGE and done["done"] >= STORY_SURE
    if reason == "asks" and _told_all_the_same(choice, wanted, TICK_SURE):
        return "doubts"
    if reason is not None and not (told and reason in _SOFT):
        return reason
    limit = TOPIC_TICK_SURE if guessed else TICK_SURE
    share = choice.share + _beside(wanted.judgement)
    least = VERY_SURE if has_unread(message.run) and not guessed else DONE_SURE
    return None if share >= limit and done["done"] >= least else "unsure"


def _told_all_the_same(choice: Choice, wanted: Wanted, limit: float) -> bool:
    """Whether the words ask, but of something else than whether it is done: the verdict is put as
    a question then, where it would have been answered with the state."""
    return wanted.judgement.done["asked"] < ASKED and choice.share >= limit


def _beside(judgement: Judgement) -> float:
    """What a second wish takes from the share of a tick that is told as well."""
    if "tick" not in judgement.also:
        return 0.0
    return sum(judgement.intent[name] for name in BESIDE if name in judgement.also)


def without_wishes(run: str, lexicon: Lexicon, also: Sequence[str]) -> str:
    """The words without a question that may stand beside a report: what is left, when it is due.

    Only where the model hears that question (`also`): "ที่เหลือแจกคู่มือ" tells what is not done.
    """
    for name in ("remaining", "calendar"):
        if name in also:
            run = lexicon.patterns[name].sub(" ", run)
    return run


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
            return ShowRemaining(scope=_scope(wanted.message.run, codes))
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
