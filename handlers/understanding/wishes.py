"""Wishes that need no item (progress, calendar, reminders, help, …), and the plain question."""

import re

from handlers.intents import (
    Ask,
    AskMeasure,
    Clarify,
    Contact,
    Decline,
    Intent,
    Mute,
    OpenPages,
    Privacy,
    Register,
    ShowCalendar,
    ShowCallList,
    ShowHelp,
    ShowProgress,
    ShowRemaining,
    ShowScore,
    Smalltalk,
    Snooze,
    Target,
    Unmute,
    Unrecognised,
)
from handlers.understanding.aim import KNOWN, SURE, Aim, by_topic, followed, is_filler, named
from handlers.understanding.asides import all_measures, bare_number, other_subject, small_talk
from handlers.understanding.lexicon import Lexicon
from handlers.understanding.meaning import Meaning
from handlers.understanding.message import Message
from handlers.understanding.numbers import NUMBER, value

_DAYS = re.compile(rf"({NUMBER})\s?(วัน|สัปดาห์|อาทิตย์|เดือน|days?|weeks?|months?)")
_LENGTH = {"ว": 1, "ส": 7, "อ": 7, "เ": 30, "d": 1, "w": 7, "m": 30}
_STRONG = (
    "privacy", "mute", "unmute", "register", "calendar", "score", "call_list", "pages",
    "remaining", "progress", "corruption", "help", "contact", "calendar_weak",
)  # fmt: skip
_YIELDS = frozenset(
    {"calendar_weak", "contact", "corruption", "progress", "score", "help", "privacy", "pages"}
)
"""A clear question about a topic wins over these: items speak of contacts and scores too."""
FIRM_REST = 0.35
"""From this strength on, what stands beside "progress" is what the progress is of."""
_SCOPE = (("O", "oit"), ("i", "iit"), ("E", "eit"), ("measure:all", "มาตรการ"))
_INDICATOR = "indicator:"


def plain(message: Message, lexicon: Lexicon, focus: str | None) -> list[Meaning]:
    """The meaning of a message that says nothing about being done."""
    aim = named(message.reading.mentions, focus, lexicon)
    talk = small_talk(message.run, lexicon)
    if talk is not None and talk.intent == Smalltalk("thanks"):
        return [talk]
    wish = _wish(message, lexicon, aim)
    if wish is not None:
        return [wish]
    if aim is not None:
        return [_question(aim)]
    if aim := followed(message, focus, lexicon):
        return [_question(aim)]
    return [_unnamed(message, lexicon, focus)]


def beside(message: Message, lexicon: Lexicon, said: list[Meaning]) -> list[Meaning]:
    """What a message about being done wants besides."""
    patterns = lexicon.patterns
    found: list[Meaning] = []
    if any(isinstance(meaning.intent, Clarify) for meaning in said):
        return found
    if match := patterns["remaining"].search(message.run):
        found.append(Meaning(ShowRemaining(), (match[0],)))
    if match := patterns["calendar"].search(message.run):
        found.append(Meaning(ShowCalendar(), (match[0],)))
    return found


def _wish(message: Message, lexicon: Lexicon, aim: Aim | None) -> Meaning | None:
    patterns = lexicon.patterns
    run = message.run
    if not (aim and aim.codes) and (words := all_measures(run, lexicon)):
        return Meaning(AskMeasure(("measure:all",)), (words,))
    if not (aim and aim.named) and (other := other_subject(run, lexicon)):
        return Meaning(Decline("subject"), (other,))
    topic: Aim | None = None
    for kind in _STRONG:
        match = patterns[kind].search(run)
        if match is None or (aim and aim.named and not _goes_with(kind, aim)):
            continue
        if kind in _YIELDS and not (aim and aim.named):
            topic = topic or by_topic(run, lexicon)
            if _topic_wins(kind, match[0], topic, run, lexicon):
                continue
        intent = _intent(kind, message, lexicon, aim)
        if intent is not None:
            return Meaning(intent, (match[0],))
    return None


_WITH_CODES = frozenset({"score", "calendar", "mute", "progress", "remaining", "privacy"})


def _goes_with(kind: str, aim: Aim) -> bool:
    """Whether a wish can be about codes; what is left can be of an indicator, not of one item."""
    groups = all(":" in code for code in aim.codes)
    return kind in _WITH_CODES and (kind != "remaining" or groups)


def _topic_wins(kind: str, words: str, topic: Aim, run: str, lexicon: Lexicon) -> bool:
    """Whether a question about an item uses the words of a wish."""
    patterns = lexicon.patterns
    sure = topic.strength >= SURE
    asks = patterns["normative"].search(run) is not None
    match kind:
        case "corruption":
            return sure and patterns["asks_item"].search(run) is not None
        case "help":
            if patterns["help_sure"].search(words):
                return False
            names = patterns["asks_item"].search(run) is not None
            return (sure and (names or asks)) or topic.strength >= FIRM_REST
        case "score":
            return sure and asks and not patterns["amount"].search(run)
        case "progress":
            rest = run.replace(words, " ")
            strength = 0.0 if is_filler(rest, lexicon) else by_topic(rest, lexicon).strength
            return strength >= SURE and (asks or strength >= FIRM_REST)
        case "calendar_weak":
            return sure
        case _:
            return sure and asks


