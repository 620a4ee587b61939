"""Backup during writes, restore, compare: rehearsed the way an operator would do it."""

import os
import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlmodel import select

from bot.cli import backup as command
from bot.nightly import nightly_tasks
from bot.settings import Settings
from models.agency import Agency
from models.backup import BackupRefused, backup, database_path, restore, verify
from models.database import engine_for, reading, upgrade, writing
from tests.support.at_once import at_once
from tests.support.one_command import run_command

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path, monkeypatch):
    path = tmp_path / "live" / "bot.db"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    engine = engine_for(f"sqlite:///{path}")
    upgrade(engine)
    yield path, engine
    engine.dispose()


def add_pair(engine, number):
    """Two rows in one transaction: a copy with only one of them holds half a transaction."""
    with writing(engine) as session:
        for half in "ab":
            session.add(Agency(code=f"{number}{half}", name=f"ตัวอย่าง {number}", created_at=NOW))
            session.flush()


def codes(path):
    engine = engine_for(f"sqlite:///{path}")
    try:
        with reading(engine) as session:
            return sorted(session.exec(select(Agency.code)).all())
    finally:
        engine.dispose()


def test_a_copy_made_during_writes_holds_whole_transactions_and_comes_back(database, tmp_path):
    path, engine = database
    stop = threading.Event()
    written: list[bool] = []

    def write():
        while not stop.is_set():
            add_pair(engine, len(written))
            written.append(True)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copies: list[tuple[Path, int]] = []
        while len(copies) < 5 or len(written) < 40:
            before = len(written)
            copy = tmp_path / f"copy-{len(copies)}.db"
            backup(engine, copy)
            copies.append((copy, before))
    finally:
        stop.set()
        writer.join()
    for copy, before in copies:
        found = codes(copy)
        assert len(found) >= 2 * before, "what was committed before is in the copy"
        assert {code[:-1] for code in found if code.endswith("a")} == {
            code[:-1] for code in found if code.endswith("b")
        }
    last = copies[-1][0]
    assert run_command(command, "restore", last, now=lambda: NOW) == 1
    assert run_command(command, "restore", last, "--force", now=lambda: NOW) == 0
    assert codes(path) == codes(last)
    with reading(engine) as session:
        assert sorted(session.exec(select(Agency.code)).all()) == codes(last)
    add_pair(engine, 9999)
    assert len(codes(path)) == len(codes(last)) + 2, "a bot that ran on goes on writing"


def test_backup_and_restore_on_a_new_machine(database, tmp_path, capsys, monkeypatch):
    _, engine = database
    add_pair(engine, 1)
    copy = tmp_path / "out" / "bot-backup.db"
    assert run_command(command, "backup", copy, now=lambda: NOW) == 0
    assert sorted(p.name for p in copy.parent.iterdir()) == ["bot-backup.db"], "one file"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/new/place.db")
    assert run_command(command, "restore", copy, now=lambda: NOW) == 0
    assert codes(tmp_path / "new" / "place.db") == ["1a", "1b"]
    assert capsys.readouterr().err == ""


def test_restore_replaces_a_database_that_is_no_database_any_more(database, tmp_path):
    path, engine = database
    add_pair(engine, 1)
    copy = tmp_path / "copy.db"
    backup(engine, copy)
    engine.dispose()
    path.write_bytes(b"no database" * 500)
    assert restore(copy, path, force=True)
    assert codes(path) == ["1a", "1b"]


def test_the_log_of_a_database_that_was_deleted_is_not_replayed(database, tmp_path):
    path, engine = database
    add_pair(engine, 1)
    copy = tmp_path / "copy.db"
    backup(engine, copy)
    add_pair(engine, 2)
    log = path.with_name("bot.db-wal")
    left_over = log.read_bytes()
    assert len(left_over) > 1000
    engine.dispose()
    path.unlink()
    log.write_bytes(left_over)
    assert restore(copy, path, force=False)
    assert codes(path) == ["1a", "1b"]


