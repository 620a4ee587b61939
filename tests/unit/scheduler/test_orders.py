"""The office's orders by chat, from typed words to rows; what coordinators set for themselves."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from handlers import admin_orders, calendar, reminders
from handlers.crosswalk import also_known_as
from handlers.intents import AdminCommand, Mute, ShowCalendar, Snooze, Unmute
from handlers.order_words import (
    Announce,
    ConfirmNumbers,
    No,
    RemoveDeadline,
    RemoveHoliday,
    SetDeadline,
    SetHoliday,
    SetThanks,
    ShowDelivery,
    Yes,
    read_order,
)
from handlers.outcome import Outcome, Refusal, Turn
from handlers.thai_dates import find_date
from models.agency import Agency
from models.audit import AuditEntry
from models.confirmation import confirmed_codes
from models.coordinator import Coordinator, join
from models.database import writing
from models.deadline import deadlines_of, holiday_rows
from models.nudge import Snooze as SnoozeRow
from models.office import Announcement
from models.outbox import OutboxMessage
from models.quota import save_reading
from models.wording import setting
from scheduler.budget import QuotaReading
from scheduler.sweep import sweep
from simulator.message_schema import problems
from tests.support.province import add_agency, at

NOW = at("2026-11-24", "10:00")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/3/2570", "2027-03-31"),
        ("31-3-2570", "2027-03-31"),
        ("31.03.70", "2027-03-31"),
        ("31 / 3 / 2570", "2027-03-31"),
        ("31 มี.ค. 70", "2027-03-31"),
        ("31 มีนาคม 2570", "2027-03-31"),
        ("31มีค70", "2027-03-31"),
        ("31 มีนาคม พ.ศ. 2570", "2027-03-31"),
        ("วันที่ 5 มิ.ย. 2570 ก่อนเที่ยง", "2027-06-05"),
        ("31/3/2027", "2027-03-31"),
        ("2027-03-31", "2027-03-31"),
        ("2570-03-31", "2027-03-31"),
        ("30 พฤศจิกายน", "2026-11-30"),
        ("31 มี.ค.", "2027-03-31"),
        ("29 ก.พ. 2571", "2028-02-29"),
        ("29 ก.พ. 2570", None),
        ("31/13/2570", None),
    ],
)
def test_dates_as_officials_type_them(text, day):
    found = find_date(text, 2570)
    assert found is not None
    assert found.day == (date.fromisoformat(day) if day else None)


@pytest.mark.parametrize("text", ["O12", "พรุ่งนี้", "ข้อ 12", "1234567890", "3/2570"])
def test_what_is_no_date(text):
    assert find_date(text, 2570) is None


MARCH = date(2027, 3, 31)


@pytest.mark.parametrize(
    ("words", "order"),
    [
        ("กำหนดส่ง O12 31/3/2570", SetDeadline("O12", MARCH, True, "")),
        ("กำหนดส่ง o.12 31 มี.ค. 70 ส่งเป็น PDF", SetDeadline("O12", MARCH, True, "ส่งเป็น PDF")),
        ("กำหนดส่ง โอ 12 31/3/2570 หมายเหตุ ด่วน", SetDeadline("O12", MARCH, True, "ด่วน")),
        ("ตั้งกำหนด ตัวชี้วัดที่ 9 31/3/2570", SetDeadline("indicator:9", MARCH, True, "")),
        ("กำหนดส่ง ทั้งหมด 31/3/2570", SetDeadline("all", MARCH, True, "")),
        ("กำหนดส่ง OIT 31/3/2570", SetDeadline("O", MARCH, True, "")),
        ("กำหนดส่ง OIT ทุกข้อ 31/3/2570", SetDeadline("O", MARCH, True, "")),
        ("กำหนดส่ง i4 31/3/2570", SetDeadline("i4", MARCH, True, "")),
        ("กำหนดส่ง มาตรการที่ 3 31/3/2570", SetDeadline("measure:3", MARCH, True, "")),
        ("กำหนดส่ง มาตรการทั้งหมด 31/3/2570", SetDeadline("measure:all", MARCH, True, "")),
        ("กำหนดส่ง O99 31/3/2570", SetDeadline(None, MARCH, True, "")),
        ("กำหนดส่ง O12", SetDeadline("O12", None, False, "")),
        ("กำหนดส่ง O12 31/2/2570", SetDeadline("O12", None, True, "")),
        ("กำหนดส่ง O14 วันที่ 31 มีนาคม 2570", SetDeadline("O14", MARCH, True, "")),
        ("กำหนดส่ง O20 ภายในวันที่ 31 มี.ค. 70 ก่อนเที่ยง", SetDeadline("O20", MARCH, True, "ก่อนเที่ยง")),
        ("กำหนดส่งO12 31/3/2570", SetDeadline("O12", MARCH, True, "")),
        ("กำหนดส่ง 31/3/2570 O12 ด่วน", SetDeadline("O12", MARCH, True, "ด่วน")),
        ("เลื่อนกำหนดส่ง O12 เป็น 31/3/2570", SetDeadline("O12", MARCH, True, "")),
        ("กำหนดส่ง O1-O5 31/3/2570", SetDeadline(None, MARCH, True, "-O5")),
        ("กำหนดส่ง O1-5 31/3/2570", SetDeadline(None, MARCH, True, "-5")),
        ("กำหนดส่ง O1, O2 31/3/2570", SetDeadline(None, MARCH, True, ", O2")),
        ("กำหนดส่ง O12 วันไหน", None),
        ("ปิดข้อความขอบคุณ", SetThanks(False)),
        ("เปิดข้อความขอบคุณ", SetThanks(True)),
        ("ขอบคุณ", None),
        ("ใช่ค่ะ", Yes()),
        ("ไม่ใช่", No()),
        ("กำหนดส่งวันไหนครับ", None),
        ("กำหนดส่ง วันไหน", None),
        ("ลบกำหนด O12", RemoveDeadline("O12")),
        ("ยกเลิกกำหนดส่ง ทั้งหมด", RemoveDeadline("all")),
        ("วันหยุด 2/1/2570 หยุดพิเศษ", SetHoliday(date(2027, 1, 2), True, "หยุดพิเศษ")),
        ("วันทำการ 10/12/2569", SetHoliday(date(2026, 12, 10), True, "", works=True)),
        ("ลบวันหยุด 2/1/2570", RemoveHoliday(date(2027, 1, 2), True)),
        ("ประกาศ พรุ่งนี้ 9.00 น.", Announce("พรุ่งนี้ 9.00 น.")),
        ("ประกาศ", Announce("")),
        ("ประกาศถึง A01, A02 ขอเชิญประชุม", Announce("ขอเชิญประชุม", ("A01", "A02"))),
        ("ประกาศผลวันไหน", None),
        ("ผลประกาศ", ShowDelivery(None)),
        ("ผลประกาศ 3", ShowDelivery(3)),
        ("ยืนยันเลขข้อ O12", ConfirmNumbers("O12")),
        ("ยกเลิกเลขข้อ O12", ConfirmNumbers("O12", withdraw=True)),
        ("เลขข้อ O12", None),
        ("ยืนยัน", Yes()),
        ("ยกเลิก", No()),
        ("O12", None),
        ("งานค้าง", None),
    ],
)  # fmt: skip
def test_orders_as_the_office_types_them(catalog, words, order):
    assert read_order(words, catalog, 2570) == order


@pytest.fixture
def office_turn(engine, catalog):
    """A turn of the office's admin beside one agency with a main coordinator and a deputy."""
    with writing(engine) as session:
        add_agency(session, 1, at("2026-11-23"), deputies=1)
        add_agency(session, 2, at("2026-11-23"))
        office = Agency(code="OFFICE", name="สำนักงานจังหวัดลำพูน", is_office=True, created_at=NOW)
        session.add(office)
        session.flush()
        admin = join(session, "U" + "a" * 32, office.id or 0, admin=True, now=NOW)
        yield Turn(session, catalog, NOW, admin.line_user_id, "user:a", admin, office)


