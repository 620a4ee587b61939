"""Hangs the pages on the web application: one transaction, one check of rights, one set of headers.

The body is read and bounded first; everything after that is synchronous and runs in a thread. A
response leaves only after its transaction is committed.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from hmac import compare_digest

from fastapi import APIRouter, FastAPI
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from content.catalog import Catalog
from handlers.outcome import Refusal
from models.access import signed_in
from models.agency import Agency
from models.database import reading, writing
from office.cookie import cookie_name
from office.form import Form, TooLarge, Unreadable, read_form
from office.frame import Desk, Page, Stop, Visit, Who
from office.headers import secure
from office.pages import PAGES
from office.static_files import static_router


def mount(
    app: FastAPI,
    *,
    engine: Engine,
    catalog: Catalog,
    public_url: str,
    province: str,
    now: Callable[[], datetime],
    more: Iterable[Page] = (),
) -> None:
    """Serve `/admin/…`, `/my/…` and `/office-static/…`; `more` are pages of other rooms."""
    desk = Desk(engine, catalog, public_url.rstrip("/"), province, now)
    app.include_router(router(desk, (*PAGES, *more)))
    app.include_router(static_router())


def router(desk: Desk, pages: Iterable[Page] = PAGES) -> APIRouter:
    made = APIRouter(include_in_schema=False)
    for page in pages:
        made.add_api_route(page.path, _endpoint(desk, page), methods=[page.method])
    return made


def _endpoint(desk: Desk, page: Page) -> Callable[[Request], object]:
    async def endpoint(request: Request) -> Response:
        try:
            form = await read_form(request, page.limit) if page.method == "POST" else Form()
        except TooLarge:
            words = f"ส่งได้ไม่เกิน {page.limit // 1024:,} กิโลไบต์ต่อครั้ง"
            return secure(_stopped(desk, Stop(413, "ข้อมูลใหญ่เกินไป", words)))
        except Unreadable:
            return secure(_stopped(desk, Stop(400, "อ่านแบบฟอร์มไม่ได้", "เปิดหน้านี้ใหม่แล้วลองอีกครั้ง")))
        return secure(await run_in_threadpool(_answer, desk, page, request, form))

    return endpoint


def _answer(desk: Desk, page: Page, request: Request, form: Form) -> Response:
    writes = page.method == "POST" and page.lock
    opened: Callable[[Engine], AbstractContextManager[Session]] = writing if writes else reading
    try:
        with opened(desk.engine) as session:
            visit = _visit(desk, session, request, form)
            check(page, visit)
            return page.answer(visit)
    except Stop as stop:
        if stop.status == 401 and page.method == "GET":
            return RedirectResponse(_door_of(page), status_code=303)
        return _stopped(desk, stop)
    except Refusal as refusal:
        return _stopped(desk, Stop(400, "ทำรายการนี้ไม่ได้", refusal.text))


def _visit(desk: Desk, session: Session, request: Request, form: Form) -> Visit:
    now = desk.now()
    token = request.cookies.get(cookie_name(https=desk.https), "")
    known = signed_in(session, token, now) if token else None
    web, person = known or (None, None)
    return Visit(
        desk=desk,
        session=session,
        now=now,
        path={key: str(value) for key, value in request.path_params.items()},
        query=dict(request.query_params),
        form=form,
        client=request.client.host if request.client else "",
        user_agent=request.headers.get("user-agent", ""),
        web=web,
        person=person,
        home=None if person is None else session.get(Agency, person.agency_id),
    )


def check(page: Page, visit: Visit) -> None:
    """The right to be here, then the proof that the form came from our own page."""
    if page.who is not Who.ANYONE:
        if visit.person is None:
            raise Stop(401, "ยังไม่ได้เข้าสู่ระบบ", "พิมพ์ “แดชบอร์ด” ในแชตของบอตเพื่อรับลิงก์เข้าใช้งาน")
        wanted = {Who.ADMIN: visit.is_admin, Who.COORDINATOR: not visit.is_admin}
        if not wanted.get(page.who, True):
            raise Stop(403, "ไม่มีสิทธิ์เปิดหน้านี้", _other_door(visit))
    if page.method == "POST" and page.csrf:
        expected = "" if visit.web is None else visit.web.csrf
        given = visit.form.text("csrf", 200)
        if not expected or not compare_digest(expected.encode(), given.encode()):
            raise Stop(403, "แบบฟอร์มนี้หมดอายุแล้ว", "กลับไปเปิดหน้าใหม่แล้วลองอีกครั้ง ข้อมูลเดิมไม่ถูกแก้ไข")


def _other_door(visit: Visit) -> str:
    if visit.is_admin:
        return "หน้านี้สำหรับผู้ประสานงานของหน่วยงาน หน้าของจังหวัดอยู่ที่ /admin"
    return "หน้านี้สำหรับเจ้าหน้าที่จังหวัด หน้าของหน่วยงานท่านอยู่ที่ /my"


def _door_of(page: Page) -> str:
    return "/admin/sign-in" if page.path.startswith("/admin") else "/my/sign-in"


def _stopped(desk: Desk, stop: Stop) -> Response:
    with reading(desk.engine) as session:
        visit = Visit(desk, session, desk.now(), {}, {}, Form())
        return visit.show("stop.html", status=stop.status, stop=stop)
