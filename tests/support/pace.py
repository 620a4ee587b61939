"""Promises about time, measured beside a control: how much slower is this machine right now?

A second process does a little work all the while. What it takes longer by the clock than by the
processor is what everything else here takes longer too, so a busy machine stretches the promise and
an idle one does not.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

CONTROL = """
import sys, time
while True:
    wall, cpu = time.perf_counter(), time.process_time()
    while time.process_time() - cpu < 0.004:
        pass
    print((time.perf_counter() - wall) / (time.process_time() - cpu), flush=True)
    time.sleep(0.02)
"""


MOST = 10.0
"""A machine slower than that proves nothing; and what the block itself burns slows the control too,
so that a block gone wild must not excuse itself without end."""


@dataclass
class Machine:
    """How many times slower than an idle one the machine was; known when the block has ended."""

    slowness: float = 1.0


@contextmanager
def beside_a_control() -> Iterator[Machine]:
    machine = Machine()
    with subprocess.Popen(
        [sys.executable, "-S", "-E", "-c", CONTROL], stdout=subprocess.PIPE, text=True
    ) as control:
        assert control.stdout is not None
        control.stdout.readline()
        try:
            yield machine
        finally:
            control.kill()
        times = [float(line) for line in control.stdout.read().split()[:-1]] or [1.0]
    machine.slowness = min(max(1.0, sum(times) / len(times)), MOST)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """The block takes at most so many seconds of a machine that does nothing else."""
    with beside_a_control() as machine:
        started = time.monotonic()
        yield
        spent = time.monotonic() - started
    slowness = machine.slowness
    assert spent < seconds * slowness, f"{spent:.2f} s; the control was {slowness:.1f} × slower"
