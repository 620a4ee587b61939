"""Golden transcripts: a chat in Thai that the people it is for can read, played on the real thing.

Real handlers, real SQLite, real content, fake time, no HTTP. A file is a list of lines:

    @ 2026-11-23 09:00            the clock (Bangkok)
    agency A01 ชื่อหน่วยงาน        an agency
    สมหญิง joins A01              a member without the invite; `joins admin` for the office
    invite A01 -> $code           an invite code under a name; what the bot says is $new1…
    link https://… not_found      what the link doctor finds there from now on, worst first
    link https://… late           …or that it is not ready within the reply
    night                         the nightly recheck at this moment: every link, then its news
    lessons                       what use has taught so far, oldest first, with how often
    สมหญิง > O12 เสร็จแล้ว          she types; ⏎ is a line break
    สมหญิง tap ยกเลิก O12           she taps that label in what the bot last sent her
    สมหญิง quotes O12 > เสร็จแล้ว    she answers the newest message of the bot that begins so
    สมหญิง does follow            follow, unfollow, sticker, image, file, location, group-join
        reply …                   what was said; indented lines are the expected answer
        [ปุ่ม] [ปุ่ม]              the buttons it showed

Run with ACCEPT_CHATS=1 to rewrite the indented lines; the diff is the review.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from bot.delivery import Answer
from bot.sender import abouts
from bot.turn import TurnMaker
from content.catalog import Catalog
from handlers.events import (
    Event,
    Follow,
    Happening,
    Join,
    MediaMessage,
    Postback,
    Source,
    TextMessage,
    Unfollow,
)
from handlers.findings import Finding, worst_first
from handlers.fiscal_year import BANGKOK, fiscal_year_of
from handlers.link_seen import LinkSeen
from handlers.review_words import usual_reasons
from handlers.understanding.resolve import Lexicon, build
from handlers.views.line import buttons_of
from models import sent
from models.agency import Agency, agency_by_code, office
from models.coordinator import join
from models.database import reading, writing
from models.evidence import Evidence
from models.invite import ALPHABET, issue, printed
from models.lesson import Lesson
from models.link_checks import record_check
from models.outbox import OutboxMessage
from models.wording import give_reasons
from scheduler.links.outages import tell_changes

PRINTED = re.compile(rf"(?m)^(?:reply )?([{ALPHABET}]{{4}}-[{ALPHABET}]{{4}})$")
"""An invite code on a line of its own: it is another one each time."""
DEEDS: dict[str, Happening] = {
    "follow": Follow(),
    "unfollow": Unfollow(),
    "sticker": MediaMessage("sticker"),
    "image": MediaMessage("image"),
    "file": MediaMessage("file"),
    "location": MediaMessage("location"),
}


@lru_cache(maxsize=1)
def lexicon_of(catalog_key: int) -> Lexicon:
    return build(_CATALOGS[catalog_key])


_CATALOGS: dict[int, Catalog] = {}


STATUSES = {Finding.NOT_FOUND: 404, Finding.SERVER_ERROR: 500, Finding.LOGIN_WALL: 403}


@dataclass(slots=True)
class LinkBook:
    """The internet of a transcript: what each link shows, the moment it is asked for."""

    pages: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
    now: datetime = datetime(2026, 1, 1, tzinfo=UTC)

    def prepare(self, text: str, line_user_id: str | None) -> None:
        """Nothing is slow here."""

    def prepare_tap(self, data: str, line_user_id: str | None) -> None:
        """Nothing is slow here."""

    def finding(self, url: str, code: str, agency: Agency) -> LinkSeen | None:
        found = self.pages.get(url)
        if not found:
            return None
        return LinkSeen(found, self.now, url, STATUSES.get(found[0], 200))


class Chat:
    """One province on one SQLite file, with people who type and tap."""

    def __init__(self, engine: Engine, catalog: Catalog) -> None:
        _CATALOGS[id(catalog)] = catalog
        self.engine, self.catalog = engine, catalog
        self.now = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
        self.names: dict[str, str] = {}
        self.codes: dict[str, str] = {}
        self.shown: dict[str, dict[str, str]] = {}
        self.sent: dict[str, list[tuple[str, str]]] = {}
        """Id and first words of every message to a person."""
        self._ids: dict[str, str] = {}
        self._count = 0
        self.links = LinkBook()
        self.maker = TurnMaker(
            catalog, lambda: lexicon_of(id(catalog)), "ลำพูน", "http://127.0.0.1:8000", self.links
        )

    def user(self, name: str) -> str:
        return self._ids.setdefault(name, f"U{len(self._ids) + 1:032x}")

    def add_agency(self, code: str, name: str, website: str = "") -> None:
        with writing(self.engine) as session:
            session.add(Agency(code=code, name=name, website=website, created_at=self.now))

    def joins(self, name: str, agency: str) -> None:
        with writing(self.engine) as session:
            if agency == "admin":
                row: Agency | None = office(session, "ลำพูน", self.now)
                give_reasons(session, usual_reasons(self.catalog.phrases), self.now)
            else:
                row = agency_by_code(session, agency)
            assert row is not None, f"no agency {agency}"
            assert row.id is not None
            join(session, self.user(name), row.id, admin=agency == "admin", now=self.now)

    def invite(self, agency: str) -> str:
        with writing(self.engine) as session:
            row = agency_by_code(session, agency)
            assert row is not None
            assert row.id is not None
            code, _ = issue(session, row.id, self.now)
        return printed(code)

    def link(self, url: str, *findings: str) -> None:
        """What stands at an address from now on; `late` for nothing in time."""
        known = () if "late" in findings else tuple(Finding(name) for name in findings)
        self.links.pages[url] = worst_first(known)

    def night(self) -> None:
        """Every link is looked at, and what changed is left for its owner's next message."""
        self.links.now = self.now
        with writing(self.engine) as session:
            for row in session.exec(select(Evidence).where(col(Evidence.removed_at).is_(None))):
                agency = session.get(Agency, row.agency_id)
                seen = self.links.finding(row.url, row.code, agency) if agency else None
                if seen is not None:
                    record_check(session, row, seen.as_check(), self.now)
            session.flush()
            tell_changes(session, self.catalog, fiscal_year_of(self.now), self.now)

    def says(self, name: str, text: str) -> list[str]:
        return self._happens(name, TextMessage(text, f"m{self._count}"))

    def quotes(self, name: str, words: str, text: str) -> list[str]:
        sent = reversed(self.sent.get(name, []))
        quoted = next((number for number, said in sent if said.startswith(words)), None)
        assert quoted is not None, f"{name} was told nothing that begins with {words!r}"
        return self._happens(name, TextMessage(text, f"m{self._count}", quoted))

    def taps(self, name: str, label: str) -> list[str]:
        shown = self.shown.get(name, {})
        assert label in shown, f"{name} was shown no button {label!r}, only {list(shown)}"
        return self._happens(name, Postback(shown[label]))

    def does(self, name: str, deed: str) -> list[str]:
        if deed == "group-join":
            return self._happens(name, Join(), Source("group", "C" + "1" * 32, None))
        if deed.startswith("group-says "):
            what = TextMessage(deed.removeprefix("group-says "), "g1")
            return self._happens(name, what, Source("group", "C" + "1" * 32, self.user(name)))
        return self._happens(name, DEEDS[deed])

    def lessons(self) -> list[str]:
        with reading(self.engine) as session:
            rows = session.exec(select(Lesson).order_by(col(Lesson.id))).all()
        return [
            f"{row.count}× {row.how}: {row.text} | {row.answered or '–'} | {row.meant or '–'}"
            for row in rows
        ]

    def messages(self, name: str) -> list[dict[str, Any]]:
        """The message objects of the last answer."""
        return self._last

    def _happens(self, name: str, what: Happening, source: Source | None = None) -> list[str]:
        self._count += 1
        self.now += timedelta(seconds=5)
        self.links.now = self.now
        user = self.user(name)
        event = Event(what, source or Source("user", user, user), f"token-{self._count}")
        with writing(self.engine) as session:
            self.maker.take(session, event, self.now)
        with writing(self.engine) as session:
            row = session.exec(
                select(OutboxMessage).where(OutboxMessage.reply_token == event.reply_token)
            ).first()
            self._last: list[dict[str, Any]] = json.loads(row.body) if row else []
            if row is not None:
                row.status = "accepted"
                session.add(row)
                self._delivered(session, name, row)
        if self._last:
            self.shown[name] = buttons_of(self._last)
        return [line for message in self._last for line in rendered(message)]

    def _delivered(self, session: Session, name: str, row: OutboxMessage) -> None:
        """As the sender does with the ids of LINE's answer."""
        ids = [f"{row.reply_token}n{number}".replace("-", "") for number in range(len(self._last))]
        told = [message.get("altText") or message["text"] for message in self._last]
        self.sent.setdefault(name, []).extend(zip(ids, told, strict=True))
        answer = Answer(200, json.dumps({"sentMessages": [{"id": each} for each in ids]}))
        sent.keep(session, row.source_key, abouts(row, answer), self.now)


