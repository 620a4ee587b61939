"""Small parts from which the schema of LINE's message objects is put together.

A check looks at one JSON value and yields what is wrong with it. Checks are pure, and they do not
stop at the first mistake, because LINE does not either.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from simulator.limits import utf16_units


@dataclass(frozen=True, slots=True)
class Problem:
    property: str
    message: str


Json = object
Check = Callable[[Json, str], Iterator[Problem]]
Count = Callable[[str], int]
Rule = Callable[[Mapping[str, Json], str], Iterator[Problem]]

PIXELS = r"(0|[1-9]\d*)(\.\d+)?px"
PERCENT = r"(0|[1-9]\d*)(\.\d+)?%"
COLOR = r"#[0-9A-Fa-f]{6}([0-9A-Fa-f]{2})?"


@dataclass(frozen=True, slots=True)
class Shape:
    """An object's properties; anything else in it is refused."""

    fields: Mapping[str, Check]
    required: frozenset[str] = frozenset()
    rules: Sequence[Rule] = field(default=())

    def __call__(self, value: Json, path: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(path, "must be an object")
            return
        for name, part in value.items():
            if name not in self.fields:
                yield Problem(_join(path, name), "unknown field")
            elif part is not None:
                yield from self.fields[name](part, _join(path, name))
        for name in sorted(self.required):
            if value.get(name) is None:
                yield Problem(_join(path, name), "must be specified")
        for rule in self.rules:
            yield from rule(value, path)

    def plus(self, fields: Mapping[str, Check], *required: str) -> "Shape":
        return Shape({**self.fields, **fields}, self.required | set(required), self.rules)


def shape(fields: Mapping[str, Check], *required: str, rules: Sequence[Rule] = ()) -> Shape:
    return Shape(fields, frozenset(required), rules)


def tagged(choices: Callable[[], Mapping[str, Check]]) -> Check:
    """One of several objects, told apart by its `type`; called late so that boxes may nest."""

    def check(value: Json, path: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(path, "must be an object")
            return
        known = choices()
        kind = value.get("type")
        if not isinstance(kind, str) or kind not in known:
            listed = ", ".join(known)
            yield Problem(_join(path, "type"), f"Must be one of the following values: [{listed}]")
            return
        yield from known[kind](value, path)

    return check


def text(longest: int, count: Count = utf16_units, *, shortest: int = 1) -> Check:
    def check(value: Json, path: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem(path, "must be a string")
        elif shortest and not value:
            yield Problem(path, "May not be empty")
        elif not shortest <= count(value) <= longest:
            yield Problem(path, f"Length must be between {shortest} and {longest}")

    return check


def one_of(*allowed: str) -> Check:
    def check(value: Json, path: str) -> Iterator[Problem]:
        if value not in allowed:
            yield Problem(path, f"Must be one of the following values: [{', '.join(allowed)}]")

    return check


def matching(*patterns: str, longest: int | None = None) -> Check:
    whole = re.compile("|".join(f"(?:{pattern})" for pattern in patterns))

    def check(value: Json, path: str) -> Iterator[Problem]:
        if not isinstance(value, str) or not whole.fullmatch(value):
            yield Problem(path, "invalid property")
        elif longest is not None and utf16_units(value) > longest:
            yield Problem(path, f"Length must be between 0 and {longest}")

    return check


def integer(lowest: int, highest: int | None = None) -> Check:
    def check(value: Json, path: str) -> Iterator[Problem]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield Problem(path, "must be an integer")
        elif value < lowest or (highest is not None and value > highest):
            yield Problem(path, f"must be between {lowest} and {highest or 'the largest integer'}")

    return check


def number(lowest: float, highest: float) -> Check:
    def check(value: Json, path: str) -> Iterator[Problem]:
        if not isinstance(value, int | float) or isinstance(value, bool):
            yield Problem(path, "must be a number")
        elif not lowest <= value <= highest:
            yield Problem(path, f"must be between {lowest} and {highest}")

    return check


def boolean(value: Json, path: str) -> Iterator[Problem]:
    if not isinstance(value, bool):
        yield Problem(path, "must be a boolean")


def array(check_item: Check, fewest: int, most: int | None) -> Check:
    def check(value: Json, path: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield Problem(path, "must be an array")
            return
        if len(value) < fewest or (most is not None and len(value) > most):
            yield Problem(path, f"Size must be between {fewest} and {most or 'any'}")
        for index, item in enumerate(value):
            yield from check_item(item, f"{path}[{index}]")

    return check


def web_address(longest: int, *schemes: str) -> Check:
    """An absolute address, percent-encoded: LINE refuses blanks and letters outside ASCII."""

    def check(value: Json, path: str) -> Iterator[Problem]:
        if not isinstance(value, str) or not value:
            yield Problem(path, "May not be empty")
        elif utf16_units(value) > longest:
            yield Problem(path, f"Length must be between 1 and {longest}")
        elif value.partition(":")[0].lower() not in schemes or ":" not in value:
            yield Problem(path, "invalid uri scheme")
        elif not re.fullmatch(r"[!-~]+", value) or re.fullmatch(r"(?i)https?:/{0,2}", value):
            yield Problem(path, "invalid uri")

    return check


def moment(mode: str) -> Check:
    """A date, a time or both, as the date-time picker writes them."""
    formats = {
        "date": ("%Y-%m-%d",),
        "time": ("%H:%M",),
        "datetime": ("%Y-%m-%dT%H:%M", "%Y-%m-%dt%H:%M"),
    }[mode]

    def check(value: Json, path: str) -> Iterator[Problem]:
        if not isinstance(value, str) or not any(_reads(value, known) for known in formats):
            yield Problem(path, "invalid property")

    return check


def _reads(value: str, known: str) -> bool:
    try:
        read = datetime.strptime(value, known)  # noqa: DTZ007 - the picker has no time zone
    except ValueError:
        return False
    return len(value) in (5, 10, 16) and 1900 <= read.year <= 2100


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
