"""Files that appear whole or not at all, and old ones that go."""

import os
from datetime import date
from pathlib import Path
from uuid import uuid4


def write_whole(path: Path, data: bytes) -> None:
    """Write beside and rename: whoever opens `path` sees the old file or the new one.

    Any number of processes may write the same file at once; the last one's stays.
    """
    partial = path.with_name(f".{path.name}.{uuid4().hex}.partial")
    try:
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def drop_older(folder: Path, prefix: str, keep_from: date) -> list[Path]:
    """Remove `prefix-YYYY-MM-DD.*` of days before `keep_from`; other files are left alone."""
    dropped: list[Path] = []
    for path in sorted(folder.glob(f"{prefix}-????-??-??.*")):
        try:
            day = date.fromisoformat(path.name.removeprefix(f"{prefix}-")[:10])
        except ValueError:
            continue
        if day < keep_from:
            path.unlink(missing_ok=True)
            dropped.append(path)
    return dropped
