"""A province with three agencies, served."""

import pytest

from tests.support.office import Browser, build, served


@pytest.fixture
def province(tmp_path):
    with served(build(tmp_path, agencies=3)) as running:
        yield running


@pytest.fixture
def admin(province):
    return Browser(province.url).sign_in(province, province.person("OFFICE"))


@pytest.fixture
def coordinator(province):
    return Browser(province.url).sign_in(province, province.person("A01"))
