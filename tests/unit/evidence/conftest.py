import functools
from pathlib import Path

import pytest

from content.catalog import Catalog, load
from tests.support.evidence_room import Room
from tests.support.province import fresh


@functools.cache
def _catalog() -> Catalog:
    return load()


@pytest.fixture
def catalog() -> Catalog:
    return _catalog()


@pytest.fixture
def room(tmp_path: Path, catalog: Catalog) -> Room:
    return Room(fresh(tmp_path), catalog)
