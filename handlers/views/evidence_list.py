"""Cards of many links: what a pasted table brought, all links of an agency, last year's links.

Rows are short and worst first; a long list is spread over bubbles within LINE's sizes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from content.phrasebook import Phrases
from handlers.checklist import Bar
from handlers.findings import Finding
from handlers.intents import (
    Intent,
    KeepDraft,
    KeepPairs,
    RecheckEvidence,
    ShowCarryOver,
    ShowEvidence,
    Target,
    Tick,
)
from handlers.outcome import Message
from handlers.views import line
from handlers.views.evidence import COLOURS, MARKS, LinkView, short_code, state_words
from handlers.views.limits import fits_bubble, fits_carousel
from handlers.views.line import Part

ROWS = 14
"""Rows of one bubble: well below its size with Thai letters escaped."""
ROW_LETTERS = (80, 40, 16)
"""How much of a finding a row says: the most that fits LINE's sizes."""
MOST_BAD_LINES = 12
PER_PAGE = 12
DRAFTS_PER_PAGE = 5
MOST_TICKS = 30
"""Codes that fit a button's data."""
_OUTDATED = {Finding.WRONG_YEAR, Finding.SELF_INDEX, Finding.SCANNED_PDF, Finding.TEST_HOST}
"""Findings with which last year's page will not do this year, although it opens."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """What became of a table: the links now kept."""

    links: Sequence[LinkView]
    items: int
    fiscal_year: int
    duplicates: int = 0
    codes_to_tick: tuple[str, ...] = ()
    remarks: Sequence[str] = ()


def pasted_card(phrases: Phrases, pasted: Pasted) -> Message:
    """The one summary card of a paste, with the finding of every link."""
    say, links = phrases.say, sorted(pasted.links, key=lambda link: link.rank)
    opened = sum(link.state in ("opens", "warning") for link in links)
    waiting = sum(link.waiting for link in links)
    head = [line.progress_bar(say("evidence_many.opens"), Bar(opened, len(links)),
                              colour=line.GREEN)]  # fmt: skip
    if waiting:
        head.append(line.small(say("evidence_many.checking", count=waiting)))
    if pasted.duplicates:
        head.append(line.small(say("evidence_many.duplicates", count=pasted.duplicates)))
    head += [line.small(words) for words in pasted.remarks]
    title = say("evidence_many.saved", count=len(links))
    kicker = say("evidence_many.saved_items", items=pasted.items, year=pasted.fiscal_year)
    buttons = [line.button(say("evidence_many.all_button"), ShowEvidence(), style="primary")]
    if 0 < len(pasted.codes_to_tick) <= MOST_TICKS:
        label = say("evidence_many.done_button", count=len(pasted.codes_to_tick))
        targets = tuple(Target(code) for code in pasted.codes_to_tick)
        buttons.append(line.button(label, Tick(targets, pasted.fiscal_year)))
    alt = f"{title} · {say('evidence_many.opens')} {opened}/{len(links)}"
    sizes = [
        _spread(title, kicker, head, [link_row(phrases, link, letters) for link in links], buttons)
        for letters in ROW_LETTERS
    ]
    return line.flex(alt, next((card for card in sizes if _fits(card)), sizes[-1]))


def unclear_card(
    phrases: Phrases,
    title: str,
    good: Sequence[tuple[str, str]],
    bad: Sequence[str],
    remarks: Sequence[str],
) -> Message:
    """Nothing is kept yet: what could be read, what could not, and one tap to keep the former."""
    say = phrases.say
    key = "unclear" if bad else "only_some"
    words = say(f"evidence_many.{key}", good=len(good), bad=len(bad))
    head = [line.paragraph(words), *(line.small(remark) for remark in remarks)]
    rows = [line.heading(say("evidence_many.unclear_heading"))] if bad else []
    shown = bad[:MOST_BAD_LINES]
    rows += [line.marked("✕", line.shorten(text, 110), colour=line.RED) for text in shown]
    if len(bad) > len(shown):
        rows.append(line.small(say("evidence_many.more_bad", count=len(bad) - len(shown))))
    rows.append(line.heading(say("evidence_many.good_heading")))
    for code, url in good:
        label = f"{short_code(code)} {line.shorten(url.partition('://')[2], 60)}"
        rows.append(line.marked("✓", label, colour=line.GREEN))
    if bad:
        rows.append(line.small(say("evidence_many.fix_hint"), margin="md"))
    keep = say("evidence_many.keep_button", count=len(good))
    buttons = [line.button(keep, KeepPairs(), style="primary")]
    contents = _spread(title, "", head, rows, buttons, colour=line.AMBER)
    return line.flex(f"{title} {words}", contents)


def links_card(
    phrases: Phrases, agency: str, fiscal_year: int, links: Sequence[LinkView], opens: Bar,
    page: int, *, drafts: int,
) -> Message:  # fmt: skip
    """All links of an agency, worst first, a page at a time."""
    say = phrases.say
    pages = max(1, -(-len(links) // PER_PAGE))
    page = min(max(page, 1), pages)
    ordered = sorted(links, key=lambda link: link.rank)
    shown = ordered[(page - 1) * PER_PAGE : page * PER_PAGE]
    body = [line.progress_bar(say("evidence_many.opens"), opens, colour=line.GREEN)]
    body += [link_row(phrases, link) for link in shown]
    if not links:
        body.append(line.paragraph(say("evidence_many.list_empty")))
    buttons: list[Part] = []
    if page < pages:
        following = ShowEvidence(None, page + 1)
        buttons.append(line.button(say("evidence_many.next_button"), following, style="primary"))
    if drafts:
        buttons.append(line.button(say("evidence_many.carry_button"), ShowCarryOver()))
    title = say("evidence_many.list_title", agency=agency)
    kicker = say("evidence_many.list_page", year=fiscal_year, page=page, pages=pages)
    card = line.bubble(title, body, kicker=kicker, footer=buttons)
    return line.flex(f"{title} · {say('evidence_many.opens')} {opens}", card)


def carry_over_card(phrases: Phrases, drafts: Sequence[LinkView], year: int, page: int) -> Message:
    """Last year's links: each still good or to be made again, none taken over without a tap."""
    say = phrases.say
    ordered = sorted(drafts, key=lambda link: (_fate(link) != "good", link.rank, link.id))
    pages = max(1, -(-len(ordered) // DRAFTS_PER_PAGE))
    page = min(max(page, 1), pages)
    fates = [_fate(link) for link in ordered]
    counts = say("evidence_carry.counts", good=fates.count("good"), bad=fates.count("bad"),
                 waiting=fates.count("checking"))  # fmt: skip
    body = [line.paragraph(counts), line.small(say("evidence_carry.intro", year=year))]
    for link in ordered[(page - 1) * DRAFTS_PER_PAGE : page * DRAFTS_PER_PAGE]:
        body += [line.separator(), *_draft_parts(phrases, link)]
    buttons: list[Part] = []
    if page < pages:
        following = ShowCarryOver(page + 1)
        buttons.append(line.button(say("evidence_many.next_button"), following))
    title = say("evidence_carry.title", year=year - 1)
    card = line.bubble(title, body, footer=buttons)
    return line.flex(f"{title} {counts}", card)


def _draft_parts(phrases: Phrases, link: LinkView) -> list[Part]:
    say, fate, code = phrases.say, _fate(link), short_code(link.code)
    words = f"{code} · " + say(f"evidence_carry.{fate}" if fate != "checking" else
                               "evidence.checking")  # fmt: skip
    colour = {"good": line.GREEN, "bad": line.RED, "checking": line.SOFT}.get(fate, line.AMBER)
    parts = [
        line.paragraph(words, weight="bold", colour=colour),
        line.small(line.shorten(link.url, 80)),
    ]
    parts += [line.small(line.shorten(t.sentence, 160)) for t in link.troubles[:2]]
    if fate != "bad":
        label = say("evidence_carry.keep_button", code=code)
        keep = line.button(label, KeepDraft(link.id), style="primary" if fate == "good" else
                           "secondary")  # fmt: skip
        parts.append(keep)
    else:
        again = RecheckEvidence(evidence_id=link.id)
        parts.append(line.button(f"{say('evidence_carry.again_button')} {code}", again))
    return parts


def _fate(link: LinkView) -> str:
    """`good`, `bad`, `look` (cannot tell) or `checking`."""
    if link.state in ("checking", "unknown"):
        return "look" if link.state == "unknown" else "checking"
    return "bad" if link.state == "dead" or _OUTDATED & set(link.findings) else "good"


def link_row(phrases: Phrases, link: LinkView, letters: int = ROW_LETTERS[0]) -> Part:
    """`✕ O3 ไม่พบหน้านี้`; tapping the row opens the item's links."""
    words = state_words(phrases, link)
    if link.troubles:
        words = line.shorten(link.troubles[0].sentence.removesuffix("ค่ะ").strip(), letters)
        if others := len(link.troubles) - 1:
            words += phrases.say("evidence_many.others", count=others)
    code = short_code(link.code)
    row = line.marked(MARKS[link.state], f"{code} {words}", colour=COLOURS[link.state], size="xs")
    row["action"] = _tap(f"ลิงก์ {code}", ShowEvidence(link.code))
    return row


def _tap(label: str, intent: Intent) -> Part:
    action: Part = line.button(label, intent)["action"]
    return action


def _spread(
    title: str, kicker: str, head: list[Part], rows: list[Part], buttons: list[Part],
    *, colour: str = line.BRAND,
) -> Part:  # fmt: skip
    """One bubble, or as many as the rows need; the buttons stand on the first."""
    if len(rows) <= ROWS:
        return line.bubble(title, [*head, *rows], kicker=kicker, footer=buttons, colour=colour)
    parts = [rows[start : start + ROWS] for start in range(0, len(rows), ROWS)]
    bubbles = [
        line.bubble(
            title, [*head, *part] if number == 1 else part,
            kicker=f"{kicker} ({number}/{len(parts)})".strip(),
            footer=buttons if number == 1 else (), colour=colour,
        )
        for number, part in enumerate(parts, 1)
    ]  # fmt: skip
    return line.carousel(bubbles)


def _fits(contents: Part) -> bool:
    if contents["type"] == "carousel":
        return fits_carousel(contents["contents"])
    return fits_bubble(contents)
