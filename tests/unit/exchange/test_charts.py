"""Charts say in words what they draw, and nothing lies on anything else."""

import re
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from handlers.checklist import Bar
from office.charts import DayPoint, Goal, Row, bars_chart, progress_chart
from office.drawing import SERIES

TODAY = date(2026, 11, 23)
SVG = "{http://www.w3.org/2000/svg}"


def point(day, claimed, opens=0, accepted=0):
    return DayPoint(day, Bar(claimed, 100), Bar(opens, 100), Bar(accepted, 100))


def parsed(text):
    return ElementTree.fromstring(text)  # noqa: S314 – our own markup


def test_a_chart_is_named_and_described():
    goal = Goal(date(2027, 4, 30), "ส่ง <OIT>")
    root = parsed(progress_chart("p", [point(TODAY, 40, 20, 10)], [goal], TODAY))
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert "อ้างว่าเสร็จ 40/100" in description.text
    assert "ส่ง <OIT> 30 เม.ย. 2570" in description.text


def test_no_series_is_told_apart_by_colour_alone():
    assert len({one.dash for one in SERIES}) == len({one.marker for one in SERIES}) == 3


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("values", [(0, 0, 0), (100, 100, 100), (50, 50, 51), (0, 0, 100)])
def test_labels_at_the_ends_do_not_cover_each_other(values, narrow):
    root = parsed(progress_chart("p", [point(TODAY, *values)], [], TODAY, narrow=narrow))
    ends = sorted(
        float(text.get("y")) for text in root.iter(f"{SVG}text") if "/100" in (text.text or "")
    )
    assert len(ends) == 3
    assert all(after - before >= 17 for before, after in pairwise(ends))
    assert ends[0] >= 10
    assert ends[-1] <= float(root.get("height"))


def test_points_stay_inside_and_in_order_of_days():
    days = [TODAY - timedelta(days=n) for n in (0, 30, 10)]
    text = progress_chart("p", [point(day, 10) for day in days], [], TODAY)
    path = re.search(r'd="M([^"]+)" fill="none"', text)
    assert path is not None
    xs = [float(pair.split()[0]) for pair in path[1].split("L")]
    assert xs == sorted(xs)
    assert 46 <= xs[0] <= xs[-1] <= 530


def test_no_nights_no_chart():
    assert progress_chart("p", [], [], TODAY) == ""
    assert bars_chart("b", "x", []) == ""


@pytest.mark.parametrize("narrow", [False, True])
def test_bars_have_lengths_of_their_shares_and_print_their_numbers(narrow):
    rows = [Row("ก<ข", Bar(5, 10), Bar(0, 0), Bar(10, 10))]
    root = parsed(bars_chart("b", "รายตัวชี้วัด", rows, narrow=narrow))
    full, half = (
        [
            float(r.get("width"))
            for r in root.iter(f"{SVG}rect")
            if r.get("fill") == f"url(#b-{key})"
        ]
        for key in ("accepted", "claimed")
    )
    assert half[-1] * 2 == pytest.approx(full[-1], abs=0.2)
    words = [text.text for text in root.iter(f"{SVG}text")]
    assert "5/10" in words
    assert "0/0" not in words, "a survey question has no link"
    assert "ก<ข" in words
    assert "ลิงก์เปิดได้" not in root.find(f"{SVG}desc").text