def empty_name(good, target):
    """A copy that SQLite can read, with NULL where the schema forbids it."""
    target.write_bytes(good.read_bytes())
    rewrite = "UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE name = 'agency'"
    strict, loose = "name VARCHAR NOT NULL", "name VARCHAR"
    for change in (
        [("PRAGMA writable_schema=ON", ()), (rewrite, (strict, loose))],
        [("UPDATE agency SET name = NULL", ())],
        [("PRAGMA writable_schema=ON", ()), (rewrite, (f"{loose},", f"{strict},"))],
    ):
        connection = sqlite3.connect(target, isolation_level=None)
        for statement, values in change:
            connection.execute(statement, values)
        connection.close()


def refused(capsys, *argv):
    status = run_command(command, *argv, now=lambda: NOW)
    said = capsys.readouterr().err.strip()
    assert status == 1
    assert len(said.splitlines()) == 1
    return said


def test_what_is_no_backup_is_refused_and_changes_nothing(database, tmp_path, capsys):
    path, engine = database
    add_pair(engine, 1)
    good, other, cut = (tmp_path / name for name in ("good.db", "other.db", "cut.db"))
    backup(engine, good)
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE x (y)")
    connection.close()
    cut.write_bytes(good.read_bytes()[:-9000])
    flipped = tmp_path / "flipped.db"
    data = bytearray(good.read_bytes())
    page = data.index("ตัวอย่าง 1".encode()) // 4096 * 4096
    data[page : page + 8] = b"\xff" * 8
    flipped.write_bytes(data)
    (tmp_path / "text.db").write_text("hello")
    empty_name(good, tmp_path / "holed.db")
    for name in ("holed.db", "other.db", "cut.db", "flipped.db", "text.db", "absent.db"):
        said = refused(capsys, "restore", str(tmp_path / name), "--force")
        assert name in said
        assert codes(path) == ["1a", "1b"]


def test_a_backup_of_a_newer_program_is_refused(database, tmp_path):
    _, engine = database
    copy = tmp_path / "copy.db"
    backup(engine, copy)
    with sqlite3.connect(copy) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(BackupRefused, match="ใหม่กว่า"):
        verify(copy)


def test_postgresql_is_told_of_pg_dump(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/x")
    assert "pg_dump" in refused(capsys, "backup", "x.db")
    assert "pg_dump" in refused(capsys, "restore", "x.db", "--force")
    with pytest.raises(BackupRefused):
        database_path("sqlite:///:memory:")


def test_a_backup_never_overwrites_the_database_itself(database, capsys):
    path, engine = database
    add_pair(engine, 1)
    assert "ตัวฐานข้อมูลเอง" in refused(capsys, "backup", str(path))
    assert "ตัวฐานข้อมูลเอง" in refused(capsys, "restore", str(path), "--force")
    assert codes(path) == ["1a", "1b"]


def test_backups_at_the_same_moment_are_all_whole(database, tmp_path):
    """Two containers on one volume are both process 1, and both come at two in the night."""
    path, engine = database
    add_pair(engine, 1)
    copy = tmp_path / "backups" / "2026-11-23.db"
    sizes = at_once([partial(backup, engine, copy)] * 4)
    assert set(sizes) == {copy.stat().st_size}
    assert [found.name for found in copy.parent.iterdir()] == [copy.name]
    assert codes(copy) == codes(path)


def test_what_a_killed_process_left_is_cleared_away_by_the_night(database, tmp_path, catalog):
    path, engine = database
    folder = path.parent / "backups"
    folder.mkdir()
    old, young = folder / "a.db.1.partial", folder / "b.db.2.partial"
    young.write_text("half")
    old.write_text("half")
    stamp = young.stat().st_mtime - timedelta(hours=13).total_seconds()
    os.utime(old, (stamp, stamp))
    settings = Settings(database_url=f"sqlite:///{path}")
    # Years from the file system's time: a copy under way must not look abandoned.
    for work in nightly_tasks(engine, catalog, settings, lambda: NOW + timedelta(days=3_000)):
        work()
    assert sorted(found.name for found in folder.iterdir()) == ["2035-02-09.db", young.name]
