"""Runs one command group: here without importing the others, or as a process of its own."""

import argparse
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import ModuleType

from tests.support.moved_clock import SHIFT

ROOT = Path(__file__).parents[2]


def run_command(module: ModuleType, *argv: object, now: Callable[[], datetime]) -> int:
    parser = argparse.ArgumentParser()
    parser.set_defaults(now=now)
    module.register(parser.add_subparsers(required=True))
    args = parser.parse_args([str(arg) for arg in argv])
    return int(args.run(args))


def bare_environment() -> dict[str, str]:
    """For a process of ours that may run in any folder: no settings, the tests' clock."""
    kept = {name: os.environ[name] for name in ("PATH", SHIFT) if name in os.environ}
    paths = (ROOT, ROOT / "tests" / "support" / "at_start")
    return kept | {"PYTHONPATH": os.pathsep.join(str(path) for path in paths)}
