"""Slows down guessing at sign-in links: wrong tries are counted by address and over all.

A link that was given out is never counted, used up or not, so a whole office behind one address
may sign in at once. Memory is
bounded: beyond `ADDRESSES` the address seen longest ago is forgotten.
"""

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from threading import Lock

ADDRESSES = 2048
WINDOW = timedelta(minutes=10)
WRONG_BY_ADDRESS = 20
WRONG_OVER_ALL = 400


class Door:
    """Wrong tries of the last ten minutes."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._by_address: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._over_all: deque[datetime] = deque(maxlen=WRONG_OVER_ALL)

    def is_shut(self, address: str, now: datetime) -> bool:
        with self._lock:
            tries = self._by_address.get(address, deque[datetime]())
            return (
                _recent(tries, now) >= WRONG_BY_ADDRESS
                or _recent(self._over_all, now) >= WRONG_OVER_ALL
            )

    def note_wrong(self, address: str, now: datetime) -> None:
        with self._lock:
            tries = self._by_address.setdefault(address, deque(maxlen=WRONG_BY_ADDRESS))
            self._by_address.move_to_end(address)
            tries.append(now)
            self._over_all.append(now)
            while len(self._by_address) > ADDRESSES:
                self._by_address.popitem(last=False)


def _recent(tries: deque[datetime], now: datetime) -> int:
    return sum(now - tried < WINDOW for tried in tries)
