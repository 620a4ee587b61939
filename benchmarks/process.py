"""Servers as child processes on free ports, their memory, and a bounded wait until ready."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def server(command: list[str], port: int, path: str, **environment: str) -> Iterator[float]:
    """Yields the process id and the seconds from start to the first 200 on `path`."""
    started = time.perf_counter()
    child = subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{port}{path}", child)
        yield child.pid, time.perf_counter() - started
    finally:
        child.terminate()
        child.wait(timeout=15)


def wait_for(url: str, child: subprocess.Popen, seconds: float = 30) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        if child.poll() is not None:
            raise RuntimeError(f"the server for {url} ended with {child.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"{url} was not ready in {seconds} s")


def memory_mb(pid: int) -> float:
    """Resident set, MB, as the kernel counts it."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def get_json(url: str):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return json.load(answer)


def uvicorn(app: str, port: int) -> list[str]:
    return [sys.executable, "-m", "uvicorn", app, "--port", str(port), "--log-level", "error"]
