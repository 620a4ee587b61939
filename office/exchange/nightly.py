"""What is left on disk every night: the workbook and the offline page.

Kept for fourteen nights. Each file appears whole, under the day's name, and a second call
on the same day replaces it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlmodel import Session

from content.catalog import Catalog
from handlers.fiscal_year import bangkok, fiscal_year_of
from models.agency import assessed_agencies
from office.exchange.files import drop_older, write_whole
from office.exchange.offline import offline_page
from office.exchange.snapshot import snapshot
from office.exchange.workbook import workbook

NIGHTS: Final = 14
REPORT: Final = "ita"


@dataclass(frozen=True, slots=True)
class Written:
    paths: tuple[Path, ...]
    dropped: tuple[Path, ...]


def write_nightly(
    session: Session, catalog: Catalog, folder: Path, now: datetime, province: str = ""
) -> Written:
    """`ita-YYYY-MM-DD.xlsx` and `.html`, and none older than fourteen nights."""
    folder.mkdir(parents=True, exist_ok=True)
    today = bangkok(now).date()
    taken = snapshot(session, catalog, assessed_agencies(session), fiscal_year_of(now), now)
    book, page = folder / f"{REPORT}-{today}.xlsx", folder / f"{REPORT}-{today}.html"
    write_whole(book, workbook(catalog, taken))
    write_whole(page, offline_page(catalog, taken, province).encode())
    return Written(
        (book, page), tuple(drop_older(folder, REPORT, today - timedelta(days=NIGHTS - 1)))
    )
