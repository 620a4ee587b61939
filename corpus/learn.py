"""From labelled lines to weights: five linear heads over the signs of a message.

Deterministic: the same corpus, content and code give the same file.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from sklearn.svm import LinearSVC

from corpus.lines import DONE, INTENTS, Line
from handlers.understanding.lexicon import Lexicon
from handlers.understanding.message import Message, read_message
from handlers.understanding.model import HEADS, Flags
from handlers.understanding.signs import BUCKETS, signs

AIMS = ("focus", "topic", "none")
RAREST = 2
"""A sign seen in fewer lines is not looked at."""
STRENGTH = 1.0
WORDINGS_COUNT = 0.3
"""How much a wording of the content counts beside a message that somebody wrote."""
SMALLEST_WISH = 12
PLAIN = frozenset(
    {"ask", "ask_measure", "tick", "untick", "progress", "score", "calendar", "register", "mute",
     "unmute", "remaining", "evidence"}
)  # fmt: skip
"""Intents whose lines teach that no finer wish is meant, whoever wrote them."""


@dataclass(frozen=True, slots=True)
class Example:
    """A line, read: its signs and what its text names."""

    line: Line
    message: Message
    signs: list[int]

    @property
    def named(self) -> tuple[str, ...]:
        found = (target.code for m in self.message.reading.mentions for target in m.targets)
        return tuple(dict.fromkeys(found))

    @property
    def flags(self) -> Flags:
        return flags_of(self.message, self.line.context)


def flags_of(message: Message, focus: str | None) -> Flags:
    mentions = message.reading.mentions
    return Flags(
        named=any(m.targets for m in mentions), missing=any(m.missing for m in mentions),
        number=any(m.numbers or m.steps for m in mentions), links=bool(message.links),
        invite=message.invite is not None, focus=focus is not None,
    )  # fmt: skip


def examples(lines: Iterable[Line], lexicon: Lexicon) -> list[Example]:
    found = []
    for line in lines:
        message = read_message(line.text, lexicon)
        found.append(Example(line, message, signs(message, line.context)))
    return found


# What a line teaches each head: a class, or None where it teaches nothing.


def done_of(example: Example) -> str | None:
    return example.line.done or None


def aim_of(example: Example) -> str | None:
    """What a message without a code is about: the card before it, a topic, or nothing."""
    line = example.line
    if example.named or len(line.codes) > 2:
        return None
    if line.context is not None and line.codes == (line.context,):
        return "focus"
    return "topic" if line.codes else "none"


def topic_of(example: Example) -> str | None:
    line = example.line
    if example.named or not line.codes or len(line.codes) > 2 or line.done_by_code:
        return None
    return None if line.context in line.codes else line.codes[0]


def wish_of(example: Example, known: frozenset[str]) -> str | None:
    """Where nobody looked for a finer wish, nothing is taught; a rare general question is `faq`."""
    line = example.line
    for wish in (line.wish, line.wish.partition(":")[0]):
        if wish in known:
            return wish
    told = line.writer.startswith("n") or line.intent in PLAIN
    return "none" if told and not line.wish else None


def wishes_in(found: Sequence[Example]) -> tuple[str, ...]:
    """Wishes with enough lines to be learnt; the general question stands for the rare ones."""
    counts = Counter(example.line.wish for example in found if example.line.wish)
    kept = {name for name, count in counts.items() if count >= SMALLEST_WISH}
    return ("none", *sorted(kept | {"faq"}))


def matrix(rows: Sequence[Sequence[int]]) -> sp.csr_matrix:
    ends = np.cumsum([0, *map(len, rows)])
    places = np.concatenate([np.asarray(row, np.int64) for row in rows])
    return sp.csr_matrix((np.ones(len(places)), places, ends), shape=(len(rows), BUCKETS))


@dataclass(frozen=True, slots=True)
class Space:
    """Which signs count, and how rare each is."""

    kept: np.ndarray
    rarity: np.ndarray

    @classmethod
    def of(cls, counts: sp.csr_matrix) -> "Space":
        seen = np.asarray(counts.sum(axis=0)).ravel()
        kept = np.flatnonzero(seen >= RAREST)
        return cls(kept, np.log((counts.shape[0] + 1) / (seen[kept] + 0.5)))

    def place(self, counts: sp.csr_matrix) -> sp.csr_matrix:
        weighed = counts[:, self.kept] @ sp.diags(self.rarity)
        length = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
        return (sp.diags(1 / np.maximum(length, 1e-9)) @ weighed).tocsr()


@dataclass(frozen=True, slots=True)
class Heads:
    """Dense weights over a space: one column an output, the heads side by side."""

    space: Space
    names: dict[str, tuple[str, ...]]
    weights: np.ndarray
    bias: np.ndarray

    def scores(self, counts: sp.csr_matrix) -> dict[str, np.ndarray]:
        total = self.space.place(counts) @ self.weights + self.bias
        found, place = {}, 0
        for head in HEADS:
            size = len(self.names[head])
            found[head] = total[:, place : place + size].astype(np.float32)
            place += size
        return found


def learn_heads(
    found: Sequence[Example], wordings: Sequence[tuple[str, list[int]]], topics: tuple[str, ...]
) -> Heads:
    """All five heads; `wordings` are the content's own for the topics."""
    counts, worded = matrix([e.signs for e in found]), matrix([s for _, s in wordings])
    space = Space.of(sp.vstack([counts, worded]).tocsr())
    placed, extra = space.place(counts), space.place(worded)
    names = {
        "intent": INTENTS,
        "done": DONE,
        "aim": AIMS,
        "topic": topics,
        "wish": wishes_in(found),
    }
    columns = [_learn_intents(placed, found)]
    wishes = frozenset(names["wish"]) - {"none"}
    for head, labels in (
        ("done", [done_of(e) for e in found]),
        ("aim", [aim_of(e) for e in found]),
        ("wish", [wish_of(e, wishes) for e in found]),
    ):
        columns.append(_learn(placed, labels, names[head]))
    labels = [topic_of(e) for e in found]
    both = sp.vstack([placed, extra]).tocsr()
    counted = np.concatenate([np.ones(len(found)), np.full(len(wordings), WORDINGS_COUNT)])
    columns.insert(3, _learn(both, [*labels, *(code for code, _ in wordings)], topics, counted))
    return Heads(
        space, names, np.hstack([w for w, _ in columns]), np.concatenate([b for _, b in columns])
    )


