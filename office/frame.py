"""What every page is made of: who came, inside one transaction, and what they may do.

A page is a function `(visit) -> Response`. Who may call it stands in its `Page` entry, so no page
can forget to ask; `visit.agency(code)` is the only way from an address to an agency.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Literal
from urllib.parse import quote

from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Engine
from sqlmodel import Session

from content.catalog import Catalog
from handlers.fiscal_year import fiscal_year_of
from handlers.outcome import Turn
from models.access import WebSession
from models.agency import Agency, agency_by_code
from models.audit import record
from models.coordinator import Coordinator
from models.lesson import count_open
from office.door import Door
from office.flash import flash_text
from office.form import Form
from office.rendering import render


class Who(Enum):
    """Who may call a page; everything but ANYONE needs a live session."""

    ANYONE = "anyone"
    SIGNED_IN = "signed_in"
    COORDINATOR = "coordinator"
    ADMIN = "admin"


class Stop(Exception):
    """The page cannot be shown; the person reads why and what to do. Nothing is kept."""

    def __init__(self, status: int, heading: str, words: str) -> None:
        super().__init__(heading)
        self.status = status
        self.heading = heading
        self.words = words


@dataclass(frozen=True, slots=True)
class Desk:
    """What stays the same from page to page."""

    engine: Engine
    catalog: Catalog
    public_url: str
    province: str
    now: Callable[[], datetime]
    door: Door = field(default_factory=Door)

    @property
    def https(self) -> bool:
        return self.public_url.startswith("https://")


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of one person, checked, in one transaction."""

    desk: Desk
    session: Session
    now: datetime
    path: Mapping[str, str]
    query: Mapping[str, str]
    form: Form
    client: str = ""
    user_agent: str = ""
    web: WebSession | None = None
    person: Coordinator | None = None
    home: Agency | None = None
    """The person's own agency; the office itself for an admin."""

    @property
    def catalog(self) -> Catalog:
        return self.desk.catalog

    @property
    def fiscal_year(self) -> int:
        return fiscal_year_of(self.now)

    @property
    def by(self) -> int | None:
        return None if self.person is None else self.person.id

    @property
    def is_admin(self) -> bool:
        return self.person is not None and self.person.is_admin

    def agency(self, code: str) -> Agency:
        """The agency of an address, if this person may see it; strangers learn nothing of it."""
        found = agency_by_code(self.session, code)
        if found is None or found.id is None or found.is_office:
            raise not_found()
        if not self.is_admin and (self.home is None or found.id != self.home.id):
            raise not_found()
        return found

    def item(self, code: str) -> str:
        """An item's code as it is written."""
        if self.catalog.item(code) is None:
            raise not_found()
        return code

    def turn(self, agency: Agency | None) -> Turn:
        """The same use cases as in chat, for an agency that this person may change."""
        return Turn(
            session=self.session,
            catalog=self.catalog,
            now=self.now,
            line_user_id=None,
            source_key="web",
            person=self.person,
            agency=agency,
            province=self.desk.province,
            public_url=self.desk.public_url,
        )

    def audit(
        self,
        action: str,
        *,
        agency_id: int | None = None,
        subject: str = "",
        before: str = "",
        after: str = "",
    ) -> None:
        record(
            self.session,
            self.now,
            action,
            by=self.by,
            agency_id=agency_id,
            subject=subject,
            before=before,
            after=after,
        )

    def show(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        frame = {
            "visit": self,
            "person": self.person,
            "home": self.home,
            "is_admin": self.is_admin,
            "csrf": "" if self.web is None else self.web.csrf,
            "province": self.desk.province,
            "fiscal_year": self.fiscal_year,
            "now": self.now,
            "here": "",
            "to_label": count_open(self.session) if self.is_admin else 0,
            "done": flash_text(self.query.get("done", "")),
        }
        return HTMLResponse(render(template, frame | values), status_code=status)


@dataclass(frozen=True, slots=True)
class Page:
    """One address: how it is called, by whom, and how large a form may be."""

    method: Literal["GET", "POST"]
    path: str
    answer: Callable[[Visit], Response]
    who: Who
    limit: int = 64 * 1024
    csrf: bool = True
    """False only where there is no session yet."""
    lock: bool = True
    """A POST takes the write lock for its one transaction; a long one that only reads need not."""


def go(path: str, done: str = "", **query: object) -> RedirectResponse:
    """See Other; `done` names a sentence of `flash.py` that the next page shows."""
    pairs = [(key, value) for key, value in query.items() if value not in (None, "")]
    if done:
        pairs.append(("done", done))
    tail = "&".join(f"{key}={quote(str(value), safe='')}" for key, value in pairs)
    joint = "&" if "?" in path else "?"
    return RedirectResponse(path + (joint + tail if tail else ""), status_code=303)


def not_found() -> Stop:
    return Stop(404, "ไม่พบหน้านี้", "ที่อยู่อาจพิมพ์ผิด หรือข้อมูลนี้ถูกนำออกแล้ว")


def bad_input(words: str) -> Stop:
    """Something typed cannot be used; `words` says what and how to mend it."""
    return Stop(400, "บันทึกไม่ได้", words)
