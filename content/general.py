"""General questions: the answer in words, where it comes from, what to tap next, how people ask.

Checked at load, so that a forgotten source or a misspelt button never reaches a chat.
"""

from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Final, Literal

import regex
from pydantic import AfterValidator, Field, model_validator

from content.reading import Reader
from content.schema import Strict, Text, graphemes, placeholders

Source = Literal["รายงานของจังหวัด", "เอกสารที่อ้าง", "การทำงานของบอต", "สอบถามสำนักงานจังหวัด"]
CITED: Final = "เอกสารที่อ้าง"
ASK: Final = "สอบถามสำนักงานจังหวัด"
CHECK: Final = "โปรดตรวจกับคู่มือของปีนี้"
"""What an answer says that rests on anything but the report, the bot or the office."""
QUICK_GRAPHEMES: Final = 20
"""LINE's limit for the label of a quick reply."""
ANSWER_LENGTH: Final = 460
"""Characters that are read on a phone without scrolling back."""
MOST_BUTTONS: Final = 3
SLOTS: Final = frozenset({
    "edition", "items", "iit", "eit", "oit", "indicators", "measures", "period", "score", "level",
    "weakest", "weakest_name", "weakest_score", "readable", "report", "publisher", "province",
    "agencies", "contact", "year", "last_year", "most_links", "minutes", "claimed", "opens",
    "checked",
})  # fmt: skip
"""The values that every answer is given."""
BUTTONS: Final = frozenset({
    "remaining", "progress", "calendar", "score", "measures", "weakest", "links", "carry", "pages",
    "privacy", "members", "help",
})  # fmt: skip
"""What a button may open besides another entry and an item."""


def _fills(text: str) -> str:
    if unknown := placeholders(text) - SLOTS:
        raise ValueError(f"unknown slot {{{min(unknown)}}}")
    return text


def _fits_quick_reply(text: str) -> str:
    if graphemes(text) > QUICK_GRAPHEMES:
        raise ValueError(f"is {graphemes(text)} graphemes long, at most {QUICK_GRAPHEMES}")
    return text


def _asked_of_nothing(text: str) -> str:
    """A wording with a code or a link is about that item, and never a general question."""
    if regex.search(r"https?:|www\.|(?<![A-Za-z])[iEO]\s?\d", text):
        raise ValueError("names a code or a link")
    return text


Line = Annotated[Text, AfterValidator(_fills)]
Label = Annotated[Text, AfterValidator(_fits_quick_reply)]
Wording = Annotated[Text, AfterValidator(_asked_of_nothing)]


class GeneralEntry(Strict):
    """One question; `title` is the button that leads here from another answer."""

    key: Annotated[str, Field(pattern=r"^[a-z][a-z_]{1,30}$")]
    title: Label
    answer: Annotated[tuple[Line, ...], Field(min_length=1)]
    source: Annotated[tuple[Source, ...], Field(min_length=1)]
    cited: Text | None = None
    next: Annotated[tuple[str, ...], Field(max_length=MOST_BUTTONS)] = ()
    examples: Annotated[tuple[Wording, ...], Field(min_length=6, max_length=14)]

    @property
    def words(self) -> str:
        """The answer as one template."""
        return "\n".join(self.answer)

    @model_validator(mode="after")
    def _honest(self) -> "GeneralEntry":
        if len(self.words) > ANSWER_LENGTH:
            raise ValueError(
                f"answer is {len(self.words)} characters long, at most {ANSWER_LENGTH}"
            )
        if (CITED in self.source) != (self.cited is not None):
            raise ValueError(f"cited belongs to the source “{CITED}”, and only to it")
        if self.cited is not None and CHECK not in self.words:
            raise ValueError(f"answer rests on another document and does not say “{CHECK}”")
        if (ASK in self.source) != ("{contact}" in self.words):
            raise ValueError(f"{{contact}} belongs to the source “{ASK}”, and only to it")
        return self


class GeneralText(Strict):
    entries: Annotated[tuple[GeneralEntry, ...], Field(min_length=1)]


def check_general(path: Path, text: GeneralText, codes: Collection[str], reader: Reader) -> None:
    """Each key and each wording once; each button leads somewhere."""
    keys = Counter(entry.key for entry in text.entries)
    wordings = Counter(words for entry in text.entries for words in entry.examples)
    for entry in text.entries:
        if keys[entry.key] > 1:
            reader.complain(path, entry.key, "key", "exists more than once")
        for name in entry.next:
            if name not in BUTTONS and name not in keys and name not in codes:
                reader.complain(path, entry.key, "next", f"{name} is no button, entry or item")
            if name == entry.key:
                reader.complain(path, entry.key, "next", "leads to itself")
        for words in entry.examples:
            if wordings[words] > 1:
                reader.complain(path, entry.key, "examples", f"“{words}” stands there twice")
