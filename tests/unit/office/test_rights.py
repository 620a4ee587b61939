"""Every page, three roles, two agencies: a coordinator never sees or changes another agency."""

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from models.agency import Agency
from models.database import reading, writing
from models.lesson import Lesson
from models.tables import metadata
from office.form import Form
from office.frame import Desk, Page, Stop, Visit, Who
from office.pages import PAGES
from tests.support.office import CATALOG, Browser, Province, build, served

SECRET = "ข้อความลับของหน่วยงานสอง"
VOLATILE = {"web_session", "sign_in_link"}


@pytest.fixture(scope="module")
def pages_of_all(tmp_path_factory):
    path: Path = tmp_path_factory.mktemp("rights")
    with served(build(path)) as province:
        province.tick("A02", "O1")
        with writing(province.engine) as session:
            at = province.clock.at
            session.add(Lesson(text=SECRET, how="none", first_at=at, last_at=at))
        province.attach("A02", "O1", url="https://secret.example.go.th/", title=SECRET)
        yield province


def address(page: Page, agency: str = "A02") -> str:
    known = {"code": agency, "item": "O1", "link": "1", "number": "1"}
    return re.sub(r"{(\w+)}", lambda found: known.get(found[1], "1"), page.path)


def rows(province: Province) -> dict[str, list[tuple[object, ...]]]:
    """Everything in the database but sessions."""
    with reading(province.engine) as session:
        return {
            table.name: [tuple(row) for row in session.execute(select(table))]
            for table in metadata.sorted_tables
            if table.name not in VOLATILE
        }


def body(browser: Browser) -> bytes:
    """A form with a right token and every field that some page might take."""
    fields = {
        "csrf": browser.csrf, "url": "https://a01.example.go.th/x", "note": "ก", "link": "1",
        "step": "1", "reason": "แก้", "person": "3", "agency": "A02", "text": "ข้อความ", "to": "all",
        "scope": "O1", "due_on": "30/4/2570", "day": "1/1/2570", "name": "ก", "code": "O1",
        "answer": "ก", "question": "1", "deadline": "1", "contact": "ก", "basic_id": "@abc",
        "item": "O1", "session": "99", "lesson": "1", "reading": "ask O1",
        "learning": "off",
    }  # fmt: skip
    return urlencode(fields).encode()


CLOSED = [page for page in PAGES if page.who is not Who.ANYONE]
FOR_ADMINS = [page for page in PAGES if page.who is Who.ADMIN]


def named(page: Page) -> str:
    return f"{page.method} {page.path}"


DOORS = {
    f"{root}/{name}"
    for root in ("/admin", "/my")
    for name in ("sign-in", "sign-out", "sessions", "sessions/end")
}


def test_who_may_call_a_page_follows_from_its_address():
    assert len(PAGES) > 60
    for page in PAGES:
        if page.path not in DOORS:
            wanted = Who.ADMIN if page.path.startswith("/admin") else Who.COORDINATOR
            assert page.who is wanted, page.path
    assert {page.path for page in PAGES if page.who is Who.ANYONE} == {
        "/admin/sign-in",
        "/my/sign-in",
    }
    assert [page.path for page in PAGES if not page.csrf] == ["/admin/sign-in", "/my/sign-in"]


@pytest.mark.parametrize("page", CLOSED, ids=named)
def test_a_stranger_gets_nothing(pages_of_all: Province, page: Page):
    before = rows(pages_of_all)
    guest = Browser(pages_of_all.url)
    if page.method == "GET":
        answer = guest.get(address(page))
        assert (answer.status, answer.to.endswith("/sign-in")) == (303, True)
    else:
        answer = guest.send(address(page), body(guest))
        assert answer.status == 401
    assert SECRET not in answer.text
    assert rows(pages_of_all) == before


