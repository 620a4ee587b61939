"""The nightly look at every link of the open cycle, and what its owners are told of it.

The links are spread over the night, unhealthy and long unseen ones first, one request at a time on
each host, sparing servers what they already told us. Called every minute; what was missed is taken
in by the minutes that are left, so a restart needs no memory.
"""

from collections.abc import Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from threading import Event
from time import monotonic
from uuid import uuid4

from sqlalchemy import Engine
from sqlmodel import Session

from content.catalog import Catalog
from handlers.findings import Finding
from handlers.fiscal_year import BANGKOK, bangkok, fiscal_year_of
from handlers.link_seen import findings_of
from models.agency import Agency
from models.database import reading, writing
from models.evidence import Evidence
from models.link_checks import OPEN, Check, due_for_recheck, record_check, record_unchanged
from models.link_lease import hold
from scheduler.links.check import Unchanged
from scheduler.links.examination import Examination, Expectation
from scheduler.links.expecting import expectation_for, seen_of
from scheduler.links.fetched import Validators
from scheduler.links.outages import night_of, tell_changes
from scheduler.links.pool import LinkPool
from scheduler.links.site import host_of

BEGINS, ENDS = time(20), time(5)
MINUTE = timedelta(minutes=1)
PASS_S = 45.0
"""How long one call waits for pages; the next call takes up what is still open."""
LEASE = timedelta(minutes=3)
BATCH, BREATH_S = 10, 0.03
NETWORK_TRUSTED = timedelta(minutes=10)
"""How long one answer from anywhere proves that our own network works."""
HELD_HOSTS = 3
"""So many silent hosts and no answer at all: it is our own network, and nothing is recorded."""

_DEPENDENT = {Finding.FOREIGN_SITE, Finding.WRONG_YEAR, Finding.SCANNED_PDF}
_NO_ANSWER = {Finding.COULD_NOT_CONNECT, Finding.TIMEOUT}
Visit = Future[Examination | Unchanged]


@dataclass(frozen=True, slots=True)
class RecheckReport:
    """What one call did."""

    visited: int = 0
    left: int = 0
    down_told: int = 0
    back_told: int = 0


def night_window(now: datetime) -> tuple[datetime, datetime] | None:
    """Beginning and end of the night that this moment lies in; None by day."""
    night = night_of(now)
    begins = datetime.combine(night, BEGINS, BANGKOK)
    ends = datetime.combine(night + timedelta(days=1), ENDS, BANGKOK)
    return (begins, ends) if begins <= bangkok(now) < ends else None


def plan(count: int, now: datetime, ends: datetime) -> tuple[datetime, ...]:
    """When each of `count` links is visited: evenly from now to the end, the first one at once."""
    return tuple(now + (ends - now) * place / count for place in range(count))


