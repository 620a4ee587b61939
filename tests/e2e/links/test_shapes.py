"""Every link shape gives exactly its findings, and nothing broken is ever called open."""

from dataclasses import replace

import pytest

from handlers.findings import Finding
from scheduler.links.check import check
from scheduler.links.examination import Expectation
from scheduler.links.fetch import Rules
from tests.support.hostile_server import HostileServer
from tests.support.hostile_shapes import OWN_HOST, SHAPES, YEAR, Shape


def test_there_are_enough_shapes_and_no_two_share_a_path() -> None:
    assert len(SHAPES) >= 80
    assert len({(shape.host, shape.path) for shape in SHAPES}) == len(SHAPES)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.host + shape.path)
def test_each_shape_gives_its_findings(shape: Shape, site: HostileServer, rules: Rules) -> None:
    expectation = Expectation((OWN_HOST,), YEAR, shape.data_year, shape.machine_readable)
    url = site.url(shape.path, host=shape.host)

    seen = check(url, expectation, replace(rules, deadline_s=shape.deadline_s))

    over_http = {Finding.HTTP_ONLY} if seen.status is not None else set()
    assert set(seen.findings) == shape.found | over_http