@pytest.mark.parametrize("page", FOR_ADMINS, ids=named)
@pytest.mark.parametrize("agency", ["A01", "A02", "OFFICE"])
def test_a_coordinator_gets_no_page_of_the_office(pages_of_all: Province, page: Page, agency: str):
    first = Browser(pages_of_all.url).sign_in(pages_of_all, pages_of_all.person("A01"))
    before = rows(pages_of_all)
    if page.method == "GET":
        answer = first.get(address(page, agency))
    else:
        answer = first.send(address(page, agency), body(first))
    assert answer.status == 403
    assert SECRET not in answer.text
    assert rows(pages_of_all) == before


OWN = [page for page in PAGES if page.who is Who.COORDINATOR]


@pytest.mark.parametrize("page", OWN, ids=named)
def test_own_pages_touch_only_the_own_agency(pages_of_all: Province, page: Page):
    first = Browser(pages_of_all.url).sign_in(pages_of_all, pages_of_all.person("A01"))
    other = pages_of_all.agency("A02").id
    before = rows(pages_of_all)
    if page.method == "GET":
        answer = first.get(address(page))
    else:
        answer = first.send(address(page), body(first))
    assert SECRET not in answer.text
    assert "secret.example.go.th" not in answer.text
    after = rows(pages_of_all)
    for table in ("task", "evidence", "item_review", "task_change", "item_scope"):
        columns = [column.name for column in metadata.tables[table].columns]
        place = columns.index("agency_id")
        mine = [row for row in after[table] if row[place] == other]
        assert mine == [row for row in before[table] if row[place] == other], table
    assert after["agency"] == before["agency"]
    assert after["coordinator"] == before["coordinator"]


@pytest.mark.parametrize("page", OWN, ids=named)
def test_an_admin_has_no_checklist_of_their_own(pages_of_all: Province, page: Page):
    admin = Browser(pages_of_all.url).sign_in(pages_of_all, pages_of_all.person("OFFICE"))
    if page.method == "GET":
        assert admin.get(address(page)).status == 403
    else:
        assert admin.send(address(page), body(admin)).status == 403


POSTS = [page for page in PAGES if page.method == "POST" and page.csrf]


@pytest.mark.parametrize("page", POSTS, ids=named)
@pytest.mark.parametrize("token", ["", "wrong", None])
def test_a_form_without_its_token_changes_nothing(
    pages_of_all: Province, page: Page, token: str | None
):
    code = "A01" if page.who is Who.COORDINATOR else "OFFICE"
    person = Browser(pages_of_all.url).sign_in(pages_of_all, pages_of_all.person(code))
    before = rows(pages_of_all)
    person.csrf = ""
    fields = body(person).replace(b"csrf=&", b"" if token is None else f"csrf={token}&".encode())
    assert person.send(address(page), fields).status == 403
    assert rows(pages_of_all) == before


@pytest.mark.parametrize("page", [p for p in PAGES if p.method == "GET"], ids=named)
def test_every_page_carries_the_headers(pages_of_all: Province, page: Page):
    code = "A01" if page.who is Who.COORDINATOR else "OFFICE"
    person = Browser(pages_of_all.url).sign_in(pages_of_all, pages_of_all.person(code))
    answer = person.get(address(page))
    assert answer.status in (200, 303, 404), answer.text
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"].split("style-src")[0]
    if answer.headers.get("content-type", "").startswith("text/html"):
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|javascript:", answer.text)


def test_an_address_alone_opens_no_other_agency(pages_of_all: Province):
    """Should a page for coordinators ever name an agency in its address."""
    with reading(pages_of_all.engine) as session:
        desk = Desk(pages_of_all.engine, CATALOG, "", "", pages_of_all.clock)
        person = pages_of_all.person("A01")
        home = session.get(Agency, person.agency_id)
        visit = Visit(
            desk, session, pages_of_all.clock.at, {}, {}, Form(), person=person, home=home
        )
        assert visit.agency("A01") is home
        for code in ("A02", "OFFICE", "NONE"):
            with pytest.raises(Stop):
                visit.agency(code)