def _machine() -> LinearSVC:
    return LinearSVC(C=STRENGTH, class_weight="balanced", tol=1e-2, random_state=0, max_iter=3000)


def _learn_intents(
    placed: sp.csr_matrix, found: Sequence[Example]
) -> tuple[np.ndarray, np.ndarray]:
    """Each intent against the rest; several may be true, an equally right one teaches nothing."""
    weights, bias = [], []
    for name in INTENTS:
        yes = np.array([name == e.line.intent or name in e.line.also for e in found])
        open_ = np.array([name in e.line.or_intent for e in found])
        use = np.flatnonzero(yes | ~open_)
        machine = _machine().fit(placed[use], yes[use])
        weights.append(machine.coef_[0])
        bias.append(machine.intercept_[0])
    return np.array(weights).T, np.array(bias)


def _learn(
    placed: sp.csr_matrix, labels: Sequence[str | None], names: tuple[str, ...],
    counted: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """One column a name; a name nobody taught stays far below the others."""
    use = np.array([place for place, label in enumerate(labels) if label in names])
    machine = _machine().fit(
        placed[use], [str(labels[place]) for place in use],
        sample_weight=None if counted is None else counted[use],
    )  # fmt: skip
    weights, bias = np.zeros((placed.shape[1], len(names))), np.full(len(names), -5.0)
    for place, name in enumerate(machine.classes_):
        column = names.index(str(name))
        weights[:, column], bias[column] = machine.coef_[place], machine.intercept_[place]
    return weights, bias
