"""The card of one item's links: how each stands, what is the matter, what to do about it.

What comes from a page (its title) and from a person (the link, the explanation) is data: shortened,
and never more than the text of a component. "ลิงก์เปิดได้" stands only where the link did open.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from content.phrasebook import Phrases
from handlers.checklist import ItemState
from handlers.findings import Description, Finding
from handlers.fiscal_year import thai_time
from handlers.intents import (
    AttachEvidence,
    RecheckEvidence,
    RemoveEvidence,
    ShowEvidence,
    Target,
    Tick,
)
from handlers.link_seen import findings_of
from handlers.outcome import Message
from handlers.views import line
from handlers.views.limits import fits_bubble
from handlers.views.line import Part
from models.evidence import Evidence

SHOWN = 4
MAX_URI = 1_000
"""LINE's limit for a link that opens when tapped."""

_ORDER = ("dead", "warning", "unknown", "checking", "opens")
COLOURS = {
    "dead": line.RED,
    "warning": line.AMBER,
    "unknown": line.AMBER,
    "checking": line.SOFT,
    "opens": line.GREEN,
}
MARKS = {"dead": "✕", "warning": "!", "unknown": "?", "checking": "…", "opens": "✓"}


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link as a card shows it; `state` is its verdict, or `checking` before the first visit."""

    id: int
    code: str
    url: str
    state: str
    waiting: bool
    findings: tuple[Finding, ...] = ()
    words: tuple[Description, ...] = ()
    title: str = ""
    note: str = ""
    checked_at: datetime | None = None

    @classmethod
    def of(cls, row: Evidence, words: tuple[Description, ...], *, waiting: bool) -> "LinkView":
        seen = row.checked_at is not None
        return cls(
            id=row.id or 0,
            code=row.code,
            url=row.url,
            state=row.verdict if seen else "checking",
            waiting=waiting,
            findings=findings_of(row) if seen else (),
            words=words if seen else (),
            title=row.title if seen else "",
            note=row.note,
            checked_at=row.checked_at,
        )

    @property
    def rank(self) -> int:
        """Worst first."""
        return _ORDER.index(self.state) if self.state in _ORDER else len(_ORDER)

    @property
    def troubles(self) -> tuple[Description, ...]:
        """The findings, unless the only one is that the link opens."""
        return () if self.state == "opens" else self.words


@dataclass(frozen=True, slots=True)
class ItemLinks:
    """All that the card of one item says."""

    code: str
    name: str
    fiscal_year: int
    headline: str
    links: Sequence[LinkView]
    state: ItemState | None = None
    remarks: Sequence[str] = field(default=())


def item_links_card(phrases: Phrases, item: ItemLinks) -> Message:
    """As many links in full as fit; the worst first, so that what is left out is the least."""
    most = min(SHOWN, len(item.links))
    cards = (_bubble(phrases, item, shown) for shown in range(most, 0, -1))
    card = next((card for card in cards if fits_bubble(card)), None)
    worst = item.links[0].state if item.links else "none"
    alt = phrases.say("evidence.alt", code=short_code(item.code), headline=item.headline,
                      state=phrases.say(f"evidence.{worst}"))  # fmt: skip
    return line.flex(alt, card or _bubble(phrases, item, most and 1))


def _bubble(phrases: Phrases, item: ItemLinks, shown: int) -> Part:
    body: list[Part] = []
    for number, link in enumerate(item.links[:shown]):
        if number:
            body.append(line.separator())
        body += link_parts(phrases, link)
    if len(item.links) > shown:
        more = phrases.say("evidence.more_links", count=len(item.links) - shown)
        body.append(line.small(more, margin="md"))
    if not item.links:
        body.append(line.paragraph(phrases.say("evidence.none")))
    body += [line.small(words, margin="md") for words in item.remarks]
    dead = bool(item.links) and item.links[0].state == "dead"
    return line.bubble(
        item.name,
        body,
        kicker=item.headline,
        footer=_buttons(phrases, item),
        colour=line.RED if dead else line.BRAND,
    )


def link_parts(phrases: Phrases, link: LinkView) -> list[Part]:
    """How one link stands, in full."""
    parts = [line.marked(MARKS[link.state], state_words(phrases, link), colour=COLOURS[link.state])]
    address = line.small(line.shorten(link.url, 90), decoration="underline")
    if len(link.url) <= MAX_URI:
        address["action"] = {"type": "uri", "uri": link.url}
    parts.append(address)
    if link.title:
        title = line.shorten(link.title, 80)
        parts.append(line.small(phrases.say("evidence.page_title", title=title)))
    for trouble in link.troubles:
        parts.append(line.paragraph(line.shorten(trouble.sentence, 220)))
        parts.append(line.small(phrases.say("evidence.remedy", remedy=trouble.remedy)))
    if link.checked_at is not None:
        when = thai_time(link.checked_at)
        parts.append(line.small(phrases.say("evidence.checked_at", when=when)))
    if link.note:
        parts.append(line.small(phrases.say("evidence.note", note=line.shorten(link.note, 120))))
    return parts


def state_words(phrases: Phrases, link: LinkView) -> str:
    words = phrases.say(f"evidence.{link.state}")
    if link.waiting and link.state != "checking":
        return f"{words} · {phrases.say('evidence.rechecking_link')}"
    return words


def short_code(code: str) -> str:
    kind, _, number = code.partition(":")
    return f"มาตรการที่ {number}" if kind == "measure" else code


def _buttons(phrases: Phrases, item: ItemLinks) -> list[Part]:
    code = short_code(item.code)
    buttons: list[Part] = []
    if item.state is not None and not item.state.claimed:
        tick = Tick((Target(item.code),), item.fiscal_year)
        label = phrases.say("evidence_change.done_button", code=code)
        buttons.append(line.button(label, tick, style="primary"))
    if item.links:
        label = phrases.say("evidence_change.recheck_button", code=code)
        buttons.append(line.button(label, RecheckEvidence(item.code)))
        label = phrases.say("evidence_change.remove_button", code=code)
        buttons.append(line.button(label, RemoveEvidence(item.code)))
        label = phrases.say("evidence_change.all_button")
        buttons.append(line.button(label, ShowEvidence(), style="link"))
    else:
        label = phrases.say("evidence_change.attach_button", code=code)
        attach = AttachEvidence((), (item.code,))
        buttons.append(line.type_button(label, attach, f"{item.code} https://"))
    return buttons
