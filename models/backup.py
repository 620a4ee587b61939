"""A consistent copy of the embedded database while the bot runs, and the way back.

SQLite's own backup API copies page by page under its locks, so a copy never holds half a
transaction. Files appear under their name only when whole. PostgreSQL has better tools of its own.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import quote
from uuid import uuid4

from sqlalchemy import Engine

from models.database import SCHEMA_VERSION

PAGES_AT_ONCE: Final = 2_000
"""Large steps: a writer that comes between two steps makes SQLite begin again."""
BUSY_S: Final = 30.0


class BackupRefused(Exception):
    """Nothing was changed; the text says why and what to do."""


def database_path(url: str) -> Path:
    """The file of a SQLite address; refuses what has no file."""
    if not url.startswith("sqlite:///") or url.endswith(":memory:"):
        raise BackupRefused(
            "คำสั่งนี้ใช้กับฐานข้อมูล SQLite เท่านั้น สำหรับ PostgreSQL ให้ใช้ pg_dump และ pg_restore"
        )
    return Path(url.removeprefix("sqlite:///"))


def backup(engine: Engine, path: Path) -> int:
    """Copy the database to `path`, verified; returns its size in bytes."""
    source = database_path(engine.url.render_as_string(hide_password=False))
    if not source.exists():
        raise BackupRefused(f"ไม่มีฐานข้อมูล {source}")
    if path.exists() and path.samefile(source):
        raise BackupRefused("ไฟล์สำรองต้องไม่ใช่ตัวฐานข้อมูลเอง")
    return _copy(source, path)


def restore(path: Path, database: Path, *, force: bool) -> str:
    """Put a backup in the place of a database; returns the schema version it is at.

    An existing database is overwritten from inside, as one transaction: whoever has it open sees
    the old content or the restored one, and a power cut in between leaves the old one.
    """
    version = verify(path)
    if not database.exists():
        _copy(path, database)
    elif not force:
        raise BackupRefused(f"{database} มีอยู่แล้ว หากต้องการเขียนทับให้เติม --force")
    elif path.samefile(database):
        raise BackupRefused("ไฟล์สำรองต้องไม่ใช่ตัวฐานข้อมูลเอง")
    elif not _overwritten(path, database):
        _copy(path, database)
    return version


def verify(path: Path) -> str:
    """The schema version of a whole, readable backup of this program; refuses anything else."""
    if not path.is_file():
        raise BackupRefused(f"ไม่มีไฟล์ {path}")
    try:
        with closing(_open(path)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchall()
            if found != [("ok",)]:
                raise BackupRefused(f"{path} เสียหาย ({str(found[0][0])[:80]})")
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise BackupRefused(f"{path} ไม่ใช่ไฟล์สำรองของระบบนี้ หรือเสียหาย") from error
    version = str(row[0]) if row else ""
    if not version or version > SCHEMA_VERSION:
        raise BackupRefused(
            f"{path} มาจากโปรแกรมรุ่นใหม่กว่า (โครงสร้าง {version or 'ไม่ทราบ'}, รุ่นนี้ {SCHEMA_VERSION})"
        )
    return version


def _copy(source: Path, target: Path) -> int:
    target.parent.mkdir(parents=True, exist_ok=True)
    # Not by process id: two containers on one volume are both process 1.
    partial = target.with_name(f"{target.name}.{uuid4().hex}.partial")
    try:
        with closing(_open(source)) as old, closing(sqlite3.connect(partial)) as new:
            old.backup(new, pages=PAGES_AT_ONCE, sleep=0.01)
            # A copy in WAL mode would want a second file beside it; one file can be carried away.
            new.execute("PRAGMA journal_mode=DELETE")
        partial.chmod(0o600)
        verify(partial)
        _keep(partial)
        _drop_journals(target)
        partial.replace(target)
        _keep(target.parent)
    finally:
        for rest in (partial, partial.with_name(partial.name + "-journal")):
            rest.unlink(missing_ok=True)
    return target.stat().st_size


def _open(path: Path) -> sqlite3.Connection:
    address = f"file:{quote(str(path.absolute()))}?mode=rw"
    return sqlite3.connect(address, uri=True, timeout=BUSY_S)


def _overwritten(source: Path, database: Path) -> bool:
    """False when what lies there is no database any more: only the file can be replaced."""
    try:
        with closing(_open(source)) as old, closing(_open(database)) as new:
            old.backup(new, sleep=0.05)
    except sqlite3.OperationalError as error:
        raise BackupRefused("ฐานข้อมูลกำลังถูกใช้งาน โปรดหยุดบอตแล้วลองใหม่") from error
    except sqlite3.DatabaseError:
        return False
    return True


def _drop_journals(database: Path) -> None:
    """The old database's log must not be replayed into the restored one."""
    for ending in ("-wal", "-shm", "-journal"):
        database.with_name(database.name + ending).unlink(missing_ok=True)


def _keep(path: Path) -> None:
    """Make a file, or a folder's new entry, survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
