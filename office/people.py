"""Who speaks for an agency: invite, make main, hand over, take rights away, print the QR sheet.

A code is shown once, on the page that made it; the database keeps a hash. Whoever loses their
rights loses them with the transaction: chat, links and web sessions alike.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

import segno
from fastapi.responses import Response
from markupsafe import Markup
from sqlalchemy import update
from sqlmodel import Session, col, select

from models.access import end_access
from models.agency import OFFICE_CODE, Agency, assessed_agencies, office
from models.audit import EDITED
from models.coordinator import Coordinator, admins, leave, members
from models.invite import issue, live_invites, printed
from models.office import Setting
from models.outbox import OutboxMessage, forget_user
from office.frame import Page, Stop, Visit, Who, bad_input, go, not_found

SHEET_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Ticket:
    """One code as it is printed."""

    agency: Agency
    code: str
    qr: Markup | None
    expires_at: datetime
    admin: bool


def people(visit: Visit) -> Response:
    search = visit.query.get("q", "").strip()[:100]
    staff: dict[int, list[Coordinator]] = {}
    for person in visit.session.exec(
        select(Coordinator).where(col(Coordinator.left_at).is_(None)).order_by(col(Coordinator.id))
    ).all():
        staff.setdefault(person.agency_id, []).append(person)
    everybody = assessed_agencies(visit.session)
    rows = [
        (agency, sorted(staff.get(agency.id or 0, []), key=lambda p: p.role != "main"))
        for agency in everybody
        if search.casefold() in f"{agency.code} {agency.name} {agency.short_name}".casefold()
    ]
    return visit.show(
        "people.html",
        rows=rows[:SHEET_LIMIT],
        found=len(rows),
        total=len(everybody),
        absent=sum(not staff.get(agency.id or 0) for agency in everybody),
        search=search,
        admins=admins(visit.session),
        basic_id=_basic_id(visit.session),
    )


def agency_people(visit: Visit) -> Response:
    agency = _agency(visit)
    return visit.show("agency_people.html", agency=agency, people=_members(visit, agency),
                      invites=live_invites(visit.session, agency.id or 0, visit.now))  # fmt: skip


def _agency(visit: Visit) -> Agency:
    """An agency, or the office itself, whose members are the admins."""
    code = visit.path["code"]
    if code == OFFICE_CODE:
        return office(visit.session, visit.desk.province, visit.now)
    return visit.agency(code)


def _members(visit: Visit, agency: Agency) -> list[Coordinator]:
    return admins(visit.session) if agency.is_office else members(visit.session, agency.id or 0)


def _member(visit: Visit, agency: Agency) -> Coordinator:
    number = visit.form.number("person")
    found = next((p for p in _members(visit, agency) if p.id == number), None)
    if found is None:
        raise not_found()
    return found


def invite(visit: Visit) -> Response:
    agency = _agency(visit)
    return visit.show("invites.html", tickets=[_ticket(visit, agency)], old="")


def sheet(visit: Visit) -> Response:
    """A page of codes to cut out: for everybody chosen, at first those nobody speaks for."""
    chosen = {code.casefold() for code in visit.form.all("agency")}
    if not chosen:
        raise bad_input("เลือกอย่างน้อยหนึ่งหน่วยงาน")
    wanted = [row for row in assessed_agencies(visit.session) if row.code.casefold() in chosen]
    tickets = [_ticket(visit, agency) for agency in wanted[:SHEET_LIMIT]]
    return visit.show("invites.html", tickets=tickets, old="")


def _ticket(visit: Visit, agency: Agency) -> Ticket:
    code, row = issue(visit.session, agency.id or 0, visit.now, admin=agency.is_office)
    visit.audit(
        "invite.issue",
        agency_id=agency.id,
        subject=agency.code,
        after="admin" if agency.is_office else "coordinator",
    )
    qr = _qr(_basic_id(visit.session), printed(code))
    return Ticket(agency, printed(code), qr, row.expires_at, agency.is_office)


def _basic_id(session: Session) -> str:
    row = session.get(Setting, "basic_id")
    return row.value if row is not None else ""


def _qr(basic_id: str, code: str) -> Markup | None:
    """Opens the chat with the sentence typed in; without the account's id there is none to open."""
    if not basic_id:
        return None
    words = quote(f"ลงทะเบียน {code}", safe="")
    address = f"https://line.me/R/oaMessage/{quote(basic_id, safe='')}/?{words}"
    drawn = segno.make(address, error="m").svg_inline(scale=4, border=2, omitsize=True)
    return Markup(drawn)  # noqa: S704 – drawn from an address made here, not from typed text


