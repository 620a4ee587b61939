"""What is asked of a database, counted: a promise about speed that a busy machine cannot move."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, event

WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(slots=True)
class Statements:
    """All statements; the transactions that wrote, each one fsync; rows of the largest of them."""

    count: int = 0
    commits: int = 0
    most_rows: int = 0


@contextmanager
def counted(engine: Engine) -> Iterator[Statements]:
    """What the block asks, from all threads."""
    found = Statements()

    def execute(connection: Connection, cursor: Any, statement: str, *_: Any) -> None:
        found.count += 1
        if statement.lstrip().upper().startswith(WRITES):
            info = connection.info
            info["rows"] = info.get("rows", 0) + max(cursor.rowcount, 0)

    def commit(connection: Connection) -> None:
        if (rows := connection.info.pop("rows", None)) is not None:
            found.commits += 1
            found.most_rows = max(found.most_rows, rows)

    def rollback(connection: Connection) -> None:
        connection.info.pop("rows", None)

    hooks: dict[str, Callable[..., None]] = {
        "after_cursor_execute": execute,
        "commit": commit,
        "rollback": rollback,
    }
    for name, hook in hooks.items():
        event.listen(engine, name, hook)
    try:
        yield found
    finally:
        for name, hook in hooks.items():
            event.remove(engine, name, hook)