def rendered(message: dict[str, Any]) -> list[str]:
    """What a person reads, one line a text; buttons in brackets at the end."""
    if message["type"] == "text":
        lines = [f"reply {part}" for part in message["text"].split("\n")]
    else:
        words = list(_texts(message["contents"]))
        lines = [f"reply ⟦{message['altText']}⟧"] + [f"  {word}" for word in words if word.strip()]
    buttons = buttons_of([message])
    if buttons:
        lines.append("  " + " ".join(f"[{label}]" for label in buttons))
    return lines


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for child in part:
            yield from _texts(child)
    elif isinstance(part, dict):
        if part.get("type") == "text":
            yield from str(part["text"]).split("\n")
        elif part.get("layout") in ("horizontal", "baseline"):
            yield " ".join(_texts(part.get("contents", [])))
        else:
            for key in ("header", "hero", "body", "footer", "contents"):
                yield from _texts(part.get(key, []))


_STEP = re.compile(r"^(?P<who>\S+) (?P<how>>|quotes|tap|does|joins) ?(?P<what>.*)$")


def play(path: Path, chat: Chat) -> str:
    """The transcript with the answers that were really given."""
    out: list[str] = []
    for raw in path.read_text(encoding="utf-8").splitlines():
        if raw.startswith((" ", "\t")):
            continue
        out.append(raw)
        if not raw.strip() or raw.startswith("#"):
            continue
        out += [f"    {line}" for line in _step(raw, chat)]
    return "\n".join(line.rstrip() for line in out) + "\n"


