"""One clock a test: either a date is fixed and everything lives by it, or nothing is fixed.

A fixed date beside the real clock is right on the day it is written and wrong some days later. That
no test asks for the time itself is a rule of the linter (`banned-api` in pyproject.toml).
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
LIVES_BY_THE_REAL_CLOCK = {"system_clock", "BotProcess", "make_demo", "moved_clock"}
TAKES_A_CLOCK = {
    "SimulatedClock": (0, "start"),
    "running_bot": (2, "clock"),
    "running_simulator": (None, "clock"),
    "Platform": (None, "clock"),
}
"""Where the clock stands in a call, by place and by name; without it they live by the real one."""
DAY = re.compile(r"(20|25)\d\d-\d\d(-\d\d)?(T|\b)")


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(TESTS.rglob("*.py")):
        yield path.relative_to(TESTS).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def fixed_days(tree: ast.Module) -> list[int]:
    return [n.lineno for n in ast.walk(tree) if isinstance(n, ast.expr) and _is_a_day(n)]


def _is_a_day(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=str(text)):
            return DAY.match(text) is not None
        case ast.Call(
            func=ast.Name(id="date" | "datetime") | ast.Attribute(attr="date" | "datetime"),
            args=[ast.Constant(value=int()), *_],
        ):
            return True
        case _:
            return False


def real_clocks(tree: ast.Module) -> list[int]:
    return [n.lineno for n in ast.walk(tree) if isinstance(n, ast.expr) and _is_the_real_clock(n)]


def _is_the_real_clock(node: ast.expr) -> bool:
    match node:
        case ast.Call(
            func=ast.Name(id=name) | ast.Attribute(attr=name), args=args, keywords=words
        ) if name in TAKES_A_CLOCK:
            place, word = TAKES_A_CLOCK[name]
            by_place = place is not None and len(args) > place
            return not by_place and all(one.arg not in {word, None} for one in words)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in LIVES_BY_THE_REAL_CLOCK
        case ast.List(elts=[_, ast.Constant(value="-m"), ast.Constant(value="bot"), *_]):
            return True
        case _:
            return False


def mixed(tree: ast.Module) -> bool:
    return bool(fixed_days(tree) and real_clocks(tree))


def test_no_module_fixes_a_date_beside_the_real_clock() -> None:
    wrong = {
        path: {"dates": fixed_days(tree), "real clock": real_clocks(tree)}
        for path, tree in modules()
        if not path.startswith("support/") and mixed(tree)
    }
    assert wrong == {}
    assert len(list(modules())) > 100


@pytest.mark.parametrize(
    "program",
    [
        "now = at('2026-11-24')\nrunning_bot(url, catalog)",
        "now = date(2026, 11, 24)\nbot = BotProcess(1)",
        "now = datetime.date(2026, 11, 24)\nbot = running_bot.BotProcess(1)",
        "deadline = '2026-11-24T09:00'\nclock = SimulatedClock()",
        "deadline = '2026-11-24T09:00'\nwith running_simulator(url, quota=None): ...",
        "row.at = datetime(2026, 11, 24)\nrun(now=system_clock)",
        "row.at = datetime(2026, 11, 24)\nrun(now=main.system_clock)",
        "row.at = datetime(2026, 11, 24)\nsubprocess.run([sys.executable, '-m', 'bot', 'sweep'])",
    ],
)
def test_the_rule_sees_what_it_forbids(program: str) -> None:
    assert mixed(ast.parse(program))


@pytest.mark.parametrize(
    "program",
    [
        "NIGHT = at('2026-11-24')\nrunning_bot(url, catalog, SimulatedClock(NIGHT))",
        "NIGHT = at('2026-11-24')\nrunning_simulator(url, clock=SimulatedClock(NIGHT))",
        "until = system_clock() + timedelta(days=30)\nBotProcess(1)",
    ],
)
def test_a_clock_of_ones_own_may_stand_beside_a_date(program: str) -> None:
    assert not mixed(ast.parse(program))
