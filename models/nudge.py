"""What is due to be said without being asked: nudges, notices for the next reply, snoozes."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class Nudge(SQLModel, table=True):
    """One proactive message to one coordinator for one occasion; the pair is unique for ever."""

    __table_args__ = (UniqueConstraint("coordinator_id", "occasion"),)

    id: int | None = Field(default=None, primary_key=True)
    coordinator_id: int = Field(foreign_key="coordinator.id")
    agency_id: int = Field(index=True)
    occasion: str
    """`monthly:2026-12`, `deadline:7:30`, `silence:2026-12-01`, `announcement:3`, …"""
    status: str
    """`queued` (an outbox row exists), `held` (quota), `merged` (said with another), `dropped`."""
    reason: str = ""
    outbox_id: int | None = None
    created_at: datetime
    tapped_at: datetime | None = None


class Notice(SQLModel, table=True):
    """Something to tell a person for free with their next reply."""

    id: int | None = Field(default=None, primary_key=True)
    coordinator_id: int = Field(foreign_key="coordinator.id", index=True)
    kind: str
    body: str
    """JSON list of LINE message objects, or a plain text for a line of its own."""
    created_at: datetime
    shown_at: datetime | None = None


class Snooze(SQLModel, table=True):
    """One item that an agency wants left out of reminders for a while."""

    __table_args__ = (UniqueConstraint("agency_id", "fiscal_year", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id")
    fiscal_year: int
    code: str
    until: date
