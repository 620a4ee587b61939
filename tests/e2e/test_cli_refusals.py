"""What an operator can mend is one clear line on stderr and exit code 1, never a traceback."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.one_command import bare_environment

LINE = {"LINE_CHANNEL_SECRET": "s", "LINE_CHANNEL_ID": "1", "LINE_API_URL": "http://127.0.0.1:9"}


def refused(*command: str, **settings: str) -> str:
    """The one line that a command gave up with."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *command], env=bare_environment() | settings,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_a_database_that_cannot_be_had(tmp_path: Path) -> None:
    words = refused("agency", "list", DATABASE_URL="postgresql+psycopg://u:hidden@127.0.0.1:1/x")
    assert words.startswith("database: ")
    assert "hidden" not in words
    (tmp_path / "no.db").write_text("ไม่ใช่ฐานข้อมูล", encoding="utf-8")
    assert "database" in refused("agency", "list", DATABASE_URL=f"sqlite:///{tmp_path}/no.db")
    assert "no.db/x" in refused("agency", "list", DATABASE_URL=f"sqlite:///{tmp_path}/no.db/x/y.db")


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_that_is_taken(command: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        url = f"sqlite:///{tmp_path}/bot.db"
        words = refused(command, BOT_PORT=port, DATABASE_URL=url, **LINE)
    assert f"127.0.0.1:{port}" in words
    assert "BOT_PORT" in words


def test_a_setting_that_is_wrong() -> None:
    assert "BOT_PORT" in refused("serve", BOT_PORT="สอง")
    assert "LINE_CHANNEL_SECRET" in refused("serve")


def test_understand_reads_the_content_folder_that_is_set(tmp_path: Path) -> None:
    words = refused("understand", BOT_CONTENT_DIR=str(tmp_path / "nothing"))
    assert str(tmp_path / "nothing") in words


def test_understand_names_the_line_that_it_cannot_read() -> None:
    lines = [json.dumps({"text": "O12"}), "no JSON", json.dumps({"text": "O1", "context": "O99"})]
    done = subprocess.run(
        [sys.executable, "-m", "bot", "understand"], env=bare_environment(), input="\n".join(lines),
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert json.loads(done.stdout)["codes"] == ["O12"]
    assert [line[:7] for line in done.stderr.splitlines()] == ["line 2:", "line 3:"]


def test_understand_needs_no_home_to_write_to(tmp_path: Path) -> None:
    """The container's file system is read-only but for its data and /tmp."""
    nowhere = tmp_path / "file"
    nowhere.write_text("", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "bot", "understand"],
        env=bare_environment() | {"HOME": str(nowhere)},
        input=json.dumps({"text": "จัดซื้อจัดจ้าง"}), capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["codes"]
