"""What is said about being done, as intents: ticks, taking back, and the questions instead."""

from handlers.intents import (
    Ask,
    AskMeasure,
    Clarify,
    Intent,
    ShowProgress,
    Target,
    Tick,
    Undo,
    Untick,
    Wish,
)
from handlers.understanding.aim import Aim, by_topic, followed, is_filler, named
from handlers.understanding.lexicon import Lexicon
from handlers.understanding.meaning import Meaning
from handlers.understanding.message import Message
from handlers.understanding.verdicts import Said, Verdict, read_verdicts

_ELSEWHERE = ("mute", "unmute", "register", "privacy", "subject")
_FIRST = {"tick": 0, "untick": 1, "take_back": 1, "progress": 2, "ask": 3}


def spoken(message: Message, lexicon: Lexicon, focus: str | None) -> list[Meaning]:
    """Ticks first, then the rest in reading order; empty when nothing is said about being done."""
    if corrected := _not_this_but_that(message, lexicon):
        return corrected
    groups = read_verdicts(message, lexicon)
    if not any(_counts(said, message, lexicon) for said in groups):
        return []
    pairs = [
        (said.verdict or "ask", meaning)
        for said in groups
        if (meaning := _meaning(said, message, lexicon, focus)) is not None
    ]
    pairs += [("ask", unknown) for said in groups if (unknown := _unknown(said, lexicon, focus))]
    return _merge([meaning for _, meaning in sorted(pairs, key=lambda pair: _FIRST[pair[0]])])


def _counts(said: Said, message: Message, lexicon: Lexicon) -> bool:
    """Whether a group speaks of being done, rather than of a topic that uses the same words."""
    if said.verdict is None:
        return False
    if said.mentions:
        return said.verdict != "ask"
    if said.verdict == "ask":
        return False
    words = message.run[said.start : said.end]
    patterns = lexicon.patterns
    if any(patterns[kind].search(words) for kind in _ELSEWHERE):
        return False
    if said.verdict == "take_back" and not _undoes(words, lexicon):
        patterns = lexicon.patterns
        return bool(patterns["this_one"].search(words) or patterns["tick_word"].search(words))
    if said.verdict == "untick" and _asks(words, lexicon):
        return False
    if said.verdict == "tick":
        return said.ends and not _asks(words, lexicon)
    return not (said.verdict in ("untick", "progress") and _asks_topic(words, lexicon))


def _asks_topic(words: str, lexicon: Lexicon) -> bool:
    patterns = lexicon.patterns
    if patterns["normative"].search(words) or patterns["calendar"].search(words):
        return True
    if patterns["help"].search(words) or patterns["score"].search(words):
        return True
    return not is_filler(words, lexicon) and not patterns["clearly_open"].search(words)


def _asks(words: str, lexicon: Lexicon) -> bool:
    """Whether a question stands beside "done", other than what is left or when it is due."""
    patterns = lexicon.patterns
    rest = patterns["calendar"].sub("", patterns["remaining"].sub("", words))
    return patterns["question"].search(rest) is not None


def _not_this_but_that(message: Message, lexicon: Lexicon) -> list[Meaning]:
    match = lexicon.patterns["not_but"].search(message.run)
    if match is None:
        return []
    marks = [mention for letter in match[0] if (mention := message.mention(letter)) is not None]
    if len(marks) != 2 or not all(mention.targets for mention in marks):
        return []
    wrong, right = marks if match[0].startswith("ไม") else marks[::-1]
    asked = tuple(dict.fromkeys(target.code for target in right.targets))
    return [Meaning(Untick(wrong.targets), (match[0],)), Meaning(Ask(asked), (match[0],))]


def _meaning(said: Said, message: Message, lexicon: Lexicon, focus: str | None) -> Meaning | None:
    words = message.run[said.start : said.end]
    if said.verdict is None and not said.mentions:
        return None
    aim = named(said.mentions, focus, lexicon)
    if aim is None and said.verdict == "take_back" and _undoes(words, lexicon):
        return Meaning(Undo(), (said.words,))
    if aim is None and said.verdict == "progress" and _asks_overall(words, lexicon):
        return Meaning(ShowProgress(), (said.words,))
    aim = aim or _unnamed(words, message, lexicon, focus)
    evidence = (said.words, aim.why)
    if aim.missing and not aim.targets:
        return Meaning(Ask((), aim.missing), evidence)
    if not aim.targets and len(aim.candidates) > 1:
        return Meaning(Clarify(_wish(said.verdict), aim.candidates, aim.said), evidence)
    return Meaning(_intent(said.verdict, aim), evidence, aim.candidates)


