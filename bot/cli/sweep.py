"""`sweep [--at ISO_TIME] [--dry-run]`: one pass of the scheduler as of any moment, as JSON.

LINE's quota is read live whatever the moment. What is queued leaves at once through the running
bot. While LINE cannot be asked, the last figure read counts; with none, everything is held back in
the report (`quota unknown`) and nothing is written.
"""

import argparse
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.settings import Settings
    from scheduler.budget import QuotaReading
    from scheduler.sweep import Entry


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("sweep", help="one pass of the reminders, as of any moment")
    parser.add_argument("--at", metavar="ISO_TIME", help="Asia/Bangkok when it has no zone")
    parser.add_argument("--dry-run", action="store_true", help="show it, change nothing")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    import json

    from bot.settings import Settings
    from content.catalog import load
    from models.database import engine_for, reading, upgrade, writing
    from scheduler.sweep import sweep

    present = args.now()
    try:
        now = present if args.at is None else moment(args.at)
    except ValueError:
        print(f"sweep: {args.at!r} is no ISO time such as 2026-12-01T09:00", file=sys.stderr)
        return 2
    settings = Settings()
    catalog = load(settings.content_dir)
    engine = engine_for(settings.database_url)
    upgrade(engine)
    quota = _quota(settings)
    if args.dry_run:
        with reading(engine) as session:
            report = sweep(session, catalog, now, quota=quota, dry_run=True)
    else:
        send_at = None if args.at is None else min(present, now) - timedelta(seconds=1)
        with writing(engine) as session:
            report = sweep(
                session, catalog, now, quota=quota, province=settings.province, send_at=send_at
            )
    lists = {"planned": report.planned, "queued": report.queued, "held": report.held}
    printed = {name: [_row(entry) for entry in entries] for name, entries in lists.items()}
    print(json.dumps(printed, ensure_ascii=False, indent=1))
    return 0


def moment(text: str) -> datetime:
    """An ISO time, Asia/Bangkok when it names no zone; ValueError for anything else."""
    from handlers.fiscal_year import BANGKOK

    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=BANGKOK)).astimezone(UTC)


def _quota(settings: "Settings") -> "QuotaReading | None":
    if not settings.has_line:
        print("sweep: LINE is not configured; going by the last quota read", file=sys.stderr)
        return None
    from bot.line import LineClient, LineUnreachable

    try:
        return LineClient.from_settings(settings).quota()
    except (LineUnreachable, ValueError, KeyError) as error:
        print(f"sweep: the quota could not be read ({error})", file=sys.stderr)
        return None


def _row(entry: "Entry") -> dict[str, Any]:
    return {
        "coordinator": entry.coordinator,
        "agency": entry.agency,
        "occasion": entry.occasion,
        "occasions": list(entry.occasions),
        "reason": entry.reason,
    }
