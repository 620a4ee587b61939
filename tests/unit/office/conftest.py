"""One province and its pages for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.office import Browser, Province, build, served


@pytest.fixture
def province(tmp_path: Path) -> Iterator[Province]:
    with served(build(tmp_path)) as open_to_all:
        yield open_to_all


@pytest.fixture
def admin(province: Province) -> Browser:
    return Browser(province.url).sign_in(province, province.person("OFFICE"))


@pytest.fixture
def first(province: Province) -> Browser:
    """The coordinator of A01."""
    return Browser(province.url).sign_in(province, province.person("A01"))
