"""The tables of evidence: links, every visit of the link doctor, and the office's verdicts.

Nothing is deleted: it is the proof of what was online, and when, for the dispute window.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

REVIEWS = ("none", "accepted", "returned")


class Evidence(SQLModel, table=True):
    """One link of one agency for one item in one fiscal year (Buddhist era)."""

    __table_args__ = (Index("ix_evidence_item", "agency_id", "fiscal_year", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id")
    fiscal_year: int
    code: str
    url: str
    note: str = ""
    """The explanation that the assessment form asks for beside the link."""
    draft: bool = False
    """Carried over from last year and not yet confirmed by anyone: counts for nothing."""
    added_by: int | None = None
    added_at: datetime
    removed_at: datetime | None = None
    verdict: str = "checking"
    """`checking`, `opens`, `warning` (opens, with findings), `dead`, `unknown`."""
    findings: str = "[]"
    """JSON list of finding names, worst first."""
    final_url: str = ""
    title: str = ""
    checked_at: datetime | None = None
    asked_at: datetime | None = None
    """When a check was last wanted; later than `checked_at` means it is still to do."""
    told_verdict: str = ""
    """The verdict that the owner was last told."""
    down_since: datetime | None = None
    down_told_at: datetime | None = None
    etag: str = ""
    last_modified: str = ""


class EvidenceCheck(SQLModel, table=True):
    """One visit of the link doctor."""

    __tablename__ = "evidence_check"

    id: int | None = Field(default=None, primary_key=True)
    evidence_id: int = Field(foreign_key="evidence.id", index=True)
    at: datetime
    verdict: str
    findings: str
    status: int | None = None
    final_url: str = ""
    title: str = ""
    text_hash: str = ""
    excerpt: str = ""


class ItemReview(SQLModel, table=True):
    """The office's verdict on an item of an agency; the newest row counts."""

    __tablename__ = "item_review"
    __table_args__ = (
        CheckConstraint(f"verdict IN {REVIEWS}", name="ck_item_review"),
        Index("ix_item_review", "agency_id", "fiscal_year", "code"),
    )

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id")
    fiscal_year: int
    code: str
    verdict: str
    """`accepted`, `returned`, or `none` (withdrawn, or the links changed since)."""
    reason: str = ""
    by: int | None = None
    at: datetime
    answered_at: datetime | None = None
    """When the coordinator said "แก้แล้ว"."""
