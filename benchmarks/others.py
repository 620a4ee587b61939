"""Understanding one message, and the office's matrix for 33 and for 2,500 agencies."""

import statistics
import subprocess
import sys
import time

from benchmarks.matrix import matrix


def others() -> None:
    understanding()
    matrix()


def understanding() -> None:
    before = _memory("import content.catalog; content.catalog.load()")
    after = _memory(
        "import content.catalog; from handlers.understanding.resolve import build, resolve;"
        "l = build(content.catalog.load()); resolve('ต้องเอาราคาของที่ซื้อไปแปะเว็บมั้ย', l)"
    )
    from content.catalog import load
    from corpus.lines import lines
    from handlers.understanding.resolve import build, resolve

    started = time.perf_counter()
    lexicon = build(load())
    built = time.perf_counter() - started
    texts = [line.text for line in lines()]
    resolve(texts[0], lexicon)
    times = []
    for text in texts:
        started = time.perf_counter()
        resolve(text, lexicon)
        times.append(1000 * (time.perf_counter() - started))
    times.sort()
    print(f"\nunderstanding, {len(texts)} messages: median {statistics.median(times):.2f} ms, "
          f"p99 {times[int(len(times) * 0.99)]:.2f} ms; built in {built:.2f} s, "
          f"{after - before:.0f} MB more than the content alone")  # fmt: skip


def _memory(code: str) -> float:
    read = "print([l for l in open('/proc/self/status') if 'VmRSS' in l][0].split()[1])"
    out = subprocess.run(
        [sys.executable, "-c", f"{code}\n{read}"], capture_output=True, text=True, check=True
    )
    return int(out.stdout.split()[-1]) / 1024
