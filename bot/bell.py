"""A bell, not a letterbox: it wakes one waiting loop early; a lost ring costs a poll."""

import threading


class Bell:
    """Each ring wakes one of the threads that wait, or the next one that comes to wait."""

    def __init__(self, most: int = 4) -> None:
        self._changed = threading.Condition()
        self._rings, self._most = 0, most

    def ring(self) -> None:
        with self._changed:
            self._rings = min(self._rings + 1, self._most)
            self._changed.notify()

    def wait(self, seconds: float) -> None:
        """Until a ring that nobody else has taken, at most so long."""
        with self._changed:
            if self._rings == 0:
                self._changed.wait(seconds)
            self._rings = max(self._rings - 1, 0)
