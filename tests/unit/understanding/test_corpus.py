"""The bar, on our own corpus: lines that shaped the wordings, and lines that never did."""

import pytest

from handlers.understanding.lexicon import Lexicon
from tests.unit.understanding.grading import Grade, grade, read, share, table


@pytest.fixture(scope="module", params=["corpus", "held_out"])
def grades(request: pytest.FixtureRequest, lexicon: Lexicon) -> list[Grade]:
    return [grade(line, lexicon) for line in read(request.param)]


def test_corpus_is_large_and_varied() -> None:
    lines = read("corpus") + read("held_out")
    assert len(lines) >= 600
    topics = [line.codes[0] for line in lines if line.style == "topic" and line.codes]
    items = [f"{family}{n}" for family, last in (("i", 15), ("E", 9), ("O", 28))
             for n in range(1, last + 1)]  # fmt: skip
    assert all(topics.count(code) >= 4 for code in items)


def test_intent(grades: list[Grade]) -> None:
    assert share(grades, "intent") >= 0.95, table(grades)


def test_item_where_a_code_stands_in_the_text(grades: list[Grade]) -> None:
    coded = [found for found in grades if found.line.names_a_code]
    assert share(coded, "item") >= 0.98, table(coded)


def test_item_where_no_code_stands_in_the_text(grades: list[Grade]) -> None:
    topics = [found for found in grades if found.line.style == "topic"]
    assert share(topics, "item") >= 0.85, table(topics)


def test_top_three(grades: list[Grade]) -> None:
    assert share(grades, "near") >= 0.95, table(grades)


def test_nothing_is_ticked_that_was_not_meant(grades: list[Grade]) -> None:
    wrong = [found for found in grades if found.wrong_tick]
    assert not wrong, table(wrong)
