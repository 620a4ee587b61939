"""The link doctor beside the conversation: ready findings in the reply, late ones as notices.

Before a turn the links of a message are opened, for at most 1.5 s; inside the turn `finding` only
looks at what is ready. Everything else is a row that asks for a check: a thread of this service
answers it, also after a restart, and of two processes that answer the same row one records it.
A second thread does the night's recheck a minute at a time.
"""

import json
import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session

from bot.link_wishes import Wanted, wanted_by_tap, wanted_by_text
from bot.logs import LOGGER
from bot.visits import FRESH_S, Key, Visit, Visits
from content.catalog import Catalog
from handlers.evidence_news import late_findings
from handlers.fiscal_year import fiscal_year_of
from handlers.link_seen import LinkSeen
from models.agency import Agency
from models.database import reading, writing
from models.evidence import Evidence, owner_of
from models.link_checks import (
    Check,
    answered_late,
    asked,
    last_checks,
    mark_told,
    record_check,
    still_asked,
    waits_for_more,
)
from models.nudge import leave_notice
from scheduler.links.examination import Expectation
from scheduler.links.examine import for_item
from scheduler.links.expecting import expectation_for, seen_of
from scheduler.links.fetch import Rules
from scheduler.links.pool import LinkPool
from scheduler.links.recheck import Recheck, RecheckReport

PATIENCE_S = 1.5
"""How long a reply waits for findings."""
AT_ONCE, AT_ONCE_ON_A_HOST = 16, 8
"""Links open at the same time in this process: no host can keep all the others waiting."""
RECHECKS_AT_ONCE = 4
POLL_S = 1.0
MINUTE_S = 60.0
BATCH = 60
FINDING_NOTICE = "finding"
_TICK = timedelta(microseconds=1)

SHORT = 60
"""A message without a full stop that is this short may name the item of a waiting link."""

Guess = Callable[[Session, Catalog, str, str | None, datetime], Sequence[Wanted]]


class LinkService:
    """One a process; `prepare`, `prepare_tap` and `finding` are called by its workers."""

    def __init__(
        self,
        engine: Engine,
        catalog: Catalog,
        rules: Rules,
        now: Callable[[], datetime],
        *,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._engine, self._catalog, self._now = engine, catalog, now
        self._patience_s = patience_s
        self._pool = LinkPool(rules, workers=AT_ONCE, per_host=AT_ONCE_ON_A_HOST)
        self._visits = Visits(self._pool, now)
        self._stopping = threading.Event()
        self._recheck = Recheck(
            engine, catalog, LinkPool(rules, workers=RECHECKS_AT_ONCE, per_host=1)
        )
        self._threads = [
            threading.Thread(target=self._every, args=(POLL_S, self.answer_asked), daemon=True),
            threading.Thread(target=self._every, args=(MINUTE_S, self.recheck), daemon=True),
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """What is under way is left to the next start."""
        self._stopping.set()
        self._pool.close()
        self._recheck.stop()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(timeout=2)

    def prepare(self, text: str, line_user_id: str | None = None) -> None:
        """Open the links of a member's message; a stranger's are not opened."""
        if "." in text or len(text) <= SHORT:
            self._guess(wanted_by_text, text, line_user_id)

    def prepare_tap(self, data: str, line_user_id: str | None) -> None:
        """Open what a tap will ask about: links to be checked again, or waiting for an item."""
        self._guess(wanted_by_tap, data, line_user_id)

    def _guess(self, wanted_by: Guess, words: str, line_user_id: str | None) -> None:
        """Never raises: a guess that fails costs the quick finding, not the message."""
        try:
            with reading(self._engine) as session:
                wanted = wanted_by(session, self._catalog, words, line_user_id, self._now())
            visits = [self._visits.begin((w.url, w.agency), again=w.again) for w in wanted]
        except Exception as error:
            LOGGER.error("links_unprepared", extra={"error": type(error).__name__}, exc_info=error)
            return
        if visits:
            self._visits.wait_for(visits, self._patience_s)

    def finding(self, url: str, code: str, agency: Agency) -> LinkSeen | None:
        """What the last minute's visit of this link found for this item; never waits."""
        year = fiscal_year_of(self._now())
        visit = self._visits.just_finished(self._key(url, agency, year))
        if visit is None:
            return None
        expected = expectation_for(self._catalog, agency, code, year)
        found = for_item(visit.future.result(), expected)
        return seen_of(found, visit.finished_at or self._now())

    def _key(self, url: str, agency: Agency, fiscal_year: int) -> Key:
        return url, expectation_for(self._catalog, agency, None, fiscal_year)

    def _every(self, seconds: float, work: Callable[[], object]) -> None:
        while not self._stopping.wait(seconds):
            try:
                work()
            except Exception as error:
                LOGGER.error("links_failed", extra={"error": type(error).__name__}, exc_info=error)

    def recheck(self) -> RecheckReport:
        """A minute's part of the nightly look at every link."""
        return self._recheck.run(self._now())

    def answer_asked(self) -> int:
        """Record the results that have come in for rows that ask; returns how many."""
        with reading(self._engine) as session:
            rows = asked(session, BATCH)
            agencies = {row.agency_id: session.get(Agency, row.agency_id) for row in rows}
        ready = 0
        for row in rows:
            agency = agencies[row.agency_id]
            if agency is not None and row.asked_at is not None and not self._stopping.is_set():
                ready += self._answer(row, row.asked_at, agency)
        return ready

    def _answer(self, row: Evidence, asked_at: datetime, agency: Agency) -> bool:
        # A first visit may have begun when the link was pasted; a second look must be a new one.
        slack = timedelta(seconds=FRESH_S if row.checked_at is None else 3)
        key = self._key(row.url, agency, row.fiscal_year)
        visit = self._visits.begin(key, since=asked_at - slack)
        if not visit.future.done() or row.id is None:
            return False
        expected = expectation_for(self._catalog, agency, row.code, row.fiscal_year)
        check = self._check(visit, expected)
        with writing(self._engine) as session:
            mine = still_asked(session, row.id, asked_at)
            if mine is None:
                return False
            # Later than the question, also when the clock stands still: that is how it is late.
            record_check(session, mine, check, max(self._now(), asked_at + _TICK))
            session.flush()
            self._tell(session, mine)
        return True

    def _check(self, visit: Visit, expected: Expectation) -> Check:
        error = visit.future.exception()
        if error is None:
            return seen_of(for_item(visit.future.result(), expected), self._now()).as_check()
        LOGGER.error("link_unexamined", extra={"error": type(error).__name__}, exc_info=error)
        return Check(verdict="unknown", findings="[]")

    def _tell(self, session: Session, row: Evidence) -> None:
        """One notice for all the links of a message, when the last of them has its result."""
        if row.draft or waits_for_more(session, row):
            return
        rows, owner = answered_late(session, row), owner_of(session, row)
        if not rows or owner is None or owner.id is None:
            return
        visits = last_checks(session, [row.id or 0 for row in rows])
        body = json.dumps([late_findings(self._catalog, rows, visits)], ensure_ascii=False)
        leave_notice(session, owner.id, FINDING_NOTICE, body, self._now())
        _mark_all_told(session, rows)


def _mark_all_told(session: Session, rows: Iterable[Evidence]) -> None:
    for row in rows:
        mark_told(row)
        session.add(row)
