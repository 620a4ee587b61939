"""`backup FILE` and `restore FILE`: the embedded database, copied while the bot runs, put back."""

import argparse
import sys
from pathlib import Path


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    saving = subparsers.add_parser("backup", help="a consistent copy of the embedded database")
    saving.add_argument("file", type=Path, metavar="FILE")
    saving.set_defaults(run=run_backup)
    restoring = subparsers.add_parser("restore", help="put a backup back; stop the bot first")
    restoring.add_argument("file", type=Path, metavar="FILE")
    restoring.add_argument("--force", action="store_true", help="overwrite the present database")
    restoring.set_defaults(run=run_restore)


def run_backup(args: argparse.Namespace) -> int:
    from bot.settings import Settings
    from models.backup import BackupRefused, backup, database_path
    from models.database import engine_for, upgrade

    url = Settings().database_url
    try:
        if not database_path(url).exists():
            raise BackupRefused(f"ไม่มีฐานข้อมูล {database_path(url)}")
        engine = engine_for(url)
        upgrade(engine)
        size = backup(engine, args.file)
    except (BackupRefused, OSError) as error:
        return _refuse(error)
    print(f"สำรองข้อมูลไว้ที่ {args.file} ({size / 1024 / 1024:.1f} MB)")
    return 0


def run_restore(args: argparse.Namespace) -> int:
    from bot.settings import Settings
    from models.backup import BackupRefused, database_path, restore
    from models.database import engine_for, upgrade

    url = Settings().database_url
    try:
        path = database_path(url)
        version = restore(args.file, path, force=args.force)
        upgrade(engine_for(url))
    except (BackupRefused, OSError) as error:
        return _refuse(error)
    print(f"กู้คืน {path} จาก {args.file} แล้ว (โครงสร้าง {version})")
    return 0


def _refuse(error: Exception) -> int:
    print(" ".join(str(error).split()), file=sys.stderr)
    return 1
