"""Opening the office's matrix over HTTP, signed in, for a province and for the whole country.

The rows are a busy year: half of the items ticked, links for most of them, some returned.
"""

import random
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import urllib3
import uvicorn
from fastapi import FastAPI
from sqlalchemy import Engine, insert

from content.catalog import Catalog, load
from handlers.fiscal_year import fiscal_year_of
from models.access import open_session
from models.agency import Agency, office
from models.coordinator import join
from models.database import engine_for, upgrade, writing
from models.evidence import Evidence, ItemReview
from models.task import Task
from office.app import mount

LIMITS_MS = {33: 100, 2500: 1000}
OPENED = 9


def matrix() -> None:
    catalog = load()
    for count, limit in LIMITS_MS.items():
        with tempfile.TemporaryDirectory() as folder:
            engine = engine_for(f"sqlite:///{folder}/m.db")
            upgrade(engine)
            now = datetime.now(UTC)
            cookie = _fill(engine, catalog, count, now)
            with _served(engine, catalog) as url:
                times = [_open(f"{url}/admin", cookie) for _ in range(OPENED + 1)]
            first, later = times[0], times[1:]
            print(f"matrix of {count} agencies, whole page: median {statistics.median(later):.0f} "
                  f"ms, first {first:.0f} ms (wanted: under {limit})")  # fmt: skip
            engine.dispose()


def _open(url: str, cookie: str) -> float:
    pool = urllib3.PoolManager(retries=False)
    started = time.perf_counter()
    answer = pool.request("GET", url, headers={"Cookie": f"ita={cookie}"}, redirect=False)
    took = 1000 * (time.perf_counter() - started)
    if answer.status != 200 or b"matrix-box" not in answer.data:
        raise RuntimeError(f"the matrix did not open: {answer.status}")
    return took


@contextmanager
def _served(engine: Engine, catalog: Catalog) -> Iterator[str]:
    app = FastAPI(openapi_url=None)
    mount(app, engine=engine, catalog=catalog, public_url="http://127.0.0.1", province="ลำพูน",
          now=lambda: datetime.now(UTC))  # fmt: skip
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


def _fill(engine: Engine, catalog: Catalog, count: int, now: datetime) -> str:
    """The cookie of a signed-in admin."""
    year = fiscal_year_of(now)
    dice = random.Random(33)
    with writing(engine) as session:
        head = office(session, "ลำพูน", now)
        admin = join(session, "U0", head.id or 0, admin=True, now=now)
        rows = [Agency(code=f"S{n}", name=f"หน่วยงานตัวอย่าง {n}", is_sample=True,
                       group_name=f"กลุ่มตัวอย่าง {n % 5}", created_at=now)
                for n in range(count)]  # fmt: skip
        session.add_all(rows)
        session.flush()
        for table, values in _year(catalog, [row.id or 0 for row in rows], year, now, dice):
            session.execute(insert(table), values)
        cookie, _ = open_session(session, admin.id or 0, "benchmark", now)
    return cookie


def _year(
    catalog: Catalog, agencies: list[int], year: int, now: datetime, dice: random.Random
) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    pairs = [(key, item) for key in agencies for item in catalog.items if dice.random() < 0.5]
    links = [(key, item.code) for key, item in pairs if item.code.startswith("O")]
    base = [{"agency_id": key, "fiscal_year": year} for key, _ in pairs]
    yield (
        Task,
        [
            own | {"code": item.code, "step": step, "done": True, "changed_at": now}
            for own, (_, item) in zip(base, pairs, strict=True)
            for step in range(1, len(item.steps) + 1)
        ],
    )
    yield Evidence, [
        {"agency_id": key, "fiscal_year": year, "code": code, "added_at": now, "checked_at": now,
         "url": f"https://a{key}.example.go.th/{code}",
         "verdict": dice.choice(("opens", "opens", "warning", "dead"))}
        for key, code in links
    ]  # fmt: skip
    yield ItemReview, [
        {"agency_id": key, "fiscal_year": year, "code": code, "at": now,
         "verdict": dice.choice(("accepted", "returned"))}
        for key, code in links[::3]
    ]  # fmt: skip
