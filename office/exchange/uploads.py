"""The two imports as pages: a preview that writes nothing, then a confirmation.

The confirmation compares with the database once more. If somebody changed something meanwhile, the
person sees the new preview instead of a surprise.
"""

from fastapi.responses import Response

from office.exchange.agencies import AgencySheet, read_agencies
from office.exchange.agency_plan import ImportPlan, apply, change_text, plan
from office.exchange.carried import (
    BadParcel,
    pack_agencies,
    pack_progress,
    seal,
    unpack_agencies,
    unpack_progress,
)
from office.exchange.progress_in import ProgressSheet, read_progress
from office.exchange.progress_plan import ProgressDiff, apply_progress, change_words, diff
from office.exchange.table_in import MAX_BYTES
from office.form import Upload
from office.frame import Page, Stop, Visit, Who, bad_input, go

LIMIT = MAX_BYTES + 256 * 1024
_PARCEL = LIMIT


def _upload(visit: Visit) -> Upload:
    file = visit.form.uploads.get("file")
    if file is None or not file.name:
        raise bad_input("ยังไม่ได้เลือกไฟล์")
    return file


def preview_agencies(visit: Visit) -> Response:
    file = _upload(visit)
    sheet = read_agencies(file.content, file.name)
    if sheet.errors:
        raise Stop(400, "นำเข้าไม่ได้", "; ".join(sheet.errors))
    return _show_agencies(visit, sheet, plan(visit.session, sheet), changed=False)


def _show_agencies(
    visit: Visit, sheet: AgencySheet, planned: ImportPlan, *, changed: bool
) -> Response:
    return visit.show(
        "exchange/agencies.html",
        plan=planned,
        change_text=change_text,
        parcel=pack_agencies(sheet.rows),
        seal=seal(planned),
        changed_meanwhile=changed,
    )


def confirm_agencies(visit: Visit) -> Response:
    try:
        sheet = AgencySheet(unpack_agencies(visit.form.text("parcel", _PARCEL)))
    except BadParcel as error:
        raise bad_input("ข้อมูลที่ส่งมาไม่ครบ เลือกไฟล์แล้วลองใหม่") from error
    planned = plan(visit.session, sheet)
    if seal(planned) != visit.form.text("seal"):
        return _show_agencies(visit, sheet, planned, changed=True)
    apply(visit.session, planned, visit.now, visit.by)
    return go("/admin/exchange", done="saved")


def preview_progress(visit: Visit) -> Response:
    file = _upload(visit)
    sheet = read_progress(file.content, file.name)
    if sheet.errors:
        raise Stop(400, "นำเข้าไม่ได้", "; ".join(sheet.errors))
    return _show_progress(visit, sheet, _diff(visit, sheet), changed=False)


def _diff(visit: Visit, sheet: ProgressSheet) -> ProgressDiff:
    return diff(visit.session, visit.catalog, sheet, visit.fiscal_year, visit.now)


def _show_progress(
    visit: Visit, sheet: ProgressSheet, found: ProgressDiff, *, changed: bool
) -> Response:
    touched = {(change.agency.casefold(), change.code) for change in found.changes}
    rows = tuple(row for row in sheet.rows if (row.agency.casefold(), row.code) in touched)
    return visit.show(
        "exchange/progress.html",
        diff=found,
        change_words=change_words,
        parcel=pack_progress(rows),
        seal=seal(found),
        changed_meanwhile=changed,
    )


def confirm_progress(visit: Visit) -> Response:
    try:
        sheet = ProgressSheet(unpack_progress(visit.form.text("parcel", _PARCEL)))
    except BadParcel as error:
        raise bad_input("ข้อมูลที่ส่งมาไม่ครบ เลือกไฟล์แล้วลองใหม่") from error
    found = _diff(visit, sheet)
    if seal(found) != visit.form.text("seal"):
        return _show_progress(visit, sheet, found, changed=True)
    apply_progress(visit.session, found, visit.now, visit.by)
    return go("/admin/exchange", done="saved")


UPLOAD_PAGES = (
    Page("POST", "/admin/import", preview_agencies, Who.ADMIN, limit=LIMIT, lock=False),
    Page("POST", "/admin/import/confirm", confirm_agencies, Who.ADMIN, limit=LIMIT),
    Page("POST", "/admin/import-progress", preview_progress, Who.ADMIN, limit=LIMIT, lock=False),
    Page("POST", "/admin/import-progress/confirm", confirm_progress, Who.ADMIN, limit=LIMIT),
)
