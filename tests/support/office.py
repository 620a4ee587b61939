"""A province to open in a browser: real pages on a real port, a clock the test can move."""

import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode
from zipfile import ZipFile

import urllib3
import uvicorn
from fastapi import FastAPI
from sqlalchemy import Engine

from content.catalog import Catalog, load
from handlers.fiscal_year import fiscal_year_of
from models.access import issue_link
from models.agency import Agency, agency_by_code, office
from models.coordinator import Coordinator, join, members
from models.database import engine_for, reading, upgrade, writing
from models.evidence import Evidence
from models.task import set_steps
from office.app import mount

MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PROVINCE = "ลำพูน"
CATALOG: Catalog = load()


@dataclass(slots=True)
class Clock:
    at: datetime = MORNING

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **step: float) -> None:
        self.at += timedelta(**step)


@dataclass(slots=True)
class Province:
    """A database with agencies A01…, and an address where its pages are served."""

    engine: Engine
    clock: Clock
    url: str = ""

    @property
    def year(self) -> int:
        return fiscal_year_of(self.clock.at)

    def agency(self, code: str) -> Agency:
        with reading(self.engine) as session:
            found = agency_by_code(session, code)
            assert found is not None
            return found

    def person(self, code: str) -> Coordinator:
        """The main coordinator of an agency, or the office's first admin."""
        with reading(self.engine) as session:
            row = agency_by_code(session, code)
            assert row is not None
            assert row.id is not None
            return members(session, row.id)[0]

    def link(self, person: Coordinator) -> str:
        """A fresh one-time token."""
        assert person.id is not None
        with writing(self.engine) as session:
            return issue_link(session, person.id, self.clock.at)

    def tick(self, agency_code: str, code: str) -> None:
        """All steps of an item."""
        item = CATALOG.item(code)
        assert item is not None
        changes = [(code, step, True) for step in range(1, len(item.steps) + 1)]
        agency_id = self.agency(agency_code).id
        assert agency_id is not None
        with writing(self.engine) as session:
            set_steps(session, agency_id, self.year, changes, None, self.clock.at)

    def attach(self, agency_code: str, code: str, verdict: str = "opens", **more: str) -> int:
        agency_id = self.agency(agency_code).id
        assert agency_id is not None
        with writing(self.engine) as session:
            row = Evidence(
                agency_id=agency_id,
                fiscal_year=self.year,
                code=code,
                url=more.get("url", f"https://{agency_code.lower()}.example.go.th/{code.lower()}"),
                added_at=self.clock.at,
                verdict=verdict,
                findings=more.get("findings", "[]"),
                checked_at=self.clock.at,
            )
            session.add(row)
            session.flush()
            assert row.id is not None
            return row.id


def build(path: Path, agencies: int = 2) -> Province:
    """A province on a SQLite file of its own."""
    engine = engine_for(f"sqlite:///{path}/office.db")
    upgrade(engine)
    return settle(engine, agencies)


def settle(engine: Engine, agencies: int = 2) -> Province:
    """Agencies A01… each with a main coordinator, and an office with one admin."""
    clock = Clock()
    with writing(engine) as session:
        head = office(session, PROVINCE, clock.at)
        assert head.id is not None
        admin = join(session, "Uadmin", head.id, admin=True, now=clock.at)
        admin.name = "ผู้ดูแลตัวอย่าง"
        for number in range(1, agencies + 1):
            row = Agency(
                code=f"A{number:02d}",
                name=f"หน่วยงานตัวอย่าง {number}",
                website=f"https://a{number:02d}.example.go.th",
                phone="053-000-000",
                group_name="กลุ่มตัวอย่าง ก" if number % 2 else "กลุ่มตัวอย่าง ข",
                created_at=clock.at,
            )
            session.add(row)
            session.flush()
            assert row.id is not None
            person = join(session, f"U{number}", row.id, admin=False, now=clock.at)
            person.name = f"ผู้ประสานตัวอย่าง {number}"
    return Province(engine, clock)


def app_of(province: Province, public_url: str = "http://127.0.0.1") -> FastAPI:
    app = FastAPI(openapi_url=None)
    mount(
        app,
        engine=province.engine,
        catalog=CATALOG,
        public_url=public_url,
        province=PROVINCE,
        now=province.clock,
    )
    return app


@contextmanager
def served(province: Province, public_url: str = "http://127.0.0.1") -> Iterator[Province]:
    """The pages on a free port of this machine."""
    config = uvicorn.Config(
        app_of(province, public_url), host="127.0.0.1", port=0, log_level="error", lifespan="off"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    limit = time.monotonic() + 10
    while not server.started and time.monotonic() < limit:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    province.url = f"http://127.0.0.1:{port}"
    try:
        yield province
    finally:
        server.should_exit = True
        thread.join(10)
        province.engine.dispose()


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def text(self) -> str:
        """What can be read of it; of a workbook the text of all its parts."""
        if self.content.startswith(b"PK"):
            parts = ZipFile(BytesIO(self.content))
            return "".join(parts.read(name).decode(errors="replace") for name in parts.namelist())
        return self.content.decode(errors="replace")

    @property
    def to(self) -> str:
        return self.headers.get("location", "")


@dataclass(slots=True)
class Browser:
    """Keeps cookies, follows nothing, types what it is told."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)
    csrf: str = ""
    _pool: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(retries=False))

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None, {})

    def post(self, path: str, **fields: object) -> Answer:
        """A form with this session's token; `csrf=None` leaves it out."""
        given = {"csrf": self.csrf} | fields
        pairs = [
            (key, str(one))
            for key, value in given.items()
            if value is not None
            for one in (value if isinstance(value, list | tuple) else [value])
        ]
        return self.send(path, urlencode(pairs).encode())

    def send(
        self, path: str, body: bytes, kind: str = "application/x-www-form-urlencoded"
    ) -> Answer:
        return self._ask("POST", path, body, {"Content-Type": kind})

    def sign_in(self, province: Province, person: Coordinator) -> "Browser":
        root = "/admin" if person.is_admin else "/my"
        answer = self.post(f"{root}/sign-in", token=province.link(person), csrf=None)
        assert answer.status == 303, answer.text
        found = re.search(r'name="csrf" value="([^"]+)"', self.get(f"{root}/sessions").text)
        assert found is not None
        self.csrf = unescape(found[1])
        return self

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        answer = self._pool.request(
            method, self.url + path, body=body, headers=headers, redirect=False
        )
        for line in answer.headers.getlist("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
        lowered = {key.lower(): value for key, value in answer.headers.items()}
        return Answer(answer.status, lowered, answer.data)
