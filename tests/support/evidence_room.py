"""One agency's chat about links: real use cases and rows, findings handed in as values."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from content.catalog import Catalog
from handlers.findings import Finding, worst_first
from handlers.intents import AttachEvidence, LinkFor
from handlers.link_seen import LinkSeen
from handlers.outcome import KEEP, LinkDesk, Message, Outcome, Refusal, Turn
from handlers.postback import decode
from handlers.views.line import buttons_of
from models.agency import Agency, office
from models.coordinator import Coordinator, join
from models.database import reading, writing
from models.evidence import Evidence
from models.nudge import Notice
from simulator.message_schema import problems
from tests.support.province import at

UseCase = Callable[[Any, Turn], Outcome]


@dataclass(frozen=True, slots=True)
class Desk:
    """What the link doctor has ready: by link, or by link and item."""

    seen: Mapping[str, LinkSeen] = field(default_factory=dict)

    def finding(self, url: str, code: str, agency: Agency) -> LinkSeen | None:
        return self.seen.get(f"{code} {url}") or self.seen.get(url)


def seen(*findings: Finding, at_: datetime | None = None, **more: Any) -> LinkSeen:
    return LinkSeen(worst_first(findings), at_ or at("2030-01-01"), **more)


class Room:
    """A main coordinator, a deputy, an admin and a stranger, each with a conversation."""

    def __init__(
        self, engine: Engine, catalog: Catalog, website: str = "https://www.agency.example"
    ) -> None:
        self.engine, self.catalog = engine, catalog
        self.now = at("2026-11-23")
        self.desk: LinkDesk = Desk()
        self.memory: dict[str, dict[str, Any]] = {}
        with writing(engine) as session:
            agency = Agency(
                code="A01", name="หน่วยงานตัวอย่าง 1", short_name="ตย.1", created_at=self.now,
                website=website,
            )  # fmt: skip
            other = Agency(code="A02", name="หน่วยงานตัวอย่าง 2", created_at=self.now)
            session.add_all([agency, other])
            session.flush()
            assert agency.id is not None
            assert other.id is not None
            self.agency_id, self.other_id = agency.id, other.id
            join(session, "Umain", agency.id, admin=False, now=self.now)
            join(session, "Udeputy", agency.id, admin=False, now=self.now + timedelta(minutes=1))
            join(session, "Uother", other.id, admin=False, now=self.now)
            province = office(session, "ลำพูน", self.now)
            assert province.id is not None
            join(session, "Uadmin", province.id, admin=True, now=self.now)

    def turn(self, session: Session, user: str, text: str = "") -> Turn:
        memory = self.memory.setdefault(user, {"focus": None, "expecting": None, "buttons": {}})
        person = session.exec(select(Coordinator).where(Coordinator.line_user_id == user)).first()
        return Turn(
            session=session, catalog=self.catalog, now=self.now, line_user_id=user,
            source_key=f"user:{user}", person=person,
            agency=session.get(Agency, person.agency_id) if person else None,
            focus=memory["focus"], expecting=memory["expecting"], text=text, links=self.desk,
        )  # fmt: skip

    def does(
        self, use_case: UseCase, intent: Any, user: str = "Umain", text: str = ""
    ) -> list[str]:
        """The answer as read; Refusal's text when it is a no."""
        return self.with_turn(lambda turn: use_case(intent, turn), user, text)

    def with_turn(
        self, what: Callable[[Turn], Outcome | None], user: str = "Umain", text: str = ""
    ) -> list[str]:
        self.now += timedelta(seconds=10)
        with writing(self.engine) as session:
            turn = self.turn(session, user, text)
            try:
                with session.begin_nested():
                    outcome = what(turn)
            except Refusal as refusal:
                return [refusal.text]
        if outcome is None:
            return []
        self._remember(user, outcome)
        assert problems(list(outcome.messages), endpoint="reply", escaped=True) == []
        return [words for message in outcome.messages for words in words_of(message)]

    def taps(self, label: str, handle: UseCase, user: str = "Umain") -> list[str]:
        data = self.memory[user]["buttons"][label]
        return self.does(handle, decode(data), user)

    def buttons(self, user: str = "Umain") -> list[str]:
        return list(self.memory[user]["buttons"])

    def expecting(self, user: str = "Umain") -> Any:
        return self.memory[user]["expecting"]

    def looks_at(self, code: str, user: str = "Umain") -> None:
        self.memory.setdefault(user, {"expecting": None, "buttons": {}})["focus"] = code

    def links(self, code: str | None = None) -> list[Evidence]:
        with reading(self.engine) as session:
            rows = session.exec(
                select(Evidence).where(Evidence.agency_id == self.agency_id).order_by("id")
            ).all()
        return [r for r in rows if r.removed_at is None and code in (None, r.code)]

    def notices(self, user: str = "Umain") -> list[Notice]:
        with reading(self.engine) as session:
            return list(
                session.exec(
                    select(Notice)
                    .join(Coordinator, col(Coordinator.id) == col(Notice.coordinator_id))
                    .where(Coordinator.line_user_id == user)
                    .order_by("id")
                ).all()
            )

    def _remember(self, user: str, outcome: Outcome) -> None:
        memory = self.memory[user]
        if outcome.focus is not KEEP:
            memory["focus"] = outcome.focus
        memory["expecting"] = (
            json.loads(json.dumps(outcome.expecting)) if outcome.expecting else None
        )
        memory["buttons"] = buttons_of(outcome.messages) or memory["buttons"]


def pasted(*pairs: tuple[str | None, str], **more: Any) -> AttachEvidence:
    return AttachEvidence(tuple(LinkFor(code, url) for code, url in pairs), **more)


def words_of(message: Message) -> list[str]:
    """Every text of a message, in reading order."""
    if message["type"] == "text":
        return [message["text"]]
    return list(_texts(message["contents"]))


def _texts(part: Any) -> list[str]:
    if isinstance(part, list):
        return [words for child in part for words in _texts(child)]
    if not isinstance(part, dict):
        return []
    if part.get("type") == "text":
        return [str(part["text"])]
    keys = ("header", "body", "footer", "contents")
    return [words for key in keys for words in _texts(part.get(key))]
