"""Pasted links: which item each is for, and whether the message also says that it is finished."""

from handlers.intents import AttachEvidence, LinkFor, ShowRemaining
from handlers.link_text import Pair, pairs
from handlers.understanding.aim import Aim
from handlers.understanding.codes import read_codes
from handlers.understanding.intent_of import DONE_SURE, words_of
from handlers.understanding.lexicon import Lexicon
from handlers.understanding.meaning import Meaning
from handlers.understanding.message import Message
from handlers.understanding.model import Judgement
from handlers.understanding.thai import normalise
from handlers.understanding.vetoes import veto

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
    meanings = [Meaning(intent, tuple(link.url for link in links))]
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
