"""Which codes a stretch of a message is about: those it names, the focus, or its topic."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.intents import Candidate, Target
from handlers.understanding.codes import Mention
from handlers.understanding.lexicon import Lexicon
from handlers.understanding.message import Message
from handlers.understanding.topics import Match

KNOWN = 0.13
"""Texts about something else stay below this strength, questions about items above (measured)."""
SURE = 0.25
"""From this strength on a topic speaks louder than a wish word in the same sentence."""
CLOSE = 1.4
"""Topics whose shares differ by less than this factor are both shown."""
CLOSE_TO_TICK = 3.0
"""The same for a tick: a wrong one costs more than a question."""
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
    strength: float = 0.0

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
    if not lexicon.numbering.steps.get(owner):
        return targets
    return tuple(Target(owner, step) for step in steps)


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
    """The topic of a text without codes; no candidates when nothing is known of it."""
    ranked = lexicon.search.rank(text)
    if not ranked or ranked[0].strength < KNOWN:
        return Aim()
    if lexicon.patterns["measure_first"].search(text):
        ranked = _measures_first(ranked)
    best = ranked[0]
    factor = CLOSE_TO_TICK if to_tick else CLOSE
    close = _close_to(ranked, factor, lexicon)
    candidates = tuple(match.candidate for match in ranked[:MOST])
    targets = () if close or (to_tick and best.strength < SURE) else (Target(best.candidate.code),)
    return Aim(targets, candidates=candidates, why=best.why, strength=best.strength)


def _measures_first(ranked: Sequence[Match]) -> tuple[Match, ...]:
    """A text that begins with "measure" means one, when any of them fits at all."""
    fits = [m for m in ranked if m.candidate.code.startswith("measure:") and m.strength >= KNOWN]
    return (*fits, *(match for match in ranked if match not in fits))


def _close_to(ranked: Sequence[Match], factor: float, lexicon: Lexicon) -> list[Match]:
    """The others that may as well have been meant."""
    best = ranked[0].candidate
    shared = lexicon.shared_cards.get(best.code, ())
    return [
        match
        for match in ranked[1:]
        if best.score < match.candidate.score * factor and match.candidate.code not in shared
    ]
