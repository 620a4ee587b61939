"""Runs the suites that know time as if it were another day: `make test-any-day`.

Each moment is the next of its kind after today, so the list never grows old. A suite that mixes a
fixed date with the clock, or that trusts today to be a workday, fails here before its day comes.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path

from bot.clock import system_clock
from handlers.fiscal_year import BANGKOK, bangkok
from handlers.workdays import Workdays
from tests.support.moved_clock import SHIFT

SUITES = (
    "tests/conversation", "tests/e2e", "tests/unit/bot", "tests/unit/evidence",
    "tests/unit/exchange", "tests/unit/handlers", "tests/unit/models", "tests/unit/office",
    "tests/unit/scheduler",
)  # fmt: skip
TIMELESS = ("--ignore=tests/e2e/links", "--ignore=tests/e2e/test_container.py", "-m", "not browser")
"""Certificates are judged by OpenSSL's own clock, pages by Chromium's."""
SHORT = ("new year's eve", "a leap day begins", "the fiscal year turns")
SHORT_SUITES = (
    "tests/conversation", "tests/e2e/test_bot.py", "tests/e2e/test_cli_agency.py",
    "tests/e2e/test_crash_nudges.py", "tests/e2e/test_evidence.py", "tests/e2e/test_nudges.py",
    "tests/unit/scheduler",
)  # fmt: skip


def moments(today: date) -> dict[str, datetime]:
    """Days on which programs have failed before, the next of each kind, in Bangkok's time."""
    workdays = Workdays()

    def first(fits: Callable[[date], bool], after: date = today) -> date:
        return next(day for n in count(1) if fits(day := after + timedelta(days=n)))

    leap = first(lambda day: (day.month, day.day) == (2, 29))
    last_of_month = first(lambda day: (day + timedelta(days=1)).day == 1)
    return {
        "a Saturday": _at(first(lambda day: day.weekday() == 5)),
        "a public holiday": _at(first(lambda day: workdays.holiday(day) is not None)),
        "new year's eve": _at(first(lambda day: (day.month, day.day) == (12, 31)), "23:50"),
        "a leap day begins": _at(leap - timedelta(days=1), "23:59"),
        "a leap day": _at(leap),
        "the fiscal year turns": _at(first(lambda d: (d.month, d.day) == (9, 30)), "23:59:30"),
        "the last day of a month": _at(last_of_month, "16:00"),
        "the first day of a month": _at(last_of_month + timedelta(days=1), "08:00"),
        "two years ahead": _at(today + timedelta(days=2 * 365 + 5), "10:10"),
    }


def _at(day: date, clock: str = "09:00") -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), BANGKOK)


def run(moment: datetime, words: Sequence[str]) -> bool:
    """Whether the suites pass when it is that moment at their start."""
    shift = (moment - system_clock()).total_seconds()
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadscope", *TIMELESS, *words]
    root = Path(__file__).parents[1]
    return subprocess.run(command, cwd=root, env=os.environ | {SHIFT: str(shift)}).returncode == 0


def chosen(words: Sequence[str]) -> Iterator[tuple[str, datetime]]:
    for name, moment in moments(bangkok(system_clock()).date()).items():
        if "--short" not in words or name in SHORT:
            yield name, moment


def main(words: Sequence[str]) -> int:
    """`--short` takes three moments and fewer suites; other words go to pytest instead of these."""
    suites = SHORT_SUITES if "--short" in words else SUITES
    asked = [word for word in words if word != "--short"] or suites
    failed = []
    for name, moment in chosen(words):
        sys.stdout.write(f"\n== {name}: {moment:%Y-%m-%d %H:%M}\n")
        sys.stdout.flush()
        if not run(moment, asked):
            failed.append(name)
    sys.stdout.write(f"\nfailed on: {', '.join(failed)}\n" if failed else "\ngreen on every day\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
