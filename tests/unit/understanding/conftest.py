"""The lexicon of the packaged content, built once."""

import pytest

from content.catalog import load
from handlers.understanding.lexicon import Lexicon, build


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return build(load())
