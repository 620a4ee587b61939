"""What is left on disk every night: the workbook, the offline page and a copy of the database.

Kept fourteen days. Each file appears whole, under the day's name, and a second call on the same day
replaces it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Engine
from sqlmodel import Session

from content.catalog import Catalog
from handlers.fiscal_year import bangkok, fiscal_year_of
from models.agency import assessed_agencies
from models.backup import backup
from office.exchange.files import drop_older, write_whole
from office.exchange.offline import offline_page
from office.exchange.snapshot import snapshot
from office.exchange.workbook import workbook

KEPT: Final = timedelta(days=14)
REPORT: Final = "ita"
BACKUP: Final = "backup"


@dataclass(frozen=True, slots=True)
class Written:
    paths: tuple[Path, ...]
    dropped: tuple[Path, ...]


def write_nightly(
    session: Session, catalog: Catalog, folder: Path, now: datetime, province: str = ""
) -> Written:
    """`ita-YYYY-MM-DD.xlsx` and `.html`, and no older than fourteen days."""
    folder.mkdir(parents=True, exist_ok=True)
    today = bangkok(now).date()
    taken = snapshot(session, catalog, assessed_agencies(session), fiscal_year_of(now), now)
    book, page = folder / f"{REPORT}-{today}.xlsx", folder / f"{REPORT}-{today}.html"
    write_whole(book, workbook(catalog, taken))
    write_whole(page, offline_page(catalog, taken, province).encode())
    return Written((book, page), tuple(drop_older(folder, REPORT, today - KEPT)))


def nightly_backup(engine: Engine, folder: Path, now: datetime) -> Written:
    """`backup-YYYY-MM-DD.db`; raises BackupRefused where the database is not a file."""
    folder.mkdir(parents=True, exist_ok=True)
    today = bangkok(now).date()
    path = folder / f"{BACKUP}-{today}.db"
    backup(engine, path)
    return Written((path,), tuple(drop_older(folder, BACKUP, today - KEPT)))
