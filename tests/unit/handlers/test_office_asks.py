"""The office asks by chat: real words on real rows, and nobody else learns another's figures."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from content.catalog import Catalog
from models.agency import Agency, agency_by_code
from models.audit import AuditEntry
from models.coordinator import members
from models.database import reading, writing
from models.invite import Invite, hash_of, without_codes
from models.office import Announcement, Note
from models.outbox import OutboxMessage
from models.quota import save_reading
from models.task import set_steps
from tests.support.transcript import Chat

OFFICE, PERSON, OTHER = "วิภา", "สมหญิง", "สมชาย"


@pytest.fixture
def chat(engine: Engine, catalog: Catalog) -> Chat:
    made = Chat(engine, catalog)
    for number in range(1, 13):
        made.add_agency(f"S{number:02}", f"สำนักงานสมมุติ {number:02}")
    with writing(engine) as session:
        row = agency_by_code(session, "S03")
        assert row is not None
        row.short_name = "สมมุติสาม"
    made.joins(OFFICE, "admin")
    made.joins(PERSON, "S01")
    made.joins(OTHER, "S02")
    done(made, "S02", 7)
    return made


def done(chat: Chat, code: str, items: int) -> None:
    with writing(chat.engine) as session:
        agency = agency_by_code(session, code)
        assert agency is not None
        steps = [
            (item.code, number, True)
            for item in chat.catalog.items[:items]
            for number in range(1, len(item.steps) + 1)
        ]
        set_steps(session, agency.id or 0, 2570, steps, None, chat.now)


def ask(chat: Chat, words: str, who: str = OFFICE) -> str:
    return "\n".join(chat.says(who, words))


def rows(chat: Chat, action: str) -> list[AuditEntry]:
    with reading(chat.engine) as session:
        return list(session.exec(select(AuditEntry).where(AuditEntry.action == action)).all())


def test_who_is_silent_stands_in_the_first_group_that_fits(chat: Chat):
    said = ask(chat, "ใครเงียบบ้าง")
    assert "ยังไม่มีผู้ประสานงาน 10 จาก 12 แห่ง" in said
    assert "ยังไม่ได้ทำเครื่องหมายข้อใด 1 จาก 12 แห่ง" in said
    assert "สำนักงานสมมุติ 01" in said
    assert "สำนักงานสมมุติ 02" not in said
    chat.now += timedelta(days=14)
    later = ask(chat, "ใครเงียบบ้าง")
    assert "ไม่ได้คุยกับบอตตั้งแต่ 14 วันขึ้นไป 1 จาก 12 แห่ง" in later
    assert "สำนักงานสมมุติ 02" in later


def test_one_card_names_at_most_ten(chat: Chat):
    said = ask(chat, "ใครเงียบบ้าง")
    named = [f"{n:02}" for n in range(1, 13) if f"สำนักงานสมมุติ {n:02}" in said]
    assert len(named) + ("สมมุติสาม" in said) == 10
    assert "และอีก 1 แห่ง" in said


def test_nobody_is_silent(chat: Chat):
    with writing(chat.engine) as session:
        agencies = session.exec(select(Agency).where(col(Agency.code).not_in(["S01", "OFFICE"])))
        for agency in agencies:
            agency.active = False
    done(chat, "S01", 1)
    assert "ไม่มีหน่วยงานที่เงียบค่ะ" in ask(chat, "ใครเงียบบ้าง")


def test_a_province_without_agencies_says_so(engine: Engine, catalog: Catalog):
    chat = Chat(engine, catalog)
    chat.joins(OFFICE, "admin")
    for words in ("ภาพรวมวันนี้", "ใครเงียบบ้าง", "หน่วยงานไหนแย่สุด", "ใครยังไม่ทำ O12", "เตือนทุกหน่วยงาน"):
        assert "ยังไม่มีหน่วยงานในระบบค่ะ" in ask(chat, words)
    assert "ไม่มีรายการรอตรวจค่ะ" in ask(chat, "รายการรอตรวจ")


def test_five_agencies_that_are_furthest_behind(chat: Chat):
    said = ask(chat, "หน่วยงานไหนน่าห่วง")
    assert "1. สำนักงานสมมุติ 01: อ้างว่าเสร็จ 0/52" in said
    assert "และอีก 7 แห่ง" in said
    assert "6. " not in said


def test_when_all_is_done_nobody_is_behind(chat: Chat):
    for number in range(1, 13):
        done(chat, f"S{number:02}", len(chat.catalog.items))
    assert "ทุกหน่วยงานอ้างว่าเสร็จครบทุกข้อ" in ask(chat, "หน่วยงานไหนแย่สุด")
    assert "จึงไม่มีใครต้องเตือน" in ask(chat, "เตือนหน่วยงานที่ยังไม่เสร็จ")


def test_who_is_done_with_an_item_and_who_is_not(chat: Chat):
    first = chat.catalog.items[0].code
    assert "อ้างว่าเสร็จแล้ว 1 จาก 12 แห่ง" in ask(chat, f"{first} ใครเสร็จแล้วบ้าง")
    assert "ยังไม่เสร็จ 11 จาก 12 แห่ง" in ask(chat, f"ใครยังไม่ทำ {first}")
    assert "ไม่มีข้อ O99 ค่ะ" in ask(chat, "ใครยังไม่ทำ O99")


def test_what_waits_for_a_look(chat: Chat):
    said = ask(chat, "รายการรอตรวจ")
    waiting = [item for item in chat.catalog.items[:7] if not item.code.startswith("O")]
    assert f"รอตรวจ {len(waiting)} ข้อ จาก 1 แห่ง" in said


def test_the_overview_counts_the_province(chat: Chat):
    said = ask(chat, "ภาพรวมวันนี้")
    assert "อ้างว่าเสร็จ 7/624" in said
    assert "ยังไม่เริ่ม 11 แห่ง · ยังไม่มีผู้ประสานงาน 10 แห่ง" in said
    assert "ภาพรวมจังหวัด" in ask(chat, "ความคืบหน้า")


def test_the_quota_is_lines_own_figure(chat: Chat):
    assert "ยังไม่ได้อ่านโควตาจาก LINE" in ask(chat, "โควตาเหลือเท่าไร")
    with writing(chat.engine) as session:
        save_reading(session, 300, 12, chat.now)
    assert "เหลือ 288 จาก 300 ข้อความค่ะ (ใช้ไป 12)" in ask(chat, "โควตาเหลือเท่าไร")
    with writing(chat.engine) as session:
        save_reading(session, None, 12, chat.now)
    assert "ไม่จำกัด" in ask(chat, "โควตาเหลือเท่าไร")


@pytest.mark.parametrize(
    "words",
    ["S03", "s-03", "สมมุติสาม", "สำนักงานสมมุติ 03", "สนง.สมมุติ 03", "สมมุติ 03 เป็นยังไงบ้าง", "ดู S03",
     "สมมุติ 03"],
)  # fmt: skip
def test_an_agency_is_found_by_code_name_short_name_or_part(chat: Chat, words: str):
    assert "⟦สำนักงานสมมุติ 03 · อ้างว่าเสร็จ 0/52" in ask(chat, words)


def test_several_fit_none_fits(chat: Chat):
    said = ask(chat, "ดูสมมุติ")
    assert "ตรงกับหลายหน่วยงานค่ะ" in said
    assert list(chat.shown[OFFICE]) == [
        "S01 สำนักงานสมมุติ 01", "S02 สำนักงานสมมุติ 02", "S03 สมมุติสาม", "S04 สำนักงานสมมุติ 04",
        "แดชบอร์ด",
    ]  # fmt: skip
    assert "และอีก 8 แห่ง" in said
    assert "⟦สำนักงานสมมุติ 02 · อ้างว่าเสร็จ 7/52" in "\n".join(chat.taps(OFFICE, "S02 สำนักงานสมมุติ 02"))
    assert "ไม่พบหน่วยงาน “S99” ค่ะ" in ask(chat, "S99")
    assert "แดชบอร์ด" in chat.shown[OFFICE]
    assert "ไม่พบหน่วยงาน “สำนักงานไม่มี” ค่ะ" in ask(chat, "สำนักงานไม่มี ถึงไหนแล้ว")


def test_a_name_wins_over_what_the_model_hints(chat: Chat):
    """The learned model takes a bare code for a wish to invite."""
    assert "ตรวจก่อนออกรหัสเชิญ" not in ask(chat, "S01")


def test_an_invite_is_issued_only_when_confirmed(chat: Chat):
    ask(chat, "ออกรหัสเชิญ S04")
    with reading(chat.engine) as session:
        assert not session.exec(select(Invite)).all()
    said = chat.says(OFFICE, "ยืนยัน")
    code = said[1].removeprefix("reply ")
    with reading(chat.engine) as session:
        (row,) = session.exec(select(Invite)).all()
        assert row.code_hash == hash_of(code.replace("-", ""))
        assert not row.admin
    (entry,) = rows(chat, "invite.issue")
    assert (entry.subject, entry.after) == ("S04", "coordinator")
    assert "ไม่มีรายการที่รอยืนยัน" not in ask(chat, "ออกรหัสเชิญ S04")
    assert "มีรหัสที่ยังไม่ใช้อยู่แล้ว 1 รหัส" in ask(chat, "ออกรหัสเชิญ S04")


def test_no_invite_for_the_office_itself(chat: Chat):
    assert "ตรวจก่อนออกรหัสเชิญ" not in ask(chat, "ออกรหัสเชิญ OFFICE")


def test_a_reminder_leaves_only_when_confirmed(chat: Chat):
    said = ask(chat, "เตือนหน่วยงานที่ยังไม่เสร็จ")
    assert "ผู้รับ 2 หน่วยงาน" in said
    with reading(chat.engine) as session:
        (row,) = session.exec(select(Announcement)).all()
        assert row.confirmed_at is None
    ask(chat, "ยืนยัน")
    with reading(chat.engine) as session:
        (row,) = session.exec(select(Announcement)).all()
        assert row.confirmed_at is not None
    assert len(rows(chat, "announcement.confirm")) == 1


def test_a_message_keeps_the_offices_words(chat: Chat):
    said = ask(chat, "ส่งข้อความถึงทุกหน่วยงาน ว่า ขอ Link ภายในวันนี้")
    assert "ขอ Link ภายในวันนี้" in said
    assert "พิมพ์ข้อความเอง" in ask(chat, "ส่งข้อความถึงทุกหน่วยงาน")


def test_a_note_beside_an_item_and_one_about_a_call(chat: Chat):
    ask(chat, "โน้ต O12 ว่า ใช้ไฟล์ Excel")
    with reading(chat.engine) as session:
        assert not session.exec(select(Note)).all()
    ask(chat, "ยืนยัน")
    with reading(chat.engine) as session:
        (note,) = session.exec(select(Note)).all()
        assert (note.code, note.text) == ("O12", "ใช้ไฟล์ Excel")
    assert rows(chat, "note.set")[0].after == "ใช้ไฟล์ Excel"
    ask(chat, "โน้ต S01 ว่า จะส่งวันศุกร์")
    assert not rows(chat, "call.made")
    ask(chat, "ยืนยัน")
    assert rows(chat, "call.made")[0].after == "จะส่งวันศุกร์"
    assert "จะส่งวันศุกร์" in ask(chat, "S01")
    assert "ไม่มีข้อ O99 ค่ะ" in ask(chat, "โน้ต O99 ว่า x")
    assert "ตรงกับหลายหน่วยงานค่ะ พิมพ์รหัสแทนชื่อ" in ask(chat, "โน้ต สมมุติ ว่า x")


def test_a_date_without_an_item_is_asked_about(chat: Chat):
    ask(chat, "ตั้งกำหนดส่ง 31 มีนาคม")
    typed = [
        part["action"]["text"]
        for part in chat.messages(OFFICE)[0]["contents"]["footer"]["contents"]
    ]
    assert typed == [f"กำหนดส่ง {scope} 31/3/2570" for scope in ("ทั้งหมด", "OIT", "IIT", "EIT")]
    assert "OIT ทุกข้อ" in ask(chat, typed[1])


ASKED = (
    "ใครยังไม่ส่ง", "ใครเงียบบ้าง", "หน่วยงานไหนแย่สุด", "หน่วยงานไหนน่าห่วง", "สมมุติ 02 เป็นยังไงบ้าง",
    "สมมุติ 03 เป็นยังไงบ้าง", "S02", "S03", "S99", "สมมุติสาม", "รายการรอตรวจ", "มีอะไรรอตรวจไหม",
    "ออกรหัสเชิญ S04", "ขอรหัสเชิญให้สมมุติ 04", "เตือนทุกหน่วยงาน", "ส่งข้อความถึงหน่วยงานสีแดง", "โน้ต S02 ว่า ช้า",
    "ลิงก์ใครพัง", "โน้ต O12 ว่า ใช้ไฟล์", "ตั้งกำหนดส่ง 31 มีนาคม", "ลิงก์เข้าหน้าเว็บ", "ใครยังไม่ทำ i1",
    "i1 ใครเสร็จแล้วบ้าง",
    "โควตาเหลือเท่าไร", "ภาพรวมวันนี้", "ใครเสร็จแล้วบ้าง", "ดูสมมุติ", "เตือน S02", "S02 i1 เสร็จหรือยัง", "ยืนยัน",
)  # fmt: skip


@pytest.mark.parametrize("who", [PERSON, "แปลกหน้า"])
def test_nobody_else_reads_another_agencys_name_or_figure(chat: Chat, who: str):
    with writing(chat.engine) as session:
        save_reading(session, 300, 12, chat.now)
    for words in ASKED:
        said = ask(chat, words, who)
        others = [f"สมมุติ {n:02}" for n in range(2, 13)] + ["สมมุติสาม", "S02", "S03", "S04"]
        assert said, words
        assert not [name for name in others if name in said], (words, said)
        for figure in ("7/", "/624", "จาก 12 แห่ง", "288", "10 แห่ง", "11 แห่ง", "รหัสเชิญของ สำนัก"):
            assert figure not in said, (words, said)
    with reading(chat.engine) as session:
        assert not session.exec(select(Announcement)).all()
        assert not session.exec(select(Note)).all()
        assert not session.exec(select(Invite)).all()


@pytest.mark.parametrize(
    "words",
    ["ใครยังไม่ส่ง", "ใครเงียบบ้าง", "หน่วยงานไหนแย่สุด", "หน่วยงานไหนน่าห่วง", "สมมุติ 03 เป็นยังไงบ้าง", "S02",
     "ออกรหัสเชิญ S04", "ใครยังไม่ทำ O12", "O12 ใครเสร็จแล้วบ้าง", "โน้ต S02 ว่า ช้า", "เตือน S02"],
)  # fmt: skip
def test_the_refusal_is_the_one_there_is(chat: Chat, words: str):
    assert ask(chat, words, PERSON) == ("reply ดูหรือแก้ข้อมูลของหน่วยงานอื่นไม่ได้ค่ะ ทำได้เฉพาะหน่วยงานของท่าน")


@pytest.mark.parametrize("words", ["เตือนทุกหน่วยงาน", "ส่งข้อความถึงหน่วยงานสีแดง", "โควตาเหลือเท่าไร"])
def test_orders_are_for_the_office(chat: Chat, words: str):
    assert "เฉพาะผู้ดูแลของสำนักงานจังหวัดค่ะ" in ask(chat, words, PERSON)


@pytest.mark.parametrize("words", ["S01", "สมมุติ 01 เป็นยังไงบ้าง", "รายการรอตรวจ", "ภาพรวมวันนี้"])
def test_the_own_agency_stays_ones_own(chat: Chat, words: str):
    assert "ความคืบหน้า สำนักงานสมมุติ 01" in ask(chat, words, PERSON)


@pytest.mark.parametrize(
    "data",
    ["a=agency&k=show&g=S02", "a=agency&k=invite&g=S04", "a=agency&k=remind&g=S02",
     "a=office&k=worst", "a=office&k=open&c=O12", "a=office&k=quota", "a=office&k=remind",
     "a=remind&k=all"],
)  # fmt: skip
def test_a_forged_button_is_refused(chat: Chat, data: str):
    chat.shown[PERSON] = {"x": data}
    said = "\n".join(chat.taps(PERSON, "x"))
    assert "ไม่ได้ค่ะ" in said or "เฉพาะผู้ดูแล" in said
    with reading(chat.engine) as session:
        assert not session.exec(select(Announcement)).all()


def test_rights_are_looked_at_again_when_it_is_confirmed(chat: Chat):
    """Whoever is no longer of the office confirms nothing."""
    ask(chat, "ออกรหัสเชิญ S04")
    with writing(chat.engine) as session:
        office = agency_by_code(session, "OFFICE")
        assert office is not None
        (person,) = members(session, office.id or 0)
        person.role = "deputy"
    ask(chat, "ยืนยัน")
    with reading(chat.engine) as session:
        assert not session.exec(select(Invite)).all()


def test_what_was_sent_keeps_no_code(chat: Chat):
    """The sender strikes the code out once LINE has the message."""
    ask(chat, "ออกรหัสเชิญ S04")
    code = chat.says(OFFICE, "ยืนยัน")[1].removeprefix("reply ")
    with reading(chat.engine) as session:
        (body,) = [m.body for m in session.exec(select(OutboxMessage)) if code in m.body]
    assert code not in without_codes(body)
    assert without_codes("https://a.example/x-ABCD-2345-y 1234-5678") == (
        "https://a.example/x-ABCD-2345-y 1234-5678"
    )
