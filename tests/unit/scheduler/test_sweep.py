"""A pass writes each occasion once, whatever happens around it, on SQLite and PostgreSQL."""

import json
import threading
from contextlib import suppress
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from models.announcement import confirm, delivery, draft
from models.conversation import conversation_of
from models.coordinator import Coordinator, join, leave
from models.database import reading, writing
from models.deadline import set_deadline, set_holiday
from models.evidence import ItemReview
from models.nudge import Notice, Nudge, claim_occasion, mark, mark_shown, waiting_notices
from models.office import Setting
from models.outbox import OutboxMessage, claim_due
from models.quota import QuotaMonth, ledger_of
from models.task import set_steps
from scheduler import ledger
from scheduler.budget import QuotaReading
from scheduler.sweep import still_true, sweep
from simulator.message_schema import problems
from tests.support.province import add_agency, at, deliver, populate

PLENTY = QuotaReading(300, 0)
JOINED = at("2026-11-25")
DEC_1 = at("2026-12-01")


def run(engine, catalog, now, quota=PLENTY, **options):
    with writing(engine) as session:
        return sweep(session, catalog, now, quota=quota, **options)


def delivered(engine, now):
    with writing(engine) as session:
        return [(row.coordinator_id, row.occasion) for row in deliver(session, now)]


def rows(engine, table):
    with reading(engine) as session:
        return list(session.exec(select(table)).all())


def finish(session: Session, catalog, agency_id: int, now, year: int = 2570) -> None:
    steps = [(item.code, n, True) for item in catalog.items for n in range(1, len(item.steps) + 1)]
    set_steps(session, agency_id, year, steps, None, now)


def test_a_second_pass_adds_nothing(both, catalog):
    populate(both, 3, JOINED)
    first = run(both, catalog, DEC_1)
    assert [entry.occasion for entry in first.queued] == ["monthly:2026-12"] * 3
    for later in (DEC_1, DEC_1 + timedelta(minutes=1), DEC_1 - timedelta(hours=3)):
        assert run(both, catalog, later).planned == ()
    assert len(rows(both, OutboxMessage)) == 3
    assert len(delivered(both, DEC_1)) == 3
    assert run(both, catalog, DEC_1 + timedelta(days=1)).planned == ()


def test_two_passes_at_once_queue_once(both, catalog):
    populate(both, 8, JOINED)
    together = threading.Barrier(4)
    failures = []

    def one():
        try:
            together.wait()
            run(both, catalog, DEC_1)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    sent = [(row.coordinator_id, row.occasion) for row in rows(both, OutboxMessage)]
    assert len(sent) == 8
    assert len(set(sent)) == 8


class _Killed(Exception):
    pass


def test_a_crash_before_the_commit_leaves_nothing_and_the_next_pass_does_it(both, catalog):
    populate(both, 2, JOINED)
    with suppress(_Killed), writing(both) as session:
        sweep(session, catalog, DEC_1, quota=PLENTY)
        raise _Killed
    assert rows(both, OutboxMessage) == []
    assert rows(both, Nudge) == []
    assert len(run(both, catalog, DEC_1).queued) == 2


def test_an_occasion_is_claimed_once_unless_it_was_dropped(both):
    populate(both, 1, JOINED)
    with writing(both) as session:
        first = claim_occasion(session, 1, 1, "monthly:2026-12", DEC_1)
        assert first is not None
        for status in ("queued", "merged", "held", "failed"):
            mark(session, [first], status)
            assert claim_occasion(session, 1, 1, "monthly:2026-12", DEC_1) is None
        mark(session, [first], "dropped")
        assert claim_occasion(session, 1, 1, "monthly:2026-12", DEC_1) == first


def test_a_dry_run_changes_no_row(both, catalog):
    populate(both, 2, JOINED)
    with reading(both) as session:
        report = sweep(session, catalog, DEC_1, quota=PLENTY, dry_run=True)
    assert len(report.queued) == 2
    assert rows(both, Nudge) == []
    assert rows(both, QuotaMonth) == []