def says(turn: Turn, text: str, before: Outcome | None = None) -> Outcome:
    turn = replace(turn, text=text, expecting=before.expecting if before else None)
    outcome = admin_orders.order(AdminCommand(text), turn)
    assert problems(list(outcome.messages), endpoint="reply") == []
    return outcome


def words_of(outcome: Outcome) -> str:
    return json.dumps(outcome.messages, ensure_ascii=False)


def test_a_deadline_is_shown_then_confirmed(office_turn):
    shown = says(office_turn, "กำหนดส่ง O12 ๓๑/๓/๒๕๗๐ ส่งเป็นตาราง")
    assert "31 มี.ค. 2570" in words_of(shown)
    assert deadlines_of(office_turn.session, 2570) == []
    saved = says(office_turn, "ยืนยัน", shown)
    assert "บันทึกกำหนดส่ง O12" in words_of(saved)
    (row,) = deadlines_of(office_turn.session, 2570)
    assert (row.scope, row.due_on, row.note) == ("O12", MARCH, "ส่งเป็นตาราง")
    assert row.created_by == office_turn.person.id
    (entry,) = office_turn.session.exec(select(AuditEntry)).all()
    assert (entry.action, entry.subject, entry.after) == ("deadline.set", "O12", "2027-03-31")
    moved = says(office_turn, "กำหนดส่ง O12 30/4/2570")
    assert "แทนกำหนดเดิม 31 มี.ค. 2570" in words_of(moved)
    says(office_turn, "ยืนยัน", moved)
    (later,) = deadlines_of(office_turn.session, 2570)
    assert (later.due_on, later.id) != (row.due_on, row.id)
    says(office_turn, "ยืนยัน", says(office_turn, "ลบกำหนด O12"))
    assert deadlines_of(office_turn.session, 2570) == []


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        ("กำหนดส่ง O12 23/11/2569", "ผ่านไปแล้ว"),
        ("กำหนดส่ง O12 1/10/2570", "นอกปีงบประมาณ 2570"),
        ("กำหนดส่ง O12 31/2/2570", "ไม่มีในปฏิทิน"),
        ("กำหนดส่ง O12", "ไม่พบวันที่"),
        ("กำหนดส่ง O99 31/3/2570", "ไม่พบข้อ"),
        ("ลบกำหนด O12", "ยังไม่มีกำหนดส่ง"),
        ("วันหยุด 1/11/2569 ผ่านแล้ว", "ผ่านไปแล้ว"),
        ("ลบวันหยุด 2/1/2570", "ไม่มีรายการ"),
        ("ประกาศ", "พิมพ์ข้อความ"),
        ("ประกาศ " + "ก" * 1501, "ยาวเกินไป"),
        ("ประกาศถึง A01,ZZ9 ข่าว", "ZZ9"),
        ("ผลประกาศ", "ยังไม่มีประกาศ"),
        ("ยืนยันเลขข้อ i4", "ไม่มีตาราง"),
        ("ยืนยัน", "ไม่มีรายการ"),
    ],
)
def test_a_wrong_order_is_refused_with_the_reason(office_turn, order, reason):
    with pytest.raises(Refusal, match=reason):
        says(office_turn, order)


