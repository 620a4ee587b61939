"""Which codes a stretch of a message is about: those it names, the focus, or its topic."""

import re
from dataclasses import dataclass

from handlers.intents import Candidate, Target
from handlers.understanding.codes import Mention
from handlers.understanding.lexicon import Lexicon
from handlers.understanding.message import Message
from handlers.understanding.topics import Match

SURE = 0.34
"""From this score on, a topic is answered at once."""
SURE_TO_TICK = 0.40
"""A wrong tick costs more than a question."""
CLEAR = 0.045
"""Two topics nearer than this to each other are both shown."""
CLEAR_TO_TICK = 0.10
WEAK = 0.16
"""Below this, nothing was recognised."""
MOST = 4
_FAMILIES = ("O", "i", "E")


@dataclass(frozen=True, slots=True)
class Aim:
    """`targets` are sure; otherwise `candidates` are what may have been meant, best first."""

    targets: tuple[Target, ...] = ()
    missing: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    said: str = ""
    why: str = ""
    named: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(target.code for target in self.targets))


def named(mentions: tuple[Mention, ...], focus: str | None, lexicon: Lexicon) -> Aim | None:
    """What codes and numbers in the text say; None when there are none."""
    if not mentions:
        return None
    targets = _with_steps(mentions, focus, lexicon)
    missing = tuple(dict.fromkeys(code for mention in mentions for code in mention.missing))
    said = " ".join(mention.said for mention in mentions)
    if targets or missing:
        return Aim(targets, missing, said=said, why=said, named=True)
    numbers = [number for mention in mentions for number in mention.numbers]
    found = tuple(_homes(numbers, focus, lexicon))
    return Aim(candidates=found[:MOST], said=said, why=said, named=True) if found else None


def _with_steps(
    mentions: tuple[Mention, ...], focus: str | None, lexicon: Lexicon
) -> tuple[Target, ...]:
    """All targets; a step on its own belongs to the one code named, else to the focus."""
    targets = tuple(dict.fromkeys(target for mention in mentions for target in mention.targets))
    steps = tuple(step for mention in mentions for step in mention.steps)
    if not steps:
        return targets
    owners = {target.code for target in targets} or ({focus} if focus else set())
    if len(owners) != 1:
        return targets
    owner = owners.pop()
    last = lexicon.numbering.steps.get(owner, 0)
    return tuple(Target(owner, step) for step in steps if 1 <= step <= last) or targets


def _homes(numbers: list[int], focus: str | None, lexicon: Lexicon) -> list[Candidate]:
    """The items a bare number may mean: the family shown just before first, then O, i, E."""
    order = sorted(_FAMILIES, key=lambda family: not (focus or "").startswith(family))
    found: list[Candidate] = []
    for number in numbers[:2]:
        score = 0.6
        for family in order:
            if code := lexicon.numbering.code(family, number):
                found.append(Candidate(code, score))
                score -= 0.2
    return found


def followed(message: Message, focus: str | None, lexicon: Lexicon) -> Aim | None:
    """What "this one", "the next one", "last year's" mean after `focus`."""
    run = message.run
    for kind in ("next_one", "previous_one"):
        if match := lexicon.patterns[kind].search(run):
            return _beside(focus, 1 if kind == "next_one" else -1, match[0], lexicon)
    if focus is None:
        return None
    for kind in ("last_year", "this_year", "outside", "inside", "report", "plan"):
        match = lexicon.patterns[f"of_{kind}"].search(run)
        neighbours = lexicon.neighbours.get(focus, {}).get(kind)
        if match and neighbours and is_filler(run.replace(match[0], ""), lexicon):
            return Aim((Target(neighbours[0]),), why=match[0])
    if match := lexicon.patterns["this_one"].search(run):
        return Aim((Target(focus),), why=match[0])
    return None


def _beside(focus: str | None, offset: int, said: str, lexicon: Lexicon) -> Aim | None:
    if focus is None:
        return None
    order: tuple[str, ...] = lexicon.order
    if focus not in order:
        family = focus.partition(":")[0] + ":"
        order = tuple(f"{family}{n}" for n in sorted(lexicon.numbering.families.get(family, ())))
    place = order.index(focus) + offset if focus in order else -1
    if not 0 <= place < len(order):
        return None
    return Aim((Target(order[place]),), why=said)


def is_filler(text: str, lexicon: Lexicon) -> bool:
    """Whether nothing is left that could name a topic."""
    rest = lexicon.patterns["filler"].sub("", text)
    rest = re.sub("[\u0e30-\u0e4e\\s]", "", rest)
    return len(rest) <= 2


def by_topic(text: str, lexicon: Lexicon, *, to_tick: bool = False) -> Aim:
    """The topic of a text without codes; no candidates when nothing fits."""
    ranked = [match for match in lexicon.search.rank(text) if match.candidate.score >= WEAK]
    if not ranked:
        return Aim()
    best = ranked[0].candidate
    close = _close_to(ranked, CLEAR_TO_TICK if to_tick else CLEAR, lexicon)
    candidates = tuple(match.candidate for match in ranked[:MOST])
    sure = best.score >= (SURE_TO_TICK if to_tick else SURE)
    if sure and len(close) == 1:
        return Aim((Target(best.code),), candidates=candidates, why=ranked[0].why)
    return Aim(candidates=candidates, why=ranked[0].why)


def _close_to(ranked: list[Match], margin: float, lexicon: Lexicon) -> list[Match]:
    best = ranked[0].candidate
    shared = lexicon.shared_cards.get(best.code, ())
    return [
        match
        for match in ranked
        if best.score - match.candidate.score < margin and match.candidate.code not in shared
    ]
