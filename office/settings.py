"""What the office changes without a deploy: dates, days off, notes, reasons, contact, and which
items apply to an agency."""

import re

from fastapi.responses import Response

from handlers.fiscal_year import thai_date
from handlers.help import CONTACT_KEY
from handlers.scope import codes_in, scope_name
from models.deadline import (
    deadline_for,
    deadlines_of,
    holiday_rows,
    holiday_words,
    remove_deadline,
    remove_holiday,
    set_deadline,
    set_holiday,
)
from models.lesson import learning_is_on
from models.office import Deadline
from models.review import canned_reasons
from models.wording import (
    add_reason,
    exempt_codes,
    notes,
    retire_reason,
    set_exempt,
    set_note,
    set_setting,
    setting,
)
from office.dates import read_date
from office.frame import Page, Visit, Who, bad_input, go, not_found

_BASIC_ID = re.compile(r"@[0-9a-z._-]{1,30}")
_HUB = "/admin/settings"


def hub(visit: Visit) -> Response:
    catalog = visit.catalog
    dates = deadlines_of(visit.session, visit.fiscal_year)
    return visit.show(
        "settings.html",
        dates=[(row, scope_name(catalog, row.scope)) for row in dates],
        scopes=_scopes(visit),
        holidays=holiday_rows(visit.session),
        notes=sorted(notes(visit.session).values(), key=lambda row: row.code),
        items=catalog.items,
        reasons=canned_reasons(visit.session),
        contact=setting(visit.session, CONTACT_KEY),
        basic_id=setting(visit.session, "basic_id"),
        learning=learning_is_on(visit.session),
    )


def _scopes(visit: Visit) -> list[tuple[str, str]]:
    """Everything a date can be for, widest first."""
    catalog = visit.catalog
    keys = ["all", "i", "E", "O", *(f"indicator:{one.number}" for one in catalog.indicators)]
    keys += ["measure:all", *(measure.id for measure in catalog.measures)]
    keys += [item.code for item in catalog.items]
    return [(key, scope_name(catalog, key)) for key in keys]


def save_date(visit: Visit) -> Response:
    scope, day = visit.form.text("scope", 20), read_date(visit.form.text("due_on", 20))
    if not codes_in(visit.catalog, scope):
        raise bad_input("เลือกข้อหรือกลุ่มข้อของกำหนดนี้")
    if day is None:
        raise bad_input("กรอกวันที่ เช่น 30/4/2570")
    before = deadline_for(visit.session, visit.fiscal_year, scope)
    was = before.due_on.isoformat() if before else ""
    set_deadline(
        visit.session,
        visit.fiscal_year,
        scope,
        day,
        note=visit.form.text("note", 200),
        by=visit.by,
        now=visit.now,
    )
    visit.audit("deadline.set", subject=scope, before=was, after=day.isoformat())
    return go(_HUB, "saved")


def drop_date(visit: Visit) -> Response:
    row = visit.session.get(Deadline, visit.form.number("deadline") or 0)
    if row is None or row.removed_at is not None:
        raise not_found()
    remove_deadline(visit.session, row, visit.now)
    visit.audit("deadline.remove", subject=row.scope, before=row.due_on.isoformat())
    return go(_HUB, "removed")


def save_holiday(visit: Visit) -> Response:
    day, name = read_date(visit.form.text("day", 20)), visit.form.text("name", 100)
    works = visit.form.has("works")
    if day is None or not (name or works):
        raise bad_input("กรอกวันที่และชื่อวันหยุด")
    before = holiday_words(visit.session, day)
    set_holiday(visit.session, day, name or thai_date(day), works=works)
    after = holiday_words(visit.session, day)
    visit.audit("holiday.set", subject=day.isoformat(), before=before, after=after)
    return go(_HUB, "saved")