def test_what_does_not_fit_is_held_and_the_office_is_told_once(both, catalog):
    populate(both, 4, JOINED)
    with writing(both) as session:
        office, _ = add_agency(session, 99, JOINED)
        office.is_office = True
        admin = join(session, "U" + "a" * 32, office.id or 0, admin=True, now=JOINED)
        admin_id = admin.id or 0
    report = run(both, catalog, DEC_1, QuotaReading(300, 298))
    assert len(report.planned) == len(report.queued) + len(report.held) == 4
    assert [entry.reason for entry in report.held] == ["quota", "quota"]
    assert run(both, catalog, DEC_1, QuotaReading(300, 300)).planned == ()
    with writing(both) as session:
        for entry in report.held:
            (notice,) = waiting_notices(session, entry.coordinator)
            assert problems(json.loads(notice.body), endpoint="reply") == []
        (told,) = waiting_notices(session, admin_id)
        assert "2 ข้อความ" in told.body
        mark_shown(session, [told], DEC_1)
    with writing(both) as session:
        set_one_back(session)
    run(both, catalog, at("2026-12-02"), QuotaReading(300, 300))
    with reading(both) as session:
        assert waiting_notices(session, admin_id) == []


def set_one_back(session: Session) -> None:
    session.add(
        ItemReview(
            agency_id=1, fiscal_year=2570, code="O1", verdict="returned", reason="ลิงก์ผิดปี",
            at=at("2026-12-01", "10:00"),
        )
    )  # fmt: skip


def test_zero_quota_sends_nothing_at_all(both, catalog):
    populate(both, 2, JOINED)
    report = run(both, catalog, DEC_1, QuotaReading(0, 0))
    assert report.queued == ()
    assert len(report.held) == 2
    assert rows(both, OutboxMessage) == []


def test_an_unknown_quota_writes_nothing_and_is_made_up_for(both, catalog):
    populate(both, 2, JOINED)
    report = run(both, catalog, DEC_1, None)
    assert [entry.reason for entry in report.held] == ["quota unknown"] * 2
    assert rows(both, Nudge) == []
    assert len(run(both, catalog, DEC_1 + timedelta(minutes=1)).queued) == 2


def test_an_outage_goes_by_the_last_figure_and_our_count_since(both, catalog):
    populate(both, 3, JOINED)
    with writing(both) as session:
        row = ledger_of(session, DEC_1)
        row.limit, row.consumed, row.read_at = 10, 8, DEC_1 - timedelta(hours=1)
        session.add(
            OutboxMessage(
                kind="push", source_key="user:x", body="[]", status="accepted",
                created_at=DEC_1, next_try_at=DEC_1, settled_at=DEC_1,
            )
        )  # fmt: skip
    report = run(both, catalog, DEC_1, None)
    assert (len(report.queued), len(report.held)) == (1, 2)


def test_lines_figure_wins_over_our_ledger(both, catalog):
    populate(both, 2, JOINED)
    with writing(both) as session:
        row = ledger_of(session, DEC_1)
        row.accepted = 299
        session.add(row)
    assert len(run(both, catalog, DEC_1, QuotaReading(300, 0)).queued) == 2


def test_the_monthly_limit_from_line_stops_the_month_and_keeps_the_message(both, catalog):
    populate(both, 2, JOINED)
    run(both, catalog, DEC_1)
    with writing(both) as session:
        first, second = session.exec(select(OutboxMessage).order_by("id")).all()
        first.status, first.settled_at, first.error = "held", DEC_1, "monthly limit"
        ledger.note_exhausted(session, first, DEC_1)
        second.status, second.settled_at = "accepted", DEC_1
        reader = first.coordinator_id
    with reading(both) as session:
        assert len(waiting_notices(session, reader or 0)) == 1
    with writing(both) as session:
        set_deadline(session, 2570, "O12", date(2026, 12, 8), by=None, now=DEC_1)
    report = run(both, catalog, at("2026-12-02"))
    assert report.queued == ()
    assert len(report.held) == 2
    bigger = run(both, catalog, at("2026-12-04"), QuotaReading(15000, 300))
    assert len(bigger.queued) == 2  # a larger plan lifts the stop


