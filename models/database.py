"""The engine, its transactions, and the schema's version.

SQLite in WAL is the default: every writing transaction takes the write lock at its start
(`BEGIN IMMEDIATE`), so two threads never fail half-way with "database is locked"; reading
transactions do not. With PostgreSQL the same code runs in as many processes as wanted.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, event, inspect, text
from sqlmodel import Session, create_engine

SCHEMA_VERSION = "0004"
"""The newest migration; a database at this version needs no Alembic, which is slow to import."""

_MIGRATIONS = Path(__file__).parent / "migrations"


def engine_for(url: str) -> Engine:
    """An engine for `sqlite:///…` or `postgresql+psycopg://…`; makes SQLite's folder."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=10, max_overflow=20, pool_pre_ping=True)
    path = url.removeprefix("sqlite:///")
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url, connect_args={"check_same_thread": False, "timeout": 30}, pool_size=20
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    _gates[engine] = _Gate()
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we send BEGIN ourselves
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA busy_timeout=30000")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


class _Gate:
    """SQLite takes one writer at a time; here threads of this process queue for it.

    Left to itself SQLite lets the losers sleep up to 100 ms between tries, so the unlucky wait for
    seconds (measured: an acknowledgement's p99 of 700 ms at 50 messages a second). First come,
    first served; the urgent before all others.
    """

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._taken = False
        self._inside: int | None = None
        self._urgent: deque[threading.Event] = deque()
        self._others: deque[threading.Event] = deque()

    @contextmanager
    def passed(self, *, urgent: bool) -> Iterator[None]:
        if self._inside == threading.get_ident():
            raise RuntimeError("a transaction inside a transaction would wait for itself for ever")
        self._enter(self._urgent if urgent else self._others)
        self._inside = threading.get_ident()
        try:
            yield
        finally:
            self._inside = None
            self._leave()

    def _enter(self, line: deque[threading.Event]) -> None:
        with self._mutex:
            if not self._taken:
                self._taken = True
                return
            turn = threading.Event()
            line.append(turn)
        turn.wait()

    def _leave(self) -> None:
        with self._mutex:
            if self._urgent:
                self._urgent.popleft().set()
            elif self._others:
                self._others.popleft().set()
            else:
                self._taken = False


_gates: WeakKeyDictionary[Engine, _Gate] = WeakKeyDictionary()


@contextmanager
def writing(engine: Engine, *, urgent: bool = False) -> Iterator[Session]:
    """One transaction: committed at the end of the block, rolled back if it raises.

    `urgent` goes before others of this process: LINE waits for the commit of its events.
    """
    gate = _gates.get(engine)
    queued = gate.passed(urgent=urgent) if gate is not None else nullcontext()
    with queued, Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that only looks; on SQLite it never waits for a writer."""
    with Session(engine.execution_options(reading=True), expire_on_commit=False) as session:
        yield session


def schema_version(engine: Engine) -> str | None:
    """The migration that the database is at; None for an empty database."""
    with reading(engine) as session:
        if not inspect(session.connection()).has_table("alembic_version"):
            return None
        row = session.connection().execute(text("SELECT version_num FROM alembic_version")).first()
        return None if row is None else str(row[0])


def upgrade(engine: Engine) -> None:
    """Bring the schema up to date; safe to call at every start and from several processes."""
    if schema_version(engine) == SCHEMA_VERSION:
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(7201)"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