class Recheck:
    """One a process; only the process that holds the lease visits anything."""

    def __init__(self, engine: Engine, catalog: Catalog, pool: LinkPool) -> None:
        """`pool` must ask one page at a time of each host."""
        self._engine, self._catalog, self._pool = engine, catalog, pool
        self._owner = uuid4().hex
        self._open: dict[int, tuple[Evidence, Visit]] = {}
        self._doubtful: dict[int, tuple[Evidence, Check]] = {}
        self._failed: set[int] = set()
        self._stopping = Event()
        self._answered_at: datetime | None = None
        self._night: date | None = None

    def run(self, now: datetime, *, pass_s: float = PASS_S) -> RecheckReport:
        """One minute's work at this moment."""
        if self._stopping.is_set():
            return RecheckReport()
        with writing(self._engine) as session:
            if not hold(session, "links.recheck", self._owner, now, LEASE):
                return RecheckReport()
        self._begin(night_of(now))
        window = night_window(now)
        left = visited = 0
        if window is not None:
            left = self._send_out(now, window)
        if self._open:
            self._wait(pass_s)
            visited = self._collect(now)
        if left or self._open:
            return RecheckReport(visited, left)
        self._believe_doubtful(now)
        with writing(self._engine) as session:
            down, back = tell_changes(session, self._catalog, fiscal_year_of(now), now)
        return RecheckReport(visited, left, down, back)

    def stop(self) -> None:
        """End a pass under way; its links stay due."""
        self._stopping.set()
        self._pool.close()

    def _wait(self, seconds: float) -> None:
        open_, ends = {visit for _, visit in self._open.values()}, monotonic() + seconds
        while open_ and monotonic() < ends and not self._stopping.is_set():
            open_ = wait(open_, timeout=0.5).not_done

    def _begin(self, night: date) -> None:
        if self._night != night:
            self._night = night
            self._doubtful.clear()
            self._failed.clear()

    def _send_out(self, now: datetime, window: tuple[datetime, datetime]) -> int:
        """Start this minute's visits; returns how many links are left for later."""
        with reading(self._engine) as session:
            due = [
                row
                for row in due_for_recheck(session, fiscal_year_of(now), window[0])
                if row.id not in self._open.keys() | self._doubtful.keys() | self._failed
            ]
            moments = plan(len(due), now, window[1])
            chosen = [row for row, at in zip(due, moments, strict=True) if at < now + MINUTE]
            for row in chosen:
                agency = session.get(Agency, row.agency_id)
                if agency is not None and row.id is not None:
                    self._open[row.id] = (row, self._visit(row, agency))
        return len(due) - len(chosen)

    def _visit(self, row: Evidence, agency: Agency) -> Visit:
        expected = expectation_for(self._catalog, agency, row.code, row.fiscal_year)
        return self._pool.resubmit(row.url, expected, validators_of(row, expected))

    def _collect(self, now: datetime) -> int:
        done = {key: pair for key, pair in self._open.items() if pair[1].done()}
        results = [(row, _result(visit)) for row, visit in done.values()]
        for key in done:
            del self._open[key]
        if any(isinstance(found, Unchanged) or found.status for _, found in results if found):
            self._answered_at = now
        trusted = self._answered_at is not None and now - self._answered_at < NETWORK_TRUSTED
        sure: list[tuple[Evidence, Check | None]] = []
        for row, found in results:
            if found is None or row.id is None:
                self._failed.add(row.id or 0)
                continue
            check = None if isinstance(found, Unchanged) else seen_of(found, now).as_check()
            if check is not None and not trusted and _got_no_answer(found):
                self._doubtful[row.id] = (row, check)
            else:
                sure.append((row, check))
        if trusted:
            sure += self._doubtful.values()
            self._doubtful.clear()
        self._record(sure, now)
        return len(results)

    def _record(self, checks: Sequence[tuple[Evidence, Check | None]], now: datetime) -> None:
        """A few at a time with a breath between: SQLite's lock is not fair, and a webhook waits."""
        for start in range(0, len(checks), BATCH):
            with writing(self._engine) as session:
                for seen, check in checks[start : start + BATCH]:
                    row = _still_there(session, seen)
                    if row is not None and check is None:
                        record_unchanged(session, row, 304, now)
                    elif row is not None and check is not None:
                        record_check(session, row, check, now)
            self._stopping.wait(BREATH_S)

    def _believe_doubtful(self, now: datetime) -> None:
        """At the end of the round: few silent hosts are down, all of many means that we are."""
        hosts = {host_of(row.url) for row, _ in self._doubtful.values()}
        if self._doubtful and len(hosts) < HELD_HOSTS:
            self._record(list(self._doubtful.values()), now)
            self._doubtful.clear()


def validators_of(row: Evidence, expected: Expectation) -> Validators:
    """Only of a visit that found nothing which depends on the item, the year or the agency:
    the same page may be right once those have changed."""
    depends = _DEPENDENT & set(findings_of(row))
    if row.verdict not in OPEN or depends or expected.fiscal_year != row.fiscal_year:
        return Validators()
    return Validators(row.etag or None, row.last_modified or None)


def _got_no_answer(found: Examination | Unchanged) -> bool:
    return isinstance(found, Examination) and not found.status and bool(
        _NO_ANSWER & set(found.findings)
    )  # fmt: skip


def _result(visit: Visit) -> Examination | Unchanged | None:
    """None for a visit that was cancelled or went wrong in our own code: tried again next night."""
    if visit.cancelled() or visit.exception() is not None:
        return None
    return visit.result()


def _still_there(session: Session, seen: Evidence) -> Evidence | None:
    """The row, unless it was removed or looked at again since the visit began."""
    row = session.get(Evidence, seen.id, with_for_update=True)
    if row is None or row.removed_at is not None or row.checked_at != seen.checked_at:
        return None
    return row