def test_line_down_for_a_day_is_made_up_for_with_one_message(both, catalog):
    populate(both, 1, at("2026-11-02"))
    with writing(both) as session:
        session.get_one(Coordinator, 1).seen_at = JOINED
        set_deadline(session, 2570, "O12", date(2026, 12, 9), by=None, now=JOINED)
    run(both, catalog, DEC_1)  # monthly and 30 days; LINE takes nothing
    run(both, catalog, at("2026-12-02"))
    waiting = [row for row in rows(both, OutboxMessage) if row.status == "waiting"]
    assert [row.occasion for row in waiting] == ["deadline:1:7+deadline:1:30+monthly:2026-12"]
    assert delivered(both, at("2026-12-02")) == [(1, waiting[0].occasion)]
    assert {row.status for row in rows(both, Nudge)} == {"queued", "merged"}


def test_a_message_that_may_have_left_is_not_said_again(both, catalog):
    populate(both, 1, JOINED)
    run(both, catalog, DEC_1)
    with writing(both) as session:
        (row,) = claim_due(session, "sender that dies", DEC_1, 8)
    run(both, catalog, at("2026-12-02"))
    (row,) = rows(both, OutboxMessage)
    assert row.status == "waiting"


def test_who_left_is_dropped_and_the_next_main_is_told(both, catalog):
    with writing(both) as session:
        _, (main, deputy) = add_agency(session, 1, JOINED, deputies=1)
        main_id, deputy_id = main.id or 0, deputy.id or 0
    run(both, catalog, DEC_1)
    with writing(both) as session:
        person = session.get_one(Coordinator, main_id)
        leave(session, person, DEC_1)
        (message,) = session.exec(select(OutboxMessage)).all()
        assert still_true(session, message, DEC_1) is False
        message.status, message.settled_at = "cancelled", DEC_1
    report = run(both, catalog, DEC_1 + timedelta(minutes=1))
    assert [entry.coordinator for entry in report.queued] == [deputy_id]


@pytest.mark.parametrize("change", ["muted", "muted_until", "unreachable_at"])
def test_what_is_no_longer_wanted_is_dropped_before_sending(engine, catalog, change):
    populate(engine, 1, JOINED)
    run(engine, catalog, DEC_1)
    with writing(engine) as session:
        person = session.get_one(Coordinator, 1)
        setattr(person, change, True if change == "muted" else DEC_1 + timedelta(days=1))
        (message,) = session.exec(select(OutboxMessage)).all()
        assert still_true(session, message, DEC_1) is False
    assert rows(engine, Nudge)[0].status == "dropped"


def test_after_a_mute_the_months_digest_still_arrives_once(engine, catalog):
    populate(engine, 1, JOINED)
    with writing(engine) as session:
        session.get_one(Coordinator, 1).muted_until = at("2026-12-03", "08:00")
    assert run(engine, catalog, DEC_1).planned == ()
    assert len(run(engine, catalog, at("2026-12-03")).queued) == 1
    delivered(engine, at("2026-12-03"))
    assert run(engine, catalog, at("2026-12-04")).planned == ()


def test_a_message_after_hours_waits_for_the_morning(engine, catalog):
    populate(engine, 1, JOINED)
    run(engine, catalog, at("2026-12-04", "16:29"))
    with writing(engine) as session:
        (message,) = session.exec(select(OutboxMessage)).all()
        assert still_true(session, message, at("2026-12-04", "16:29")) is True
        assert still_true(session, message, at("2026-12-04", "16:31")) == at("2026-12-08", "08:30")
        set_holiday(session, date(2026, 12, 8), "วันหยุดตัวอย่าง")
        assert still_true(session, message, at("2026-12-04", "16:31")) == at("2026-12-09", "08:30")


def test_a_pass_ordered_for_another_moment_is_sent_at_once(engine, catalog):
    populate(engine, 1, JOINED)
    night = at("2026-11-28", "23:00")
    run(engine, catalog, DEC_1, send_at=night - timedelta(seconds=1))
    with writing(engine) as session:
        (message,) = claim_due(session, "sender", night, 8)
        assert still_true(session, message, night) is True


