"""One line at the end: which tests this machine could not run, and what they want."""

from collections import Counter

import pytest

WANTS = {
    "PostgreSQL": "set TEST_POSTGRES_URL to an empty database",
    "Chromium": "install chromium",
}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    left_out: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        left_out[next((name for name in WANTS if name in reason), reason)] += 1
    if left_out:
        words = [
            f"{count} want {name}" + (f" ({WANTS[name]})" if name in WANTS else "")
            for name, count in left_out.most_common()
        ]
        terminalreporter.write_line(f"Not run here: {'; '.join(words)}. `.ci/run` runs them all.")
