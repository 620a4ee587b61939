"""APScheduler as a clock and nothing else: every minute it asks the rows what is due.

The time is the caller's `now`, so a simulated clock moves everything. A pass that fails is logged
and comes again a minute later; nothing depends on a pass having happened.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import Engine
from sqlmodel import Session

from content.catalog import Catalog
from models.database import reading, writing
from models.office import Setting
from models.quota import newest_reading
from scheduler.budget import QuotaReading
from scheduler.sweep import SweepReport, sweep
from scheduler.upkeep import night, night_is_due

LAST_SWEEP = "last_sweep"
EVERY_S = 60.0
LOGGER = logging.getLogger("bot.clock")

Now = Callable[[], datetime]
ReadQuota = Callable[[], QuotaReading]
Work = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Clock:
    _scheduler: Any

    def stop(self) -> None:
        """Waits for a pass that is under way."""
        self._scheduler.shutdown(wait=True)


@dataclass(frozen=True, slots=True)
class Passes:
    """What the clock drives; each method may also be called by hand."""

    engine: Engine
    catalog: Catalog
    now: Now
    read_quota: ReadQuota
    province: str = ""
    after_sweep: Work | None = None
    every_minute: tuple[Work, ...] = ()
    every_night: tuple[Work, ...] = ()

    def minute(self) -> None:
        for work in (self.sweep_once, self.night_once, *self.every_minute):
            try:
                work()
            except Exception as error:
                LOGGER.error("pass_failed", exc_info=error)

    def sweep_once(self) -> SweepReport:
        """Looks first, so that LINE is asked for its quota only when something is due."""
        now = self.now()
        with reading(self.engine) as session:
            due = sweep(session, self.catalog, now, quota=None, dry_run=True).planned
        quota = self._quota() if due or not self._knows_quota() else None
        with writing(self.engine) as session:
            report = sweep(session, self.catalog, now, quota=quota, province=self.province)
            _record(session, now)
        if report.queued and self.after_sweep is not None:
            self.after_sweep()
        return report

    def night_once(self) -> None:
        now = self.now()
        with writing(self.engine) as session:
            if not night_is_due(session, now):
                return
        for error in night(self.engine, self.catalog, now, self.every_night):
            LOGGER.error("night_work_failed", exc_info=error)

    def _knows_quota(self) -> bool:
        """LINE is asked once even when nothing is due: an outage then finds a figure to go by."""
        with reading(self.engine) as session:
            return newest_reading(session) is not None

    def _quota(self) -> QuotaReading | None:
        """None when LINE cannot be asked: the pass then goes by the last figure read."""
        try:
            return self.read_quota()
        except Exception as error:
            LOGGER.warning("quota_unread", extra={"error": type(error).__name__})
            return None


def _record(session: Session, now: datetime) -> None:
    row = session.get(Setting, LAST_SWEEP) or Setting(key=LAST_SWEEP, value="", updated_at=now)
    row.value, row.updated_at = now.isoformat(), now
    session.add(row)


def start(  # noqa: PLR0913 – everything that the clock drives is named here, once
    engine: Engine,
    catalog: Catalog,
    *,
    now: Now,
    read_quota: ReadQuota,
    province: str = "",
    after_sweep: Work | None = None,
    every_minute: Iterable[Work] = (),
    every_night: Iterable[Work] = (),
    every_s: float = EVERY_S,
) -> Clock:
    """The first pass is made at once: what a stop left behind goes on without waiting a minute."""
    passes = Passes(
        engine, catalog, now, read_quota, province, after_sweep, tuple(every_minute),
        tuple(every_night),
    )  # fmt: skip
    scheduler = BackgroundScheduler(timezone=UTC)
    scheduler.add_job(
        passes.minute,
        "interval",
        seconds=every_s,
        next_run_time=datetime.now(UTC),
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
    )
    scheduler.start()
    return Clock(scheduler)
