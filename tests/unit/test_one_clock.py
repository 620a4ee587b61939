"""One clock a test: either a date is fixed and everything lives by it, or nothing is fixed.

A fixed date beside the real clock is right on the day it is written and wrong some days later.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
READS_THE_CLOCK = {"support/moved_clock.py"}
REAL_TIME = {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("time", "time")}
LIVES_BY_THE_REAL_CLOCK = {"system_clock", "BotProcess", "make_demo"}
TAKES_A_CLOCK = {"SimulatedClock": 1, "running_bot": 3}
"""By the number of arguments that include the clock; with fewer it is the real one."""
DAY = re.compile(r"(20|25)\d\d-\d\d(-\d\d)?(T|\b)")


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(TESTS.rglob("*.py")):
        yield path.relative_to(TESTS).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def reads_of_the_clock(tree: ast.Module) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in REAL_TIME
    ]


def fixed_days(tree: ast.Module) -> list[int]:
    return [n.lineno for n in ast.walk(tree) if isinstance(n, ast.expr) and _is_a_day(n)]


def _is_a_day(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=str(text)):
            return DAY.match(text) is not None
        case ast.Call(func=ast.Name(id="date" | "datetime"), args=[ast.Constant(value=int()), *_]):
            return True
        case _:
            return False


def real_clocks(tree: ast.Module) -> list[int]:
    return [n.lineno for n in ast.walk(tree) if isinstance(n, ast.expr) and _is_the_real_clock(n)]


def _is_the_real_clock(node: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name), args=args, keywords=words):
            takes = TAKES_A_CLOCK.get(name)
            return takes is not None and len(args) + len(words) < takes
        case ast.Name(id=name):
            return name in LIVES_BY_THE_REAL_CLOCK
        case _:
            return False


def mixed(tree: ast.Module) -> bool:
    return bool(fixed_days(tree) and real_clocks(tree))


def test_no_test_reads_the_time_itself() -> None:
    looked = dict(modules())
    wrong = {
        path: lines
        for path, tree in looked.items()
        if path not in READS_THE_CLOCK and (lines := reads_of_the_clock(tree))
    }
    assert wrong == {}
    assert len(looked) > 100


def test_no_module_fixes_a_date_beside_the_real_clock() -> None:
    wrong = {
        path: {"dates": fixed_days(tree), "real clock": real_clocks(tree)}
        for path, tree in modules()
        if not path.startswith("support/") and mixed(tree)
    }
    assert wrong == {}


@pytest.mark.parametrize(
    "program",
    [
        "now = at('2026-11-24')\nrunning_bot(url, catalog)",
        "now = date(2026, 11, 24)\nbot = BotProcess(1)",
        "deadline = '2026-11-24T09:00'\nclock = SimulatedClock()",
        "row.at = datetime(2026, 11, 24)\nrun(now=system_clock)",
    ],
)
def test_the_rule_sees_what_it_forbids(program: str) -> None:
    assert mixed(ast.parse(program))


def test_a_clock_of_ones_own_may_stand_beside_a_date() -> None:
    own = "NIGHT = at('2026-11-24')\nrunning_bot(url, catalog, SimulatedClock(NIGHT))"
    assert not mixed(ast.parse(own))
    assert reads_of_the_clock(ast.parse("x = datetime.now(UTC)")) == [1]
