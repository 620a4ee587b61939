"""What the pages do, form by form, read back from the pages and the database."""

import json
import re

from sqlmodel import select

from handlers.pages import sign_in_url
from models.access import live_sessions
from models.announcement import confirmed_since
from models.audit import AuditEntry
from models.coordinator import Coordinator, join, members
from models.database import reading, writing
from models.evidence import Evidence, links_of
from models.invite import find_invite
from models.link_checks import Check, record_check
from models.nudge import Notice
from models.office import Asker, Question, Setting
from models.outbox import OutboxMessage
from models.review import ItemOf, newest_review
from models.task import ticked_steps
from tests.support.office import Browser, Province


def actions(province: Province) -> list[str]:
    with reading(province.engine) as session:
        return [row.action for row in session.exec(select(AuditEntry)).all()]


def notices(province: Province) -> list[Notice]:
    with reading(province.engine) as session:
        return list(session.exec(select(Notice)).all())


def test_a_coordinator_ticks_and_unticks(province: Province, first: Browser):
    agency_id = province.agency("A01").id or 0
    assert first.post("/my/item/O2/steps", step=["1", "3"]).status == 303
    with reading(province.engine) as session:
        assert ticked_steps(session, agency_id, province.year) == {("O2", 1), ("O2", 3)}
    first.post("/my/item/O2/steps", step=["3"])
    with reading(province.engine) as session:
        assert ticked_steps(session, agency_id, province.year) == {("O2", 3)}
    assert actions(province).count("task.set") == 2


def test_a_measure_is_ticked_under_its_storage_code(province: Province, first: Browser):
    first.post("/my/item/measure:4/steps", step="1")
    with reading(province.engine) as session:
        agency_id = province.agency("A01").id or 0
        assert ticked_steps(session, agency_id, province.year) == {("measure:3", 1)}


def test_a_link_is_cleaned_attached_explained_and_removed(province: Province, first: Browser):
    agency_id = province.agency("A01").id or 0
    first.post("/my/item/O2/attach", url=" https://a01.example.go.th/o2\n", note="หน้าผู้บริหาร")
    with reading(province.engine) as session:
        (row,) = links_of(session, agency_id, province.year, "O2")
    assert (row.url, row.note) == ("https://a01.example.go.th/o2", "หน้าผู้บริหาร")
    first.post("/my/item/O2/explain", link=row.id, note="ข้อ 2")
    assert "ข้อ 2" in first.get("/my/item/O2").text
    assert first.post("/my/item/O3/detach", link=row.id).status == 404
    first.post("/my/item/O2/detach", link=row.id)
    assert 'href="https://a01.example.go.th/o2"' not in first.get("/my/item/O2").text
    assert "a01.example.go.th/o2" in first.get(f"/my/item/O2/proof/{row.id}").text


def test_the_proof_page_says_what_every_visit_found(province: Province, first: Browser):
    number = province.attach("A01", "O2")
    with writing(province.engine) as session:
        row = session.get(Evidence, number)
        assert row is not None
        title = "<script>alert(1)</script>"
        seen = Check("warning", '["http_only"]', 200, "http://x.example/", title, "ab" * 32, "<b>")
        record_check(session, row, seen, province.clock.at)
        gone = Check("dead", '["not_found", "http_only"]', 404)
        record_check(session, row, gone, province.clock.at)
    text = first.get(f"/my/item/O2/proof/{number}").text
    assert "ไม่พบหน้านี้ (รหัส 404)" in text
    assert text.count("ใช้ http ที่ไม่เข้ารหัส") == 2
    assert "ab" * 32 in text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_what_is_no_link_is_refused_with_a_remedy(province: Province, first: Browser):
    answer = first.post("/my/item/O2/attach", url="javascript:alert(1)")
    assert answer.status == 400
    assert "https://" in answer.text


def test_words_are_shown_as_words(province: Province, first: Browser, admin: Browser):
    evil = '<script>alert("x")</script>'
    first.post("/my/item/O2/attach", url="https://a01.example.go.th/o2", note=evil)
    page = admin.get("/admin/agency/A01/O2").text
    assert evil not in page
    assert "&lt;script&gt;" in page