def _step(raw: str, chat: Chat) -> list[str]:
    line = raw.strip()
    if line.startswith("@ "):
        moment = datetime.strptime(line[2:], "%Y-%m-%d %H:%M")  # noqa: DTZ007 – zone is next
        chat.now = moment.replace(tzinfo=BANGKOK).astimezone(UTC)
        return []
    if line.startswith("agency "):
        _, code, name = line.split(" ", 2)
        chat.add_agency(code, name)
        return []
    if line == "night":
        chat.night()
        return []
    if line == "lessons":
        return chat.lessons() or ["(none)"]
    if line.startswith("link "):
        chat.link(*line.split()[1:])
        return []
    if line.startswith("invite "):
        _, agency, _, variable = line.split()
        chat.codes[variable] = chat.invite(agency)
        return []
    found = _STEP.match(line)
    assert found is not None, f"not a line of a transcript: {line}"
    who, how, what = found["who"], found["how"], found["what"]
    for variable, code in chat.codes.items():
        what = what.replace(variable, code)
    match how:
        case ">":
            answer = chat.says(who, what.replace("⏎", "\n"))
        case "quotes":
            begins, _, text = what.partition(" > ")
            answer = chat.quotes(who, begins, text.replace("⏎", "\n"))
        case "tap":
            answer = chat.taps(who, what)
        case "does":
            answer = chat.does(who, what)
        case _:
            chat.joins(who, what)
            return []
    for code in PRINTED.findall("\n".join(answer)):
        if code not in chat.codes.values():
            chat.codes[f"$new{sum(name.startswith('$new') for name in chat.codes) + 1}"] = code
    for variable, code in chat.codes.items():
        answer = [part.replace(code, variable) for part in answer]
    return answer or ["(silence)"]
