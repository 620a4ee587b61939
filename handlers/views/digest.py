"""The reminder card: what to do next, how far the agency is, and buttons that do it at once.

The first words of the alternative text are what the notification shows, so they say what to do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from content.catalog import Catalog, Phrases
from handlers.checklist import Bar, Checklist
from handlers.fiscal_year import thai_date
from handlers.intents import (
    Ask,
    AskMeasure,
    Mute,
    RecheckEvidence,
    ShowRemaining,
    Snooze,
    Target,
    Tick,
)
from handlers.outcome import Message
from handlers.useful import Useful
from handlers.views import line

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Digest:
    """What one reminder speaks of; `opening` are the sentences above the items."""

    agency: str
    checklist: Checklist
    items: Sequence[Useful]
    """Best first; the card shows three."""
    opening: Sequence[str]
    last_year: tuple[int, Bar] | None = None


def digest_card(catalog: Catalog, digest: Digest, today: date) -> Message:
    say = catalog.phrases.say
    shown = list(digest.items[:SHOWN])
    year = digest.checklist.fiscal_year
    body: list[line.Part] = [line.paragraph(words) for words in digest.opening]
    if digest.last_year is not None:
        past, bar = digest.last_year
        body.append(line.progress_bar(say("digest.last_year", year=past), bar, colour=line.SOFT))
    body.append(line.progress_bar(say("digest.claimed"), digest.checklist.claimed()))
    body.append(line.progress_bar(say("digest.opens"), digest.checklist.opens(),
                                  colour=line.GREEN))  # fmt: skip
    for item in shown:
        body += [line.separator(), *_item(catalog, item, year, today)]
    more = len(digest.items) - len(shown)
    foot = [
        line.button(say("digest.all", count=len(digest.items)), ShowRemaining(), style="primary"),
        line.button(say("digest.mute"), Mute(30)),
    ]
    if more > 0:
        body += [line.separator(), line.small(say("digest.more", count=more))]
    card = line.bubble(
        say("digest.title", count=len(shown)),
        body,
        kicker=say("digest.kicker", agency=digest.agency, year=year),
        footer=foot,
    )
    return line.flex(alt_text(catalog, shown, len(digest.items), today), card)


def next_card(catalog: Catalog, items: Sequence[Useful], year: int, today: date) -> Message:
    """ "ทำข้อไหนก่อนดี": the first three with their reasons, and the way to all."""
    say = catalog.phrases.say
    shown = list(items[:SHOWN])
    body: list[line.Part] = []
    for item in shown:
        body += [line.separator(), *_item(catalog, item, year, today)]
    button = line.button(say("digest.all", count=len(items)), ShowRemaining(), style="primary")
    card = line.bubble(say("digest.first", count=len(shown)), body[1:], footer=[button])
    return line.flex(alt_text(catalog, shown, len(items), today), card)


def alt_text(catalog: Catalog, items: Sequence[Useful], count: int, today: date) -> str:
    """`แก้ O12 … ที่ถูกส่งคืน`, `ทำ O12 … ภายใน 31 มี.ค. 2570`, …"""
    if not items:
        return catalog.phrases.say("digest.alt_none")
    first = items[0]
    name = f"{short_code(first.code)} {title_of(catalog, first.code)}"
    if first.state.review == "returned":
        key = "digest.alt_returned"
    elif first.state.link_state == "dead":
        key = "digest.alt_dead"
    elif first.due_on is None:
        key = "digest.alt_open"
    else:
        key = "digest.alt_late" if first.due_on < today else "digest.alt_due"
    due = thai_date(first.due_on) if first.due_on else ""
    return catalog.phrases.say(key, item=name, date=due, count=count)


def _item(catalog: Catalog, item: Useful, year: int, today: date) -> list[line.Part]:
    say, code = catalog.phrases.say, short_code(item.code)
    is_measure = item.code.startswith("measure:")
    ask = AskMeasure((item.code,)) if is_measure else Ask((item.code,))
    if item.state.review == "returned" or item.state.link_state == "dead":
        first = line.button(say("digest.fixed", code=code), RecheckEvidence(item.code))
    else:
        first = line.button(say("digest.done", code=code), Tick((Target(item.code),), year))
    row = [
        first,
        line.button(say("digest.open", code=code), ask),
    ]
    parts = [
        line.paragraph(f"{code} {title_of(catalog, item.code)}", weight="bold"),
        line.small(why(catalog, item, today)),
        line.box([part | {"adjustMode": "shrink-to-fit"} for part in row], "horizontal",
                 spacing="sm"),
    ]  # fmt: skip
    if not is_measure:
        parts.append(line.button(say("digest.snooze", code=code), Snooze(item.code), style="link"))
    return parts


def why(catalog: Catalog, item: Useful, today: date) -> str:
    """Why this item comes first, in one line."""
    say, state = catalog.phrases.say, item.state
    if state.review == "returned":
        return say("digest.why_returned", reason=state.reason or say("digest.no_reason"))
    if state.link_state == "dead":
        return say("digest.why_dead")
    if item.due_on is not None:
        return f"{say('digest.why_due', date=thai_date(item.due_on))} " + days_left(
            catalog.phrases, item.due_on, today
        )
    found = catalog.item(item.code)
    indicator = catalog.indicator(found.indicator) if found else None
    if indicator is None:
        return say("digest.why_open")
    score = f"{indicator.score:.2f}"
    return say("digest.why_weak", number=indicator.number, year=catalog.edition, score=score)


def days_left(phrases: Phrases, due_on: date, today: date) -> str:
    days = (due_on - today).days
    if days < 0:
        return phrases.say("digest.days_late", days=-days)
    return phrases.say("digest.today") if days == 0 else phrases.say("digest.days", days=days)


def short_code(code: str) -> str:
    """`O12`, or `มาตรการที่ 3` for a measure."""
    kind, _, number = code.partition(":")
    return f"มาตรการที่ {number}" if kind == "measure" else code


def title_of(catalog: Catalog, code: str) -> str:
    if code.startswith("measure:"):
        measure = catalog.measure(int(code.split(":")[1]))
        return measure.short_name if measure else ""
    item = catalog.item(code)
    return item.short_title if item else ""


def thanks_card(catalog: Catalog, agency: str, checklist: Checklist) -> Message:
    say = catalog.phrases.say
    year = checklist.fiscal_year
    card = line.bubble(
        say("digest.thanks_title"),
        [
            line.paragraph(say("digest.thanks")),
            line.progress_bar(say("digest.claimed"), checklist.claimed(), colour=line.GREEN),
            line.progress_bar(say("digest.opens"), checklist.opens(), colour=line.GREEN),
        ],
        kicker=say("digest.kicker", agency=agency, year=year),
        colour=line.GREEN,
    )
    return line.flex(say("digest.alt_thanks", agency=agency), card)
