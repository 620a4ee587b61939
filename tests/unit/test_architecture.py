"""Who may import whom, who may touch the outside, and that every word asked for exists."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

from content.catalog import Catalog

ROOT = Path(__file__).parents[2]
MAY_IMPORT = {
    "models": {"models"},
    "content": {"content"},
    "simulator": {"simulator"},
    "handlers": {"handlers", "models", "content"},
    "scheduler": {"scheduler", "handlers", "models", "content"},
    "office": {"office", "handlers", "scheduler", "models", "content"},
    "bot": {"bot", "office", "handlers", "scheduler", "models", "content", "simulator"},
}
MODULES = 120
"""At least so many; a check that looks at nothing must not pass."""
ONLY_IN = {
    "linebot": {"bot/line.py"},
    "apscheduler": {"scheduler/clock.py"},
    "alembic": {"models/database.py", "models/migrations"},
    "uvicorn": {"bot/door.py"},
    "httpcore": {"scheduler/links", "simulator"},
    "urllib3": {"bot/line.py"},
    "socket": {"scheduler/links", "bot/door.py"},
    "subprocess": set[str](),
    "requests": set(),
    "httpx": set(),
    "aiohttp": set(),
    "unittest": set(),
    "pickle": set(),
}
CLOCKS = {"bot/clock.py", "scheduler/clock.py", "simulator/clock.py"}
"""Where the real time may be read; everywhere else `now` is an argument."""
HOSTS = {"api.line.me", "line.me", "127.0.0.1:8000", "www.w3.org", "agency.example"}


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the product by its path, read once."""
    paths = sorted(chain.from_iterable((ROOT / folder).rglob("*.py") for folder in MAY_IMPORT))
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in paths
    }


def imports(tree: ast.Module) -> Iterator[str]:
    """Also those inside functions and under TYPE_CHECKING."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute here"
            yield node.module or ""


def within(path: str, places: set[str]) -> bool:
    return any(path == place or path.startswith(f"{place}/") for place in places)


def strings(tree: ast.Module) -> Iterator[str]:
    """String literals that the program uses; docstrings are for readers."""
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def test_enough_modules_are_looked_at() -> None:
    assert len(modules()) >= MODULES
    assert {path.split("/")[0] for path in modules()} == set(MAY_IMPORT)


@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_imports_go_one_way(folder: str) -> None:
    wrong = [
        f"{path} imports {name}"
        for path, tree in modules().items()
        if path.startswith(f"{folder}/")
        for name in imports(tree)
        if (top := name.split(".")[0]) in {*MAY_IMPORT, "tests", "benchmarks"}
        and top not in MAY_IMPORT[folder]
    ]
    assert not wrong


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_library_stays_in_its_room(library: str) -> None:
    users = {
        path
        for path, tree in modules().items()
        if any(name == library or name.startswith(f"{library}.") for name in imports(tree))
    }
    assert not [path for path in users if not within(path, ONLY_IN[library])]
    assert bool(users) == bool(ONLY_IN[library])


def test_the_real_time_is_read_in_one_place() -> None:
    wrong = [
        f"{path}:{node.lineno}"
        for path, tree in modules().items()
        if not within(path, CLOCKS)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "utcnow", "today"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"datetime", "date"}
    ]
    assert not wrong


def test_no_host_is_named_but_lines() -> None:
    found = {
        host
        for tree in modules().values()
        for text in strings(tree)
        for host in re.findall(r"https?://([^\s/\"'<>{}()…]+)", text)
    }
    assert found <= HOSTS
    assert "api.line.me" in found


def test_no_path_of_a_machine() -> None:
    wrong = [
        f"{path}: {text[:60]}"
        for path, tree in modules().items()
        for text in strings(tree)
        if re.match(r"/(work|home|root|tmp|usr|etc|var|mnt)(/|$)", text)
    ]
    assert not wrong


def test_nothing_prints_but_the_command_line() -> None:
    wrong = [
        f"{path}:{node.lineno}"
        for path, tree in modules().items()
        if not within(path, {"bot/cli"})
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    ]
    assert not wrong


def asked_for(tree: ast.Module) -> Iterator[ast.expr]:
    """The first argument of every `say(…)`."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else None
        name = node.func.id if isinstance(node.func, ast.Name) else name
        if name in {"say", "_say"}:
            yield node.args[0]


def keys_in(part: ast.expr) -> Iterator[str]:
    """A key, or a pattern with `*` where a value is put in; nothing for a name."""
    match part:
        case ast.Constant(value=str(key)):
            yield key
        case ast.IfExp():
            yield from keys_in(part.body)
            yield from keys_in(part.orelse)
        case ast.JoinedStr():
            yield "".join(
                str(piece.value) if isinstance(piece, ast.Constant) else "*"
                for piece in part.values
            )
        case _:
            return


def test_every_phrase_that_is_asked_for_exists(catalog: Catalog) -> None:
    wanted = {
        (path, key)
        for path, tree in modules().items()
        for call in asked_for(tree)
        for key in keys_in(call)
    }
    assert not [f"{path}: {key}" for path, key in sorted(wanted) if not matching(key, catalog)]
    assert len(wanted) > 100


def matching(key: str, catalog: Catalog) -> set[str]:
    pattern = re.compile(re.escape(key).replace(r"\*", ".+"))
    return {known for known in catalog.phrases.keys if pattern.fullmatch(known)}


def test_no_phrase_is_forgotten(catalog: Catalog) -> None:
    """A key may reach `say` through a name, so any mention of it counts."""
    mentioned = {text for tree in modules().values() for text in strings(tree)}
    patterns = {
        key
        for tree in modules().values()
        for call in asked_for(tree)
        for key in keys_in(call)
        if "*" in key
    }
    used = set().union(*(matching(key, catalog) for key in patterns)) | mentioned
    assert not sorted(catalog.phrases.keys - used)
