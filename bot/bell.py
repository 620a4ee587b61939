"""A bell, not a letterbox: it wakes a loop early; a lost ring only costs the poll's patience."""

import threading


class Bell:
    def __init__(self) -> None:
        self._rung = threading.Event()

    def ring(self) -> None:
        self._rung.set()

    def wait(self, seconds: float) -> None:
        """Until the next ring, at most so long."""
        self._rung.wait(seconds)
        self._rung.clear()
