"""What the clock drives: passes, nights and the turn of the year, each done once."""

import json
import threading
from datetime import date, timedelta

import pytest
from sqlmodel import select

from bot.cli import sweep as command
from models.audit import ProgressDay
from models.coordinator import join, main_of
from models.database import reading, writing
from models.evidence import Evidence
from models.inbox import InboxEvent
from models.nudge import waiting_notices
from models.office import Setting
from models.outbox import OutboxMessage
from models.quota import ledger_of
from models.task import set_steps
from scheduler import clock
from scheduler.budget import QuotaReading
from scheduler.clock import Passes
from scheduler.cycle import open_year, year_summary
from scheduler.upkeep import night_is_due, tidy, write_progress
from tests.support.one_command import run_command
from tests.support.pace import within
from tests.support.province import add_agency, at, populate

DEC_1 = at("2026-12-01")


def test_the_clock_runs_at_once_and_stops(engine, catalog):
    populate(engine, 2, at("2026-11-25"))
    rung, ran = threading.Event(), threading.Event()
    ticking = clock.start(
        engine, catalog, now=lambda: DEC_1, read_quota=lambda: QuotaReading(300, 0),
        after_sweep=rung.set, every_minute=(ran.set,), every_s=0.2,
    )  # fmt: skip
    assert rung.wait(10)
    assert ran.wait(10)
    ticking.stop()
    with reading(engine) as session:
        assert len(session.exec(select(OutboxMessage)).all()) == 2
        assert session.get_one(Setting, "last_sweep").value == DEC_1.isoformat()


def passes(engine, catalog, now, read_quota, **more) -> Passes:
    return Passes(engine, catalog, lambda: now, read_quota, **more)


def test_line_is_asked_for_its_quota_only_when_something_is_due(engine, catalog):
    asked = []

    def read_quota():
        asked.append(1)
        return QuotaReading(300, 0)

    populate(engine, 1, at("2026-11-25"))
    passes(engine, catalog, at("2026-11-30"), read_quota).sweep_once()
    assert len(asked) == 1  # the first time, so that an outage finds a figure
    passes(engine, catalog, at("2026-11-30"), read_quota).sweep_once()
    assert len(asked) == 1
    passes(engine, catalog, DEC_1, read_quota).sweep_once()
    assert len(asked) == 2


def test_an_unreachable_line_does_not_lose_the_day(engine, catalog):
    def down():
        raise ConnectionError("no answer")

    populate(engine, 2, at("2026-11-25"))
    assert len(passes(engine, catalog, DEC_1, down).sweep_once().held) == 2
    with writing(engine) as session:
        row = ledger_of(session, at("2026-11-20"))
        row.limit, row.consumed, row.read_at = 300, 40, at("2026-11-20")
    assert len(passes(engine, catalog, DEC_1, down).sweep_once().queued) == 2


def test_one_failing_work_does_not_stop_the_others(engine, catalog):
    done = []

    def fails():
        raise ValueError("broken")

    ours = passes(
        engine, catalog, DEC_1, lambda: QuotaReading(None, 0),
        every_minute=(fails, lambda: done.append("minute")),
        every_night=(fails, lambda: done.append("night")),
    )  # fmt: skip
    ours.minute()
    ours.minute()
    assert done == ["night", "minute", "minute"]


@pytest.mark.parametrize(
    ("moments", "nights"),
    [
        ([("2026-12-01", "01:29")], 0),
        ([("2026-12-01", "01:30"), ("2026-12-01", "01:31"), ("2026-12-01", "23:00")], 1),
        ([("2026-12-01", "02:00"), ("2026-12-02", "02:00")], 2),
        ([("2026-12-01", "02:00"), ("2026-12-04", "11:00")], 2),
        ([("2026-12-02", "02:00"), ("2026-12-01", "02:00")], 1),  # a clock set back
    ],
)
def test_a_night_is_done_once_a_day(both, moments, nights):
    done = 0
    for day, time_of_day in moments:
        with writing(both) as session:
            done += night_is_due(session, at(day, time_of_day))
    assert done == nights


def test_two_processes_share_one_night(both):
    together, done = threading.Barrier(4), []

    def one():
        together.wait()
        with writing(both) as session:
            if night_is_due(session, DEC_1):
                done.append(1)

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [1]


