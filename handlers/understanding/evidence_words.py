"""Links pasted as proof, and words about links: attach, show, take away, look again."""

from handlers.evidence_words import names_no_public_link
from handlers.intents import (
    AttachEvidence,
    Intent,
    LinkFor,
    RecheckEvidence,
    RemoveEvidence,
    ShowCarryOver,
    ShowEvidence,
    ShowRemaining,
    Target,
)
from handlers.link_text import Pair, pairs
from handlers.understanding.aim import Aim, by_topic, followed, is_filler, named
from handlers.understanding.codes import read_codes
from handlers.understanding.lexicon import Lexicon
from handlers.understanding.meaning import Meaning
from handlers.understanding.message import LINK, Message
from handlers.understanding.thai import normalise
from handlers.understanding.verdicts import read_verdicts

_TEXT_LENGTH = 300


def evidence(message: Message, lexicon: Lexicon, focus: str | None) -> list[Meaning]:
    """Empty when the message is not about evidence."""
    if message.links:
        return _with_links(message, lexicon, focus)
    if names_no_public_link(message.raw):
        return [Meaning(AttachEvidence((), text=_words(message)))]
    intent = _without_links(message, lexicon, focus)
    return [Meaning(intent, (message.run[:40],))] if intent else []


def _with_links(message: Message, lexicon: Lexicon, focus: str | None) -> list[Meaning]:
    found = pairs(message.raw, lambda words: _one_code(words, lexicon))
    aim = _aim(message, lexicon, focus)
    links = tuple(_links(found, aim))
    problems = tuple(pair.line for pair in found if pair.url is None or pair.note == "unknown_code")
    said = [said.verdict for said in read_verdicts(message, lexicon)]
    done = "tick" in said and not {"untick", "take_back", "ask", "progress"} & set(said)
    known = any(link.code for link in links)
    intent = AttachEvidence(links, done=done and known, text=_words(message), problems=problems)
    meanings = [Meaning(intent, tuple(link.url for link in links), aim.candidates if aim else ())]
    if lexicon.patterns["remaining"].search(message.run):
        meanings.append(Meaning(ShowRemaining()))
    return meanings


def _links(found: tuple[Pair, ...], aim: Aim | None) -> list[LinkFor]:
    """One link for each pair; a link without a code is for what the whole message is about."""
    fallback = aim.codes if aim else ()
    links: list[LinkFor] = []
    for pair in found:
        if pair.url is None or pair.note in ("repeated", "too_many"):
            continue
        owners: list[str | None] = [pair.code_text] if pair.code_text else [*fallback]
        links += [LinkFor(code, pair.url) for code in owners or [None]]
    return links


def _aim(message: Message, lexicon: Lexicon, focus: str | None) -> Aim | None:
    aim = named(message.reading.mentions, focus, lexicon)
    if aim is not None:
        return aim
    aim = followed(message, focus, lexicon)
    if aim is not None:
        return aim
    words = message.run.replace(LINK, " ")
    if not is_filler(words, lexicon):
        aim = by_topic(words, lexicon, to_tick=True)
        if aim.targets:
            return aim
    return Aim((Target(focus),)) if focus else aim


def _one_code(words: str, lexicon: Lexicon) -> str | None:
    reading = read_codes(normalise(words), lexicon.numbering)
    codes = [target.code for mention in reading.mentions for target in mention.targets]
    whole = len(reading.mentions) == 1 and len(reading.text.strip(" .:)-=>")) <= 1
    return codes[0] if whole and len(codes) == 1 else None


def _words(message: Message) -> str:
    return " ".join(message.text.replace(LINK, " ").split())[:_TEXT_LENGTH]


def _without_links(message: Message, lexicon: Lexicon, focus: str | None) -> Intent | None:
    patterns = lexicon.patterns
    run = message.run
    aim = named(message.reading.mentions, focus, lexicon) or followed(message, focus, lexicon)
    code = aim.codes[0] if aim and aim.codes else None
    if patterns["carry_over"].search(run) and not code:
        return ShowCarryOver()
    if patterns["evidence_remove"].search(run) and not patterns["privacy"].match(run):
        return RemoveEvidence(code or focus)
    if patterns["evidence_recheck"].search(run):
        return RecheckEvidence(code or focus)
    if patterns["evidence_show"].search(run) and not patterns["asks_evidence"].search(run):
        return ShowEvidence(code)
    if not patterns["evidence"].search(run) or patterns["question"].search(run):
        return None
    if patterns["asks_evidence"].search(run) or patterns["negated"].search(run):
        return None
    if aim is None or not aim.codes:
        topic = by_topic(run, lexicon, to_tick=True)
        codes = topic.codes or ((focus,) if focus else ())
        return AttachEvidence((), codes, text=_words(message))
    return AttachEvidence((), aim.codes, text=_words(message))
