"""What an answer means for the evidence: pure, from what was fetched and what the item expects.

It says "opens" only when it found a reason to: an answer of the 200s with something to see.
"""

import hashlib
import re
from dataclasses import replace

from handlers.findings import Finding, worst_first
from scheduler.links import walls
from scheduler.links.content import Content, read_content
from scheduler.links.examination import Examination, Expectation
from scheduler.links.fetched import Fetched
from scheduler.links.site import host_of, is_own_site, is_test_host, leads_to_itself, place_of
from scheduler.links.years import years_in

MAX_EXCERPT = 200
_BIGGEST_FILE = 100 * 1024 * 1024
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd]+")


def examine(
    fetched: Fetched, expectation: Expectation, *, allow_loopback: bool = False
) -> Examination:
    """Every finding on this answer; (OPENS,) alone when there is nothing to say against it."""
    content = read_content(fetched)
    walled = walls.was_sent_to_sign_in(fetched)
    seen = _answer_findings(fetched, content)
    readable = not seen
    if readable and content.page and leads_to_itself(content.page, fetched.final_url):
        seen.add(Finding.SELF_INDEX)
    seen |= _address_findings(fetched, expectation, walled=walled, allow_loopback=allow_loopback)
    if walled:
        seen.discard(Finding.MOVED)
    visit = Examination(
        findings=worst_first(seen or {Finding.OPENS}),
        final_url=fetched.final_url,
        status=fetched.status,
        title=_plain(content.page.title if content.page else ""),
        excerpt=_plain(content.text),
        text_hash=_hash(content, fetched),
        page_years=tuple(sorted(years_in(_named(content)))),
        years_known=readable and not fetched.truncated,
        scan=readable and content.scan,
        validators=fetched.validators,
    )
    return for_item(visit, expectation)


def for_item(visit: Examination, expectation: Expectation) -> Examination:
    """The same visit in the light of an item: only the year and the scan depend on it."""
    found = set(visit.findings) - {Finding.WRONG_YEAR, Finding.SCANNED_PDF, Finding.OPENS}
    if expectation.machine_readable and visit.scan:
        found.add(Finding.SCANNED_PDF)
    wanted, years = expectation.wanted_year, visit.page_years
    if wanted and wanted - 1 in years and wanted not in years and visit.years_known:
        found.add(Finding.WRONG_YEAR)
    findings = worst_first(found or {Finding.OPENS})
    return replace(visit, findings=findings, wanted_year=wanted)


_DEAD_FAILURES: dict[str, Finding] = {
    "timeout": Finding.TIMEOUT,
    "dns": Finding.COULD_NOT_CONNECT,
    "refused": Finding.COULD_NOT_CONNECT,
    "tls": Finding.COULD_NOT_CONNECT,
    "certificate": Finding.BAD_CERTIFICATE,
    "address": Finding.ADDRESS_NOT_ALLOWED,
    "redirects": Finding.TOO_MANY_REDIRECTS,
    "protocol": Finding.UNREADABLE,
    "broken_off": Finding.UNREADABLE,
    "too_large": Finding.UNREADABLE,
    "undecodable": Finding.UNREADABLE,
}


def _answer_findings(fetched: Fetched, content: Content) -> set[Finding]:
    """What keeps an assessor from seeing the content, if anything does."""
    status, page = fetched.status, content.page
    share = walls.is_share(fetched.url) or walls.is_share(fetched.final_url)
    closed = Finding.PRIVATE_SHARE if share else Finding.LOGIN_WALL
    if walls.was_sent_to_sign_in(fetched):
        return {closed}
    if status is None or (fetched.failure and 200 <= status < 400):
        return {_DEAD_FAILURES[fetched.failure or "protocol"]}
    if walls.blocks_robots(fetched, page):
        return {Finding.ROBOT_WALL}
    match status:
        case 401 | 403 | 407 | 511:
            return {closed}
        case 400 if share:  # what Facebook tells a stranger
            return {closed}
        case 404 | 410:
            return {Finding.NOT_FOUND}
        case 408 | 504:
            return {Finding.TIMEOUT}
        case _ if not 200 <= status < 300:
            return {Finding.UNREADABLE if status < 400 else Finding.SERVER_ERROR}
        case _:
            return _body_findings(fetched, content, closed)


def _body_findings(fetched: Fetched, content: Content, closed: Finding) -> set[Finding]:
    page = content.page
    if not content.readable or _is_too_large(fetched, content):
        return {Finding.UNREADABLE}
    if not fetched.body.strip():
        return {Finding.EMPTY_PAGE}
    if page is None:
        return set()
    if walls.asks_to_sign_in(page) or walls.denies_access(fetched.url, page):
        return {closed}
    if walls.reports_error(page) or walls.fell_back_to_home(fetched):
        return {Finding.SOFT_ERROR}
    if len(page.text) >= 15 or page.shows_media:
        return set()
    # A page built by its scripts shows nothing to a program: unknown, not wrong.
    return {Finding.ROBOT_WALL if page.scripts or page.moves_to else Finding.EMPTY_PAGE}


def _is_too_large(fetched: Fetched, content: Content) -> bool:
    """A big file opens for people and is judged by its start; an endless page does not."""
    if not fetched.truncated:
        return False
    if content.kind in ("html", "text", "binary"):
        return True
    return (fetched.declared_length or 0) > _BIGGEST_FILE


def _address_findings(
    fetched: Fetched, expectation: Expectation, *, walled: bool, allow_loopback: bool
) -> set[Finding]:
    found: set[Finding] = set()
    # A sign-in page elsewhere says nothing about where the evidence lives.
    arrived = fetched.url if walled or fetched.status is None else fetched.final_url
    if any(
        is_test_host(host_of(url), allow_loopback=allow_loopback) for url in (fetched.url, arrived)
    ):
        found.add(Finding.TEST_HOST)
    if expectation.agency_hosts and not is_own_site(arrived, expectation.agency_hosts):
        found.add(Finding.FOREIGN_SITE)
    if fetched.status is not None and fetched.final_url.startswith("http://"):
        found.add(Finding.HTTP_ONLY)
    elsewhere = place_of(fetched.url) != place_of(fetched.final_url)
    if fetched.hops and elsewhere and not fetched.failure:
        found.add(Finding.MOVED)
    return found


def _named(content: Content) -> str:
    title = content.page.title if content.page else ""
    return f"{title}\n{content.text}"


def _hash(content: Content, fetched: Fetched) -> str:
    if not fetched.body:
        return ""
    data = content.text.encode() if content.page else fetched.body
    return hashlib.sha256(data).hexdigest()


def _plain(text: str) -> str:
    """Text from a page is data: short, one line, nothing that steers a screen."""
    return " ".join(_UNSEEN.sub(" ", text[: MAX_EXCERPT * 5]).split())[:MAX_EXCERPT]
