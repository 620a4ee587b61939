"""The office's answers as short cards: a few figures, at most ten names, the next step."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from content.phrasebook import Phrases
from handlers.checklist import Bar
from handlers.intents import AskOffice, ForAgency, Intent, OpenPages
from handlers.outcome import Message
from handlers.views import line

NAMED: Final = 10
"""Agencies that one card names."""
CHOICES: Final = 4


@dataclass(frozen=True, slots=True)
class Group:
    """Agencies with something in common; the card names as many as it has room for."""

    heading: str
    names: Sequence[str]
    """One line each, or the plain names."""
    apart: bool = False
    """Each on a line of its own."""


def office_card(
    phrases: Phrases,
    title: str,
    groups: Sequence[Group],
    buttons: Sequence[tuple[str, Intent]],
    *,
    kicker: str = "",
    bars: Sequence[tuple[str, Bar]] = (),
    lines: Sequence[str] = (),
) -> Message:
    body: list[line.Part] = [line.progress_bar(name, bar) for name, bar in bars]
    body += [line.paragraph(words) for words in lines]
    for group, room in zip(groups, _rooms(groups), strict=True):
        body += _group(phrases, group, room)
    footer = [
        line.button(label, intent, style="primary" if place == 0 else "secondary")
        for place, (label, intent) in enumerate(buttons)
    ]
    first = next((group.heading for group in groups), lines[0] if lines else "").split("\n")[0]
    alt = f"{title} · {first}" if first else title
    return line.flex(alt, line.bubble(title, body, kicker=kicker, footer=footer))


def _rooms(groups: Sequence[Group]) -> list[int]:
    """How many names each group may show: an equal share, and what the others leave over."""
    share = NAMED // max(1, len(groups))
    rooms = [min(share, len(group.names)) for group in groups]
    for place, group in enumerate(groups):
        rooms[place] = min(len(group.names), rooms[place] + NAMED - sum(rooms))
    return rooms


def _group(phrases: Phrases, group: Group, room: int) -> list[line.Part]:
    parts = [line.heading(group.heading)] if group.heading else []
    shown = list(group.names[:room])
    more = len(group.names) - len(shown)
    if group.apart:
        parts += [line.paragraph(words) for words in shown]
    elif shown:
        parts.append(line.paragraph(", ".join(shown)))
    if more:
        key = "office.and_more" if shown else "office.only_count"
        parts.append(line.small(phrases.say(key, count=more)))
    return parts


def which_card(
    phrases: Phrases, words: str, choices: Sequence[tuple[str, ForAgency]], count: int
) -> Message:
    """Up to four agencies that may be meant; `count` of them fit."""
    title = phrases.say("office.which", words=line.shorten(words, 60))
    shown = choices[:CHOICES]
    body = [line.paragraph(title)]
    if count > len(shown):
        body.append(line.small(phrases.say("office.which_more", count=count - len(shown))))
    footer = [line.button(name, intent) for name, intent in shown]
    if count > len(shown):
        footer.append(pages_button(phrases))
    return line.flex(title, line.bubble(phrases.say("office.which_title"), body, footer=footer))


def not_found_card(phrases: Phrases, words: str) -> Message:
    key = "office.not_found" if words else "office.which_agency"
    title = phrases.say(key, words=line.shorten(words, 60))
    footer = [
        pages_button(phrases),
        line.button(phrases.say("office.worst_button"), AskOffice("worst")),
    ]
    card = line.bubble(phrases.say("office.not_found_title"), [line.paragraph(title)],
                       footer=footer)  # fmt: skip
    return line.flex(title, card)


def pages_button(phrases: Phrases) -> line.Part:
    return line.button(phrases.say("office.pages_button"), OpenPages())
