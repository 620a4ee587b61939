"""`export FILE.xlsx`: the whole province, or one agency, as the workbook that the office uses."""

import argparse
import sys
from pathlib import Path


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("export", help="the checklist and evidence as XLSX")
    parser.add_argument("file", type=Path, metavar="FILE.xlsx")
    parser.add_argument("--agency", metavar="CODE", help="only this agency")
    parser.add_argument("--year", type=int, metavar="B.E.", help="fiscal year; now unless given")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    if args.file.suffix.lower() != ".xlsx":
        return _refuse(f"ชื่อไฟล์ต้องลงท้ายด้วย .xlsx: {args.file}")
    if not args.file.absolute().parent.is_dir():
        return _refuse(f"ไม่มีโฟลเดอร์ {args.file.absolute().parent}")
    from bot.settings import Settings
    from content.catalog import load
    from handlers.fiscal_year import fiscal_year_of
    from models.agency import agency_by_code, assessed_agencies
    from models.database import engine_for, reading, upgrade
    from office.exchange.files import write_whole
    from office.exchange.snapshot import snapshot
    from office.exchange.workbook import workbook

    settings = Settings()
    catalog = load(settings.content_dir)
    engine = engine_for(settings.database_url)
    upgrade(engine)
    now = args.now()
    year = args.year or fiscal_year_of(now)
    with reading(engine) as session:
        chosen = assessed_agencies(session)
        if args.agency:
            found = agency_by_code(session, args.agency)
            if found is None or found.is_office:
                return _refuse(f"ไม่มีหน่วยงานรหัส {args.agency}")
            chosen = [found]
        data = workbook(catalog, snapshot(session, catalog, chosen, year, now))
    try:
        write_whole(args.file, data)
    except OSError as error:
        return _refuse(f"เขียนไฟล์ {args.file} ไม่ได้: {error.strerror}")
    print(f"บันทึก {args.file}: {len(chosen)} หน่วยงาน ปีงบประมาณ {year}")
    return 0


def _refuse(reason: str) -> int:
    print(" ".join(reason.split()), file=sys.stderr)
    return 1
