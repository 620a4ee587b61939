"""What is refused politely and changes nothing: orders to the bot, faked evidence, others' data."""

import re

from handlers.intents import Decline
from handlers.understanding.aim import SURE, by_topic
from handlers.understanding.lexicon import Lexicon
from handlers.understanding.meaning import Meaning
from handlers.understanding.message import Message


def refusal(message: Message, lexicon: Lexicon, agencies: tuple[str, ...]) -> Meaning | None:
    patterns = lexicon.patterns
    if order := patterns["instructions"].search(message.run):
        return Meaning(Decline("instructions"), (order[0],))
    faked = patterns["fake"].search(message.run)
    if faked and not patterns["honest"].search(message.run) and not _tells(message.run, lexicon):
        return Meaning(Decline("fake_evidence"), (faked[0],))
    return _other_agency(message, lexicon, agencies)


def _tells(run: str, lexicon: Lexicon) -> bool:
    """Whether faking is told of, as some items are about it, and not asked for."""
    return not lexicon.patterns["pleads"].search(run) and by_topic(run, lexicon).strength >= SURE


def _other_agency(message: Message, lexicon: Lexicon, agencies: tuple[str, ...]) -> Meaning | None:
    """Another agency together with words for its data or its ticks. Joining or calling is free."""
    patterns = lexicon.patterns
    run = message.run
    if patterns["register"].search(run) or patterns["contact"].search(run):
        return None
    named = _named_agency(run, agencies) if agencies else None
    if named is None and not patterns["own"].search(run):
        named = _match(patterns["other_agency"], run) or _match(patterns["other_agency_broad"], run)
        named = None if agencies and named and "อื่น" not in named else named
    if named is None:
        return None
    data = patterns["data_words"].search(run.replace(named, " "))
    done = patterns["done"].search(run) or patterns["done_verb"].search(run)
    if not data and not done:
        return None
    if patterns["normative"].search(run) and not done and not message.reading.mentions:
        return None
    return Meaning(Decline("other_agency"), (named,))


def _match(pattern: re.Pattern[str], run: str) -> str | None:
    match = pattern.search(run)
    return match[0] if match else None


def _named_agency(run: str, agencies: tuple[str, ...]) -> str | None:
    for agency in agencies:
        plain = "".join(agency.lower().split())
        if len(plain) >= 3 and plain in run:
            return plain
    return None
