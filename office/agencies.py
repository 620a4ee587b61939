"""An agency's own data, one at a time: what a file of agencies is too much for."""

from fastapi.responses import Response

from models.agency import Agency, agency_by_code
from office.frame import Page, Visit, Who, bad_input, go


def edit_agency(visit: Visit) -> Response:
    return visit.show("agency_edit.html", agency=visit.agency(visit.path["code"]))


def save_agency(visit: Visit) -> Response:
    agency = visit.agency(visit.path["code"])
    name = visit.form.text("name", 200)
    if not name:
        raise bad_input("ชื่อหน่วยงานว่างไม่ได้")
    for field, limit in (
        ("name", 200),
        ("short_name", 60),
        ("website", 300),
        ("phone", 60),
        ("group_name", 100),
    ):
        before, after = str(getattr(agency, field)), visit.form.text(field, limit)
        if before != after:
            setattr(agency, field, after)
            visit.audit(
                "agency.edit", agency_id=agency.id, subject=field, before=before, after=after
            )
    visit.session.add(agency)
    return go(f"/admin/agency/{agency.code}", "saved")


def add_agency(visit: Visit) -> Response:
    code, name = visit.form.text("code", 32), visit.form.text("name", 200)
    if not code or not name or "/" in code or not code.isprintable():
        raise bad_input("กรอกรหัสและชื่อหน่วยงาน รหัสต้องไม่มีเครื่องหมาย /")
    if agency_by_code(visit.session, code) is not None:
        raise bad_input(f"มีหน่วยงานรหัส {code} แล้ว")
    row = Agency(code=code, name=name, created_at=visit.now)
    visit.session.add(row)
    visit.session.flush()
    visit.audit("agency.add", agency_id=row.id, subject=code, after=name)
    return go(f"/admin/people/{code}", "saved")


PAGES = (
    Page("POST", "/admin/people/add", add_agency, Who.ADMIN),
    Page("GET", "/admin/agency/{code}/edit", edit_agency, Who.ADMIN),
    Page("POST", "/admin/agency/{code}/edit", save_agency, Who.ADMIN),
)
