"""The Dockerfile without a docker engine: linted, and its steps carried out as a script.

What the image would hold is laid out in a folder exactly as the COPY lines say, and started with
the image's own environment, command and health check. Only the download of the base image and of
the locked packages is not repeated: the virtual environment is the one the tests run in.
"""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.pace import within
from tests.support.running_bot import free_port

ROOT = Path(__file__).parents[2]
INSTRUCTIONS = {
    "FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK",
    "STOPSIGNAL", "CMD",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Instruction:
    name: str
    words: str


@pytest.fixture(scope="module")
def dockerfile() -> list[Instruction]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    found = [line.split(None, 1) for line in joined.splitlines() if line.strip()]
    return [Instruction(name, words) for name, words in found]


def of(dockerfile: list[Instruction], name: str) -> list[str]:
    return [each.words for each in dockerfile if each.name == name]


def last_stage(dockerfile: list[Instruction]) -> list[Instruction]:
    starts = [n for n, each in enumerate(dockerfile) if each.name == "FROM"]
    return dockerfile[starts[-1] :]


def test_the_file_is_sound(dockerfile: list[Instruction]) -> None:
    assert {each.name for each in dockerfile} <= INSTRUCTIONS
    bases = of(dockerfile, "FROM")
    assert len(bases) == 2
    assert all("-slim" in base and ":latest" not in base for base in bases)
    final = last_stage(dockerfile)
    assert of(final, "USER") == ["bot"]
    assert [each.name for each in final].index("USER") < [each.name for each in final].index("CMD")
    assert len(of(final, "HEALTHCHECK")) == 1
    assert "--require-hashes" in " ".join(of(dockerfile, "RUN"))
    assert not any("/simple" in each.words or "index-url" in each.words for each in dockerfile)


def test_what_is_copied_exists_and_is_not_ignored(dockerfile: list[Instruction]) -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    copies = [words.split() for words in of(dockerfile, "COPY") if "--from" not in words]
    sources = [source for words in copies for source in words[:-1]]
    assert sources
    for source in sources:
        assert (ROOT / source).exists(), source
        assert source not in ignored


def test_the_image_serves_and_its_own_health_check_says_so(
    dockerfile: list[Instruction], tmp_path: Path
) -> None:
    final = last_stage(dockerfile)
    app = tmp_path / "app"
    app.mkdir()
    for words in of(final, "COPY"):
        if "--from" not in words:
            source, target = words.split()
            shutil.copytree(ROOT / source, app / target, ignore=_caches)
    port = free_port()
    environment = {
        **dict(pair.split("=", 1) for pair in shlex.split(" ".join(of(final, "ENV")))),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "BOT_HOST": "127.0.0.1",
        "BOT_PORT": str(port),
        "LINE_CHANNEL_SECRET": "secret",
        "LINE_CHANNEL_ACCESS_TOKEN": "token",
        "LINE_API_URL": f"http://127.0.0.1:{free_port()}",
    }
    command = json.loads(of(final, "CMD")[0])
    check = json.loads(of(final, "HEALTHCHECK")[0].split("CMD", 1)[1])
    check[-1] = check[-1].replace("8000", str(port))
    server = subprocess.Popen(command, cwd=app, env=environment, stderr=subprocess.DEVNULL)
    try:
        assert _healthy(check, app, environment, server)
        server.send_signal(signal.SIGTERM)
        with within(10):
            assert server.wait(timeout=60) in (0, -signal.SIGTERM)
    finally:
        server.kill()
    assert (app / "data" / "bot.db").exists()


def _healthy(
    check: list[str], app: Path, environment: dict[str, str], server: subprocess.Popen[bytes]
) -> bool:
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        run = subprocess.run(check, cwd=app, env=environment, capture_output=True, check=False)
        if run.returncode == 0:
            return True
        time.sleep(0.2)
    return False


def _caches(_: str, names: list[str]) -> set[str]:
    return {name for name in names if name == "__pycache__"}
