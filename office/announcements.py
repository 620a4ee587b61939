"""Announcements: written, shown with their price, confirmed, and then followed agency by agency.

Nothing is sent from here: a confirmed announcement is a row that the next sweep in office hours
turns into one push a recipient.
"""

from fastapi.responses import Response
from sqlmodel import col, select

from handlers.announce import LONGEST
from models.agency import assessed_agencies
from models.announcement import agencies_of, confirm, delivery, draft, reach
from models.office import Announcement
from models.quota import newest_reading, remaining
from office.frame import Page, Visit, Who, bad_input, go, not_found

_ROOT = "/admin/announcements"


def announcements(visit: Visit) -> Response:
    rows = visit.session.exec(
        select(Announcement).order_by(col(Announcement.id).desc()).limit(30)
    ).all()
    agencies = assessed_agencies(visit.session)
    groups = sorted({agency.group_name for agency in agencies} - {""})
    return visit.show(
        "announcements.html", rows=rows, agencies=agencies, groups=groups, longest=LONGEST
    )


def write(visit: Visit) -> Response:
    words = visit.form.text("text", LONGEST + 1).replace("\r\n", "\n")
    if not words or len(words) > LONGEST:
        raise bad_input(f"พิมพ์ข้อความไม่เกิน {LONGEST:,} ตัวอักษร")
    everybody = assessed_agencies(visit.session)
    to = visit.form.text("to", 10)
    chosen, groups = set(visit.form.all("agency")), set(visit.form.all("group"))
    codes = [a.code for a in everybody if a.code in chosen or (a.group_name in groups)]
    if to != "all" and not codes:
        raise bad_input("เลือกผู้รับอย่างน้อยหนึ่งหน่วยงาน")
    row = draft(visit.session, words, None if to == "all" else codes, visit.by, visit.now)
    visit.audit("announcement.draft", subject=str(row.id), after=words)
    return go(f"{_ROOT}/{row.id}")


def show(visit: Visit) -> Response:
    row = _row(visit)
    agencies = agencies_of(visit.session, row)
    read = newest_reading(visit.session)
    return visit.show(
        "announcement.html",
        row=row,
        agencies=agencies,
        reach=reach(visit.session, agencies, visit.now),
        left=remaining(visit.session, visit.now),
        read_at=None if read is None else read.read_at,
        log=delivery(visit.session, row) if row.confirmed_at else None,
    )


def send(visit: Visit) -> Response:
    row = _row(visit)
    if row.confirmed_at is None:
        confirm(visit.session, row.id or 0, visit.now)
        visit.audit("announcement.confirm", subject=str(row.id), after=row.text)
    return go(f"{_ROOT}/{row.id}", "confirmed")


def throw_away(visit: Visit) -> Response:
    row = _row(visit)
    if row.confirmed_at is not None:
        raise bad_input("ประกาศนี้ยืนยันส่งแล้ว จึงลบไม่ได้")
    visit.session.delete(row)
    visit.audit("announcement.discard", subject=str(row.id), before=row.text)
    return go(_ROOT, "removed")


def _row(visit: Visit) -> Announcement:
    number = visit.path["number"]
    known = number.isdecimal() and len(number) < 10
    row = visit.session.get(Announcement, int(number)) if known else None
    if row is None:
        raise not_found()
    return row


PAGES = (
    Page("GET", _ROOT, announcements, Who.ADMIN),
    Page("POST", _ROOT, write, Who.ADMIN, limit=256 * 1024),
    Page("GET", _ROOT + "/{number}", show, Who.ADMIN),
    Page("POST", _ROOT + "/{number}/send", send, Who.ADMIN),
    Page("POST", _ROOT + "/{number}/discard", throw_away, Who.ADMIN),
)
