"""Shared ground: the content once, a fresh database a test, a folder of its own, one clock, and
no way out but loopback.
"""

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import Engine, text
from sqlmodel import SQLModel

from content.catalog import Catalog, load
from models.database import engine_for, upgrade, writing
from tests.support.moved_clock import move
from tests.support.not_run import pytest_terminal_summary
from tests.support.untouched import pytest_sessionfinish, pytest_sessionstart

__all__ = ["pytest_sessionfinish", "pytest_sessionstart", "pytest_terminal_summary"]

move()
hypothesis.settings.register_profile("checkout stays as it is", database=None)
hypothesis.settings.load_profile("checkout stays as it is")

SLOW = (
    "unit/understanding/test_model", "e2e/test_year", "e2e/test_crash", "e2e/test_crash_nudges",
    "e2e/test_container", "e2e/test_evidence", "e2e/test_cli_refusals", "e2e/test_nudges",
)  # fmt: skip
"""Modules that begin first, so that no worker is left with one when the others are done."""
SETTINGS = (
    "LINE_CHANNEL_SECRET", "LINE_CHANNEL_ID", "LINE_CHANNEL_ACCESS_TOKEN", "LINE_API_URL",
    "DATABASE_URL", "PUBLIC_URL", "BOT_HOST", "BOT_PORT", "BOT_PROVINCE", "BOT_CONTENT_DIR",
    "BOT_LINKS_ALLOW_LOOPBACK", "BOT_METRICS_TOKEN",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {f"tests/{name}.py": place for place, name in enumerate(SLOW)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(places)))


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True, scope="session")
def _no_checkout(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Fixtures of modules, and threads that outlive a test, find no checkout either."""
    os.chdir(tmp_path_factory.mktemp("run"))


@pytest.fixture(autouse=True)
def _own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What a bot keeps beside its database, or reads from `.env`, is never the checkout's."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True, scope="session")
def _loopback_only() -> Iterator[None]:
    """A test that reaches for the network fails at the moment it does."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        host = str(address[0]) if isinstance(address, tuple) else ""
        if self.family in (socket.AF_INET, socket.AF_INET6) and not (
            host.startswith("127.") or host in ("::1", "localhost")
        ):
            raise AssertionError(f"a test tried to reach {host}")
        connect(self, address)  # type: ignore[arg-type]

    socket.socket.connect = guarded  # type: ignore[method-assign, assignment]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, made once and copied for each test."""
    path = tmp_path_factory.mktemp("database") / "empty.db"
    engine = engine_for(f"sqlite:///{path}")
    upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA journal_mode=DELETE")
        connection.exec_driver_sql("BEGIN")
    engine.dispose()
    return path


@pytest.fixture
def engine(empty_database: Path, tmp_path: Path) -> Iterator[Engine]:
    path = tmp_path / "bot.db"
    shutil.copy(empty_database, path)
    engine = engine_for(f"sqlite:///{path}")
    yield engine
    engine.dispose()


@contextmanager
def own_postgres(base: str) -> Iterator[str]:
    """A database of this process's own on that server: runs and workers side by side never meet."""
    admin = engine_for(base)
    name = f"{admin.url.database}_{os.getpid()}"
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}"'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
        yield f"{base.rpartition('/')[0]}/{name}"
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Engine]:
    base = os.environ.get("TEST_POSTGRES_URL")
    if not base:
        pytest.skip("TEST_POSTGRES_URL is not set: no PostgreSQL here")
    with own_postgres(base) as url:
        engine = engine_for(url)
        upgrade(engine)
        yield engine
        engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def both(request: pytest.FixtureRequest) -> Engine:
    """The same test on SQLite and on PostgreSQL, on empty tables."""
    if request.param == "sqlite":
        engine: Engine = request.getfixturevalue("engine")
        return engine
    engine = request.getfixturevalue("postgres")
    names = ", ".join(f'"{table}"' for table in SQLModel.metadata.tables)
    with writing(engine) as session:
        session.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    return engine
