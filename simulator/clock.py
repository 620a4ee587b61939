"""A clock that can be moved, so that a demo and a test can live through a fiscal year."""

import threading
from datetime import UTC, datetime, timedelta


class SimulatedClock:
    """Real time plus an offset; calling it is the same as `now()`."""

    def __init__(self, start: datetime | None = None) -> None:
        self._lock = threading.Lock()
        self._offset = timedelta()
        if start is not None:
            self.set(start)

    def now(self) -> datetime:
        with self._lock:
            return datetime.now(UTC) + self._offset

    __call__ = now

    def advance(self, by: timedelta) -> datetime:
        with self._lock:
            self._offset += by
        return self.now()

    def set(self, moment: datetime | None) -> datetime:
        """None goes back to the real time."""
        if moment is not None and moment.tzinfo is None:
            raise ValueError("the clock needs a time zone")
        with self._lock:
            real = datetime.now(UTC)
            self._offset = (moment or real) - real
        return self.now()
