"""What general answers may say: the report's years, no accusation, no rule that nobody gave."""

import pytest

from handlers.explain import explain
from handlers.intents import Explain
from tests.support.evidence_room import Room


@pytest.fixture
def room(engine, catalog):
    return Room(engine, catalog)


def said(room, entry, code=None):
    return " ".join(room.does(explain, Explain(entry, code)))


@pytest.mark.parametrize(
    ("code", "words"),
    [("O12", "ข้อมูลปี 2568"), ("O13", "ข้อมูลปี 2567"), ("O26", "ข้อมูลปี 2567"), ("O1", "ไม่ระบุปี")],
)
def test_the_year_of_the_data_is_the_reports(room, code, words):
    assert words in said(room, "which_year", code)


def test_the_issue_of_an_item_accuses_nobody(room):
    assert "ไม่ได้ระบุว่าเกิดขึ้นกับหน่วยงานหรือบุคคลใด" in said(room, "why", "i3")


def test_only_the_items_of_the_report_ask_for_readable_data(room):
    assert "O7 O12 O13" in said(room, "faq:file_type")


def test_without_an_item_nothing_is_made_up(room):
    assert "ยังไม่ทราบว่าท่านหมายถึงข้อใด" in said(room, "which_year")


def test_the_reason_that_the_report_gives_is_told(room, catalog):
    with_purpose = [item for item in catalog.items if item.purpose]
    assert len(with_purpose) > 20
    for item in with_purpose:
        words = said(room, "why", item.code)
        assert f"เพื่อ{item.purpose}" in words, item.code
        assert "ไม่ได้เขียนเหตุผล" not in words
        assert not item.issue or item.issue in words


def test_only_where_the_report_prints_no_reason_it_is_said_so(room, catalog):
    without = [item.code for item in catalog.items if not item.purpose and not item.issue]
    assert without
    for code in without:
        assert "ไม่ได้เขียนเหตุผลแยกไว้" in said(room, "why", code)
