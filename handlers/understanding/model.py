"""The learned model: a message's signs → how likely each intent, state, aim, topic and wish is.

Five linear heads over the same signs give scores; small tables turn the scores into calibrated
probabilities. `make train` makes the weights from the corpus; here they are only read. A file that
is broken, or that was made for other content, is refused at start.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

WEIGHTS = Path(__file__).with_name("weights.npz")
HEADS = ("intent", "done", "aim", "topic", "wish")
FORMAT = 1

Vector = NDArray[np.float32]


class BadWeights(Exception):
    """The text names the file and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Probabilities by name, likeliest first."""

    intent: dict[str, float]
    done: dict[str, float]
    aim: dict[str, float]
    topic: dict[str, float]
    wish: dict[str, float]
    also: tuple[str, ...] = ()
    """Intents whose own score says yes, whatever the others say."""

    @property
    def best(self) -> str:
        return next(iter(self.intent))


@dataclass(frozen=True, slots=True)
class Flags:
    """What is known of a message without learning, for the calibration."""

    named: bool
    missing: bool
    number: bool
    links: bool
    invite: bool
    focus: bool

    def vector(self) -> Vector:
        return np.array(
            [self.named, self.missing, self.number, self.links, self.invite, self.focus], np.float32
        )


@dataclass(frozen=True, slots=True)
class Model:
    """Sparse weights: for each known bucket, which outputs it speaks for and how loudly."""

    names: dict[str, tuple[str, ...]]
    buckets: NDArray[np.uint32]
    rarity: Vector
    starts: NDArray[np.uint32]
    outputs: NDArray[np.uint8]
    weights: NDArray[np.int8]
    scale: Vector
    bias: Vector
    tables: dict[str, NDArray[np.float32]]
    made_from: str

    def scores(self, signs: Sequence[int]) -> dict[str, Vector]:
        """The raw score of every output, by head."""
        wanted = np.fromiter(signs, np.uint32, len(signs))
        at = np.searchsorted(self.buckets, wanted)
        at = at[at < len(self.buckets)]
        at = at[np.isin(self.buckets[at], wanted, assume_unique=True)]
        length = float(np.sqrt(np.square(self.rarity[at]).sum())) or 1.0
        first, last = self.starts[at].astype(np.int64), self.starts[at + 1].astype(np.int64)
        sizes = last - first
        ends = np.cumsum(sizes)
        places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(first - ends + sizes, sizes)
        total = np.bincount(
            self.outputs[places], self.weights[places].astype(np.float32), len(self.scale)
        )
        return self._by_head((total * self.scale / length + self.bias).astype(np.float32))

    def _by_head(self, total: Vector) -> dict[str, Vector]:
        found, place = {}, 0
        for head in HEADS:
            size = len(self.names[head])
            found[head] = total[place : place + size]
            place += size
        return found

    def judge(self, scores: dict[str, Vector], flags: Flags) -> Judgement:
        """Scores as calibrated probabilities."""
        seen = calibration_input(scores, flags)
        shares = {head: _soft(seen @ self.tables[head]) for head in ("intent", "done", "aim")}
        for head in ("topic", "wish"):
            shares[head] = _soft(scores[head] * float(self.tables[head][0, 0]))
        also = tuple(
            name for name, score in zip(self.names["intent"], scores["intent"], strict=True)
            if score > 0
        )  # fmt: skip
        return Judgement(
            **{head: _ranked(self.names[head], shares[head]) for head in HEADS}, also=also
        )


def calibration_input(scores: dict[str, Vector], flags: Flags) -> Vector:
    """What the calibration looks at: scores, the topic's lead, flags, one."""
    topic = np.sort(scores["topic"])
    lead = np.array([topic[-1], topic[-1] - topic[-2]], np.float32)
    parts = (scores["intent"], scores["done"], scores["aim"], lead, flags.vector(), np.ones(1))
    return np.concatenate(parts).astype(np.float32)


def _soft(values: Vector) -> Vector:
    raised = np.exp(values - values.max())
    return np.asarray(raised / raised.sum(), np.float32)


def _ranked(names: Sequence[str], shares: Vector) -> dict[str, float]:
    return {names[place]: round(float(shares[place]), 4) for place in np.argsort(-shares)}


@cache
def load(path: Path = WEIGHTS) -> Model:
    """The model of a weights file; raises BadWeights."""
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            return _model(file)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise BadWeights(f"{path.name}: {error}; `make train` makes it anew") from error


def _model(file: Any) -> Model:
    about = json.loads(bytes(file["about"]).decode())
    if about["format"] != FORMAT:
        raise ValueError(f"format {about['format']}, not {FORMAT}")
    names = {head: tuple(about["names"][head]) for head in HEADS}
    starts = np.concatenate([[0], np.cumsum(file["counts"], dtype=np.uint32)]).astype(np.uint32)
    model = Model(
        names=names, buckets=np.cumsum(file["steps"], dtype=np.uint32),
        rarity=file["rarity"].astype(np.float32), starts=starts, outputs=file["outputs"],
        weights=file["weights"], scale=file["scale"], bias=file["bias"],
        tables={head: file[f"table_{head}"] for head in HEADS}, made_from=about["made_from"],
    )  # fmt: skip
    sizes = {len(model.scale), len(model.bias), sum(map(len, names.values()))}
    if len(sizes) != 1 or starts[-1] != len(model.weights) or len(starts) != len(model.buckets) + 1:
        raise ValueError("the parts do not fit together")
    return model
