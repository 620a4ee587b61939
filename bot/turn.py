"""One turn: from an event and the rows of its chat to an outcome, and from that to rows again."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlmodel import Session

from bot.reader import words_of
from content.catalog import Catalog
from handlers import learning
from handlers.events import Event, Follow, MediaMessage, Postback, TextMessage
from handlers.evidence_ask import still_waiting
from handlers.fiscal_year import fiscal_year_of
from handlers.heard import Heard
from handlers.outcome import KEEP, LinkDesk, Outcome, Quoted, Refusal, Turn
from handlers.respond import respond, tapped
from handlers.understanding.resolve import Lexicon
from handlers.views import line
from models import sent
from models.agency import Agency
from models.conversation import (
    Conversation,
    conversation_of,
    live_expectation,
    live_focus,
    live_heard,
)
from models.coordinator import coordinator_of
from models.outbox import OutboxMessage

_SIGNS_OF_LIFE = (TextMessage, Postback, Follow, MediaMessage)
"""Whoever sends one of these can be reached again, whatever LINE said of an earlier push."""


class LinkPreparer(LinkDesk, Protocol):
    """The part of the link doctor that works before a turn, outside its transaction."""

    def prepare(self, text: str, line_user_id: str | None) -> None:
        """Open the links in a member's text, waiting at most 1.5 seconds."""

    def prepare_tap(self, data: str, line_user_id: str | None) -> None:
        """Open the links that a tap asks about, waiting as long."""


@dataclass(frozen=True, slots=True)
class TurnMaker:
    """What every turn of this process shares."""

    catalog: Catalog
    lexicon: Callable[[], Lexicon]
    province: str
    public_url: str
    links: LinkPreparer | None = None

    def prepare(self, event: Event) -> None:
        """Slow looks at the outside world, before the transaction begins."""
        if self.links is None or not event.source.is_private:
            return
        match event.what:
            case TextMessage(text):
                self.links.prepare(text, event.source.user_id)
            case Postback(data):
                self.links.prepare_tap(data, event.source.user_id)
            case _:
                pass

    def take(self, session: Session, event: Event, now: datetime) -> tuple[str, ...]:
        """Handle the event in the given transaction; returns names for the log line."""
        turn, conversation = self._turn(session, event, now)
        learning.chosen(tapped(event, turn), turn)  # says what was meant, also when it is refused
        try:
            with session.begin_nested():
                outcome = still_waiting(respond(event, turn, self.lexicon), turn)
        except Refusal as refusal:
            messages = refusal.messages or (line.text(refusal.text),)
            outcome = Outcome(messages, expecting=turn.expecting, notes=("refused",))
        if conversation is not None:
            _remember(conversation, outcome, turn)
            session.add(conversation)
        _answer(session, event, outcome, turn, now)
        return outcome.notes

    def apologise(self, session: Session, event: Event, code: str, now: datetime) -> None:
        """The last word about an event that could not be handled."""
        if not event.source.is_private or not event.reply_token:
            return
        words = self.catalog.phrases.say("errors.apology", code=code)
        turn, _ = self._turn(session, event, now)
        _answer(session, event, Outcome((line.text(words),)), turn, now)

    def _turn(
        self, session: Session, event: Event, now: datetime
    ) -> tuple[Turn, Conversation | None]:
        user_id, source = event.source.user_id, event.source
        private = source.is_private and user_id is not None
        person = coordinator_of(session, user_id) if private and user_id else None
        conversation = conversation_of(session, source.key) if private else None
        if person is not None and isinstance(event.what, _SIGNS_OF_LIFE):
            person.seen_at, person.unreachable_at = now, None
            session.add(person)
        quoted = self._quoted(session, event, now) if private else None
        focus = live_focus(conversation, now) if conversation else None
        turn = Turn(
            session=session,
            catalog=self.catalog,
            now=now,
            line_user_id=user_id,
            source_key=source.key,
            person=person,
            agency=session.get(Agency, person.agency_id) if person else None,
            focus=quoted.code if quoted else focus,  # who points elsewhere never means the latter
            quoted=quoted,
            expecting=live_expectation(conversation, now) if conversation else None,
            heard=Heard.of(live_heard(conversation, now), conversation.heard_at)
            if conversation
            else None,
            last_batch=conversation.last_batch
            if conversation and (quoted is None or quoted.code)
            else None,
            text=event.what.text if isinstance(event.what, TextMessage) else "",
            message_id=event.what.message_id if isinstance(event.what, TextMessage) else None,
            buttons=json.loads(conversation.buttons) if conversation else {},
            province=self.province,
            public_url=self.public_url,
            links=self.links,
            words_of=words_of,
        )
        return turn, conversation

    def _quoted(self, session: Session, event: Event, now: datetime) -> Quoted | None:
        """What the quoted message was about, as far as it is known in this very chat."""
        if not isinstance(event.what, TextMessage) or event.what.quoted_id is None:
            return None
        row = sent.find(session, event.source.key, event.what.quoted_id)
        if row is None or not all(map(self.lexicon().has, row.about.split())):
            return Quoted((), fiscal_year_of(now))
        return Quoted(tuple(row.about.split()), fiscal_year_of(row.sent_at))


def _remember(conversation: Conversation, outcome: Outcome, turn: Turn) -> None:
    now, focus = turn.now, outcome.focus
    if focus is KEEP and turn.quoted is not None and turn.quoted.code is not None:
        focus = turn.quoted.code  # pointed at last, so the next "this one" means it too
    if focus is not KEEP:
        conversation.focus, conversation.focus_at = focus, now
    if outcome.batch is not KEEP:
        conversation.last_batch = outcome.batch
    expecting = outcome.expecting
    conversation.expecting = json.dumps(expecting) if expecting else None
    if not (expecting and expecting.get("later")):
        conversation.expecting_at = now if expecting else None
    heard = outcome.heard
    conversation.heard = json.dumps(heard.as_json(), ensure_ascii=False) if heard else None
    conversation.heard_at = heard.at if heard else None
    buttons = line.buttons_of(outcome.messages)
    if buttons:
        conversation.buttons = json.dumps(buttons, ensure_ascii=False)


def _answer(session: Session, event: Event, outcome: Outcome, turn: Turn, now: datetime) -> None:
    if not outcome.messages or not event.reply_token:
        return
    private = event.source.is_private
    session.add(
        OutboxMessage(
            kind="reply",
            line_user_id=event.source.user_id if private else None,
            source_key=event.source.key,
            reply_token=event.reply_token,
            must_arrive=outcome.must_arrive and private,
            body=json.dumps(outcome.messages, ensure_ascii=False),
            about=json.dumps(outcome.abouts) if any(outcome.abouts) else None,
            created_at=now,
            next_try_at=now,
            coordinator_id=turn.person.id if turn.person else None,
        )
    )
