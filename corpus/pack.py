"""Weights made small: the loudest kept, as whole numbers from -127 to 127, in one file."""

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import numpy as np

from corpus.learn import Heads
from handlers.understanding.model import FORMAT, HEADS, Model

KEPT = {"intent": 420_000, "done": 160_000, "aim": 60_000, "topic": 420_000, "wish": 260_000}
"""How many weights of each head are kept: all others move a score by less than noise."""


def packed(heads: Heads, tables: dict[str, np.ndarray], made_from: str) -> Model:
    """The heads as the model that is used."""
    loud = np.zeros_like(heads.weights, dtype=bool)
    volume = np.abs(heads.weights * heads.space.rarity[:, None])
    place = 0
    for head in HEADS:
        part = slice(place, place + len(heads.names[head]))
        place = part.stop
        limit = np.partition(volume[:, part].ravel(), -KEPT[head])[-KEPT[head]]
        loud[:, part] = volume[:, part] > limit
    used = np.flatnonzero(loud.any(axis=1))
    weighed = heads.weights[used] * heads.space.rarity[used, None] * loud[used]
    scale = np.maximum(np.abs(weighed).max(axis=0), 1e-9) / 127
    whole = np.rint(weighed / scale).astype(np.int8)
    rows, columns = np.nonzero(whole)
    counts = np.bincount(rows, minlength=len(used))
    return Model(
        names=heads.names, buckets=heads.space.kept[used].astype(np.uint32),
        rarity=heads.space.rarity[used].astype(np.float16).astype(np.float32),
        starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.uint32),
        outputs=columns.astype(np.uint8), weights=whole[rows, columns],
        scale=scale.astype(np.float32), bias=heads.bias.astype(np.float32), tables=tables,
        made_from=made_from,
    )  # fmt: skip


def write(model: Model, path: Path) -> int:
    """Returns the file's size in bytes."""
    about = {"format": FORMAT, "names": model.names, "made_from": model.made_from}
    tables: dict[str, Any] = {f"table_{head}": table for head, table in model.tables.items()}
    with io.BytesIO() as file:
        np.savez_compressed(
            file,
            about=np.frombuffer(json.dumps(about, ensure_ascii=False).encode(), np.uint8),
            steps=np.diff(model.buckets, prepend=np.uint32(0)).astype(np.uint32),
            rarity=model.rarity.astype(np.float16),
            counts=np.diff(model.starts).astype(np.uint8 if len(model.bias) < 256 else np.uint16),
            outputs=model.outputs, weights=model.weights, scale=model.scale, bias=model.bias,
            **tables,
        )  # fmt: skip
        path.write_bytes(file.getvalue())
    return path.stat().st_size


def fingerprint(paths: list[Path], root: Path) -> str:
    """Of everything that a model is made from: names and bytes."""
    found = hashlib.sha256()
    for path in sorted(paths):
        found.update(path.relative_to(root).as_posix().encode())
        found.update(path.read_bytes())
    return found.hexdigest()