def test_a_mute_that_is_over_at_the_ordered_moment_holds_nothing_back(engine, catalog):
    populate(engine, 2, JOINED)
    present = at("2026-11-28", "10:00")
    with writing(engine) as session:
        session.get_one(Coordinator, 1).muted_until = present + timedelta(days=1)
        session.get_one(Coordinator, 2).muted_until = DEC_1 + timedelta(days=9)
    report = run(engine, catalog, DEC_1, send_at=present - timedelta(seconds=1))
    assert [entry.coordinator for entry in report.queued] == [1]
    with writing(engine) as session:
        (message,) = claim_due(session, "sender", present, 8)
        assert still_true(session, message, present) is True
        session.get_one(Coordinator, 1).muted = True
        assert still_true(session, message, present) is False


def test_a_deputy_is_told_once_of_a_silence_that_outlasts_the_year(engine, catalog):
    with writing(engine) as session:
        add_agency(session, 1, JOINED, deputies=1)
    told = run(engine, catalog, at("2027-01-04")).queued
    assert "silence:2026-11-25" in [entry.occasion for entry in told]
    delivered(engine, at("2027-01-04"))
    later = run(engine, catalog, at("2027-10-01")).planned
    assert [entry.occasion for entry in later] == ["monthly:2027-10"]


def test_an_announcement_refused_for_the_quota_outlives_a_later_digest(engine, catalog):
    populate(engine, 1, JOINED)
    with writing(engine) as session:
        row = draft(session, "ข่าว", None, None, DEC_1)
        confirm(session, row.id or 0, DEC_1)
    run(engine, catalog, DEC_1)
    with writing(engine) as session:
        (message,) = session.exec(select(OutboxMessage)).all()
        message.status, message.settled_at = "held", DEC_1
        ledger.note_exhausted(session, message, DEC_1)
    run(engine, catalog, at("2027-01-04"), QuotaReading(0, 0))
    assert "ข่าว" in " ".join(json.dumps(json.loads(n.body), ensure_ascii=False)
                             for n in rows(engine, Notice) if n.body.startswith("["))  # fmt: skip


def test_nobody_is_pushed_on_a_holiday_of_the_office(engine, catalog):
    populate(engine, 1, JOINED)
    with writing(engine) as session:
        set_holiday(session, date(2026, 12, 1), "วันหยุดตัวอย่าง")
    assert run(engine, catalog, DEC_1).planned == ()
    assert len(run(engine, catalog, at("2026-12-02")).queued) == 1


def test_thanks_for_who_has_nothing_open_unless_set_otherwise(engine, catalog):
    populate(engine, 1, JOINED)
    with writing(engine) as session:
        finish(session, catalog, 1, JOINED)
        session.add(Setting(key="thanks", value="off", updated_at=JOINED))
    assert run(engine, catalog, DEC_1).planned == ()
    with writing(engine) as session:
        session.delete(session.get_one(Setting, "thanks"))
    (entry,) = run(engine, catalog, DEC_1).queued
    assert entry.occasion == "thanks:2570"
    delivered(engine, DEC_1)
    assert run(engine, catalog, at("2027-01-04")).planned == ()


def test_a_returned_item_comes_first_in_the_card(engine, catalog):
    populate(engine, 1, JOINED)
    with writing(engine) as session:
        set_one_back(session)
    run(engine, catalog, at("2026-12-01", "10:30"))
    (message,) = rows(engine, OutboxMessage)
    assert message.occasion.startswith("returned:1+monthly")
    (card,) = json.loads(message.body)
    assert card["altText"].startswith("แก้ O1 ")
    with reading(engine) as session:
        labels = json.loads(conversation_of(session, message.source_key).buttons)
    assert labels["แก้แล้ว ตรวจใหม่ O1"] == "a=recheck&c=O1"
    assert "ลิงก์ผิดปี" in message.body


def test_every_message_keeps_lines_limits(engine, catalog):
    populate(engine, 4, JOINED, deputies=1)
    with writing(engine) as session:
        for scope in ("O12", "all", "measure:all", "indicator:9"):
            set_deadline(session, 2570, scope, date(2026, 12, 8), by=None, now=JOINED)
        finish(session, catalog, 1, JOINED)
        finish(session, catalog, 2, JOINED, 2569)
        set_one_back(session)
        row = draft(session, "ข้อความตัวอย่าง\nบรรทัดที่สอง", None, None, JOINED)
        confirm(session, row.id or 0, at("2026-12-01", "08:00"))
    for day in ("2026-12-01", "2026-12-09", "2026-12-14", "2027-09-01", "2027-10-01"):
        run(engine, catalog, at(day))
    messages = [json.loads(row.body) for row in rows(engine, OutboxMessage)]
    assert len(messages) > 15
    for body in messages:
        assert problems(body, endpoint="push") == []


