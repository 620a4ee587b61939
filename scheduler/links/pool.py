"""A few threads that open links, so that a hostile server costs one slot for one deadline.

Pasted links may go to one host several at once, but never take all threads there; the nightly
recheck asks each host for one page at a time. The threads are daemons: a process that must end
does not wait for the internet.
"""

import threading
import time
from collections import Counter, deque
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

    host: str
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
    """At most `workers` links open at once, and at most `per_host` on each host."""

    def __init__(self, rules: Rules, *, workers: int = 4, per_host: int | None = None) -> None:
        self._rules = rules
        self._per_host = per_host or workers
        self._changed = threading.Condition()
        self._ready: deque[_Job[Any]] = deque()
        self._taken: Counter[str] = Counter()
        self._waiting: dict[str, deque[_Job[Any]]] = {}
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
        job = _Job(host_of(url), work, Future[T]())
        with self._changed:
            if self._closed:
                raise RuntimeError("the link pool is closed")
            if self._taken[job.host] < self._per_host:
                self._taken[job.host] += 1
                self._ready.append(job)
                self._changed.notify()
            else:
                self._waiting.setdefault(job.host, deque()).append(job)
        return job.future

    def close(self, wait_s: float = 0.0) -> None:
        """Cancels what waits; what runs gets `wait_s` seconds to end and is then left behind."""
        with self._changed:
            self._closed = True
            jobs = [*self._ready, *(job for host in self._waiting.values() for job in host)]
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
            self._free(job.host)

    def _next(self) -> _Job[Any] | None:
        with self._changed:
            while not self._ready and not self._closed:
                self._changed.wait()
            return None if self._closed else self._ready.popleft()

    def _free(self, host: str) -> None:
        """The host's next link takes the place, behind the links of others that are ready."""
        with self._changed:
            if waiting := self._waiting.get(host):
                self._ready.append(waiting.popleft())
                self._changed.notify()
                return
            self._waiting.pop(host, None)
            self._taken[host] -= 1
            if not self._taken[host]:
                del self._taken[host]
