"""The last message of a chat and what it was taken for: what the next tap may correct."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Heard:
    """`answered` and what a button means are kept as text: a `Reading`, and postback data."""

    text: str
    """As typed; whole, so that it is masked before it is cut."""
    answered: str
    """Empty when the bot had no answer."""
    at: datetime
    options: tuple[str, ...] = ()
    """The buttons of a question, likeliest first; none under an answer."""
    context: str | None = None
    """The code of the card before."""
    batch: int | None = None
    """The ticks that the answer made."""
    message_id: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "text": self.text, "answered": self.answered, "options": list(self.options),
            "context": self.context, "batch": self.batch, "message_id": self.message_id,
        }  # fmt: skip

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None, at: datetime | None) -> "Heard | None":
        if kept is None or at is None:
            return None
        return cls(
            text=str(kept["text"]),
            answered=str(kept["answered"]),
            at=at,
            options=tuple(kept["options"]),
            context=kept["context"],
            batch=kept["batch"],
            message_id=kept.get("message_id"),
        )
