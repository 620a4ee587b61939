"""What the month's quota allows, known before anything is sent. Pure.

LINE's figure of what was used wins over our own count; what waits in our outbox is on top of it.
When LINE cannot be asked, the last figure read this month counts; when there is none, nothing is
sent and nothing is lost: the pass is tried again a minute later.

The reserve: in a month with a deadline, the reminders of that deadline still to come are kept free
(at most half the quota), and only deadlines and announcements may use them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from scheduler.values import Push

Held = Literal["quota", "reserve", "quota unknown"]


@dataclass(frozen=True, slots=True)
class QuotaReading:
    """What LINE says: the month's limit (None: unlimited) and how much of it is used."""

    limit: int | None
    consumed: int


@dataclass(frozen=True, slots=True)
class Budget:
    """`room` None: unlimited. `known` False: never read this month."""

    room: int | None
    reserve: int = 0
    known: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    sent: tuple[Push, ...]
    held: tuple[tuple[Push, Held], ...]


def budget(
    reading: QuotaReading | None, *, waiting: int = 0, upcoming: int = 0, exhausted: bool = False
) -> Budget:
    """`waiting` pushes are in the outbox; `upcoming` are the deadline pushes still to come."""
    if reading is None:
        return Budget(room=0, known=False)
    if reading.limit is None:
        return Budget(room=None)
    room = 0 if exhausted else max(0, reading.limit - reading.consumed - waiting)
    return Budget(room, reserve=min(upcoming, reading.limit // 2))


def fit(pushes: Sequence[Push], allowed: Budget) -> Verdict:
    """Keep the given order: the most urgent are served first."""
    sent: list[Push] = []
    held: list[tuple[Push, Held]] = []
    room = allowed.room
    for push in pushes:
        if not allowed.known:
            held.append((push, "quota unknown"))
        elif room is None:
            sent.append(push)
        elif room <= 0:
            held.append((push, "quota"))
        elif room <= allowed.reserve and not push.uses_reserve:
            held.append((push, "reserve"))
        else:
            room -= 1
            sent.append(push)
    return Verdict(tuple(sent), tuple(held))