def test_accepting_and_returning_tell_the_owner(province: Province, admin: Browser):
    province.tick("A01", "O2")
    province.attach("A01", "O2")
    item = ItemOf(province.agency("A01").id or 0, province.year, "O2")
    assert "O2" in admin.get("/admin/queue").text
    admin.post("/admin/agency/A01/O2/accept", back="queue")
    with reading(province.engine) as session:
        review = newest_review(session, item)
        assert review is not None
        assert review.verdict == "accepted"
    assert "/admin/agency/A01/O2" not in admin.get("/admin/queue").text
    assert admin.post("/admin/agency/A01/O2/return", reason="").status == 400
    admin.post("/admin/agency/A01/O2/return", reason="ข้อมูลเป็นของปีก่อน")
    accepted, returned = notices(province)
    assert accepted.coordinator_id == returned.coordinator_id == province.person("A01").id
    assert "ข้อมูลเป็นของปีก่อน" in json.dumps(json.loads(returned.body), ensure_ascii=False)
    assert "ข้อมูลเป็นของปีก่อน" in admin.get("/admin/agency/A01/O2").text
    admin.post("/admin/agency/A01/O2/withdraw")
    assert actions(province)[-3:] == ["review.accept", "review.return", "review.withdraw"]


def test_what_was_returned_and_mended_waits_again(
    province: Province, admin: Browser, first: Browser
):
    province.tick("A01", "i1")
    admin.post("/admin/agency/A01/i1/return", reason="ขอรายละเอียดเพิ่ม")
    assert "A01/i1" not in admin.get("/admin/queue").text
    assert first.post("/my/item/i1/mended").status == 303
    assert first.post("/my/item/i1/mended").status == 400
    assert "A01/i1" in admin.get("/admin/queue").text


def test_a_hand_over_ends_everything_of_the_old_holder(
    province: Province, admin: Browser, first: Browser
):
    province.tick("A01", "O1")
    old = province.person("A01")
    link = province.link(old)
    stale = code_on(admin.post("/admin/people/A01/invite").text)
    with writing(province.engine) as session:
        waiting = OutboxMessage(
            kind="push",
            line_user_id=old.line_user_id,
            source_key="user:U1",
            body="[]",
            created_at=province.clock.at,
            next_try_at=province.clock.at,
        )
        session.add(waiting)
    answer = admin.post("/admin/people/A01/hand-over", person=old.id)
    fresh = code_on(answer.text)
    assert first.get("/my").to == "/my/sign-in"
    assert first.post("/my/item/O1/steps").status == 401
    assert Browser(province.url).post("/my/sign-in", token=link, csrf=None).status == 410
    with reading(province.engine) as session:
        dead, live = find_invite(session, stale), find_invite(session, fresh)
        assert dead is not None
        assert live is not None
        assert (dead.revoked_at, live.revoked_at) == (province.clock.at, None)
        assert members(session, old.agency_id) == []
        assert live_sessions(session, old.id or 0, province.clock.at) == []
        assert "waiting" not in session.exec(select(OutboxMessage.status)).all()
        assert ticked_steps(session, old.agency_id, province.year)
    assert "member.revoke" in actions(province)


def code_on(page: str) -> str:
    found = re.search(r"\b([A-Z2-9]{4})-([A-Z2-9]{4})\b", page)
    assert found is not None
    return found[1] + found[2]


def test_a_deputy_becomes_main_when_the_office_says_so(province: Province, admin: Browser):
    agency_id = province.agency("A01").id or 0
    with writing(province.engine) as session:
        deputy = join(session, "Udeputy", agency_id, admin=False, now=province.clock.at)
        assert deputy.role == "deputy"
    admin.post("/admin/people/A01/main", person=deputy.id)
    assert province.person("A01").id == deputy.id
    assert admin.post("/admin/people/A02/main", person=deputy.id).status == 404