def test_an_announcement_reaches_its_audience_and_has_a_log(both, catalog):
    populate(both, 4, JOINED)
    now = at("2026-12-01", "10:00")
    run(both, catalog, DEC_1)
    delivered(both, DEC_1)
    with writing(both) as session:
        session.get_one(Coordinator, 2).muted = True
        session.get_one(Coordinator, 3).unreachable_at = DEC_1
        row = draft(session, "ประชุมวันจันทร์", ["A01", "A02", "A03"], None, now)
        assert run_nothing(session, catalog, now)
        confirm(session, row.id or 0, now)
        confirm(session, row.id or 0, now + timedelta(hours=1))
        assert row.confirmed_at == now
    report = run(both, catalog, now + timedelta(minutes=1))
    assert [(e.coordinator, e.occasion) for e in report.queued] == [(1, "announcement:1")]
    assert [(e.coordinator, e.reason) for e in report.held] == [(2, "muted")]
    assert run(both, catalog, now + timedelta(minutes=2)).planned == ()
    with reading(both) as session:
        log = delivery(session, row)
        assert len(log.waiting) == len(log.held) == len(log.unreachable) == 1
    delivered(both, now + timedelta(minutes=3))
    with writing(both) as session:
        session.get_one(Coordinator, 1).seen_at = now + timedelta(minutes=9)
    with reading(both) as session:
        log = delivery(session, row)
        assert log.accepted == log.tapped == ["หน่วยงานตัวอย่าง 1"]


def run_nothing(session, catalog, now):
    return sweep(session, catalog, now, quota=PLENTY).planned == ()


def test_the_log_keeps_what_line_took_and_knows_what_was_shown_with_a_reply(engine, catalog):
    populate(engine, 2, JOINED)
    with writing(engine) as session:
        session.get_one(Coordinator, 2).muted = True
        row = draft(session, "ข่าว", None, None, DEC_1)
        confirm(session, row.id or 0, DEC_1)
    run(engine, catalog, DEC_1)
    delivered(engine, DEC_1)
    with writing(engine) as session:
        session.get_one(Coordinator, 1).unreachable_at = DEC_1 + timedelta(days=1)
        log = delivery(session, row)
        assert (len(log.accepted), len(log.held), log.tapped, log.unreachable) == (1, 1, [], [])
        mark_shown(session, waiting_notices(session, 2), DEC_1)
        session.flush()
        log = delivery(session, row)
        assert (log.held, log.tapped) == ([], ["หน่วยงานตัวอย่าง 2"])
        leave(session, session.get_one(Coordinator, 2), DEC_1)
        assert delivery(session, row).unreachable == ["หน่วยงานตัวอย่าง 2"]


def test_an_announcement_at_night_waits_for_the_morning(engine, catalog):
    populate(engine, 1, at("2026-12-01", "12:00"))
    with writing(engine) as session:
        row = draft(session, "ข่าว", None, None, at("2026-12-04", "20:00"))
        confirm(session, row.id or 0, at("2026-12-04", "20:00"))
    assert run(engine, catalog, at("2026-12-05", "10:00")).planned == ()
    assert len(run(engine, catalog, at("2026-12-08", "08:30")).queued) == 1


def test_a_held_digest_replaces_the_one_not_yet_seen(engine, catalog):
    populate(engine, 1, JOINED)
    run(engine, catalog, DEC_1, QuotaReading(0, 0))
    run(engine, catalog, at("2027-01-04"), QuotaReading(0, 0))
    assert len(rows(engine, Notice)) == 1


def test_an_agency_that_is_no_longer_assessed_is_left_alone(engine, catalog):
    populate(engine, 1, JOINED)
    with writing(engine) as session:
        agency, _ = add_agency(session, 2, JOINED)
        agency.active = False
    assert [entry.agency for entry in run(engine, catalog, DEC_1).planned] == ["A01"]
