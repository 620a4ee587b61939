"""General questions by the wordings that stand beside their answers: the likeliest entry, or none.

An entry is what its wordings have in common: their runs of two to four letters, rare ones counting
more. A message is compared with all entries at once (a cosine). The learned model has the first
word: what it takes for a deed, for an item or for a clear wish stays that. Only where it wavers, or
sees a question about the bot or the assessment, may a likeness decide. A message that *is* one of
the wordings, letter by letter, is that question whatever the model makes of it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import log, sqrt
from typing import TYPE_CHECKING, Final

from content.catalog import GeneralEntry
from handlers.intents import Explain, Intent
from handlers.understanding.thai import clean, skeleton, without_particles

if TYPE_CHECKING:
    from handlers.understanding.resolve import Read

SIZES: Final = (2, 3, 4)
COMMON: Final = 12
"""A run in the wordings of more entries than this tells none from another."""
NEAR: Final = 0.18
"""From this likeness on an entry counts (measured: docs/understanding.md)."""
NEAR_INSTEAD: Final = 0.26
"""The same where the model is sure of another general answer."""
NEAR_ALONE: Final = 0.33
"""The same where the model thinks of no general question."""
NEAR_ITEM: Final = 0.4
"""The same where it thinks of an item: a topic word ("มาตรการ", "คิวอาร์") mostly asks about one."""
LEAD: Final = 0.4
"""The share of its likeness by which the likeliest entry leads the next one."""
LONGEST: Final = 90
"""Letters; a longer message says more than one question."""
WEAK: Final = 0.7
"""Below this share the bot would have asked back."""
SURE: Final = 0.6
"""From this share on a wish of the model has an answer of its own."""
GENERAL: Final = frozenset({"help", "smalltalk"})
HELP: Final = 0.1
GENERAL_WISH: Final = 0.3
"""From these shares on the model thinks of a question about the bot, or of a general one."""
DEEDS: Final = ("tick", "untick", "register", "mute", "unmute")
DEED: Final = 0.2
REFUSED: Final = 0.3
"""From these shares on what may be a report, an order or nothing of ours is not answered in
words."""
_ALIKE: Final = tuple((re.compile(words), one) for words, one in (
    ("มั้ย|มั๊ย|ไม๊|(?:หรือ|รึ)(?:เปล่า|ป่าว)|ป่าว|ป่ะ|ปะ(?=$|\\s)|หรือไม่", "ไหม"),
    ("บอท|บ็อต|บ็อท|(?<![a-z])bot(?![a-z])", "บอต"),
    ("ลิงค์|ลิ้งค์|ลิ้งก์|(?<![a-z])link(?![a-z])", "ลิงก์"),
    ("ยังไง|ไง(?=$|\\s)", "อย่างไร"),
    ("เท่าไหร่|เท่าไร", "เท่าใด"),
    ("เมื่อไหร่|เมื่อไร", "เมื่อใด"),
))  # fmt: skip
_BETWEEN: Final = re.compile("[^a-z0-9\u0e00-\u0e7f]+")


@dataclass(frozen=True, slots=True)
class Likeliest:
    """`likeness` from 0 to 1; `lead` is what it has over the next entry's."""

    key: str
    likeness: float
    lead: float


@dataclass(frozen=True, slots=True)
class Wordings:
    """The entries by the runs of letters in their wordings."""

    keys: tuple[str, ...]
    whole: Mapping[str, str]
    """Each wording, letter by letter, and its entry."""
    holders: Mapping[str, tuple[tuple[int, float], ...]]
    """For each run of letters the places of the entries that hold it, and how much it says."""
    rarity: Mapping[str, float]
    unseen: float

    def likeliest(self, text: str) -> Likeliest:
        found = runs(text)
        likeness = [0.0] * len(self.keys)
        for run in found:
            for place, weight in self.holders.get(run, ()):
                likeness[place] += weight
        length = sqrt(sum(self.rarity.get(run, self.unseen) ** 2 for run in found)) or 1.0
        second, first = sorted(likeness)[-2:]
        key = self.keys[likeness.index(first)]
        return Likeliest(key, first / length, (first - second) / length)