def test_the_last_admin_cannot_be_sent_away(province: Province, admin: Browser):
    me = province.person("OFFICE")
    assert admin.post("/admin/people/OFFICE/revoke", person=me.id).status == 409
    assert admin.get("/admin").status == 200


def test_the_sheet_prints_a_code_for_each_and_a_qr_where_the_account_is_known(
    province: Province, admin: Browser
):
    plain = admin.post("/admin/people/sheet", agency=["A01", "A02"]).text
    assert len(set(re.findall(r"[A-Z2-9]{4}-[A-Z2-9]{4}", plain))) == 2
    assert "qrline" not in plain
    admin.post("/admin/settings/basic-id", basic_id="@ตัวอย่าง")
    with reading(province.engine) as session:
        assert session.get(Setting, "basic_id") is None
    admin.post("/admin/settings/basic-id", basic_id="@123abcde")
    assert admin.post("/admin/people/sheet", agency=["A01"]).text.count("qrline") == 1


def test_dates_notes_reasons_and_scope_are_edited(province: Province, admin: Browser):
    admin.post("/admin/settings/dates", scope="indicator:9", due_on="30/4/2570", note="ส่งระบบ")
    admin.post("/admin/settings/holidays", day="4/1/2570", name="วันหยุดพิเศษ")
    admin.post("/admin/settings/notes", code="O2", text="ดูตัวอย่างที่หน้าเว็บจังหวัด")
    admin.post("/admin/settings/reasons", text="ลิงก์เป็นของปีก่อน", remedy="ส่งลิงก์ปีนี้")
    page = admin.get("/admin/settings").text
    for words in ("30 เม.ย. 2570", "4 ม.ค. 2570", "ดูตัวอย่างที่หน้าเว็บจังหวัด", "ลิงก์เป็นของปีก่อน"):
        assert words in page
    assert "30 เม.ย. 2570" in admin.get("/admin/agency/A01/O2").text
    assert admin.post("/admin/settings/dates", scope="O2", due_on="31/2/2570").status == 400
    kept = ["O1", "O2"]
    admin.post("/admin/agency/A01/scope", item=kept)
    assert '0<span class="of">/2</span>' in admin.get("/admin/agency/A01").text


def test_a_question_is_answered_once_and_who_asked_is_told(province: Province, admin: Browser):
    asker = province.person("A01").id or 0
    with writing(province.engine) as session:
        row = Question(text="ส่งเล่มไหม", first_at=province.clock.at, last_at=province.clock.at)
        session.add(row)
        session.flush()
        session.add(Asker(question_id=row.id or 0, coordinator_id=asker))
    assert "ส่งเล่มไหม" in admin.get("/admin/questions").text
    admin.post("/admin/questions/answer", question=row.id, answer="ไม่ต้องส่งเล่ม", code="O2")
    (told,) = notices(province)
    assert "ไม่ต้องส่งเล่ม" in told.body
    with reading(province.engine) as session:
        assert session.exec(select(Asker)).all() == []
        kept = session.get(Question, row.id)
        assert kept is not None
        assert (kept.answer, kept.code) == ("ไม่ต้องส่งเล่ม", "O2")


def test_an_announcement_shows_its_price_before_it_is_sent(province: Province, admin: Browser):
    where = admin.post("/admin/announcements", text="ประชุมวันศุกร์", to="some", agency="A02").to
    page = admin.get(where).text
    assert "ส่งทันที <b>1</b>" in page
    with reading(province.engine) as session:
        assert confirmed_since(session, province.clock.at) == []
    admin.post(f"{where}/send")
    with reading(province.engine) as session:
        (row,) = confirmed_since(session, province.clock.at)
        assert json.loads(row.audience) == {"agencies": ["A02"]}
    assert admin.post(f"{where}/discard").status == 400