def _intent(kind: str, message: Message, lexicon: Lexicon, aim: Aim | None) -> Intent | None:
    codes = aim.codes if aim else ()
    simple: dict[str, Intent] = {
        "unmute": Unmute(),
        "register": Register(message.invite),
        "call_list": ShowCallList(),
        "pages": OpenPages(),
        "help": ShowHelp(),
        "contact": Contact(),
        "corruption": Contact("corruption"),
        "progress": ShowProgress(codes),
    }
    match kind:
        case "privacy":
            return _privacy(message.run, lexicon)
        case "mute":
            return _mute(message.run, codes)
        case "calendar" | "calendar_weak":
            return ShowCalendar(codes)
        case "score":
            return _score(message, lexicon, codes)
        case "remaining":
            return ShowRemaining(scope=_scope(message.run, codes))
        case _:
            return simple[kind]


def _privacy(run: str, lexicon: Lexicon) -> Intent:
    patterns = lexicon.patterns
    if patterns["privacy_keep"].search(run):
        return Privacy("keep")
    if patterns["privacy_confirm"].search(run):
        return Privacy("confirm_delete")
    asks = patterns["question"].search(run)
    if patterns["privacy_delete"].search(run) and not asks:
        return Privacy("delete")
    return Privacy("delete" if patterns["privacy_delete"].search(run) else "what")


def _mute(run: str, codes: tuple[str, ...]) -> Intent:
    days = _days(run)
    if len(codes) == 1 and ":" not in codes[0]:
        return Snooze(codes[0], days or 7)
    return Mute(days)


def _days(run: str) -> int | None:
    if match := _DAYS.search(run):
        return max(1, min(value(match[1]) * _LENGTH[match[2][0]], 366))
    for words, days in (("วันนี้", 1), ("พรุ่งนี้", 2), ("สัปดาห์นี้", 7), ("อาทิตย์นี้", 7), ("เดือนนี้", 30)):
        if words in run:
            return days
    return None


def _score(message: Message, lexicon: Lexicon, codes: tuple[str, ...]) -> Intent | None:
    if codes and not all(code.startswith(_INDICATOR) for code in codes):
        return ShowScore(codes)
    if not codes:
        ranked = lexicon.search.rank(message.run)
        fits = (m.candidate.code for m in ranked if m.strength >= KNOWN)
        codes = tuple(code for code in fits if code.startswith(_INDICATOR))[:1]
    return ShowScore(codes)


def _scope(run: str, codes: tuple[str, ...]) -> str | None:
    for code in codes:
        if code.startswith(_INDICATOR):
            return code
    return next((scope for scope, word in _SCOPE if word in run), None)


def _question(aim: Aim) -> Meaning:
    """A question about codes: measures apart, numbers that may mean several as a choice."""
    evidence = (aim.why,)
    if aim.targets:
        measures = all(code.startswith("measure:") for code in aim.codes)
        intent: Intent = (
            AskMeasure(aim.codes, aim.missing) if measures else Ask(aim.codes, aim.missing)
        )
        return Meaning(intent, evidence, aim.candidates)
    if aim.missing:
        if all(code.startswith("measure:") for code in aim.missing):
            return Meaning(AskMeasure((), aim.missing), evidence)
        return Meaning(Ask((), aim.missing), evidence)
    if len(aim.candidates) == 1:
        return Meaning(Ask((aim.candidates[0].code,)), evidence, aim.candidates)
    return Meaning(Clarify("ask", aim.candidates, aim.said), evidence)


def _unnamed(message: Message, lexicon: Lexicon, focus: str | None) -> Meaning:
    """No code and no other wish: a bare number, a topic, another subject, or small talk."""
    patterns = lexicon.patterns
    run = message.run
    if number := bare_number(run, lexicon):
        return _question(number)
    if focus and patterns["explains"].search(run):
        rest = patterns["explains"].sub("", run)
        if is_filler(patterns["question"].sub("", rest), lexicon):
            return _question(Aim((Target(focus),), why=focus))
    topic = by_topic(run, lexicon)
    talk = small_talk(run, lexicon)
    if talk is not None:
        return talk
    if topic.candidates:
        return _topic_answer(topic)
    nearest = tuple(match.candidate for match in lexicon.search.rank(run)[:2])
    return Meaning(Unrecognised(nearest), (run[:40],))


def _topic_answer(topic: Aim) -> Meaning:
    """An answer, or a choice when two are close."""
    evidence = (topic.why,)
    best = topic.codes[0] if topic.codes else None
    if best is None and len(topic.candidates) > 1:
        return Meaning(Clarify("ask", topic.candidates), evidence)
    code = best or topic.candidates[0].code
    intent: Intent = AskMeasure((code,)) if code.startswith("measure:") else Ask((code,))
    return Meaning(intent, evidence, topic.candidates)
