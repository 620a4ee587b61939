"""A few threads that open links, so that a hostile server costs one slot for one deadline.

For pasted links several may go to one host at once; the nightly recheck asks each host for one
page at a time. The threads are daemons: a process that must end does not wait for the internet.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from scheduler.links.check import Unchanged, check, recheck
from scheduler.links.examination import Examination, Expectation
from scheduler.links.fetch import Rules
from scheduler.links.fetched import Validators
from scheduler.links.site import host_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Job(Generic[T]):
    """One link that waits for a thread."""

    lane: str
    work: Callable[[], T]
    future: Future[T]

    def run(self) -> None:
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            answer = self.work()
        except Exception as error:
            self.future.set_exception(error)
        else:
            self.future.set_result(answer)


class LinkPool:
    """At most `workers` links open at once; with `one_per_host`, at most one on each host."""

    def __init__(self, rules: Rules, *, workers: int = 4, one_per_host: bool = False) -> None:
        self._rules = rules
        self._one_per_host = one_per_host
        self._changed = threading.Condition()
        self._waiting: dict[str, deque[_Job[Any]]] = {}
        self._ready: deque[str] = deque()
        self._count = 0
        self._closed = False
        self._threads = [
            threading.Thread(target=self._run, name=f"link-{number}", daemon=True)
            for number in range(workers)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, url: str, expectation: Expectation) -> Future[Examination]:
        """The examination to come, of a link opened afresh."""
        return self._enqueue(url, lambda: check(url, expectation, self._rules))

    def resubmit(
        self, url: str, expectation: Expectation, validators: Validators
    ) -> Future[Examination | Unchanged]:
        """The same for a link that was opened before; see `recheck`."""
        return self._enqueue(url, lambda: recheck(url, expectation, self._rules, validators))

    def _enqueue(self, url: str, work: Callable[[], T]) -> Future[T]:
        future: Future[T] = Future()
        with self._changed:
            if self._closed:
                raise RuntimeError("the link pool is closed")
            self._count += 1
            lane = host_of(url) if self._one_per_host else str(self._count)
            if lane not in self._waiting:
                self._waiting[lane] = deque()
                self._ready.append(lane)
            self._waiting[lane].append(_Job(lane, work, future))
            self._changed.notify()
        return future

    def close(self, wait_s: float = 0.0) -> None:
        """Cancels what waits; what runs gets `wait_s` seconds to end and is then left behind."""
        with self._changed:
            self._closed = True
            jobs = [job for lane in self._waiting.values() for job in lane]
            self._waiting.clear()
            self._ready.clear()
            self._changed.notify_all()
        for job in jobs:
            job.future.cancel()
        end = time.monotonic() + wait_s
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))

    def _run(self) -> None:
        while (job := self._next()) is not None:
            job.run()
            self._free(job.lane)

    def _next(self) -> _Job[Any] | None:
        with self._changed:
            while not self._ready and not self._closed:
                self._changed.wait()
            if self._closed:
                return None
            return self._waiting[self._ready.popleft()].popleft()

    def _free(self, lane: str) -> None:
        """A host is in `_waiting` while it has work or is being visited."""
        with self._changed:
            if self._closed:
                return
            if self._waiting[lane]:
                self._ready.append(lane)
                self._changed.notify()
            else:
                del self._waiting[lane]
