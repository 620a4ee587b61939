"""A content folder of one's own must hold every phrase, or the bot does not start."""

import shutil
from pathlib import Path

import pytest

from content.catalog import PACKAGED, ContentError, load_whole


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    shutil.copytree(PACKAGED, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return folder


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "phrases" / "core.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_whole_copy_loads(own: Path):
    assert load_whole(own).phrases.templates == load_whole().phrases.templates


def test_a_forgotten_file_is_named_phrase_by_phrase(own: Path):
    (own / "phrases" / "core.toml").unlink()
    with pytest.raises(ContentError, match=r"phrases: tick\.done: is missing"):
        load_whole(own)


def test_a_misspelt_placeholder_is_named(own: Path):
    change(own, "{code}", "{cod}")
    with pytest.raises(ContentError, match=r"phrases: errors\.apology: no value .* \{cod\}"):
        load_whole(own)


def test_a_general_answer_that_is_missing_is_named(own: Path):
    path = own / "general.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('key = "cost"', 'key = "costs"'), encoding="utf-8")
    with pytest.raises(ContentError, match=r"general\.toml: cost: is missing"):
        load_whole(own)
