"""Which item a text without a code is about: concepts first, then likeness to known wordings.

A sign is a set of concepts that together point to one item; the rarer its concepts, the more it
weighs. Likeness compares letter trigrams with titles, demands and everyday wordings, so that a
wording nobody foresaw still finds its neighbours.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from handlers.intents import Candidate
from handlers.understanding.concepts import ConceptFinder
from handlers.understanding.thai import skeleton

SIGN_SHARE = 0.62
ALIKE_SHARE = 0.55
AGAINST = 0.6
"""How much of its own weight a concept of the near twin takes away."""
GRAM = 3


@dataclass(frozen=True, slots=True)
class Topic:
    """What is known about one code: its signs, its twins' concepts, and wordings by weight."""

    code: str
    signs: tuple[tuple[str, ...], ...]
    against: tuple[str, ...]
    wordings: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A ranked code; `why` names the sign or the wording that spoke for it."""

    candidate: Candidate
    why: str


class TopicSearch:
    """Built once from all topics; `rank` is pure."""

    def __init__(self, topics: Sequence[Topic], concepts: Mapping[str, Iterable[str]]) -> None:
        self._finder = ConceptFinder(concepts)
        self._topics = topics
        self._weight = _concept_weights(topics)
        self._documents = [
            (topic.code, weight, wording) for topic in topics for weight, wording in topic.wordings
        ]
        grams = [Counter(_grams(wording)) for _, _, wording in self._documents]
        self._rarity = _rarity(grams, [code for code, _, _ in self._documents])
        self._postings: dict[str, list[tuple[int, float]]] = {}
        for number, counts in enumerate(grams):
            length = math.sqrt(sum(self._rarity[gram] ** 2 for gram in counts)) or 1.0
            for gram in counts:
                share = self._rarity[gram] / length
                self._postings.setdefault(gram, []).append((number, share))

    def concepts(self, text: str) -> frozenset[str]:
        return frozenset(name for hit in self._finder.find(text) for name in hit.concepts)

    def rank(self, text: str) -> tuple[Match, ...]:
        """Best first; scores between 0 and 1; codes without any support are left out."""
        present = self.concepts(text)
        alike = self._alike(text)
        matches = []
        for topic in self._topics:
            sign, weight = self._best_sign(topic, present)
            likeness, wording = alike.get(topic.code, (0.0, ""))
            score = SIGN_SHARE * _squash(weight) + ALIKE_SHARE * likeness
            if score > 0.02:
                why = f"{'+'.join(sign)} | {wording}"
                matches.append(Match(Candidate(topic.code, round(min(score, 1.0), 3)), why))
        return tuple(sorted(matches, key=lambda match: -match.candidate.score))

    def _best_sign(self, topic: Topic, present: frozenset[str]) -> tuple[tuple[str, ...], float]:
        found = [sign for sign in topic.signs if present.issuperset(sign)]
        if not found:
            return (), 0.0
        best = max(found, key=lambda sign: sum(self._weight[name] for name in sign))
        weight = sum(self._weight[name] for name in best)
        lost = sum(self._weight[name] for name in topic.against if name in present)
        return best, max(0.0, weight - AGAINST * lost)

    def _alike(self, text: str) -> dict[str, tuple[float, str]]:
        """The likest wording of each code, by the cosine of rarity-weighted trigrams."""
        grams = set(_grams(text))
        length = math.sqrt(sum(self._rarity.get(gram, 0.5) ** 2 for gram in grams))
        if not length:
            return {}
        scores: dict[int, float] = {}
        for gram in grams:
            own = self._rarity.get(gram, 0.0) / length
            for number, share in self._postings.get(gram, ()):
                scores[number] = scores.get(number, 0.0) + own * share
        best: dict[str, tuple[float, str]] = {}
        for number, score in scores.items():
            code, weight, wording = self._documents[number]
            if score * weight > best.get(code, (0.0, ""))[0]:
                best[code] = (score * weight, wording)
        return best


def _squash(weight: float) -> float:
    return weight / (weight + 0.9)


def _grams(text: str) -> list[str]:
    letters = "".join(skeleton(text).split())
    return [letters[place : place + GRAM] for place in range(len(letters) - GRAM + 1)]


def _concept_weights(topics: Sequence[Topic]) -> dict[str, float]:
    """A concept that few codes use says more."""
    uses = Counter(
        name
        for topic in topics
        for name in {name for sign in topic.signs for name in sign} | set(topic.against)
    )
    owned = Counter(name for topic in topics for name in {n for sign in topic.signs for n in sign})
    total = math.log(len(topics) + 1)
    return {name: max(0.12, 1 - math.log(max(owned[name], 1)) / total) for name in uses}


def _rarity(grams: Sequence[Counter[str]], codes: Sequence[str]) -> dict[str, float]:
    homes: dict[str, set[str]] = {}
    for counts, code in zip(grams, codes, strict=True):
        for gram in counts:
            homes.setdefault(gram, set()).add(code)
    total = len(set(codes)) + 1
    return {gram: math.log(total / len(found)) + 0.1 for gram, found in homes.items()}
