"""Every page of the office and of the coordinators, in one list that the tests walk through.

Order matters: `/admin/agency/{code}/edit` has to come before `/admin/agency/{code}/{item}`.
"""

from office import (
    announcements,
    audit_log,
    calls,
    matrix,
    people,
    questions,
    settings,
    sign_in,
    verdicts,
    work,
)
from office.exchange import pages as exchange
from office.frame import Page

PAGES: tuple[Page, ...] = (
    *sign_in.PAGES,
    *matrix.PAGES,
    *calls.PAGES,
    *people.PAGES,
    *announcements.PAGES,
    *questions.PAGES,
    *settings.PAGES,
    *audit_log.PAGES,
    *exchange.PAGES,
    *work.PAGES,
    *verdicts.PAGES,
)
