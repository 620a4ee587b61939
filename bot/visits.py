"""Visits of pasted links, under way or finished: one a link and agency, shared by all who ask."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from datetime import datetime

from scheduler.links.examination import Examination, Expectation
from scheduler.links.pool import LinkPool

FRESH_S = 60.0
"""How long a visit counts as "just now"."""
KEPT = 400
PATIENT = 6
HURRIED_S = 0.25
"""So many replies wait for findings at a time; a further one waits this long, so that of the
workers some are always free for those who sent no link."""

Key = tuple[str, Expectation]
"""A link and what its agency expects; what an item expects is judged afterwards."""


@dataclass(slots=True)
class Visit:
    """One opening of a link."""

    future: Future[Examination]
    started: float
    started_at: datetime
    finished_at: datetime | None = None


class Visits:
    """Opens links through the pool and remembers the last few."""

    def __init__(self, pool: LinkPool, now: Callable[[], datetime]) -> None:
        self._pool, self._now = pool, now
        self._lock = threading.Lock()
        self._patient = threading.Semaphore(PATIENT)
        self._known: OrderedDict[Key, Visit] = OrderedDict()

    def begin(self, key: Key, *, again: bool = False, since: datetime | None = None) -> Visit:
        """A visit that is recent enough, or a new one."""
        with self._lock:
            known = self._known.get(key)
            if known is not None and not again and _is_recent(known, since):
                return known
            visit = Visit(Future(), time.monotonic(), self._now())
            visit.future = self._pool.submit(*key)
            self._known[key] = visit
            self._known.move_to_end(key)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        visit.future.add_done_callback(lambda _: self._finished(visit))
        return visit

    def just_finished(self, key: Key) -> Visit | None:
        """The visit of the last minute, if it came to a result."""
        with self._lock:
            visit = self._known.get(key)
        if visit is None or not visit.future.done() or not _is_recent(visit, None):
            return None
        return visit if visit.future.exception() is None else None

    def wait_for(self, visits: Sequence[Visit], seconds: float) -> None:
        """At most so long, and shorter while many others wait."""
        futures = [visit.future for visit in visits]
        if not self._patient.acquire(blocking=False):
            wait(futures, timeout=min(HURRIED_S, seconds))
            return
        try:
            wait(futures, timeout=seconds)
        finally:
            self._patient.release()

    def _finished(self, visit: Visit) -> None:
        visit.finished_at = self._now()


def _is_recent(visit: Visit, since: datetime | None) -> bool:
    if since is not None:
        return visit.started_at >= since
    return time.monotonic() - visit.started <= FRESH_S
