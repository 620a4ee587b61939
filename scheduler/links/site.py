"""Where a link lives: the agency's own site, a test machine, or the page it came from."""

import re
from urllib.parse import SplitResult, urljoin, urlsplit

from scheduler.links.address import is_loopback, parse
from scheduler.links.page import Page

_INTERNAL_NAMES = ("local", "internal", "intranet", "lan", "home", "test", "corp")
_TEST_LABEL = re.compile(r"(?:dev|develop|test|testing|staging|stage|uat|demo|sandbox|beta)\d{0,2}")


def split(url: str) -> SplitResult:
    """The parts of a link; all empty when it is no link at all."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return SplitResult("", "", "", "", "")
    return parts


def host_of(url: str) -> str:
    """The host in lower case without its port; empty when there is none."""
    return (split(url).hostname or "").rstrip(".")


def is_on(host: str, sites: tuple[str, ...]) -> bool:
    """Whether the host is one of the sites or below one."""
    return any(host == site or host.endswith("." + site) for site in sites)


def is_own_site(url: str, agency_hosts: tuple[str, ...]) -> bool:
    """Whether the link is on one of the agency's hosts or below one. A host may carry a port."""
    host = host_of(url).removeprefix("www.")
    own = tuple(name.lower().removeprefix("www.") for name in agency_hosts)
    return is_on(host, own) or f"{host}:{split(url).port}" in own


def is_test_host(host: str, *, allow_loopback: bool) -> bool:
    """A machine for trying things out, or one that only has a name inside the office."""
    address = parse(host)
    if (address is not None and is_loopback(address)) or is_on(host, ("localhost",)):
        return not allow_loopback
    if address is not None or "." not in host or is_on(host, _INTERNAL_NAMES):
        return True
    return any(
        _TEST_LABEL.fullmatch(part) for label in host.split(".")[:-2] for part in label.split("-")
    )


def place_of(url: str) -> tuple[str, str, str]:
    """A link without what makes no difference to people: scheme, "www.", the last slash."""
    parts = split(url)
    return parts.netloc.removeprefix("www."), parts.path.rstrip("/"), parts.query


def leads_to_itself(page: Page, url: str) -> bool:
    """An index whose every entry comes back to the same page."""
    here = place_of(url)
    entries = [link for link in page.links if not link.aside and link.text]
    if len(entries) < 3:
        return False
    return all(_comes_back(link.href, page.ids, url, here) for link in entries)


def _comes_back(href: str, ids: frozenset[str], url: str, here: tuple[str, str, str]) -> bool:
    try:
        full = urljoin(url, href)
        fragment = urlsplit(full).fragment
        return place_of(full) == here and (not fragment or fragment not in ids)
    except ValueError:
        return False
