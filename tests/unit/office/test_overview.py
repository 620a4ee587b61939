"""The database's figures and the checklist's are the same, whatever the rows."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session

from handlers.standing import agency_checklist
from models.evidence import Evidence, ItemReview
from models.office import ItemScope
from models.overview import Tally, tallies, waiting_items
from models.task import Task
from office.cells import DEAD, READY, mark_of
from tests.support.office import CATALOG, MORNING, Province, settle

CODES = ("i1", "E3", "O2", "O12")
YEAR = 2570
STEPS = {item.code: len(item.steps) for item in CATALOG.items}

ticks = st.lists(
    st.tuples(st.sampled_from(CODES), st.integers(1, 6), st.booleans()),
    unique_by=lambda tick: tick[:2],
)
whole = st.lists(st.sampled_from(CODES), unique=True)
links = st.lists(
    st.tuples(
        st.sampled_from(CODES),
        st.sampled_from(("opens", "warning", "dead", "checking", "unknown")),
        st.sampled_from(("", "draft", "removed")),
    ),
    max_size=6,
)
reviews = st.lists(
    st.tuples(st.sampled_from(CODES), st.sampled_from(("accepted", "returned", "none"))), max_size=6
)


@pytest.fixture
def two(both: Engine) -> Province:
    return settle(both)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ticks=ticks, whole=whole, links=links, reviews=reviews, exempt=whole)
def test_both_count_alike(two: Province, ticks, whole, links, reviews, exempt):
    key = two.agency("A01").id or 0
    other = two.agency("A02").id or 0
    with Session(two.engine) as session:
        _fill(session, key, ticks, whole, links, reviews, exempt)
        sheet = agency_checklist(session, CATALOG, key, YEAR)
        counted = tallies(session, YEAR, STEPS, [key, other])
        waiting = waiting_items(session, YEAR, STEPS, 100)
        session.rollback()
    states = [state for state in sheet.items.values() if state.applies]
    expected = Tally(
        claimed=sheet.claimed().count,
        opens=sheet.opens().count,
        accepted=sheet.accepted().count,
        dead=sum(state.link_state == "dead" for state in states),
        returned=sum(state.review == "returned" for state in states),
        waiting=sum(mark_of(state) is READY for state in states),
        total=sheet.claimed().total,
        need_link=sheet.opens().total,
    )
    assert counted[key] == expected
    assert {code for _, code in waiting} == {s.code for s in states if mark_of(s) is READY}
    assert counted[other] == Tally(total=len(STEPS), need_link=28)


def _fill(session: Session, key: int, ticks, whole, links, reviews, exempt) -> None:
    done = {(code, step): flag for code, step, flag in ticks if step <= STEPS[code] + 1}
    done |= {(code, step): True for code in whole for step in range(1, STEPS[code] + 1)}
    base: dict[str, Any] = {"agency_id": key, "fiscal_year": YEAR}
    session.add_all(
        Task(**base, code=code, step=step, done=flag, changed_at=MORNING)
        for (code, step), flag in done.items()
    )
    session.add_all(
        Evidence(
            **base, code=code, url="https://a", verdict=verdict, added_at=MORNING,
            draft=kind == "draft", removed_at=MORNING if kind == "removed" else None,
        )
        for code, verdict, kind in links
    )  # fmt: skip
    for code, verdict in reviews:
        session.add(ItemReview(**base, code=code, verdict=verdict, at=MORNING))
        session.flush()
    session.add_all(ItemScope(**base, code=code) for code in exempt)
    session.flush()


def test_a_dead_link_is_never_green(two: Province):
    key = two.agency("A01").id or 0
    with Session(two.engine) as session:
        _fill(session, key, [], ["O2"], [("O2", "opens", ""), ("O2", "dead", "")], [], [])
        sheet = agency_checklist(session, CATALOG, key, YEAR)
        assert mark_of(sheet.items["O2"]) is DEAD
        assert waiting_items(session, YEAR, STEPS, 100) == []
        session.rollback()
