"""From scores to probabilities: what heads say of lines whose writer they never saw, and the tables
that make shares of it.
"""

from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from corpus.learn import (
    AIMS,
    Example,
    aim_of,
    done_of,
    learn_heads,
    matrix,
    topic_of,
    wish_of,
    wishes_in,
)
from corpus.lines import DONE, INTENTS
from handlers.understanding.model import HEADS, calibration_input

FOLDS = 8


def folds(found: Sequence[Example]) -> list[np.ndarray]:
    """Places by fold; a writer is never on both sides. The early lines count as one writer."""
    size: dict[str, int] = {}
    for example in found:
        size[writer_of(example)] = size.get(writer_of(example), 0) + 1
    parts: list[list[str]] = [[] for _ in range(FOLDS)]
    for writer in sorted(size, key=lambda name: (-size[name], name)):
        min(parts, key=lambda part: sum(size[name] for name in part)).append(writer)
    return [np.array([n for n, e in enumerate(found) if writer_of(e) in part]) for part in parts]


def writer_of(example: Example) -> str:
    return "early" if example.line.writer.startswith("early") else example.line.writer


def held_out_scores(
    found: Sequence[Example], wordings: Sequence[tuple[str, list[int]]], topics: tuple[str, ...]
) -> list[dict[str, np.ndarray]]:
    """For every line, what heads say that never saw a line of its writer."""
    scores: list[dict[str, np.ndarray]] = [{} for _ in found]
    wishes = wishes_in(found)
    for part in folds(found):
        inside = set(part.tolist())
        heads = learn_heads([e for n, e in enumerate(found) if n not in inside], wordings, topics)
        given = heads.scores(matrix([found[n].signs for n in part]))
        # A wish that only these writers have is unknown to the others.
        columns = [heads.names["wish"].index(w) if w in heads.names["wish"] else -1 for w in wishes]
        lone = np.full((len(part), 1), -5.0, np.float32)
        given["wish"] = np.hstack([given["wish"], lone])[:, columns]
        for row, place in enumerate(part):
            scores[place] = {head: given[head][row] for head in HEADS}
    return scores


def calibrate(
    found: Sequence[Example],
    scores: Sequence[dict[str, np.ndarray]],
    names: dict[str, tuple[str, ...]],
) -> dict[str, np.ndarray]:
    """Tables from held-out scores to probabilities."""
    seen = np.array([calibration_input(s, e.flags) for s, e in zip(scores, found, strict=True)])
    wishes = frozenset(names["wish"]) - {"none"}
    tables = {
        "intent": _table(seen, [e.line.intent for e in found], INTENTS),
        "done": _table(seen, [done_of(e) for e in found], DONE),
        "aim": _table(seen, [aim_of(e) for e in found], AIMS),
    }
    for head, labels in (
        ("topic", [topic_of(e) for e in found]), ("wish", [wish_of(e, wishes) for e in found]),
    ):  # fmt: skip
        tables[head] = _sharpness(np.array([s[head] for s in scores]), labels, names[head])
    return tables


def _table(seen: np.ndarray, labels: Sequence[str | None], names: tuple[str, ...]) -> np.ndarray:
    use = np.array([place for place, label in enumerate(labels) if label is not None])
    machine = LogisticRegression(C=0.3, max_iter=2000, fit_intercept=False)
    machine.fit(seen[use], [names.index(str(labels[place])) for place in use])
    return np.asarray(machine.coef_.T, np.float32)


def _sharpness(
    scores: np.ndarray, labels: Sequence[str | None], names: tuple[str, ...]
) -> np.ndarray:
    """One factor before the softmax: the one under which the labels are likeliest."""
    use = [place for place, label in enumerate(labels) if label in names]
    right = np.array([names.index(str(labels[place])) for place in use])

    def surprise(factor: float) -> float:
        raised = scores[use].astype(np.float64) * factor
        raised -= raised.max(axis=1, keepdims=True)
        shares = np.exp(raised) / np.exp(raised).sum(axis=1, keepdims=True)
        return float(-np.log(np.maximum(shares[np.arange(len(use)), right], 1e-9)).mean())

    best = min(np.arange(0.5, 12, 0.25), key=lambda factor: surprise(float(factor)))
    return np.array([[best]], np.float32)