def test_who_was_called_leaves_the_list_for_two_days(province: Province, admin: Browser):
    assert "หน่วยงานตัวอย่าง 1" in admin.get("/admin/calls").text
    admin.post("/admin/calls", agency="A01", note="จะส่งวันศุกร์")
    assert "หน่วยงานตัวอย่าง 1" not in admin.get("/admin/calls").text
    province.clock.forward(hours=11)
    other = Browser(province.url).sign_in(province, province.person("OFFICE"))
    assert "หน่วยงานตัวอย่าง 1" not in other.get("/admin/calls").text
    province.clock.forward(hours=38)
    third = Browser(province.url).sign_in(province, province.person("OFFICE"))
    assert "หน่วยงานตัวอย่าง 1" in third.get("/admin/calls").text


def test_the_log_is_searched_by_words_kind_agency_and_person(province: Province, admin: Browser):
    admin.post("/admin/settings/contact", contact="กลุ่มงานตัวอย่าง 100%")
    admin.post("/admin/calls", agency="A01", note="นัดใหม่")
    assert "นัดใหม่" in admin.get("/admin/audit").text
    found = admin.get("/admin/audit?q=100%25").text
    assert "กลุ่มงานตัวอย่าง" in found
    assert "นัดใหม่" not in found
    assert "นัดใหม่" not in admin.get("/admin/audit?agency=A02").text
    assert "นัดใหม่" in admin.get("/admin/audit?kind=call&agency=A01").text
    assert "นัดใหม่" in admin.get("/admin/audit?q=ผู้ดูแลตัวอย่าง").text
    assert "นัดใหม่" not in admin.get("/admin/audit?from=24/11/2569").text


def test_names_and_numbers_are_edited_and_logged(province: Province, admin: Browser):
    person: Coordinator = province.person("A02")
    admin.post("/admin/people/A02/edit", person=person.id, name="ชื่อตัวอย่าง", phone="053-111-111")
    assert "053-111-111" in admin.get("/admin/people/A02").text
    admin.post("/admin/agency/A02/edit", name="หน่วยงานใหม่", phone="053-222-222")
    assert "หน่วยงานใหม่" in admin.get("/admin/agency/A02").text
    assert {"member.edit", "agency.edit"} <= set(actions(province))


def test_a_body_that_is_too_large_or_no_form_is_refused(province: Province, admin: Browser):
    assert admin.post("/admin/calls", agency="A01", note="ก" * 70_000).status == 413
    assert admin.send("/admin/calls", b"{}", "application/json").status == 400


def test_what_does_not_exist_is_not_found(province: Province, admin: Browser):
    for path in ("/admin/agency/NONE", "/admin/agency/A01/O99", "/admin/agency/OFFICE",
                 "/admin/agency/A01/O1/proof/9", "/admin/announcements/9"):  # fmt: skip
        assert admin.get(path).status == 404, path


def test_the_link_goes_to_the_right_door():
    assert sign_in_url("https://ita.example.go.th/", "a_b", "office").startswith(
        "https://ita.example.go.th/admin/sign-in?token=a_b"
    )
    assert "/my/sign-in?token=x" in sign_in_url("http://127.0.0.1:8000", "x", "own")


def test_the_item_tells_its_whole_history(province: Province, admin: Browser, first: Browser):
    first.post("/my/item/O2/steps", step=["1"])
    first.post("/my/item/O2/attach", url="https://a01.example.go.th/o2")
    admin.post("/admin/agency/A01/O2/return", reason="ปีเก่า")
    with reading(province.engine) as session:
        (row,) = links_of(session, province.agency("A01").id or 0, province.year, "O2")
    first.post("/my/item/O2/detach", link=row.id)
    for page in (admin.get("/admin/agency/A01/O2").text, first.get("/my/item/O2").text):
        told = page[page.index("<h2>ประวัติ</h2>") :]
        for words in ("ข้อย่อยที่ 1 เสร็จแล้ว", "เพิ่มลิงก์ https://a01", "นำลิงก์ออก https://a01",
                      "จังหวัดส่งคืน: ปีเก่า", "ผู้ประสานตัวอย่าง 1", "ผู้ดูแลตัวอย่าง"):  # fmt: skip
            assert words in told
        assert f"proof/{row.id}" in told
