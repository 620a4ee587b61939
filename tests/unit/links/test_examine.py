"""Judging an answer never fails, whatever came, and never calls a failure open."""

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.findings import Finding
from scheduler.links.examination import Expectation
from scheduler.links.examine import examine
from scheduler.links.fetched import Failure, Fetched
from tests.support.hostile_shapes import PAGE, SCANNED_PDF, TEXT_PDF, workbook

URL = "https://www.sample.go.th/plan"
EXPECTATION = Expectation(("www.sample.go.th",), 2569, "this", machine_readable=True)
GOOD = Fetched(URL, URL, 200, headers={"content-type": "text/html"}, body=PAGE.encode())

_PIECES = """
<p> </p> <a href=' #x'> <!-- --> <script> </script> <title> <form> <input/type=password> ปี2568 ๒๕๖๙
404 ไม่พบ < </ <! <![ <? &# " <meta/http-equiv=refresh/content='0;url= location='/x' \x00 <h1> <nav>
"""
_MARKUP = st.lists(st.sampled_from(_PIECES.split())).map(lambda parts: "".join(parts).encode())
_DAMAGED = st.tuples(
    st.sampled_from([SCANNED_PDF, TEXT_PDF, workbook("ปี 2569"), PAGE.encode("cp874")]),
    st.integers(0, 700),
    st.binary(max_size=30),
).map(lambda cut: cut[0][: cut[1]] + cut[2] + cut[0][cut[1] + len(cut[2]) :])
_TYPES = ["", "text/html", "text/html; charset=tis-620", "application/pdf", "text/csv", "image/png"]


@given(
    body=_MARKUP | _DAMAGED | st.binary(max_size=300),
    content_type=st.sampled_from(_TYPES),
    status=st.integers(200, 599),
)
def test_any_answer_can_be_judged(body: bytes, content_type: str, status: int) -> None:
    fetched = replace(GOOD, body=body, headers={"content-type": content_type}, status=status)

    seen = examine(fetched, EXPECTATION)

    assert seen.findings
    assert len(seen.excerpt) <= 200
    if status >= 300:
        assert not seen.opens


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_address_can_be_judged(url: str, final_url: str) -> None:
    assert examine(replace(GOOD, url=url, final_url=final_url), EXPECTATION).findings


@pytest.mark.parametrize("failure", get_args(Failure))
@pytest.mark.parametrize("status", [None, 200, 302])
def test_no_failure_counts_as_open(failure: Failure, status: int | None) -> None:
    assert not examine(replace(GOOD, failure=failure, status=status), EXPECTATION).opens


def test_a_good_page_only_opens() -> None:
    assert examine(GOOD, EXPECTATION).findings == (Finding.OPENS,)


def test_the_hash_follows_the_words_and_not_the_markup() -> None:
    dressed = PAGE.replace("<body>", "<body><!-- 10:42 --><script>1</script>")
    same = replace(GOOD, body=dressed.encode())
    other = replace(GOOD, body=PAGE.replace("โครงการ", "กิจกรรม").encode())

    hashes = [examine(fetched, EXPECTATION).text_hash for fetched in (GOOD, same, other)]

    assert hashes[0] == hashes[1] != hashes[2]
