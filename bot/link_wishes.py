"""Which links a message or a tap will ask about.

For which item does not matter: a visit serves every item of the agency.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from content.catalog import Catalog
from handlers.checklist import storage_code
from handlers.evidence_words import code_reader
from handlers.fiscal_year import fiscal_year_of
from handlers.intents import AttachEvidence, KeepPairs, RecheckEvidence
from handlers.link_text import MAX_PAIRS, find_links, pairs
from handlers.postback import decode
from models.agency import Agency
from models.conversation import Conversation, live_expectation, live_focus
from models.coordinator import coordinator_of
from models.evidence import Evidence, links_of
from scheduler.links.examination import Expectation
from scheduler.links.expecting import expectation_for

_AGAIN = re.compile(r"(?:ตรวจ|เช็[คก]|ลอง)(?:ลิงก์)?\s*(?:ดู)?(?:ใหม่|อีก|ซ้ำ)")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A link to open; `again` when an earlier visit does not count."""

    url: str
    agency: Expectation
    again: bool = False


@dataclass(frozen=True, slots=True)
class _Chat:
    """A member and what their chat is about."""

    catalog: Catalog
    agency: Agency
    fiscal_year: int
    focus: str | None
    expecting: dict[str, Any]

    def wanted(self, urls: Iterable[str], *, again: bool = False) -> list[Wanted]:
        expected = expectation_for(self.catalog, self.agency, None, self.fiscal_year)
        return [Wanted(url, expected, again) for url in dict.fromkeys(urls)][:MAX_PAIRS]

    def waiting(self) -> list[Wanted]:
        """The links that wait for an item."""
        if self.expecting.get("kind") != "link_for":
            return []
        return self.wanted(str(url) for url in self.expecting.get("urls", ()))


def wanted_by_text(
    session: Session, catalog: Catalog, text: str, line_user_id: str | None, now: datetime
) -> Sequence[Wanted]:
    links = find_links(text)
    again = not links and _AGAIN.search(text) is not None
    if not links and not again and not _waits(session, line_user_id, now):
        return ()
    chat = _chat(session, catalog, line_user_id, now)
    if chat is None:
        return ()
    if again:
        named = [pair.code_text for pair in pairs(text, code_reader(catalog)) if pair.code_text]
        rows = _to_recheck(session, chat, named[0] if named else None, None)
        return chat.wanted((row.url for row in rows), again=True)
    return chat.wanted(link.url for link in links) if links else chat.waiting()


def _waits(session: Session, line_user_id: str | None, now: datetime) -> bool:
    """Whether a link in the chat waits for its item: one look, for every message without a link."""
    row = session.get(Conversation, f"user:{line_user_id}")
    expecting = live_expectation(row, now) if row else None
    return expecting is not None and expecting.get("kind") == "link_for"


def wanted_by_tap(
    session: Session, catalog: Catalog, data: str, line_user_id: str | None, now: datetime
) -> Sequence[Wanted]:
    intent = decode(data)
    if not isinstance(intent, RecheckEvidence | AttachEvidence | KeepPairs):
        return ()
    chat = _chat(session, catalog, line_user_id, now)
    if chat is None:
        return ()
    match intent:
        case RecheckEvidence(code, evidence_id):
            rows = _to_recheck(session, chat, code, evidence_id)
            return chat.wanted((row.url for row in rows), again=True)
        case KeepPairs():
            if chat.expecting.get("kind") != "pairs":
                return ()
            return chat.wanted(str(url) for _, url in chat.expecting["links"])
        case _:
            return chat.waiting()


def _to_recheck(
    session: Session, chat: _Chat, code: str | None, evidence_id: int | None
) -> Sequence[Evidence]:
    if evidence_id is not None:
        row = session.get(Evidence, evidence_id)
        mine = row is not None and row.agency_id == chat.agency.id and row.removed_at is None
        return [row] if row is not None and mine else []
    wanted = code or chat.focus
    if wanted is None or chat.agency.id is None:
        return []
    stored = storage_code(chat.catalog, wanted)
    return links_of(session, chat.agency.id, chat.fiscal_year, stored)


def _chat(
    session: Session, catalog: Catalog, line_user_id: str | None, now: datetime
) -> _Chat | None:
    person = coordinator_of(session, line_user_id) if line_user_id else None
    agency = session.get(Agency, person.agency_id) if person else None
    if agency is None or agency.is_office:
        return None
    row = session.get(Conversation, f"user:{line_user_id}")
    focus = live_focus(row, now) if row else None
    expecting = (live_expectation(row, now) if row else None) or {}
    item = focus if focus and catalog.item(focus) else None
    return _Chat(catalog, agency, fiscal_year_of(now), item, expecting)
