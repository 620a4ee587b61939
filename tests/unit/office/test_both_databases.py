"""The whole office on SQLite and on PostgreSQL: every page once, every kind of change once."""

import pytest
import urllib3
from sqlalchemy import Engine

from models.database import writing
from models.office import Question
from office.frame import Who
from office.pages import PAGES
from tests.support.office import Answer, Browser, Province, served, settle

FORMS: tuple[tuple[str, dict[str, object]], ...] = (
    ("/admin/agency/A01/O2/steps", {"step": ["1", "2"]}),
    ("/admin/agency/A01/O3/attach", {"url": "https://a01.example.go.th/o3", "note": "หน้า 2"}),
    ("/admin/agency/A01/O2/return", {"reason": "ปีเก่า"}),
    ("/admin/agency/A01/O2/accept", {}),
    ("/admin/agency/A01/O2/withdraw", {}),
    ("/admin/agency/A01/edit", {"name": "ชื่อใหม่", "phone": "053-1"}),
    ("/admin/agency/A02/scope", {"item": ["O1", "O2"]}),
    ("/admin/calls", {"agency": "A01", "note": "จะส่งวันศุกร์"}),
    ("/admin/people/add", {"code": "A09", "name": "หน่วยงานตัวอย่าง 9"}),
    ("/admin/people/sheet", {"agency": ["A01", "A09"]}),
    ("/admin/people/A09/invite", {}),
    ("/admin/people/A09/revoke-invites", {}),
    ("/admin/settings/dates", {"scope": "O", "due_on": "30/4/2570"}),
    ("/admin/settings/holidays", {"day": "2/12/2569", "name": "หยุดพิเศษ"}),
    ("/admin/settings/holidays", {"day": "2/12/2569", "name": "หยุดพิเศษ", "works": "1"}),
    ("/admin/settings/holidays/remove", {"day": "2/12/2569"}),
    ("/admin/settings/notes", {"code": "O1", "text": "ดูตัวอย่าง"}),
    ("/admin/settings/reasons", {"text": "ลิงก์เป็นของปีก่อน"}),
    ("/admin/settings/contact", {"contact": "053"}),
    ("/admin/questions/answer", {"question": 1, "answer": "ได้"}),
    ("/admin/announcements", {"text": "ประชุม", "to": "all"}),
    ("/admin/announcements/1/send", {}),
)


@pytest.fixture
def province(both: Engine):
    made = settle(both)
    made.tick("A01", "O2")
    made.attach("A01", "O2")
    made.attach("A02", "O1", "dead", findings='["not_found"]')
    with writing(both) as session:
        now = made.clock.at
        session.add(Question(text="ส่งเล่มไหม", first_at=now, last_at=now))
    with served(made) as running:
        yield running


def upload(browser: Browser, path: str, data: bytes) -> Answer:
    body, kind = urllib3.encode_multipart_formdata(
        {"csrf": browser.csrf, "file": ("x", data, "application/octet-stream")}
    )
    return browser.send(path, body, kind)


def test_every_form_and_every_page(province: Province):
    admin = Browser(province.url).sign_in(province, province.person("OFFICE"))
    for path, fields in FORMS:
        answer = admin.post(path, **fields)
        assert answer.status in (200, 303), (path, answer.text)
    book = admin.get("/admin/export.xlsx").content
    assert "0</b> ข้อจะเปลี่ยน" in upload(admin, "/admin/import-progress", book).text
    names = "code,name\nA01,อีกชื่อ\nB1,ใหม่\n".encode()
    assert "บันทึก 2 หน่วยงาน" in upload(admin, "/admin/import", names).text
    walked = [page.path for page in PAGES if page.who is Who.ADMIN and page.method == "GET"]
    for path in walked:
        open_page(admin, path)
    assert len(walked) > 20
    for tail in ("?sort=waiting&status=red&group=กลุ่มตัวอย่าง+ก&scope=O&q=A", "?page=2"):
        assert admin.get(f"/admin{tail}").status == 200
    assert admin.get("/admin/audit?q=O2&kind=review&agency=A01&from=1/10/2569").status == 200
    own = Browser(province.url).sign_in(province, province.person("A01"))
    for page in PAGES:
        if page.who is Who.COORDINATOR and page.method == "GET":
            open_page(own, page.path)
    person = province.person("A01")
    assert admin.post("/admin/people/A01/hand-over", person=person.id).status == 200
    assert own.get("/my").to.endswith("/sign-in")


def open_page(browser: Browser, path: str) -> None:
    filled = path.replace("{code}", "A01").replace("{item}", "O2").replace("{link}", "1")
    answer = browser.get(filled.replace("{number}", "1"))
    assert answer.status in (200, 303), (filled, answer.status)
