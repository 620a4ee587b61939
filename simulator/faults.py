"""Trouble on request: what the next call is answered instead of, or after, being done."""

import threading
from dataclasses import dataclass, field, replace

SENDS = frozenset({"reply", "push", "multicast"})


@dataclass(frozen=True, slots=True)
class Fault:
    """`accepted` means that the platform does what was asked before it misbehaves.

    `delay` alone is a slow but right answer; `drop` cuts the connection instead of answering.
    """

    status: int | None = None
    message: str = ""
    delay: float = 0.0
    drop: bool = False
    malformed: bool = False
    accepted: bool = False

    @property
    def answers_normally(self) -> bool:
        return self.status is None and not self.drop and not self.malformed


RATE_LIMITED = Fault(429, "The API rate limit has been exceeded. Try again later.")
QUOTA_REACHED = Fault(429, "You have reached your monthly limit.")
TOO_MANY_TO_ONE = Fault(429, "You have sent too many messages to one user.")
SERVER_ERROR = Fault(500, "Internal server error")
BAD_GATEWAY = Fault(502, "Bad gateway")
ALREADY_ACCEPTED = Fault(409, "The retry key is already accepted")
UNANSWERED = Fault(drop=True)
ANSWER_LOST = Fault(drop=True, accepted=True)
MALFORMED = Fault(malformed=True, accepted=True)


@dataclass(frozen=True, slots=True)
class _Waiting:
    fault: Fault
    endpoint: str
    recipient: str | None
    times: int

    def fits(self, endpoint: str, recipient: str | None) -> bool:
        where = self.endpoint in ("any", endpoint) or (
            self.endpoint == "send" and endpoint in SENDS
        )
        return where and self.recipient in (None, recipient)


@dataclass(slots=True)
class Faults:
    """A queue, first in first out, per endpoint and optionally per recipient."""

    _queue: list[_Waiting] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(
        self,
        fault: Fault,
        *,
        endpoint: str = "send",
        recipient: str | None = None,
        times: int = 1,
    ) -> None:
        """`endpoint`: reply, push, multicast, another endpoint's name, `send` or `any`."""
        with self._lock:
            self._queue.append(_Waiting(fault, endpoint, recipient, times))

    def take(self, endpoint: str, recipient: str | None) -> Fault | None:
        with self._lock:
            for index, waiting in enumerate(self._queue):
                if waiting.fits(endpoint, recipient):
                    if waiting.times > 1:
                        self._queue[index] = replace(waiting, times=waiting.times - 1)
                    else:
                        del self._queue[index]
                    return waiting.fault
        return None

    def clear(self) -> None:
        with self._lock:
            self._queue.clear()

    @property
    def waiting(self) -> int:
        with self._lock:
            return sum(each.times for each in self._queue)
