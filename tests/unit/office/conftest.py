"""One province and its pages for each test."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from tests.support.office import Browser, Province, served, settle


@pytest.fixture
def province(engine: Engine) -> Iterator[Province]:
    with served(settle(engine)) as open_to_all:
        yield open_to_all


@pytest.fixture
def admin(province: Province) -> Browser:
    return Browser(province.url).sign_in(province, province.person("OFFICE"))


@pytest.fixture
def first(province: Province) -> Browser:
    """The coordinator of A01."""
    return Browser(province.url).sign_in(province, province.person("A01"))
