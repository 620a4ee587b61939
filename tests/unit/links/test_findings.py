"""The closed set of findings: each has words, an order and a verdict, and bad news wins."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.findings import Finding, counts_as_open, describe, judge, verdict_of, worst_first

DETAILS: dict[str, Any] = {
    "status": 404,
    "host": "www.x.go.th",
    "final_url": "https://www.x.go.th/{a}",
    "wanted_year": 2569,
    "found_year": 2568,
}


@pytest.mark.parametrize("finding", Finding)
def test_each_finding_has_a_sentence_and_a_remedy(finding: Finding) -> None:
    for words in (describe(finding), describe(finding, **DETAILS)):
        for text in (words.sentence, words.remedy):
            assert text.endswith("ค่ะ")
            assert "None" not in text
            assert "  " not in text
            assert not re.search(r"\{(?!a\})", text)


def test_details_stand_in_the_sentence() -> None:
    assert "404" in describe(Finding.NOT_FOUND, status=404).sentence
    years = describe(Finding.WRONG_YEAR, wanted_year=2569, found_year=2568).sentence
    assert "2568" in years
    assert "2569" in years
    assert "https://x.go.th/b" in describe(Finding.MOVED, final_url="https://x.go.th/b").sentence


@given(st.sets(st.sampled_from(Finding)))
def test_a_dead_finding_is_never_outvoted(findings: set[Finding]) -> None:
    verdicts = {verdict_of(finding) for finding in findings}
    if "dead" in verdicts:
        assert judge(findings) == "dead"
    if verdicts & {"dead", "unknown"} or not findings:
        assert not counts_as_open(findings)


@given(st.lists(st.sampled_from(Finding)))
def test_worst_comes_first_and_each_once(findings: list[Finding]) -> None:
    ordered = worst_first(findings)

    assert set(ordered) == set(findings)
    assert len(ordered) == len(set(ordered))
    ranks = [("dead", "unknown", "warning", "opens").index(verdict_of(one)) for one in ordered]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize(
    ("findings", "verdict", "open_"),
    [
        ((), "unknown", False),
        ((Finding.OPENS,), "opens", True),
        ((Finding.HTTP_ONLY,), "warning", True),
        ((Finding.HTTP_ONLY, Finding.NOT_FOUND), "dead", False),
        ((Finding.ROBOT_WALL, Finding.HTTP_ONLY), "unknown", False),
        ((Finding.MOVED, Finding.WRONG_YEAR), "warning", True),
    ],
)
def test_the_verdict(findings: tuple[Finding, ...], verdict: str, open_: bool) -> None:
    assert judge(findings) == verdict
    assert counts_as_open(findings) is open_
