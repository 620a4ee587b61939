"""A province with three agencies, served."""

import pytest

from tests.support.office import Browser, served, settle


@pytest.fixture
def province(engine):
    with served(settle(engine, agencies=3)) as running:
        yield running


@pytest.fixture
def admin(province):
    return Browser(province.url).sign_in(province, province.person("OFFICE"))


@pytest.fixture
def coordinator(province):
    return Browser(province.url).sign_in(province, province.person("A01"))
