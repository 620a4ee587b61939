"""The door: a link from the chat, a button that spends it, a session, and the way out.

Opening the link only shows the button, so a chat's link preview cannot use it up.
"""

from fastapi.responses import Response

from models.access import (
    LinkState,
    end_session,
    link_state,
    live_sessions,
    open_session,
    spend_link,
)
from models.audit import record
from models.coordinator import Coordinator
from office.cookie import hand_over, take_back
from office.frame import Page, Stop, Visit, Who, go, not_found

_WRONG = {
    "used": "ลิงก์นี้ใช้ไปแล้ว (ใช้ได้ครั้งเดียว)",
    "expired": "ลิงก์นี้หมดอายุแล้ว (ใช้ได้ 10 นาที)",
    "unknown": "ลิงก์นี้ไม่ถูกต้อง อาจคัดลอกมาไม่ครบ",
}


def _knock(visit: Visit) -> None:
    if visit.desk.door.is_shut(visit.client, visit.now):
        raise Stop(429, "ลองผิดหลายครั้งเกินไป", "รอ 10 นาที แล้วขอลิงก์ใหม่จากบอต")


def door(visit: Visit) -> Response:
    _knock(visit)
    token = visit.query.get("token", "")
    if not token:
        if visit.person is not None:
            return go(_home(visit.person))
        return visit.show("sign_in.html", problem="", token="")
    state = link_state(visit.session, token, visit.now)
    if state == "live":
        return visit.show("sign_in.html", problem="", token=token)
    return _refused(visit, state)


def _refused(visit: Visit, state: LinkState) -> Response:
    """Only what was never a link is a guess: old links in the chat are tapped in all innocence."""
    if state == "unknown":
        visit.desk.door.note_wrong(visit.client, visit.now)
    problem = _WRONG.get(state, _WRONG["unknown"])
    return visit.show("sign_in.html", status=410, problem=problem, token="")


def enter(visit: Visit) -> Response:
    _knock(visit)
    token = visit.form.text("token", 200)
    person = spend_link(visit.session, token, visit.now)
    if person is None or person.id is None:
        return _refused(visit, link_state(visit.session, token, visit.now))
    cookie, _ = open_session(visit.session, person.id, visit.user_agent, visit.now)
    record(visit.session, visit.now, "web.sign_in", by=person.id, agency_id=person.agency_id)
    response = go(_home(person))
    hand_over(response, cookie, https=visit.desk.https)
    return response


def _home(person: Coordinator) -> str:
    return "/admin" if person.is_admin else "/my"


def leave(visit: Visit) -> Response:
    if visit.web is not None and visit.web.id is not None and visit.by is not None:
        end_session(visit.session, visit.web.id, visit.by, visit.now)
    response = go("/admin/sign-in" if visit.is_admin else "/my/sign-in")
    take_back(response, https=visit.desk.https)
    return response


def sessions(visit: Visit) -> Response:
    assert visit.by is not None  # noqa: S101 – the page asks for a session
    rows = live_sessions(visit.session, visit.by, visit.now)
    return visit.show("sessions.html", sessions=rows)


def end(visit: Visit) -> Response:
    number = visit.form.number("session")
    mine = visit.by is not None and number is not None
    if not mine or not end_session(visit.session, number or 0, visit.by or 0, visit.now):
        raise not_found()
    return go(f"{_home(visit.person)}/sessions" if visit.person else "/", "ended")


PAGES = tuple(
    page
    for root in ("/admin", "/my")
    for page in (
        Page("GET", f"{root}/sign-in", door, Who.ANYONE),
        Page("POST", f"{root}/sign-in", enter, Who.ANYONE, limit=4096, csrf=False),
        Page("POST", f"{root}/sign-out", leave, Who.SIGNED_IN, limit=4096),
        Page("GET", f"{root}/sessions", sessions, Who.SIGNED_IN),
        Page("POST", f"{root}/sessions/end", end, Who.SIGNED_IN, limit=4096),
    )
)
