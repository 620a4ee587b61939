"""The weights are of this corpus and this code; what is broken or foreign is refused by name."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from content.catalog import load as load_content
from corpus.learn import examples, learn_heads
from corpus.lines import FOLDER, BadLine, lines, read
from corpus.pack import packed, write
from corpus.train import made_from, topics_of, wordings
from handlers.understanding import lexicon as lexicon_module
from handlers.understanding.lexicon import build
from handlers.understanding.model import WEIGHTS, BadWeights, Model, load


@pytest.fixture(scope="module")
def model() -> Model:
    return load()


def test_the_weights_are_made_from_what_is_here(model: Model) -> None:
    assert model.made_from == made_from(), "the corpus or the code changed: make train"
    assert WEIGHTS.stat().st_size <= 3_000_000


def test_training_again_gives_the_same_weights(model: Model) -> None:
    catalog = load_content()
    bare = build(catalog, bare=True)
    found = examples(lines(), bare)
    heads = learn_heads(found, wordings(catalog, bare), topics_of(catalog))
    again = packed(heads, model.tables, model.made_from)
    assert np.array_equal(again.buckets, model.buckets)
    assert np.array_equal(again.outputs, model.outputs)
    assert np.array_equal(again.weights, model.weights)
    assert np.allclose(again.bias, model.bias)


def test_no_line_stands_twice_and_no_writer_alone() -> None:
    seen = [("".join(line.text.lower().split()), line.context) for line in lines()]
    assert len(seen) == len(set(seen)) >= 10_000
    assert len({line.writer for line in lines()}) >= 16


def test_links_in_the_corpus_lead_nowhere() -> None:
    for path in FOLDER.glob("*.tsv"):
        for row in path.read_text(encoding="utf-8").split("\n"):
            for word in row.split():
                if "://" in word and "line.me/R/oaMessage" not in word:
                    host = word.split("://", 1)[1].split("/")[0].split("?")[0].split(":")[0]
                    assert host.lower().rstrip(".,)”\"'").endswith("example") or "." not in host, (
                        word
                    )


def test_a_line_that_cannot_be_read_is_named() -> None:
    with pytest.raises(BadLine, match="w99:2: no intent 'nonsense'"):
        read("ask\t-\t-\tnone\t-\tplain\tอะไร\nnonsense\t-\t-\tnone\t-\tplain\tอะไร", "w99")


@pytest.mark.parametrize("content", [b"", b"no weights", b"PK\x03\x04 cut off"])
def test_a_broken_file_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "weights.npz"
    path.write_bytes(content)
    with pytest.raises(BadWeights, match=r"weights\.npz"):
        load(path)


def test_parts_that_do_not_fit_are_refused(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    write(replace(model, weights=model.weights[:-5]), path)
    with pytest.raises(BadWeights, match="do not fit"):
        load(path)


def test_weights_for_other_content_are_refused(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    topics = (*model.names["topic"][:-1], "O99")
    foreign = replace(model, names=model.names | {"topic": topics})
    monkeypatch.setattr(lexicon_module, "load", lambda: foreign)
    with pytest.raises(BadWeights, match="O99"):
        build(load_content())


def test_a_written_model_reads_back_the_same(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "again.npz"
    write(model, path)
    again = load(path)
    assert json.dumps(again.names) == json.dumps(model.names)
    signs = [int(bucket) for bucket in model.buckets[::5_000]]
    for head, scores in model.scores(signs).items():
        assert np.allclose(scores, again.scores(signs)[head], atol=1e-3)


def test_nothing_known_is_judged_too(model: Model) -> None:
    assert all(np.isfinite(scores).all() for scores in model.scores([]).values())