def revoke_invites(visit: Visit) -> Response:
    agency = _agency(visit)
    _revoke(visit, agency)
    return go(f"/admin/people/{agency.code}", "invites_revoked")


def _revoke(visit: Visit, agency: Agency) -> None:
    rows = live_invites(visit.session, agency.id or 0, visit.now)
    for row in rows:
        row.revoked_at = visit.now
        visit.session.add(row)
    if rows:
        visit.audit(
            "invite.revoke", agency_id=agency.id, subject=agency.code, before=f"{len(rows)} รหัส"
        )


def make_main(visit: Visit) -> Response:
    agency = _agency(visit)
    heir = _member(visit, agency)
    if heir.is_admin:
        raise not_found()
    before = next((p for p in _members(visit, agency) if p.role == "main"), None)
    for person in _members(visit, agency):
        if not person.is_admin:
            person.role = "main" if person.id == heir.id else "deputy"
            visit.session.add(person)
    visit.audit(
        "member.main",
        agency_id=agency.id,
        subject=agency.code,
        before="" if before is None else f"#{before.id}",
        after=f"#{heir.id}",
    )
    return go(f"/admin/people/{agency.code}", "main")


def edit(visit: Visit) -> Response:
    agency = _agency(visit)
    person = _member(visit, agency)
    before = _personal(person)
    person.name, person.phone = visit.form.text("name", 100), visit.form.text("phone", 40)
    visit.session.add(person)
    after = _personal(person)
    if after != before:
        visit.audit(
            EDITED, agency_id=agency.id, subject=f"#{person.id}", before=before, after=after
        )
    return go(f"/admin/people/{agency.code}", "saved")


def revoke(visit: Visit) -> Response:
    agency = _agency(visit)
    _take_rights(visit, agency, [_member(visit, agency)])
    return go(f"/admin/people/{agency.code}", "left")


def hand_over(visit: Visit) -> Response:
    """The old holder out, every old code dead, one new code: one button, one transaction."""
    agency = _agency(visit)
    person = _member(visit, agency)
    name = person.name or "ผู้ประสานงานเดิม"
    _take_rights(visit, agency, [person])
    _revoke(visit, agency)
    return visit.show("invites.html", tickets=[_ticket(visit, agency)], old=name)


def _take_rights(visit: Visit, agency: Agency, leaving: Iterable[Coordinator]) -> None:
    for person in leaving:
        if person.is_admin and len(admins(visit.session)) < 2:
            raise Stop(409, "ถอนสิทธิ์ไม่ได้", "ต้องมีผู้ดูแลของจังหวัดอย่างน้อยหนึ่งคน เชิญผู้ดูแลใหม่ก่อน")
        role = person.role
        end_access(visit.session, person.id or 0, visit.now)
        _cancel_waiting(visit.session, person)
        if person.line_user_id is not None:
            forget_user(visit.session, person.line_user_id)
        leave(visit.session, person, visit.now)
        visit.audit(
            "member.revoke", agency_id=agency.id, subject=f"{agency.code} #{person.id}", before=role
        )


def _cancel_waiting(session: Session, person: Coordinator) -> None:
    """What has not left yet must not reach the old holder."""
    session.execute(
        update(OutboxMessage)
        .where(
            col(OutboxMessage.status) == "waiting",
            col(OutboxMessage.line_user_id) == person.line_user_id,
        )
        .values(status="cancelled", error="rights ended")
    )


def _personal(person: Coordinator) -> str:
    """Kept in the audit log only as long as the person is a member."""
    return " · ".join(part for part in (person.name, person.phone) if part)


_ROOT = "/admin/people/{code}"
PAGES = (
    Page("GET", "/admin/people", people, Who.ADMIN),
    Page("POST", "/admin/people/sheet", sheet, Who.ADMIN, limit=256 * 1024),
    Page("GET", _ROOT, agency_people, Who.ADMIN),
    Page("POST", _ROOT + "/invite", invite, Who.ADMIN),
    Page("POST", _ROOT + "/revoke-invites", revoke_invites, Who.ADMIN),
    Page("POST", _ROOT + "/main", make_main, Who.ADMIN),
    Page("POST", _ROOT + "/edit", edit, Who.ADMIN),
    Page("POST", _ROOT + "/revoke", revoke, Who.ADMIN),
    Page("POST", _ROOT + "/hand-over", hand_over, Who.ADMIN),
)
