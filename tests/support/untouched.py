"""Whatever the tests do, the checkout has the same files afterwards."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOT_OURS = (".", "__pycache__")
"""Tools' environments and caches, and an editor's files, come and go."""

_BEFORE = pytest.StashKey[frozenset[str]]()


def files() -> frozenset[str]:
    """Every path of the checkout that is neither hidden nor compiled."""
    found = set()
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if not name.startswith(NOT_OURS)]
        found |= {os.path.join(folder, name) for name in (*names, *folders)}  # noqa: PTH118
    return frozenset(os.path.relpath(path, ROOT) for path in found)


def pytest_sessionstart(session: pytest.Session) -> None:
    session.config.stash[_BEFORE] = files()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Once a run: what a worker of xdist leaves is seen by the process that started it."""
    if hasattr(session.config, "workerinput"):
        return
    changed = session.config.stash[_BEFORE] ^ files()
    if changed:
        names = ", ".join(sorted(changed)[:8])
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        assert reporter is not None
        reporter.write_line(f"\nThe tests changed the checkout: {names}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
