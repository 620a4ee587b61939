"""Cards around the office's verdicts: what the owner reads, what the office taps."""

from collections.abc import Mapping, Sequence

from content.catalog import Catalog
from content.phrasebook import Phrases
from handlers.checklist import Checklist, ItemState
from handlers.intents import AttachEvidence, Intent, RecheckEvidence, Review, ShowEvidence
from handlers.outcome import Message
from handlers.views import line
from handlers.views.evidence import MAX_URI
from handlers.views.item import LINK_WORDS

WAITING = 4
REASONS = 6


def returned_card(
    catalog: Catalog, code: str, reason: str, remedy: str, fiscal_year: int
) -> Message:
    say, item = catalog.phrases.say, catalog.item(code)
    name = f"{code} {item.short_title}" if item else code
    body = [
        line.paragraph(item.title_for(fiscal_year) if item else code, weight="bold"),
        line.heading(say("review.reason")),
        line.paragraph(line.shorten(reason, 300)),
        line.heading(say("review.remedy")),
        line.paragraph(remedy or say("review.remedy_default")),
    ]
    fixed = line.button(say("review.fixed_button_code", code=code), RecheckEvidence(code),
                        style="primary")  # fmt: skip
    attach = AttachEvidence((), (code,))
    footer = [
        fixed,
        line.type_button(say("evidence_change.attach_button", code=code), attach,
                         f"{code} https://"),
        line.button(f"ดูลิงก์ {code}", ShowEvidence(code), style="link"),
    ]  # fmt: skip
    card = line.bubble(
        say("review.notice_title", code=code), body, footer=footer, colour=line.AMBER
    )
    return line.flex(say("review.notice_alt", name=name, reason=line.shorten(reason, 120)), card)


def why_card(
    phrases: Phrases, agency_code: str, agency: str, code: str, reasons: Sequence[tuple[int, str]]
) -> Message:
    """Canned reasons as buttons, and the beginning of an own one."""
    say = phrases.say
    footer = [
        line.button(line.shorten(words, 38), Review(agency_code, code, False, str(key)))
        for key, words in reasons[:REASONS]
    ]
    own = say("review.own_prefill", code=code, agency=agency_code)
    ask = Review(agency_code, code, False)
    footer.append(line.type_button(say("review.why_own"), ask, own, style="link"))
    title = say("review.why_title", code=code, agency=agency)
    body = [line.paragraph(say("review.why", code=code, agency=agency_code))]
    return line.flex(title, line.bubble(title, body, footer=footer))


def choose_agency_card(
    phrases: Phrases, words: str, choices: Sequence[tuple[str, Review]]
) -> Message:
    asked = phrases.say("review.which_agency", words=words)
    footer = [line.button(line.shorten(name, 38), intent) for name, intent in choices]
    return line.flex(asked, line.bubble(words, [line.paragraph(asked)], footer=footer))


def status_card(
    catalog: Catalog,
    agency_code: str,
    agency: str,
    checklist: Checklist,
    waiting: Sequence[ItemState],
    links: Mapping[str, str],
) -> Message:
    """The three bars, and what waits for the office with its buttons."""
    say = catalog.phrases.say
    body = [
        line.progress_bar(say("review.claimed"), checklist.claimed()),
        line.progress_bar(say("review.opens"), checklist.opens(), colour=line.GREEN),
        line.progress_bar(say("review.checked"), checklist.accepted(), colour=line.AMBER),
        line.heading(say("review.waiting")),
    ]
    for state in waiting[:WAITING]:
        body += _waiting_item(catalog, agency_code, state, links.get(state.code, ""))
    if not waiting:
        body.append(line.paragraph(say("review.nothing_waiting")))
    if len(waiting) > WAITING:
        body.append(line.small(say("review.waiting_more", count=len(waiting) - WAITING)))
    card = line.bubble(agency, body, kicker=f"ปีงบประมาณ {checklist.fiscal_year}")
    alt = f"{agency} · {say('review.claimed')} {checklist.claimed()} · {say('review.opens')} "
    return line.flex(f"{alt}{checklist.opens()}", card)


def with_facts(
    card: Message, facts: Sequence[str], buttons: Sequence[tuple[str, Intent]]
) -> Message:
    """The status card with who answers for the agency, and what to do next."""
    bubble = card["contents"]
    bubble["body"]["contents"] += [line.separator(), *(line.small(words) for words in facts)]
    bubble["footer"] = line.box(
        [line.button(label, intent) for label, intent in buttons], spacing="sm", paddingAll="12px"
    )
    return card


def _waiting_item(
    catalog: Catalog, agency_code: str, state: ItemState, url: str
) -> list[line.Part]:
    say, code, item = catalog.phrases.say, state.code, catalog.item(state.code)
    words = LINK_WORDS[state.link_state] if state.needs_link or state.links else ""
    if state.review == "returned":
        words = f"{say('review.fixed')} · {words}".strip(" ·")
    row = [
        line.button(say("review.accept_button", code=code), Review(agency_code, code, True),
                    style="primary"),
        line.button(say("review.return_button", code=code), Review(agency_code, code, False)),
    ]  # fmt: skip
    parts = [line.separator(), line.paragraph(f"{code} {item.short_title if item else ''}")]
    if words:
        parts.append(line.small(words))
    if url and len(url) <= MAX_URI:
        parts.append(line.link_button(say("review.look_button", code=code), url))
    parts.append(
        line.box([part | {"adjustMode": "shrink-to-fit"} for part in row], "horizontal",
                 spacing="sm")
    )  # fmt: skip
    return parts