def _asks_overall(words: str, lexicon: Lexicon) -> bool:
    """Whether "how far" is asked of nothing in particular."""
    patterns = lexicon.patterns
    rest = patterns["asks_done"].sub(" ", patterns["progress"].sub(" ", words))
    return patterns["progress"].search(words) is not None and (
        is_filler(rest, lexicon) and not patterns["this_one"].search(words)
    )


def _unknown(said: Said, lexicon: Lexicon, focus: str | None) -> Meaning | None:
    """Codes that do not exist beside codes that do: not to be passed over in silence."""
    aim = named(said.mentions, focus, lexicon)
    if aim is None or not aim.missing or not aim.targets or said.verdict in (None, "ask"):
        return None
    return Meaning(Ask((), aim.missing), (aim.why,))


def _undoes(words: str, lexicon: Lexicon) -> bool:
    patterns = lexicon.patterns
    if patterns["this_one"].search(words) and not patterns["undo_last"].search(words):
        return False
    rest = patterns["undo_last"].sub("", patterns["taken_back"].sub("", words))
    return is_filler(rest, lexicon)


def _unnamed(words: str, message: Message, lexicon: Lexicon, focus: str | None) -> Aim:
    """What is meant without a code: the focus, or a topic that is clear enough."""
    if lexicon.patterns["everything"].search(words):
        return Aim()
    if aim := followed(message, focus, lexicon):
        return aim
    if is_filler(lexicon.patterns["doubt"].sub("", words), lexicon):
        return Aim((Target(focus),), why=focus) if focus else Aim()
    topic = by_topic(lexicon.patterns["done"].sub(" ", words), lexicon, to_tick=True)
    if topic.targets or len(topic.candidates) > 1:
        return topic
    return Aim((Target(focus),), why=focus) if focus and not topic.candidates else Aim()


def _wish(verdict: Verdict | None) -> Wish:
    match verdict:
        case "tick":
            return "tick"
        case "untick" | "take_back":
            return "untick"
        case "progress":
            return "progress"
        case _:
            return "ask"


def _intent(verdict: Verdict | None, aim: Aim) -> Intent:
    match verdict:
        case "tick":
            return Tick(_tickable(aim.targets))
        case "untick" | "take_back":
            return Untick(_tickable(aim.targets))
        case "progress":
            return ShowProgress(aim.codes)
        case _:
            measures = bool(aim.codes) and all(code.startswith("measure:") for code in aim.codes)
            if measures:
                return AskMeasure(aim.codes, aim.missing)
            return Ask(aim.codes, aim.missing)


def _tickable(targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """A whole indicator or the list of all measures is never ticked at a stroke."""
    return tuple(
        target
        for target in targets
        if not target.code.startswith("indicator:") and target.code != "measure:all"
    )


def _merge(meanings: list[Meaning]) -> list[Meaning]:
    """Groups that say the same of several codes, as one meaning."""
    merged: list[Meaning] = []
    for meaning in meanings:
        place = next(
            (n for n, m in enumerate(merged) if type(m.intent) is type(meaning.intent)), None
        )
        joined = None if place is None else _join(merged[place], meaning)
        if place is None or joined is None:
            merged.append(meaning)
        else:
            merged[place] = joined
    return _without_contradiction(merged)


def _join(first: Meaning, second: Meaning) -> Meaning | None:
    evidence = (*first.evidence, *second.evidence)
    match first.intent, second.intent:
        case Tick(one), Tick(two):
            return Meaning(Tick(tuple(dict.fromkeys((*one, *two)))), evidence, first.nearest)
        case Untick(one), Untick(two):
            return Meaning(Untick(tuple(dict.fromkeys((*one, *two)))), evidence, first.nearest)
        case ShowProgress(a), ShowProgress(b):
            return Meaning(ShowProgress(tuple(dict.fromkeys((*a, *b)))), evidence, first.nearest)
        case Ask(a, missing), Ask(b, more):
            return Meaning(Ask(tuple(dict.fromkeys((*a, *b))), (*missing, *more)), evidence)
        case _:
            return None


def _without_contradiction(meanings: list[Meaning]) -> list[Meaning]:
    """A code that is called done and not done in one message is not ticked."""
    denied = {
        target
        for meaning in meanings
        if isinstance(meaning.intent, Untick)
        for target in meaning.intent.targets
    }
    kept: list[Meaning] = []
    for meaning in meanings:
        if isinstance(meaning.intent, Tick) and denied & set(meaning.intent.targets):
            left = tuple(target for target in meaning.intent.targets if target not in denied)
            if left:
                kept.append(Meaning(Tick(left), meaning.evidence, meaning.nearest))
            continue
        kept.append(meaning)
    return kept
