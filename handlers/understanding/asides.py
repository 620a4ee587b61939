"""Messages about no item in particular: other subjects, small talk, a bare number, the
list of measures."""

import re

from handlers.intents import Candidate, Smalltalk
from handlers.understanding.aim import KNOWN, SURE, Aim, by_topic, is_filler
from handlers.understanding.lexicon import Lexicon
from handlers.understanding.meaning import Meaning
from handlers.understanding.numbers import NUMBER


def other_subject(run: str, lexicon: Lexicon) -> str | None:
    """Words of another subject that no question about an item outweighs."""
    patterns = lexicon.patterns
    strong, weak = patterns["subject"].search(run), patterns["subject_weak"].search(run)
    if strong is None and weak is None:
        return None
    strength = by_topic(run, lexicon).strength
    asks = patterns["normative"].search(run) is not None
    if strong and (strength < SURE or not asks):
        return strong[0]
    return weak[0] if weak and strength < SURE and not (asks and strength >= KNOWN) else None


def small_talk(run: str, lexicon: Lexicon) -> Meaning | None:
    patterns = lexicon.patterns
    thanks = patterns["thanks"].search(run)
    greeting = patterns["greeting"].search(run)
    rest = run
    for kind in ("thanks", "greeting", "chatter"):
        rest = patterns[kind].sub(" ", rest)
    if rest == run or not is_filler(rest, lexicon):
        return None
    if thanks:
        return Meaning(Smalltalk("thanks"), (thanks[0],))
    if greeting:
        return Meaning(Smalltalk("greeting"), (greeting[0],))
    return Meaning(Smalltalk("other"), (run[:20],))


def bare_number(run: str, lexicon: Lexicon) -> Aim | None:
    """A message that is little more than a number: an item without its letter."""
    match = re.search(rf"(?<![\d.,/:-])({NUMBER})(?![\d.,/:%-])", run)
    if match is None or not match[1].isdigit():
        return None
    rest = lexicon.patterns["question"].sub("", run.replace(match[1], " "))
    if not is_filler(lexicon.patterns["explains"].sub("", rest), lexicon):
        return None
    return _number(int(match[1]), lexicon)


def _number(number: int, lexicon: Lexicon) -> Aim | None:
    known = [code for family in ("O", "i", "E") if (code := lexicon.numbering.code(family, number))]
    if known:
        scores = (0.6, 0.4, 0.2)
        found = tuple(Candidate(code, s) for code, s in zip(known, scores, strict=False))
        return Aim(candidates=found, said=str(number), why=str(number))
    return Aim(missing=(str(number),), why=str(number)) if 28 < number < 100 else None


def all_measures(run: str, lexicon: Lexicon) -> str | None:
    """Words for the whole list of measures, when nothing narrows it down."""
    match = lexicon.patterns["all_measures"].search(run)
    if match is None:
        return None
    rest = lexicon.patterns["of_province"].sub("", run.replace(match[0], " "))
    return match[0] if is_filler(lexicon.patterns["question"].sub("", rest), lexicon) else None
