"""Reads TOML files into the schema. Every mistake is kept with its file, item and field, so that
an author sees all of them at once and not only the first."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from content.schema import Strict

Model = TypeVar("Model", bound=Strict)

# What names an entry of a list to a person, in the order tried.
_NAMES = ("code", "key", "code_2568", "number", "text")


@dataclass(slots=True)
class Reader:
    """Reads files of one content folder and remembers what was wrong with them."""

    root: Path
    mistakes: list[str] = field(default_factory=list)

    def complain(self, path: Path, item: str, fieldname: str, message: str) -> None:
        where = [self.name(path), item, fieldname, message]
        self.mistakes.append(": ".join(part for part in where if part))

    def name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def table(self, path: Path) -> dict[str, object] | None:
        try:
            return tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            self.complain(path, "", "", "missing")
        except UnicodeDecodeError:
            self.complain(path, "", "", "not UTF-8 text")
        except tomllib.TOMLDecodeError as error:
            self.complain(path, "", "", f"not valid TOML: {error}")
        return None

    def optional_table(self, path: Path) -> dict[str, object]:
        return (self.table(path) or {}) if path.exists() else {}

    def model(self, path: Path, shape: type[Model]) -> Model | None:
        raw = self.table(path)
        if raw is None:
            return None
        try:
            return shape.model_validate(_tuples(raw))
        except ValidationError as invalid:
            for error in invalid.errors(include_url=False):
                item, fieldname = _place(raw, error["loc"])
                message = error["msg"].removeprefix("Value error, ")
                self.complain(path, item, fieldname, message)
        return None


def _tuples(value: object) -> object:
    """Strict models take tuples only, and TOML knows lists only."""
    if isinstance(value, list):
        return tuple(_tuples(entry) for entry in value)
    if isinstance(value, dict):
        return {key: _tuples(entry) for key, entry in value.items()}
    return value


def _place(raw: object, location: Sequence[int | str]) -> tuple[str, str]:
    """Turns ("items", 3, "steps", 0) into ("O4", "steps[0]")."""
    item, path = "", ""
    for step in location:
        raw = _inside(raw, step)
        if isinstance(step, int) and not item and isinstance(raw, dict):
            item = _entry_name(raw) or f"{path}[{step}]"
            path = ""
        else:
            path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return item, path


def _inside(raw: object, step: int | str) -> object:
    match raw, step:
        case list(), int() if step < len(raw):
            return raw[step]
        case dict(), str():
            return raw.get(step)
        case _:
            return None


def _entry_name(entry: Mapping[str, object]) -> str:
    return next((str(entry[name]) for name in _NAMES if name in entry), "")
