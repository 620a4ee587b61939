"""`make bench`: the bot beside the SDK's echo in one run, then the other things that must be quick.

Machines are noisy: compare the columns of one run, never figures of two runs.
"""

import asyncio
import statistics
import sys
import tempfile
import time

from benchmarks import load
from benchmarks.others import others
from benchmarks.process import free_port, get_json, memory_mb, server, uvicorn

SECRET = "benchmark"
RATE, SECONDS = 50.0, 10.0


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def measure(name: str, command: list[str], port: int, line_port: int, **environment: str):
    url = f"http://127.0.0.1:{line_port}"
    settings = {"LINE_CHANNEL_SECRET": SECRET, "LINE_API_URL": url, **environment}
    with server(command, port, "/readyz", **settings) as (pid, ready):
        time.sleep(3)
        asyncio.run(load.run(port, SECRET, 10, 2, f"w{name}"))
        run = asyncio.run(load.run(port, SECRET, RATE, SECONDS, name))
        replied = wait_for_replies(url, run)
        replies = [replied[token] - at for token, at in run.sent.items() if token in replied]
        return {
            "ready s": ready,
            "memory MB": memory_mb(pid),
            "ack p50 ms": 1000 * statistics.median(run.acks),
            "ack p99 ms": 1000 * percentile(run.acks, 0.99),
            "reply p50 ms": 1000 * statistics.median(replies),
            "reply p99 ms": 1000 * percentile(replies, 0.99),
            "answered": 100 * len(replies) / len(run.sent),
        }


def wait_for_replies(url: str, run: load.Run):
    end = time.perf_counter() + 20
    while time.perf_counter() < end:
        replied = get_json(f"{url}/replied")
        if all(token in replied for token in run.sent):
            return replied
        time.sleep(0.2)
    return get_json(f"{url}/replied")


def main() -> None:
    line_port, bot_port, echo_port = free_port(), free_port(), free_port()
    with (
        tempfile.TemporaryDirectory() as folder,
        server(uvicorn("benchmarks.fake_line:app", line_port), line_port, "/replied"),
    ):
        bot = measure(
            "bot", [sys.executable, "-m", "bot", "serve"], bot_port, line_port,
            LINE_CHANNEL_ID="1", BOT_PORT=str(bot_port),
            DATABASE_URL=f"sqlite:///{folder}/bench.db",
        )  # fmt: skip
        echo = measure("echo", uvicorn("benchmarks.echo:app", echo_port), echo_port, line_port)
    print(f"{RATE:.0f} messages a second for {SECONDS:.0f} s, LINE answers after 50 ms")
    print(f"{'':14}{'bot':>10}{'SDK echo':>10}{'ratio':>8}")
    for key, value in bot.items():
        print(f"{key:14}{value:10.2f}{echo[key]:10.2f}{value / echo[key]:8.2f}")
    others()


if __name__ == "__main__":
    main()
