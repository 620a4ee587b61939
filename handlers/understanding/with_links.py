"""Pasted links: which item each is for, and whether the message also says that it is finished."""

import re

from handlers.intents import AttachEvidence, Intent, LinkFor, ShowRemaining
from handlers.link_text import Pair, pairs
from handlers.understanding.aim import Aim
from handlers.understanding.at_once import DONE_SURE
from handlers.understanding.codes import read_codes
from handlers.understanding.intent_of import words_of
from handlers.understanding.lexicon import Lexicon
from handlers.understanding.meaning import Meaning
from handlers.understanding.message import Message
from handlers.understanding.model import Judgement
from handlers.understanding.thai import normalise
from handlers.understanding.vetoes import veto

_IN_PATH = re.compile(r"(?<=[/_=-])([oieOIE])[_-]?0?(\d{1,2})(?![\da-zA-Z])")
_FAMILY = {"o": "O", "i": "i", "e": "E"}
TOPIC_SURE = 0.6
"""A link is attached to an item that only its words name from this share on."""


def with_links(
    message: Message, lexicon: Lexicon, judgement: Judgement, aim: Aim | None, focus: str | None
) -> tuple[Meaning, ...]:
    found = pairs(message.raw, lambda words: _one_code(words, lexicon))
    codes = _owners(judgement, aim, focus)
    links = tuple(_links(found, codes))
    problems = tuple(pair.line for pair in found if pair.url is None or pair.note == "unknown_code")
    done = (
        judgement.done["done"] >= DONE_SURE
        and any(link.code for link in links)
        and veto(message.run, message.raw.replace("?", " "), lexicon) is None
    )
    intent = AttachEvidence(links, done=done, text=words_of(message), problems=problems)
    meant = () if done else _named_in_path(links, lexicon)
    meanings = [Meaning(intent, tuple(link.url for link in links), others=meant)]
    if "remaining" in judgement.also:
        meanings.append(Meaning(ShowRemaining()))
    return tuple(meanings)


def _owners(judgement: Judgement, aim: Aim | None, focus: str | None) -> tuple[str, ...]:
    """What a link without a code of its own is for: what the message names, its topic, the card."""
    if aim is not None and aim.codes:
        return aim.codes
    code, share = next(iter(judgement.topic.items()))
    if judgement.aim["topic"] >= TOPIC_SURE and share >= TOPIC_SURE and ":" not in code:
        return (code,)
    return (focus,) if focus else ()


def _named_in_path(links: tuple[LinkFor, ...], lexicon: Lexicon) -> tuple[Intent, ...]:
    """What a link says of itself, offered only: ".../ita/o26" is likely for O26."""
    said = (named for link in links if link.code is None for named in _IN_PATH.finditer(link.url))
    codes = (lexicon.numbering.code(_FAMILY[m[1].lower()], int(m[2])) for m in said)
    return tuple(AttachEvidence((), (code,)) for code in dict.fromkeys(codes) if code)[:2]


def _links(found: tuple[Pair, ...], fallback: tuple[str, ...]) -> list[LinkFor]:
    links: list[LinkFor] = []
    for pair in found:
        if pair.url is None or pair.note in ("repeated", "too_many"):
            continue
        owners: list[str | None] = [pair.code_text] if pair.code_text else [*fallback]
        links += [LinkFor(code, pair.url) for code in owners or [None]]
    return links


def _one_code(words: str, lexicon: Lexicon) -> str | None:
    reading = read_codes(normalise(words), lexicon.numbering)
    codes = [target.code for mention in reading.mentions for target in mention.targets]
    whole = len(reading.mentions) == 1 and len(reading.text.strip(" .:)-=>")) <= 1
    return codes[0] if whole and len(codes) == 1 else None
