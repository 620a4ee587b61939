"""Every `*.chat` file beside this one is played and must read as written."""

import os
from pathlib import Path

import pytest
from sqlalchemy import Engine

from content.catalog import Catalog
from tests.support.transcript import Chat, play

FILES = sorted(Path(__file__).parent.glob("*.chat"))


def test_there_are_transcripts() -> None:
    assert len(FILES) >= 10


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_transcript(path: Path, engine: Engine, catalog: Catalog) -> None:
    played = play(path, Chat(engine, catalog))
    if os.environ.get("ACCEPT_CHATS"):
        path.write_text(played, encoding="utf-8")
    assert played == path.read_text(encoding="utf-8")
