"""What a use case is given and what it returns. A use case never calls LINE and never commits."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Any, Final, Protocol

from sqlmodel import Session

from content.catalog import Catalog
from handlers.fiscal_year import fiscal_year_of
from handlers.heard import Heard
from models.agency import Agency
from models.coordinator import Coordinator

Message = dict[str, Any]
"""One LINE message object, as JSON values."""

MAX_MESSAGES = 5
"""LINE takes five message objects in one reply or push."""


class _Keep(Enum):
    KEEP = "keep"


KEEP: Final = _Keep.KEEP
"""Leave the focus as it is."""


class Refusal(Exception):
    """A polite no: the text is what the person reads; no row of the turn is kept."""

    def __init__(self, text: str, *, messages: tuple[Message, ...] = ()) -> None:
        super().__init__(text)
        self.text = text
        self.messages = messages


class LinkDesk(Protocol):
    """Where findings of the link doctor lie ready; it never waits inside a turn."""

    def finding(self, url: str, code: str, agency: Agency) -> object | None:
        """An `Examination` if the page was already opened, else None."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """The message that a person answers: its codes, none if nobody knows; sent in that year."""

    codes: tuple[str, ...]
    fiscal_year: int

    @property
    def code(self) -> str | None:
        """The one code it was about; None for nothing known and for several."""
        return self.codes[0] if len(self.codes) == 1 else None


@dataclass(frozen=True, slots=True)
class Turn:
    """One event of one person, with everything a use case may look at."""

    session: Session
    catalog: Catalog
    now: datetime
    line_user_id: str | None
    source_key: str
    person: Coordinator | None = None
    agency: Agency | None = None
    focus: str | None = None
    """The code the message is read beside: of the card last shown, or of the message it quotes."""
    quoted: Quoted | None = None
    """None when the message quotes nothing."""
    expecting: Mapping[str, Any] | None = None
    heard: Heard | None = None
    """The message before, when this one may correct how it was read."""
    last_batch: int | None = None
    text: str = ""
    """The message as typed; empty for taps and other events."""
    message_id: str | None = None
    """LINE's id of that message."""
    buttons: Mapping[str, str] = field(default_factory=dict)
    """Label → postback data of the card last shown."""
    province: str = "ลำพูน"
    public_url: str = ""
    links: LinkDesk | None = None
    words_of: Callable[[str], str] = lambda _raw: ""
    """What a person typed in a raw event that is still kept; empty for anything else."""

    @property
    def fiscal_year(self) -> int:
        return fiscal_year_of(self.now)

    @property
    def on_old_card(self) -> bool:
        """Whether it answers what was sent in another fiscal year."""
        return self.quoted is not None and self.quoted.fiscal_year != self.fiscal_year

    def say(self, key: str, **values: object) -> str:
        return self.catalog.phrases.say(key, **values)


MOST_TOGETHER = 4
"""Codes of one message among which a person can be asked to choose."""


def together(codes: Iterable[str]) -> str | None:
    """What a message is about that is about these, a blank between; None if they are too many."""
    found = tuple(dict.fromkeys(codes))
    return " ".join(found) if 0 < len(found) <= MOST_TOGETHER else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to say and what to remember; rows were already changed in the turn's session."""

    messages: tuple[Message, ...] = ()
    about: tuple[str | None, ...] = ()
    """For each message the code it is about as a whole, or `together`; None is about nothing."""
    focus: "str | _Keep | None" = KEEP
    expecting: Mapping[str, Any] | None = None
    """What the next plain answer is for; every outcome replaces it."""
    heard: Heard | None = None
    """What the next tap may correct; every outcome replaces it."""
    batch: "int | _Keep | None" = KEEP
    """The ticking message that "เมื่อกี้" takes back."""
    must_arrive: bool = False
    """Pushed when the reply token is dead, if the quota allows."""
    notes: tuple[str, ...] = field(default=())
    """Machine names for the log line."""

    def followed_by(self, other: "Outcome") -> "Outcome":
        """Two wishes of one message, answered in one reply."""
        return Outcome(
            messages=(self.messages + other.messages)[:MAX_MESSAGES],
            about=(self.abouts + other.abouts)[:MAX_MESSAGES],
            focus=self.focus if other.focus is KEEP else other.focus,
            expecting=other.expecting or self.expecting,
            heard=other.heard or self.heard,
            batch=self.batch if other.batch is KEEP else other.batch,
            must_arrive=self.must_arrive or other.must_arrive,
            notes=self.notes + other.notes,
        )

    def preceded_by(self, *others: Message) -> "Outcome":
        """With messages in front that are about nothing in particular."""
        return replace(
            self,
            messages=(*others, *self.messages),
            about=(*(None for _ in others), *self.about),
        )

    @property
    def abouts(self) -> tuple[str | None, ...]:
        """`about`, as long as there are messages."""
        return self.about + (None,) * (len(self.messages) - len(self.about))

    def noting(self, *notes: str) -> "Outcome":
        return replace(self, notes=self.notes + notes)
