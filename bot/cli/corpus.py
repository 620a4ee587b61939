"""`corpus export [FILE]`: what use taught, as lines of the corpus for people to train with.

The words are masked when they are kept and once more here, since names may have become known in
between. A file is written whole, and never over another without `--force`.
"""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlmodel import Session

    from models.lesson import Lesson

STYLE = "in_use"
_DONE = {"tick": "done", "untick": "not"}


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("corpus", help="labelled messages from use")
    verbs = parser.add_subparsers(dest="verb", required=True)
    exporting = verbs.add_parser("export", help="as lines of the corpus (seven TAB fields)")
    exporting.add_argument("file", type=Path, nargs="?", metavar="FILE", help="stdout if left out")
    exporting.add_argument(
        "--all", action="store_true", help="also what a tap explained and nobody has labelled"
    )
    exporting.add_argument("--force", action="store_true", help="replace FILE")
    exporting.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    if args.file is not None and (reason := _wrong(args.file, force=args.force)):
        return _refuse(reason)
    from bot.settings import Settings
    from models.backup import database_path
    from models.database import engine_for, reading, schema_version, upgrade

    url = Settings().database_url
    if url.startswith("sqlite") and not database_path(url).is_file():
        return _refuse(f"ไม่มีฐานข้อมูล {database_path(url)} โปรดตรวจ DATABASE_URL")
    engine = engine_for(url)
    if schema_version(engine) is None:
        return _refuse("ฐานข้อมูลนี้ว่างเปล่า โปรดตรวจ DATABASE_URL")
    upgrade(engine)
    with reading(engine) as session:
        lines, left_out = _lines(session, everything=args.all)
    if left_out:
        print(f"ไม่ได้ส่งออก {left_out} แถว: ไม่มีความหมายในคลังข้อความ หรือเหลือแต่คำที่ปิดไว้", file=sys.stderr)
    text = "".join(f"{line}\n" for line in lines)
    if args.file is None:
        sys.stdout.write(text)
        return 0
    from office.exchange.files import write_whole

    try:
        write_whole(args.file, text.encode())
    except OSError as error:
        return _refuse(f"เขียนไฟล์ {args.file} ไม่ได้: {error.strerror}")
    print(f"บันทึก {args.file}: {len(lines)} บรรทัด")
    return 0


def _wrong(file: Path, *, force: bool) -> str:
    """Why this file cannot be written; empty when it can."""
    if not file.absolute().parent.is_dir():
        return f"ไม่มีโฟลเดอร์ {file.absolute().parent}"
    if file.is_dir():
        return f"{file} เป็นโฟลเดอร์ โปรดใส่ชื่อไฟล์"
    if file.exists() and not force:
        return f"มีไฟล์ {file} อยู่แล้ว หากต้องการเขียนทับให้ใส่ --force"
    return ""


def _lines(session: "Session", *, everything: bool) -> tuple[list[str], int]:
    """The lines, and how many rows give none."""
    from handlers.hiding import hide
    from models.lesson import explained_lessons, labelled_lessons

    rows = [(row, row.label or "") for row in labelled_lessons(session)]
    if everything:
        rows += [(row, row.meant) for row in explained_lessons(session)]
    found = [as_line(row, meaning, hide(row.text, session)) for row, meaning in rows]
    return list(dict.fromkeys(line for line in found if line)), found.count(None)


def as_line(row: "Lesson", meaning: str, text: str) -> str | None:
    """The seven fields; None for a wish that the corpus has no name for, and for no words."""
    from handlers.masking import without_masks
    from models.lesson import Reading
    from office.lesson_words import INTENTS

    reading = Reading.parse(meaning)
    text = without_masks(text)
    if reading is None or reading.intent not in INTENTS or not text:
        return None
    words = text.replace("\\n", " ").replace("\t", " ").replace("\n", "\\n")
    fields = (
        reading.intent, "-", ",".join(reading.codes) or "-", _DONE.get(reading.intent, "?"),
        row.context or "-", STYLE, words,
    )  # fmt: skip
    return "\t".join(fields)


def _refuse(reason: str) -> int:
    print(" ".join(reason.split()), file=sys.stderr)
    return 1
