"""Which item a text without a code is about, ranked.

A complement naive Bayes classifier, made at start from the words that authors wrote: titles,
issues, demands, everyday wordings, and signs (concepts that together point to one item). It looks
at letter trigrams (typos), dictionary words, concepts (synonyms), and pairs of concepts (what
keeps near twins apart: buying + last year is O13, buying + list is O12).
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from handlers.intents import Candidate
from handlers.understanding.concepts import ConceptFinder
from handlers.understanding.thai import skeleton
from handlers.understanding.words import cut

SMOOTHING = 3.0
CONCEPT_WEIGHT = 1.5
SIGN_SHARE = 0.6
"""How much a sign counts beside a wording."""
GRAM = 3
SHARPNESS = 7.0
"""Turns differences of evidence into shares; higher is bolder."""
MOST = 8
VERBATIM = 0.6
"""What it adds when the text is one of the wordings and nothing else; less when it says more."""
SHORTEST_QUOTE = 8
_CONCEPT, _WORD = "#", "="


@dataclass(frozen=True, slots=True)
class Topic:
    """What is known about one code: its signs, and wordings with their weight."""

    code: str
    signs: tuple[tuple[str, ...], ...]
    wordings: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A ranked code: its share among all codes, how strongly the text speaks for it, and why."""

    candidate: Candidate
    strength: float
    why: str


class TopicSearch:
    """Built once from all topics; `rank` is pure."""

    def __init__(
        self,
        topics: Sequence[Topic],
        concepts: Mapping[str, Iterable[str]],
        stop_words: Iterable[str] = (),
    ) -> None:
        self._finder = ConceptFinder(concepts)
        self._stop = frozenset(stop_words)
        documents = [
            (topic.code, weight, self._features(wording))
            for topic in topics
            for weight, wording in topic.wordings
        ] + [
            (topic.code, SIGN_SHARE, frozenset(_of_concepts(sign)))
            for topic in topics
            for sign in topic.signs
        ]
        self._codes = tuple(topic.code for topic in topics)
        self._rarity = _rarity([features for _, _, features in documents])
        self._unknown = max(self._rarity.values(), default=1.0) / CONCEPT_WEIGHT
        self._learn(documents)
        self._quotes: dict[str, set[str]] = {}
        for topic in topics:
            for _, wording in topic.wordings:
                letters = _letters(wording)
                if len(letters) >= SHORTEST_QUOTE:
                    self._quotes.setdefault(letters, set()).add(topic.code)

    def concepts(self, text: str) -> frozenset[str]:
        return frozenset(name for hit in self._finder.find(text) for name in hit.concepts)

    def rank(self, text: str) -> tuple[Match, ...]:
        """Best first, at most eight; empty for a text of which nothing is known."""
        features = self._features(text)
        known = sorted(feature for feature in features if feature in self._rarity)
        if not known:
            return ()
        scores = self._scores(known)
        mean = sum(scores.values()) / len(scores)
        length = math.sqrt(sum(self._rarity.get(f, self._unknown) ** 2 for f in features))
        evidence = {code: (score - mean) / length for code, score in scores.items()}
        for code, share in self._quoted(text).items():
            evidence[code] += VERBATIM * share
        shares = _shares(evidence)
        best = sorted(evidence, key=lambda code: -evidence[code])[:MOST]
        why = "+".join(sorted(self.concepts(text)))
        return tuple(
            Match(Candidate(code, round(shares[code], 3)), round(evidence[code], 3), why)
            for code in best
        )

    def _quoted(self, text: str) -> dict[str, float]:
        """How much of the text is a known wording, letter by letter; the longest wording only."""
        letters = _letters(text)
        quotes = [quote for quote in self._quotes if quote in letters]
        if not quotes:
            return {}
        longest = max(quotes, key=len)
        share = len(longest) / len(letters)
        return {
            code: share
            for code in self._quotes[longest]
            # The names of indicators are plain words that stand in other sentences too.
            if share > 0.7 or not code.startswith("indicator:")
        }

    def _features(self, text: str) -> frozenset[str]:
        letters = _letters(text)
        grams = {letters[place : place + GRAM] for place in range(len(letters) - GRAM + 1)}
        words = cut("".join(text.split()))
        spoken = {
            _WORD + skeleton(word) for word in words if len(word) > 1 and word not in self._stop
        }
        names = {name for hit in self._finder.find(text, words) for name in hit.concepts}
        return frozenset(grams | spoken | _of_concepts(names))

    def _learn(self, documents: Sequence[tuple[str, float, frozenset[str]]]) -> None:
        """For each feature how well it speaks for a code, against all other codes together."""
        counts: dict[str, dict[str, float]] = {}
        everywhere: dict[str, float] = {}
        totals = dict.fromkeys(self._codes, 0.0)
        for code, weight, features in documents:
            length = math.sqrt(sum(self._rarity[feature] ** 2 for feature in features)) or 1.0
            for feature in sorted(features):
                share = weight * self._rarity[feature] / length
                by_code = counts.setdefault(feature, {})
                by_code[code] = by_code.get(code, 0.0) + share
                everywhere[feature] = everywhere.get(feature, 0.0) + share
                totals[code] += share
        whole = sum(totals.values()) + SMOOTHING * len(everywhere)
        self._common = {code: math.log(whole - totals[code]) for code in self._codes}
        self._gain = {
            feature: {
                code: math.log(everywhere[feature] + SMOOTHING)
                - math.log(max(everywhere[feature] - share, 0.0) + SMOOTHING)
                for code, share in by_code.items()
            }
            for feature, by_code in counts.items()
        }
        self._norm = self._norms(everywhere)

    def _norms(self, everywhere: Mapping[str, float]) -> dict[str, float]:
        """How large each code's weights are in all, so that a code with many words does not win."""
        base = -sum(math.log(share + SMOOTHING) for share in everywhere.values())
        norms = {code: base + self._common[code] * len(everywhere) for code in self._codes}
        for gains in self._gain.values():
            for code, gain in gains.items():
                norms[code] += gain
        middle = sum(norms.values()) / len(norms)
        self._base = {f: -math.log(share + SMOOTHING) for f, share in everywhere.items()}
        return {code: norm / middle for code, norm in norms.items()}

    def _scores(self, known: Sequence[str]) -> dict[str, float]:
        weights = [(feature, self._rarity[feature]) for feature in known]
        base = sum(weight * self._base[feature] for feature, weight in weights)
        total = sum(weight for _, weight in weights)
        scores = {code: base + self._common[code] * total for code in self._codes}
        for feature, weight in weights:
            for code, gain in self._gain[feature].items():
                scores[code] += weight * gain
        return {code: score / self._norm[code] for code, score in scores.items()}


def _letters(text: str) -> str:
    return "".join(skeleton(text.lower()).split())


def _of_concepts(concepts: Iterable[str]) -> set[str]:
    names = sorted(concepts)
    return {_CONCEPT + name for name in names} | {
        f"{_CONCEPT}{one}+{two}" for one, two in combinations(names, 2)
    }


def _rarity(documents: Sequence[frozenset[str]]) -> dict[str, float]:
    found = Counter(feature for features in documents for feature in features)
    return {
        feature: math.log((len(documents) + 1) / (count + 0.5))
        * (CONCEPT_WEIGHT if feature[0] == _CONCEPT else 1.0)
        for feature, count in found.items()
    }


def _shares(evidence: Mapping[str, float]) -> dict[str, float]:
    top = max(evidence.values())
    raw = {code: math.exp(SHARPNESS * (value - top)) for code, value in evidence.items()}
    whole = sum(raw.values())
    return {code: value / whole for code, value in raw.items()}