@pytest.mark.parametrize(
    ("day", "warning"),
    [("10/12/2569", "วันรัฐธรรมนูญ"), ("5/12/2569", "วันหยุดราชการ"), ("12/12/2569", "วันเสาร์")],
)
def test_a_deadline_on_a_day_off_is_taken_with_a_warning(office_turn, day, warning):
    shown = says(office_turn, f"กำหนดส่ง O12 {day}")
    assert warning in words_of(shown)
    says(office_turn, "ยืนยัน", shown)
    assert len(deadlines_of(office_turn.session, 2570)) == 1


def test_cancelling_changes_nothing(office_turn):
    shown = says(office_turn, "กำหนดส่ง O12 31/3/2570")
    assert "ไม่มีอะไรเปลี่ยน" in words_of(says(office_turn, "ยกเลิก", shown))
    assert deadlines_of(office_turn.session, 2570) == []


def test_a_date_that_passed_while_it_waited_is_not_written(office_turn):
    shown = says(office_turn, "กำหนดส่ง O12 24/11/2569")
    with pytest.raises(Refusal, match="ผ่านไปแล้ว"):
        says(replace(office_turn, now=NOW + timedelta(days=1)), "ยืนยัน", shown)


def test_days_off_are_added_worked_and_removed(office_turn):
    says(office_turn, "ยืนยัน", says(office_turn, "วันหยุด 4/1/2570 หยุดพิเศษ"))
    says(office_turn, "ยืนยัน", says(office_turn, "วันทำการ 10/12/2569"))
    found = [(row.day.isoformat(), row.works) for row in holiday_rows(office_turn.session)]
    assert found == [("2026-12-10", True), ("2027-01-04", False)]
    says(office_turn, "ยืนยัน", says(office_turn, "ลบวันหยุด 4/1/2570"))
    assert len(holiday_rows(office_turn.session)) == 1