def test_the_night_prunes_promotes_and_writes_the_bars(both, catalog):
    with writing(both) as session:
        agency, (main, deputy) = add_agency(session, 1, at("2026-11-02"), deputies=1)
        main.left_at = at("2026-11-30")
        session.add_all(
            InboxEvent(
                webhook_event_id=day, source_key="user:x", occurred_ms=1, raw="{}",
                received_at=at(day), handled_at=at(day),
            )
            for day in ("2026-11-23", "2026-11-27")
        )  # fmt: skip
        session.add_all(
            OutboxMessage(
                kind="push", source_key="user:x", body="[]", status="accepted", occasion=why,
                created_at=at("2026-11-02"), next_try_at=at("2026-11-02"),
                settled_at=at("2026-11-02"),
            )
            for why in (None, "monthly:2026-11")
        )  # fmt: skip
        steps = [("O1", n, True) for n in range(1, len(catalog.item("O1").steps) + 1)]
        set_steps(session, agency.id or 0, 2570, steps, None, DEC_1)
    with writing(both) as session:
        tidy(session, catalog, DEC_1)
        tidy(session, catalog, DEC_1 + timedelta(hours=1))
    with reading(both) as session:
        events = [row.webhook_event_id for row in session.exec(select(InboxEvent)).all()]
        assert events == ["2026-11-27"]
        kept = [row.occasion for row in session.exec(select(OutboxMessage)).all()]
        assert kept == ["monthly:2026-11"]
        heir = main_of(session, agency.id or 0)
        assert heir is not None
        assert heir.id == deputy.id
        (bars,) = session.exec(select(ProgressDay)).all()
        assert (bars.day, bars.claimed, bars.total) == (date(2026, 12, 1), 1, 52)


def test_bars_written_twice_are_corrected(engine, catalog):
    populate(engine, 1, DEC_1)
    with writing(engine) as session:
        write_progress(session, catalog, DEC_1)
        steps = [("O1", n, True) for n in range(1, len(catalog.item("O1").steps) + 1)]
        set_steps(session, 1, 2570, steps, None, DEC_1)
        write_progress(session, catalog, DEC_1)
        (bars,) = session.exec(select(ProgressDay)).all()
        assert bars.claimed == 1


def test_the_year_opens_once_with_a_word_to_the_office_and_last_years_links(engine, catalog):
    populate(engine, 2, at("2027-01-11"))
    with writing(engine) as session:
        office, _ = add_agency(session, 99, at("2027-01-11"))
        office.is_office = True
        admin = join(session, "U" + "a" * 32, office.id or 0, admin=True, now=DEC_1)
        session.add(
            Evidence(
                agency_id=1, fiscal_year=2570, code="O1", url="https://a.example/",
                added_at=DEC_1, verdict="opens",
            )
        )  # fmt: skip
        assert not open_year(session, catalog, at("2027-09-30", "23:59"))
        assert open_year(session, catalog, at("2027-10-01", "00:01"))
        assert not open_year(session, catalog, at("2027-10-01", "00:02"))
        assert not open_year(session, catalog, at("2027-09-30", "12:00"))
        assert not open_year(session, catalog, at("2027-10-02", "00:02"))
        (notice,) = waiting_notices(session, admin.id or 0)
        assert "2571" in notice.body
        assert "0/2 แห่ง" in notice.body
        drafts = session.exec(select(Evidence).where(Evidence.fiscal_year == 2571)).all()
        assert [(row.code, row.draft) for row in drafts] == [("O1", True)]
        past = year_summary(session, catalog, 2570)
        assert (past.opens.count, past.agencies, past.complete) == (1, 2, 0)


@pytest.fixture
def configured(tmp_path, monkeypatch, empty_database, engine):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", str(engine.url))
    populate(engine, 2, at("2026-11-25"))
    with writing(engine) as session:
        row = ledger_of(session, at("2026-11-25"))
        row.limit, row.consumed, row.read_at = 300, 0, at("2026-11-25")
    return engine


def test_the_command_shows_then_queues_what_is_due(configured, capsys):
    assert (
        run_command(
            command, "sweep", "--at", "2026-12-01T09:00", "--dry-run", now=lambda: at("2026-12-01")
        )
        == 0
    )
    shown = json.loads(capsys.readouterr().out)
    assert (
        run_command(command, "sweep", "--at", "2026-12-01T09:00", now=lambda: at("2026-12-01")) == 0
    )
    done = json.loads(capsys.readouterr().out)
    assert shown == done
    assert done["planned"] == done["queued"]
    assert done["held"] == []
    first = done["queued"][0]
    assert (first["agency"], first["occasion"]) == ("A01", "monthly:2026-12")
    assert (
        run_command(
            command, "sweep", "--at", "2026-12-01T02:00:00+00:00", now=lambda: at("2026-12-01")
        )
        == 0
    )
    assert json.loads(capsys.readouterr().out) == {"planned": [], "queued": [], "held": []}
    with reading(configured) as session:
        rows = session.exec(select(OutboxMessage)).all()
        assert len(rows) == 2
        assert all(row.next_try_at < row.created_at for row in rows)  # leaves at once


def test_the_command_refuses_what_is_no_time(configured, capsys):
    assert run_command(command, "sweep", "--at", "พรุ่งนี้", now=lambda: at("2026-12-01")) == 2
    assert "ISO" in capsys.readouterr().err


def test_a_pass_is_quick(engine, catalog):
    populate(engine, 33, at("2026-11-25"), deputies=1)
    ours = passes(engine, catalog, at("2026-11-30"), lambda: QuotaReading(300, 0))
    ours.sweep_once()
    with within(1):
        ours.sweep_once()
