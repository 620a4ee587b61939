"""Every page of the office and of the coordinators, in one list that the tests walk through.

Order matters: `/admin/agency/{code}/edit` has to come before `/admin/agency/{code}/{item}`.
"""

from office import (
    agencies,
    announcements,
    audit_log,
    calls,
    lessons,
    matrix,
    people,
    questions,
    settings,
    sign_in,
    verdicts,
    work,
    work_forms,
)
from office.exchange import pages as exchange
from office.frame import Page

PAGES: tuple[Page, ...] = (
    *sign_in.PAGES,
    *matrix.PAGES,
    *calls.PAGES,
    *people.PAGES,
    *agencies.PAGES,
    *announcements.PAGES,
    *questions.PAGES,
    *lessons.PAGES,
    *settings.PAGES,
    *audit_log.PAGES,
    *exchange.PAGES,
    *work.PAGES,
    *work_forms.PAGES,
    *verdicts.PAGES,
)
