"""Another day for the tests and for every process that they start.

Only what tells the date moves: deadlines go by the monotonic clock, which stays.
"""

import os
from datetime import UTC, datetime, timedelta

import time_machine

SHIFT = "TEST_CLOCK_SHIFT_S"
"""The environment's name for the seconds between the real time and the tests' time."""


def move() -> None:
    """Once a process; nothing happens when no shift is asked for."""
    if shift := os.environ.get(SHIFT):
        moment = datetime.now(UTC) + timedelta(seconds=float(shift))
        time_machine.travel(moment, tick=True).start()
