"""The link doctor's whole visit: open the link, follow what the page itself does, judge it."""

import re
import time
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from scheduler.links.content import read_content
from scheduler.links.examination import Examination, Expectation
from scheduler.links.examine import examine
from scheduler.links.fetch import Rules, fetch
from scheduler.links.fetched import Fetched, Hop, Validators

_MOVES_BY_PAGE = 2
_MAY_MOVE = re.compile(rb"http-equiv|location", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The server vouches that the page is what it was: the last findings still hold."""

    validators: Validators


def check(url: str, expectation: Expectation, rules: Rules) -> Examination:
    """Every finding on this link, within the rules' deadline."""
    return _examine(_open(url, rules, None), expectation, rules)


def recheck(
    url: str, expectation: Expectation, rules: Rules, validators: Validators
) -> Examination | Unchanged:
    """The same, sparing the server what it already told us. Pass no validators of a visit that
    had another expectation: an unchanged page may still be wrong for a new year."""
    fetched = _open(url, rules, validators)
    if fetched.status == 304 and validators != Validators():
        return Unchanged(validators)
    return _examine(fetched, expectation, rules)


def _examine(fetched: Fetched, expectation: Expectation, rules: Rules) -> Examination:
    return examine(fetched, expectation, allow_loopback=rules.allow_loopback)


def _open(url: str, rules: Rules, validators: Validators | None) -> Fetched:
    """Follows a page that does nothing but send the reader on, as a browser would."""
    end = time.monotonic() + rules.deadline_s
    fetched = fetch(url, rules, validators)
    for _ in range(_MOVES_BY_PAGE):
        target = _sent_on_to(fetched)
        left = end - time.monotonic()
        if target is None or left < 0.1:
            break
        hop = Hop(fetched.final_url, fetched.status or 200)
        there = fetch(target, replace(rules, deadline_s=left))
        fetched = replace(there, url=url, hops=(*fetched.hops, hop, *there.hops))
    return fetched


def _sent_on_to(fetched: Fetched) -> str | None:
    if fetched.status != 200 or fetched.failure or len(fetched.body) > 50_000:
        return None
    if not _MAY_MOVE.search(fetched.body):
        return None
    page = read_content(fetched).page
    if page is None or not page.moves_to or len(page.text) > 300:
        return None
    try:
        target = urljoin(fetched.final_url, page.moves_to.strip())
    except ValueError:
        return None
    return None if target.partition("#")[0] == fetched.final_url else target
