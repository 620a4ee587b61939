"""Whatever the tests do, the checkout is the same afterwards: its names, and what git tracks."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOT_OURS = (".", "__pycache__")
"""Tools' environments and caches, and an editor's files, come and go."""

_BEFORE = pytest.StashKey[frozenset[str]]()


def checkout() -> frozenset[str]:
    """Every path that is neither hidden nor compiled, and each change that git sees, by content."""
    found = set()
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if not name.startswith(NOT_OURS)]
        found |= {os.path.join(folder, name) for name in (*names, *folders)}  # noqa: PTH118
    return frozenset({os.path.relpath(path, ROOT) for path in found} | _changes())


def _changes() -> set[str]:
    """Tracked files that differ from the index, with the hash of what is in them.

    Only where CI is set: elsewhere somebody may edit while the tests run.
    """
    if not os.environ.get("CI"):
        return set()
    listed = _git("diff-files", "--name-only", "-z")
    names = [name for name in listed.split("\0") if (ROOT / name).is_file()] if listed else []
    hashes = _git("hash-object", "--", *names).split() if names else []
    return {f"{name} = {number}" for name, number in zip(names, hashes, strict=True)}


def _git(*words: str) -> str:
    try:
        return subprocess.run(
            ["git", *words], cwd=ROOT, capture_output=True, text=True, check=False
        ).stdout  # fmt: skip
    except FileNotFoundError:
        return ""


def pytest_sessionstart(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):
        session.config.stash[_BEFORE] = checkout()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Once a run: what a worker of xdist leaves is seen by the process that started it."""
    if hasattr(session.config, "workerinput"):
        return
    changed = session.config.stash[_BEFORE] ^ checkout()
    if changed:
        names = ", ".join(sorted(changed)[:8])
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        assert reporter is not None
        reporter.write_line(f"\nThe tests changed the checkout: {names}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
