"""Understanding one message, and the office's matrix for 33 and for 2,500 agencies."""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

LINES = Path("tests/unit/understanding")


def others() -> None:
    understanding()
    matrix()


def understanding() -> None:
    before = _memory("import content.catalog; content.catalog.load()")
    after = _memory(
        "import content.catalog; from handlers.understanding.resolve import build, resolve;"
        "l = build(content.catalog.load()); resolve('ต้องเอาราคาของที่ซื้อไปแปะเว็บมั้ย', l)"
    )
    from handlers.understanding.resolve import build, resolve

    from content.catalog import load

    started = time.perf_counter()
    lexicon = build(load())
    built = time.perf_counter() - started
    texts = [
        json.loads(line)["text"]
        for path in sorted(LINES.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
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


def matrix() -> None:
    from content.catalog import load
    from handlers.standing import all_checklists
    from models.agency import Agency
    from models.database import engine_for, reading, upgrade, writing
    from models.task import Task

    now, catalog = datetime.now(UTC), load()
    for count in (33, 2500):
        with tempfile.TemporaryDirectory() as folder:
            engine = engine_for(f"sqlite:///{folder}/m.db")
            upgrade(engine)
            with writing(engine) as session:
                agencies = [Agency(code=f"S{n}", name=f"ตัวอย่าง {n}", is_sample=True,
                                   created_at=now) for n in range(count)]  # fmt: skip
                session.add_all(agencies)
                session.flush()
                session.add_all(
                    Task(agency_id=a.id, fiscal_year=2570, code=item.code, step=1, done=True,
                         changed_at=now)
                    for a in agencies for item in catalog.items[::2]
                )  # fmt: skip
            started = time.perf_counter()
            with reading(engine) as session:
                all_checklists(session, catalog, 2570)
            print(
                f"checklists of {count} agencies: {1000 * (time.perf_counter() - started):.0f} ms"
            )
            engine.dispose()
