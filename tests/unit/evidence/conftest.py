import pytest
from sqlalchemy import Engine

from content.catalog import Catalog
from tests.support.evidence_room import Room


@pytest.fixture
def room(engine: Engine, catalog: Catalog) -> Room:
    return Room(engine, catalog)


@pytest.fixture
def room_on_both(both: Engine, catalog: Catalog) -> Room:
    return Room(both, catalog)