def test_nobody_but_the_office_gives_orders(office_turn):
    person = office_turn.session.get_one(Coordinator, 1)
    for who in (person, None):
        with pytest.raises(Refusal, match="เฉพาะผู้ดูแล"):
            says(replace(office_turn, person=who), "กำหนดส่ง O12 31/3/2570")
        assert not admin_orders.is_order("กำหนดส่ง O12 31/3/2570", replace(office_turn, person=who))


def test_yes_is_an_order_only_while_something_waits(office_turn):
    assert not admin_orders.is_order("ใช่", office_turn)
    assert not admin_orders.is_order("ยืนยัน", replace(office_turn, expecting={"kind": "move"}))
    assert admin_orders.is_order("ยืนยัน", office_turn)  # answered: nothing waits
    waiting = replace(office_turn, expecting={"kind": "order"})
    assert admin_orders.is_order("ยืนยัน", waiting)
    assert admin_orders.is_order("ประกาศ ข่าว", office_turn)
    assert not admin_orders.is_order("O12 คืออะไร", waiting)


def test_take_does_an_order_and_leaves_everything_else(office_turn):
    assert admin_orders.take(replace(office_turn, text="O12 คืออะไร")) is None
    assert admin_orders.take(replace(office_turn, text="สถานะ O12")) is None
    shown = admin_orders.take(replace(office_turn, text="กำหนดส่ง O12 31/3/2570"))
    assert shown is not None
    done = admin_orders.take(replace(office_turn, text="ยืนยัน", expecting=shown.expecting))
    assert done is not None
    assert len(deadlines_of(office_turn.session, 2570)) == 1
    accepted = admin_orders.take(replace(office_turn, text="รับรอง O12 A01"))
    assert accepted is not None
    person = office_turn.session.get_one(Coordinator, 1)
    assert admin_orders.take(replace(office_turn, text="ประกาศ ข่าว", person=person)) is None


def test_an_announcement_shows_its_cost_and_goes_out_once(office_turn):
    session = office_turn.session
    save_reading(session, 300, 299, NOW)
    shown = says(office_turn, "ประกาศ ประชุมวันจันทร์\n\nนำเอกสารมาด้วย 😀")
    for words in ("ผู้รับ 2 หน่วยงาน", "ใช้โควตา 2 ข้อความ", "เหลือ 1 ข้อความ", "โควตาไม่พอ: 1"):
        assert words in words_of(shown)
    assert session.exec(select(Announcement)).one().confirmed_at is None
    says(office_turn, "ยืนยัน", shown)
    says(office_turn, "ยืนยัน", shown)
    report = sweep(session, office_turn.catalog, NOW, quota=QuotaReading(300, 299))
    assert [entry.occasion for entry in report.planned] == ["announcement:1", "announcement:1"]
    assert (len(report.queued), len(report.held)) == (1, 1)
    (message,) = session.exec(select(OutboxMessage)).all()
    assert "\n\nนำเอกสารมาด้วย 😀" in json.loads(message.body)[0]["text"]
    log = says(office_turn, "ผลประกาศ")
    assert "รอส่ง 1" in words_of(log)
    assert "รอแสดงเมื่อทักบอต 1" in words_of(log)


def test_the_calendar_says_when_it_holds_no_date(office_turn):
    turn = replace(office_turn, person=None, agency=None)
    outcome = calendar.show(ShowCalendar(), turn)
    assert "ยังไม่ได้บันทึกกำหนด" in words_of(outcome)
    assert "สำนักงานจังหวัด" in words_of(outcome)


def test_the_calendar_marks_past_next_and_as_of(office_turn):
    for order in ("กำหนดส่ง IIT 25/11/2569", "กำหนดส่ง OIT 31/3/2570", "กำหนดส่ง EIT 30/4/2570"):
        says(office_turn, "ยืนยัน", says(office_turn, order))
    agency = office_turn.session.get_one(Agency, 1)
    later = replace(office_turn, now=at("2026-12-01"), agency=agency)
    outcome = calendar.show(ShowCalendar(), later)
    text = words_of(outcome)
    for words in ("▶ กำหนดถัดไป", "✓ ผ่านไปแล้ว", "ข้อมูล ณ วันที่ 24 พ.ย. 2569", "0/28", "0/15"):
        assert words in text
    assert problems(list(outcome.messages), endpoint="reply") == []


