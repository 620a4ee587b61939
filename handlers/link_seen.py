"""What the link doctor saw of one link, as the conversation and the rows need it."""

import json
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from handlers.findings import Description, Finding, Verdict, describe, judge
from handlers.views.line import shorten
from models.evidence_rows import Evidence, EvidenceCheck
from models.link_checks import Check

_NAMES_THE_HOST = {Finding.COULD_NOT_CONNECT, Finding.BAD_CERTIFICATE, Finding.TEST_HOST}


@dataclass(frozen=True, slots=True)
class LinkSeen:
    """One visit: the findings, worst first, and the proof of what was online."""

    findings: tuple[Finding, ...]
    opened_at: datetime
    final_url: str = ""
    status: int | None = None
    title: str = ""
    excerpt: str = ""
    text_hash: str = ""
    etag: str = ""
    last_modified: str = ""

    @property
    def verdict(self) -> Verdict:
        return judge(self.findings)

    def as_check(self) -> Check:
        return Check(
            verdict=self.verdict,
            findings=json.dumps([finding.value for finding in self.findings]),
            status=self.status,
            final_url=self.final_url[:2_000],
            title=self.title,
            text_hash=self.text_hash,
            excerpt=self.excerpt,
            etag=self.etag,
            last_modified=self.last_modified,
        )


def findings_of(row: Evidence | EvidenceCheck) -> tuple[Finding, ...]:
    """What a visit found; a name that this version does not know is left out."""
    known = {finding.value: finding for finding in Finding}
    names: list[str] = json.loads(row.findings)
    return tuple(known[name] for name in names if name in known)


def descriptions(
    row: Evidence,
    wanted_year: int | None,
    status: int | None = None,
    *,
    visit: EvidenceCheck | None = None,
) -> tuple[Description, ...]:
    """The findings of a link in words, worst first; of its last visit or of the one given."""
    seen = visit or row
    return tuple(
        describe(
            finding,
            status=visit.status if visit else status,
            host=_host_of(row.url) if finding in _NAMES_THE_HOST else None,
            final_url=shorten(seen.final_url, 90) or None,
            wanted_year=wanted_year,
            found_year=wanted_year - 1 if wanted_year else None,
        )
        for finding in findings_of(seen)
    )


def _host_of(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def is_waiting(row: Evidence) -> bool:
    """Whether a result is still to come."""
    if row.asked_at is None:
        return row.checked_at is None
    return row.checked_at is None or row.asked_at > row.checked_at
