"""Every page of the office and of the coordinators, in one list that the tests walk through."""

from office import calls, matrix, people, sign_in, verdicts, work
from office.frame import Page

PAGES: tuple[Page, ...] = (
    *sign_in.PAGES,
    *matrix.PAGES,
    *calls.PAGES,
    *people.PAGES,
    *work.PAGES,
    *verdicts.PAGES,
)
