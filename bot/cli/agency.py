"""`agency import FILE` and `agency list`: the province's agencies from the office's own list."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.agency import Agency
    from office.exchange.agency_plan import ImportPlan


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("agency", help="the province's agencies")
    verbs = parser.add_subparsers(dest="verb", required=True)
    reading = verbs.add_parser("import", help="read agencies from a CSV or XLSX file")
    reading.add_argument("file", type=Path, metavar="FILE")
    reading.add_argument("--dry-run", action="store_true", help="say what would change, no more")
    reading.set_defaults(run=run_import)
    listing = verbs.add_parser("list", help="every agency, without the province office")
    listing.add_argument("--json", action="store_true", help="one JSON array")
    listing.set_defaults(run=run_list)


def run_import(args: argparse.Namespace) -> int:
    from bot.settings import Settings
    from models.database import engine_for, reading, upgrade, writing
    from office.exchange.agencies import read_agencies
    from office.exchange.agency_plan import apply, plan

    try:
        data = args.file.read_bytes()
    except OSError as error:
        return _refuse(f"อ่านไฟล์ {args.file} ไม่ได้: {error.strerror}")
    sheet = read_agencies(data, args.file.name)
    if sheet.errors:
        return _refuse("; ".join(sheet.errors))
    engine = engine_for(Settings().database_url)
    upgrade(engine)
    with (reading if args.dry_run else writing)(engine) as session:
        planned = plan(session, sheet)
        if not args.dry_run:
            apply(session, planned, args.now(), None)
    for line in report(planned, dry_run=args.dry_run):
        print(line)
    return 0


def report(planned: "ImportPlan", *, dry_run: bool) -> list[str]:
    """The plan as lines for a terminal."""
    from office.exchange.agency_plan import change_text

    lines = [f"ใหม่ {len(planned.new)} หน่วยงาน"]
    lines += [f"  + {entry.code} {entry.row.name}" for entry in planned.new]
    lines.append(f"เปลี่ยน {len(planned.changed)} หน่วยงาน")
    for entry in planned.changed:
        changes = "; ".join(change_text(part) for part in entry.changes)
        lines.append(f"  ~ {entry.code} {entry.name}: {changes}")
    lines.append(f"เหมือนเดิม {len(planned.unchanged)} หน่วยงาน")
    lines.append(f"น่าสงสัย {len(planned.doubtful)} รายการ")
    for doubt in planned.doubtful:
        fate = "ไม่นำเข้า" if doubt.held else "โปรดตรวจ"
        lines.append(f"  ? แถว {doubt.line} {doubt.shown}: {doubt.reason} ({fate})")
    if dry_run:
        lines.append("ทดลองเท่านั้น ยังไม่ได้บันทึก")
    return lines


def run_list(args: argparse.Namespace) -> int:
    import json

    from bot.settings import Settings
    from models.agency import all_agencies
    from models.database import engine_for, reading, upgrade

    engine = engine_for(Settings().database_url)
    upgrade(engine)
    with reading(engine) as session:
        values = [_values(row) for row in all_agencies(session) if not row.is_office]
    if args.json:
        print(json.dumps(values, ensure_ascii=False, indent=1))
        return 0
    for value in values:
        print(value["code"], value["name"], value["website"], value["phone"], sep="\t")
    return 0


def _values(row: "Agency") -> dict[str, str | bool]:
    return {
        "code": row.code,
        "name": row.name,
        "short_name": row.short_name,
        "website": row.website,
        "phone": row.phone,
        "group": row.group_name,
        "active": row.active,
    }


def _refuse(reason: str) -> int:
    print(" ".join(reason.split()), file=sys.stderr)
    return 1
