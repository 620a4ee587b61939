"""Whoever writes can be reached again, whatever LINE said about an earlier push."""

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from content.catalog import Catalog
from models.coordinator import Coordinator
from models.database import reading, writing
from tests.support.transcript import Chat


@pytest.mark.parametrize("deed", ["sticker", "follow", "says"])
def test_a_word_or_a_sticker_ends_being_unreachable(
    deed: str, engine: Engine, catalog: Catalog
) -> None:
    chat = Chat(engine, catalog)
    chat.add_agency("A01", "หน่วยงานตัวอย่าง")
    chat.joins("สมหญิง", "A01")
    with writing(engine) as session:
        session.exec(select(Coordinator)).one().unreachable_at = chat.now
    if deed == "says":
        chat.says("สมหญิง", "O12")
    else:
        chat.does("สมหญิง", deed)
    with reading(engine) as session:
        assert session.exec(select(Coordinator)).one().unreachable_at is None