def wordings(entries: Iterable[GeneralEntry]) -> Wordings:
    """Made once; the title of an entry, which is the button to it, is a wording too."""
    return index([
        (entry.key, letters(without_particles(clean(text.lower()))))
        for entry in entries
        for text in (entry.title, *entry.examples)
    ])  # fmt: skip


def index(told: list[tuple[str, str]]) -> Wordings:
    """From pairs of an entry's key and the letters of a wording; at least two entries."""
    keys = tuple(dict.fromkeys(key for key, _ in told))
    place = {key: number for number, key in enumerate(keys)}
    counts = Counter((run, place[key]) for key, text in told for run in runs(text))
    spread = Counter(run for run, _ in counts)
    rarity = {
        run: log(1 + len(keys) / entries) if entries <= COMMON else 0.0
        for run, entries in spread.items()
    }
    squares = [0.0] * len(keys)
    for (run, entry), count in counts.items():
        squares[entry] += rarity[run] ** 2 * count
    holders: dict[str, list[tuple[int, float]]] = {run: [] for run in spread if rarity[run]}
    for (run, entry), count in counts.items():
        if run in holders:
            holders[run].append((entry, rarity[run] ** 2 * sqrt(count / squares[entry])))
    return Wordings(
        keys=keys, whole={text: key for key, text in told},
        holders={run: tuple(pairs) for run, pairs in holders.items()},
        rarity=rarity, unseen=log(1 + len(keys)),
    )  # fmt: skip


def letters(text: str) -> str:
    """What is compared: no blanks, marks or tones, one spelling of what is said alike."""
    for pattern, word in _ALIKE:
        text = pattern.sub(word, text)
    return skeleton(_BETWEEN.sub("", text))


def runs(text: str) -> frozenset[str]:
    framed = f"^{text}$"
    return frozenset(
        framed[place : place + size] for size in SIZES for place in range(len(framed) - size + 1)
    )


def general_question(read: "Read", known: Wordings) -> str | None:
    """The entry that answers a message; None wherever something else may be meant."""
    message = read.message
    text = letters(message.text)
    named = message.reading.mentions or message.links or message.invite or read.aim
    if named or not text or len(text) > LONGEST:
        return None
    if (entry := known.whole.get(text)) is not None:
        return entry
    if not _is_open(read):
        return None
    found = known.likeliest(text)
    near = found.likeness >= _enough(read, found.key) and found.lead >= LEAD * found.likeness
    return found.key if near else None


def named_question(intent: Intent, read: "Read", known: Wordings) -> Intent:
    """A general question as a button of a question: the likeliest entry, which has a title."""
    if not isinstance(intent, Explain) or not intent.entry.startswith("faq"):
        return intent
    key = known.likeliest(letters(read.message.text)).key
    return replace(intent, entry=f"faq:{key}")


def _is_open(read: "Read") -> bool:
    """Whether the model leaves room for a general answer."""
    intent, best = read.judgement.intent, read.choices[0]
    wish, share = next(iter(read.judgement.wish.items()))
    if max(intent[name] for name in DEEDS) >= DEED or intent["out_of_scope"] >= REFUSED:
        return False
    if share >= SURE and wish != "none" and not wish.startswith("faq"):
        return False
    if read.focus is not None and best.codes == (read.focus,):
        return False
    return best.share < WEAK or best.intent in GENERAL


def _enough(read: "Read", key: str) -> float:
    wishes = read.judgement.wish
    wish, share = next(iter(wishes.items()))
    if wish.startswith("faq:") and wish != f"faq:{key}" and share >= SURE:
        return NEAR_INSTEAD
    general = sum(part for name, part in wishes.items() if name.startswith("faq"))
    thought_of = read.judgement.intent["help"] >= HELP or general >= GENERAL_WISH
    if thought_of:
        return NEAR
    return NEAR_ITEM if read.choices[0].intent in ("ask", "ask_measure") else NEAR_ALONE
