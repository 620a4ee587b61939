"""A message with all that was made of it: what an intent is built from."""

from dataclasses import dataclass

from handlers.understanding.aim import Aim
from handlers.understanding.lexicon import Lexicon
from handlers.understanding.message import Message
from handlers.understanding.model import Judgement

WISH_SURE = 0.5


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an intent is made from."""

    message: Message
    judgement: Judgement
    aim: Aim | None
    focus: str | None
    lexicon: Lexicon

    def says(self, pattern: str) -> bool:
        return self.lexicon.patterns[pattern].search(self.message.run) is not None

    @property
    def named(self) -> tuple[str, ...]:
        """The codes that the message itself names."""
        return self.aim.codes if self.aim is not None and self.aim.named else ()

    @property
    def wish(self) -> str:
        """The finer wish, "" when the model is not sure of one."""
        name, share = next(iter(self.judgement.wish.items()))
        return "" if name == "none" or share < WISH_SURE else name
