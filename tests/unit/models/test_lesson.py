"""Rows of what use teaches, on both engines."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.database import writing
from models.lesson import (
    Lesson,
    Reading,
    count_open,
    explained_lessons,
    keep,
    label,
    labelled_lessons,
    open_lessons,
    prune,
    take_back,
)
from tests.support.at_once import at_once

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def seen(session: Session, text: str, meant: str = "", minutes: int = 0) -> None:
    at = NOW + timedelta(minutes=minutes)
    row = Lesson(text=text, answered="ask O1", meant=meant, how="none", first_at=at, last_at=at)
    keep(session, row)


def row_of(session: Session, text: str) -> Lesson:
    return session.exec(select(Lesson).where(Lesson.text == text)).one()


@pytest.mark.parametrize("reading", [Reading("tick", ("O12", "O13")), Reading("smalltalk")])
def test_a_reading_is_kept_as_text(reading: Reading) -> None:
    assert Reading.parse(str(reading)) == reading
    assert Reading.parse("") is None


def test_the_same_again_is_counted_and_keeps_its_label(both: Engine) -> None:
    with writing(both) as session:
        seen(session, "ก")
        label(session, row_of(session, "ก"), Reading("tick", ("O1",)), NOW)
        session.flush()
        seen(session, "ก", minutes=5)
        seen(session, "ก", "ask O2")
        session.expire_all()
        (row,) = labelled_lessons(session)
        assert (row.count, row.label, row.first_at) == (2, "tick O1", NOW)
        assert row.last_at == NOW + timedelta(minutes=5)
        assert [one.meant for one in open_lessons(session)] == ["ask O2"]


def test_two_at_once_make_one_row(both: Engine) -> None:
    def once() -> None:
        with writing(both) as session:
            seen(session, "พร้อมกัน")

    at_once([once] * 4)
    with writing(both) as session:
        assert row_of(session, "พร้อมกัน").count == 4


def test_newest_first_and_counted(both: Engine) -> None:
    with writing(both) as session:
        for place, text in enumerate("กขค"):
            seen(session, text, "ask O2" if text == "ข" else "", place)
        assert [row.text for row in open_lessons(session)] == ["ค", "ข", "ก"]
        assert [row.text for row in explained_lessons(session)] == ["ข"]
        label(session, row_of(session, "ข"), Reading("ask", ("O2",)), NOW)
        session.flush()
        assert (count_open(session), len(labelled_lessons(session))) == (2, 1)
        assert explained_lessons(session) == []
        label(session, row_of(session, "ข"), None, NOW)
        session.flush()
        assert count_open(session) == 3


def test_what_is_taken_back_is_one_less_and_gone_at_zero(both: Engine) -> None:
    with writing(both) as session:
        seen(session, "ก")
        seen(session, "ก")
        seen(session, "ก", "ask O2")
        take_back(session, "ก", "ask O1", "ask O2")
        assert [(row.meant, row.count) for row in open_lessons(session)] == [("", 2)]
        take_back(session, "ก", "ask O1", "")
        assert [(row.meant, row.count) for row in open_lessons(session)] == [("", 1)]
        take_back(session, "ก", "ask O1", "")
        assert open_lessons(session) == []


def test_rows_go_by_when_they_were_last_seen(both: Engine) -> None:
    with writing(both) as session:
        seen(session, "เก่า")
        seen(session, "ยังใช้")
        seen(session, "ยังใช้", minutes=1)
        assert prune(session, NOW) == 0
        assert prune(session, NOW + timedelta(seconds=1)) == 1
        assert [row.text for row in open_lessons(session)] == ["ยังใช้"]
