"""What is asked of a database, counted: a promise about speed that a busy machine cannot move."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, event


@dataclass(slots=True)
class Statements:
    """All statements, and those of the longest transaction that wrote something."""

    count: int = 0
    longest_write: int = 0


@contextmanager
def counted(engine: Engine) -> Iterator[Statements]:
    """What the block asks, from all threads."""
    found = Statements()

    def execute(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        found.count += 1
        info = connection.info
        info["statements"] = info.get("statements", 0) + 1
        if statement.lstrip()[:6].upper() in {"INSERT", "UPDATE", "DELETE"}:
            info["writes"] = True

    def end(connection: Connection) -> None:
        asked = connection.info.pop("statements", 0)
        if connection.info.pop("writes", False):
            found.longest_write = max(found.longest_write, asked)

    hooks: dict[str, Callable[..., None]] = {
        "before_cursor_execute": execute,
        "commit": end,
        "rollback": end,
    }
    for name, hook in hooks.items():
        event.listen(engine, name, hook)
    try:
        yield found
    finally:
        for name, hook in hooks.items():
            event.remove(engine, name, hook)
