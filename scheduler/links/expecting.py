"""What an item expects of its evidence, and the doctor's answer as the rows keep it."""

from datetime import datetime
from urllib.parse import urlsplit

from content.catalog import Catalog
from handlers.link_seen import LinkSeen
from models.agency import Agency
from scheduler.links.examination import Examination, Expectation


def expectation_for(
    catalog: Catalog, agency: Agency, code: str | None, fiscal_year: int
) -> Expectation:
    """`code` None, a measure or a perception item: only the agency's own site matters."""
    item = catalog.item(code) if code else None
    return Expectation(
        agency_hosts=hosts_of(agency.website),
        fiscal_year=fiscal_year,
        data_year=item.data_year if item else None,
        machine_readable=item.machine_readable if item else False,
    )


def hosts_of(website: str) -> tuple[str, ...]:
    """The hosts of a cell such as `https://www.a.go.th, b.go.th/home`; a port stays with them."""
    hosts: list[str] = []
    for word in website.replace(",", " ").replace(";", " ").split():
        try:
            place = urlsplit(word if "://" in word else f"//{word}").netloc.rpartition("@")[2]
        except ValueError:
            continue
        if "." in place or ":" in place:
            hosts.append(place.lower())
    return tuple(dict.fromkeys(hosts))


def seen_of(found: Examination, opened_at: datetime) -> LinkSeen:
    validators = found.validators
    return LinkSeen(
        findings=found.findings,
        opened_at=opened_at,
        final_url=found.final_url,
        status=found.status,
        title=found.title,
        excerpt=found.excerpt,
        text_hash=found.text_hash,
        etag=validators.etag or "",
        last_modified=validators.last_modified or "",
    )