def test_an_unconfirmed_number_is_the_offices_alone_until_confirmed(office_turn, catalog):
    session = office_turn.session
    assert also_known_as(catalog, "O12", confirmed_codes(session)) is None
    seen = also_known_as(catalog, "O12", (), for_office=True)
    assert seen is not None
    assert (seen.code_2569, seen.confirmed, seen.codes_2567) == ("O11", False, ())
    assert "O11 ปี 2569" in words_of(says(office_turn, "ยืนยันเลขข้อ O12"))
    found = also_known_as(catalog, "O12", confirmed_codes(session))
    assert found is not None
    assert found.confirmed
    assert "ยืนยันไว้แล้ว" in words_of(says(office_turn, "ยืนยันเลขข้อ O12"))
    says(office_turn, "ยกเลิกเลขข้อ O12")
    assert also_known_as(catalog, "O12", confirmed_codes(session)) is None


@pytest.fixture
def member_turn(office_turn):
    session = office_turn.session
    person = session.get_one(Coordinator, 1)
    return replace(office_turn, person=person, agency=session.get_one(Agency, 1))


@pytest.mark.parametrize(
    ("days", "muted", "until", "said"),
    [
        (1, False, NOW + timedelta(days=1), "25 พ.ย. 2569 10:00 น."),
        (7, False, NOW + timedelta(days=7), "1 ธ.ค. 2569"),
        (30, False, NOW + timedelta(days=30), "24 ธ.ค. 2569"),
        (None, True, None, "จนกว่าจะพิมพ์"),
    ],
)
def test_muting_says_until_when(member_turn, days, muted, until, said):
    outcome = reminders.mute(Mute(days), member_turn)
    assert said in words_of(outcome)
    assert problems(list(outcome.messages), endpoint="reply") == []
    assert (member_turn.person.muted, member_turn.person.muted_until) == (muted, until)
    assert "เปิดการแจ้งเตือนแล้ว" in words_of(reminders.unmute(Unmute(), member_turn))
    assert (member_turn.person.muted, member_turn.person.muted_until) == (False, None)
    assert "เปิดอยู่แล้ว" in words_of(reminders.unmute(Unmute(), member_turn))


@pytest.mark.parametrize("days", [0, -1, 367, 10**9])
def test_a_mute_out_of_bounds_is_refused(member_turn, days):
    with pytest.raises(Refusal):
        reminders.mute(Mute(days), member_turn)


def test_snoozing_leaves_an_item_out_for_a_week(member_turn):
    outcome = reminders.snooze(Snooze("O12"), member_turn)
    assert "O12" in words_of(outcome)
    assert "1 ธ.ค. 2569" in words_of(outcome)
    (row,) = member_turn.session.exec(select(SnoozeRow)).all()
    assert (row.agency_id, row.code, row.until) == (1, "O12", date(2026, 12, 1))
    for wrong in (Snooze("O99"), Snooze("O12", 10_000)):
        with pytest.raises(Refusal):
            reminders.snooze(wrong, member_turn)


def test_strangers_have_nothing_to_mute(member_turn):
    stranger = replace(member_turn, person=None, agency=None)
    with pytest.raises(Refusal, match="รหัสเชิญ"):
        reminders.mute(Mute(1), stranger)
    with pytest.raises(Refusal, match="รหัสเชิญ"):
        reminders.unmute(Unmute(), stranger)


def test_the_office_decides_whether_anyone_is_thanked(office_turn):
    assert "จะไม่ได้รับ" in words_of(says(office_turn, "ปิดข้อความขอบคุณ"))
    assert setting(office_turn.session, "thanks") == "off"
    assert "หนึ่งครั้ง" in words_of(says(office_turn, "เปิดข้อความขอบคุณ"))
    assert setting(office_turn.session, "thanks") == "on"
    assert len(office_turn.session.exec(select(AuditEntry)).all()) == 2
