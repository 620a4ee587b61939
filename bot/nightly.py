"""What this process does once a night besides the scheduler's own upkeep: backup, offline files."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from sqlalchemy import Engine

from bot.settings import Settings
from content.catalog import Catalog
from handlers.fiscal_year import bangkok
from models.backup import backup
from models.database import reading

KEPT = 14
"""Nights that are kept."""
ABANDONED = timedelta(hours=12)
"""After which a half-made file is nobody's any more."""


def nightly_tasks(
    engine: Engine, catalog: Catalog, settings: Settings, now: Callable[[], datetime]
) -> tuple[Callable[[], None], ...]:
    """Nothing for PostgreSQL's backup, which has tools of its own; files go beside the database."""
    folder = _folder(settings.database_url)

    def back_up() -> None:
        target = folder / "backups" / f"{bangkok(now()):%Y-%m-%d}.db"
        target.parent.mkdir(parents=True, exist_ok=True)
        backup(engine, target)
        for old in sorted(target.parent.glob("????-??-??.db"))[:-KEPT]:
            old.unlink(missing_ok=True)
        _drop_unfinished(target.parent)

    def write_files() -> None:
        from office.exchange.nightly import write_nightly

        with reading(engine) as session:
            write_nightly(session, catalog, folder / "nightly", now(), settings.province)
        _drop_unfinished(folder / "nightly")

    embedded = settings.database_url.startswith("sqlite")
    return (back_up, write_files) if embedded else (write_files,)


def _drop_unfinished(folder: Path) -> None:
    """What a process that was killed left; another process's copy of this night is younger.

    Age is the file system's own, between two of its stamps: the bot's clock may be another one.
    """
    with NamedTemporaryFile(dir=folder, prefix=".", suffix=".now") as stamp:
        oldest = Path(stamp.name).stat().st_mtime - ABANDONED.total_seconds()
    for rest in folder.glob("*.partial*"):
        with suppress(FileNotFoundError):
            if rest.stat().st_mtime < oldest:
                rest.unlink()


def _folder(database_url: str) -> Path:
    if not database_url.startswith("sqlite:///"):
        return Path("data")
    return Path(database_url.removeprefix("sqlite:///")).parent
