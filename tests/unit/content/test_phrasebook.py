"""Phrases: found by section and key, filled completely or not at all."""

import shutil
from pathlib import Path

import pytest

from content.catalog import PACKAGED, Catalog, ContentError, load


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "content"
    hidden = shutil.ignore_patterns("*.py", "__pycache__", "phrases")
    shutil.copytree(PACKAGED, copy, ignore=hidden)
    (copy / "phrases").mkdir()
    return copy


def catalog_with(folder: Path, **files: str) -> Catalog:
    for name, text in files.items():
        (folder / "phrases" / f"{name}.toml").write_text(text, encoding="utf-8")
    return load(folder)


def test_no_phrases_at_all_is_fine(folder: Path) -> None:
    assert catalog_with(folder).phrases.keys == frozenset()
    (folder / "phrases").rmdir()
    assert load(folder).phrases.keys == frozenset()


def test_a_phrase_is_filled(folder: Path) -> None:
    phrases = catalog_with(folder, chat="[tick]\ndone = 'ติ๊ก {code} แล้วค่ะ'").phrases
    assert phrases.say("tick.done", code="O12") == "ติ๊ก O12 แล้วค่ะ"


def test_a_list_is_lines(folder: Path) -> None:
    phrases = catalog_with(folder, chat="[help]\nhead = ['สวัสดีค่ะ', 'พิมพ์ {code}']").phrases
    assert phrases.say("help.head", code="O1") == "สวัสดีค่ะ\nพิมพ์ O1"


def test_files_add_up(folder: Path) -> None:
    both = catalog_with(folder, one="[a]\nx = '1'", two="[a]\ny = '2'").phrases
    assert both.keys == {"a.x", "a.y"}


def test_an_unknown_key_and_a_forgotten_value_fail(folder: Path) -> None:
    phrases = catalog_with(folder, chat="[tick]\ndone = '{code} เหลือ {left}'").phrases
    with pytest.raises(ContentError, match=r"tick\.undone: no such phrase"):
        phrases.say("tick.undone")
    with pytest.raises(ContentError, match=r"tick\.done: no value for left"):
        phrases.say("tick.done", code="O12")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("done = 'x'", "phrases/chat.toml: done: a phrase outside a section"),
        ("[a]\nb = 1", "phrases/chat.toml: a: b: must be a text or a list of texts"),
        ("[a]\nb = []", "phrases/chat.toml: a: b: must be a text or a list of texts"),
        ("[a]\nb = ['x', 1]", "phrases/chat.toml: a: b: must be a text or a list of texts"),
        ("[a]\nb = ' '", "phrases/chat.toml: a: b: is empty"),
        ("[a]\nb = '{code'", "phrases/chat.toml: a: b: not a well-formed template"),
        ("[a]\nb = '{}'", "phrases/chat.toml: a: b: not a well-formed template"),
        ("[a]\nb = '{item.code}'", "phrases/chat.toml: a: b: not a well-formed template"),
    ],
)
def test_mistakes_name_file_section_and_key(folder: Path, text: str, expected: str) -> None:
    with pytest.raises(ContentError) as caught:
        catalog_with(folder, chat=text)
    assert str(caught.value).startswith(expected)


def test_one_key_in_two_files_is_a_mistake(folder: Path) -> None:
    with pytest.raises(ContentError, match=r"two\.toml: a: x: exists in another file too"):
        catalog_with(folder, one="[a]\nx = '1'", two="[a]\nx = '2'")