def drop_holiday(visit: Visit) -> Response:
    day = read_date(visit.form.text("day", 20))
    before = "" if day is None else holiday_words(visit.session, day)
    if day is None or not remove_holiday(visit.session, day):
        raise not_found()
    visit.audit("holiday.remove", subject=day.isoformat(), before=before)
    return go(_HUB, "removed")


def save_note(visit: Visit) -> Response:
    code, words = visit.item(visit.form.text("code", 20)), visit.form.text("text", 500)
    before = set_note(visit.session, code, words, visit.by, visit.now)
    visit.audit("note.set", subject=code, before=before, after=words)
    return go(_HUB, "saved" if words else "removed")


def save_reason(visit: Visit) -> Response:
    words = visit.form.text("text", 300)
    if not words:
        raise bad_input("พิมพ์เหตุผล")
    row = add_reason(visit.session, words, visit.form.text("remedy", 300))
    visit.audit("reason.add", subject=str(row.id), after=words)
    return go(_HUB, "saved")


def drop_reason(visit: Visit) -> Response:
    row = retire_reason(visit.session, visit.form.number("reason") or 0)
    if row is None:
        raise not_found()
    visit.audit("reason.remove", subject=str(row.id), before=row.text)
    return go(_HUB, "removed")


def save_contact(visit: Visit) -> Response:
    words = visit.form.text("contact", 300)
    before = set_setting(visit.session, CONTACT_KEY, words, visit.now)
    if words != before:
        visit.audit("setting.contact", before=before, after=words)
    return go(_HUB, "saved")


def save_basic_id(visit: Visit) -> Response:
    value = visit.form.text("basic_id", 40).lower()
    if value and not _BASIC_ID.fullmatch(value):
        raise bad_input("ไอดีบัญชี LINE ขึ้นต้นด้วย @ เช่น @123abcde ดูได้ใน LINE Official Account Manager")
    before = set_setting(visit.session, "basic_id", value, visit.now)
    if value != before:
        visit.audit("setting.basic_id", before=before, after=value)
    return go(_HUB, "saved")


def scope(visit: Visit) -> Response:
    agency = visit.agency(visit.path["code"])
    left_out = exempt_codes(visit.session, agency.id or 0, visit.fiscal_year)
    return visit.show(
        "scope.html",
        agency=agency,
        left_out=left_out,
        indicators=visit.catalog.indicators,
        item_of=visit.catalog.item,
    )


def save_scope(visit: Visit) -> Response:
    agency = visit.agency(visit.path["code"])
    applies = set(visit.form.all("item"))
    left_out = [item.code for item in visit.catalog.items if item.code not in applies]
    before = set_exempt(visit.session, agency.id or 0, visit.fiscal_year, left_out)
    visit.audit(
        "scope.set",
        agency_id=agency.id,
        before=", ".join(sorted(before)),
        after=", ".join(left_out),
    )
    return go(f"/admin/agency/{agency.code}", "saved")


PAGES = (
    Page("GET", _HUB, hub, Who.ADMIN),
    Page("POST", _HUB + "/dates", save_date, Who.ADMIN),
    Page("POST", _HUB + "/dates/remove", drop_date, Who.ADMIN),
    Page("POST", _HUB + "/holidays", save_holiday, Who.ADMIN),
    Page("POST", _HUB + "/holidays/remove", drop_holiday, Who.ADMIN),
    Page("POST", _HUB + "/notes", save_note, Who.ADMIN),
    Page("POST", _HUB + "/reasons", save_reason, Who.ADMIN),
    Page("POST", _HUB + "/reasons/remove", drop_reason, Who.ADMIN),
    Page("POST", _HUB + "/contact", save_contact, Who.ADMIN),
    Page("POST", _HUB + "/basic-id", save_basic_id, Who.ADMIN),
    Page("GET", "/admin/agency/{code}/scope", scope, Who.ADMIN),
    Page("POST", "/admin/agency/{code}/scope", save_scope, Who.ADMIN),
)
