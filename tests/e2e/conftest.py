"""What several end-to-end modules need."""

import json

import pytest

from bot.cli import sweep as command
from tests.support.line_simulator import CHANNEL_SECRET
from tests.support.one_command import run_command
from tests.support.running_bot import CHANNEL_ID, Province


@pytest.fixture
def order(monkeypatch, capsys):
    """The `sweep` command against a database and a LINE, by LINE's clock: its report."""

    def run(
        place: Province, database_url: str, line_url: str, *argv: str
    ) -> dict[str, list[dict[str, str]]]:
        settings = {
            "DATABASE_URL": database_url, "LINE_API_URL": line_url,
            "LINE_CHANNEL_SECRET": CHANNEL_SECRET, "LINE_CHANNEL_ID": CHANNEL_ID,
        }  # fmt: skip
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        assert run_command(command, "sweep", *argv, now=place.platform.clock) == 0
        report: dict[str, list[dict[str, str]]] = json.loads(capsys.readouterr().out)
        return report

    return run
