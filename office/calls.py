"""Whom to call today, on a page: why, who answers, and a button that says it was done."""

from fastapi.responses import Response

from handlers.call_list import call_list, people_words
from models.contact import note_call
from office.frame import Page, Visit, Who, go


def calls(visit: Visit) -> Response:
    found = call_list(visit.session, visit.catalog, visit.now)
    return visit.show("calls.html", calls=[(call, people_words(call)) for call in found])


def called(visit: Visit) -> Response:
    agency = visit.agency(visit.form.text("agency", 64))
    note_call(visit.session, agency.id or 0, visit.by, visit.now, visit.form.text("note", 300))
    return go("/admin/calls", "called")


PAGES = (
    Page("GET", "/admin/calls", calls, Who.ADMIN),
    Page("POST", "/admin/calls", called, Who.ADMIN),
)
