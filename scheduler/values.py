"""The values that a plan is made from and what it comes to: people, agencies, dates, pushes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from scheduler.occasion import Kind, Occasion
from scheduler.workdays import Workdays

SILENT_AFTER = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Person:
    """`muted` and `reachable` are as of now."""

    id: int
    role: str
    joined_at: datetime
    seen_at: datetime
    muted: bool = False
    reachable: bool = True

    def is_silent(self, now: datetime) -> bool:
        return now - self.seen_at >= SILENT_AFTER


@dataclass(frozen=True, slots=True)
class Returned:
    review_id: int
    code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Broken:
    """A link that was found dead on two nights; `since` is the first of them."""

    evidence_id: int
    code: str
    since: date
    told_at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """An agency: its people, main first, and what it has open."""

    id: int
    code: str
    people: tuple[Person, ...]
    open: frozenset[str]
    """Items to do, without the snoozed ones."""
    nothing_left: bool
    """No item is open, snoozed ones counted too."""
    rows_open: frozenset[str] = frozenset()
    """Measures with open steps; only a deadline speaks of them."""
    returned: tuple[Returned, ...] = ()
    broken: tuple[Broken, ...] = ()
    had_last_year: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """A date of the office with the codes it is for."""

    id: int
    codes: frozenset[str]
    due_on: date


@dataclass(frozen=True, slots=True)
class Announced:
    id: int
    confirmed_at: datetime
    agencies: frozenset[int]


@dataclass(frozen=True, slots=True)
class Said:
    """A nudge that counts: said, on its way, or held back."""

    person_id: int
    agency_id: int
    key: str
    at: datetime
    pushed: bool


@dataclass(frozen=True, slots=True)
class World:
    """Everything a pass looks at, read once."""

    places: tuple[Place, ...] = ()
    deadlines: tuple[Due, ...] = ()
    announcements: tuple[Announced, ...] = ()
    said: tuple[Said, ...] = ()
    workdays: Workdays = field(default_factory=Workdays)
    with_thanks: bool = True


@dataclass(frozen=True, slots=True)
class Push:
    """One message to one person; `occasions` begins with what it opens with."""

    person_id: int
    agency_id: int
    agency_code: str
    occasions: tuple[Occasion, ...]
    silent_reader: bool = False
    """The person is muted: an announcement waits for their next reply, for free."""

    @property
    def kind(self) -> Kind:
        return self.occasions[0].kind

    @property
    def uses_reserve(self) -> bool:
        """Whether it may spend what is kept for deadlines."""
        return any(o.kind in ("deadline", "announcement") for o in self.occasions)


def recipient(people: Sequence[Person]) -> Person | None:
    """The main coordinator, or the longest-joined deputy who can be reached instead."""
    staff = [person for person in people if person.role != "admin"]
    main = next((person for person in staff if person.role == "main"), None)
    if main is not None and main.reachable:
        return main
    return next((person for person in staff if person.reachable), None)
