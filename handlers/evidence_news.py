"""What the link doctor found after the reply had gone: cards that wait for the next message."""

from collections.abc import Mapping, Sequence

from content.catalog import Catalog
from handlers.fiscal_year import bangkok, thai_date
from handlers.intents import RecheckEvidence, ShowEvidence
from handlers.link_seen import descriptions, is_waiting
from handlers.outcome import Message
from handlers.views import line
from handlers.views.evidence import ItemLinks, LinkView, item_links_card, link_parts, short_code
from handlers.views.evidence_list import link_row
from models.evidence_rows import Evidence, EvidenceCheck

Visits = Mapping[int, EvidenceCheck]
"""The newest visit of each link."""

SHOWN = 12
IN_FULL = 3


def late_findings(catalog: Catalog, rows: Sequence[Evidence], visits: Visits) -> Message:
    """Results of the links of one paste: one item in full, several in short."""
    say = catalog.phrases.say
    shown = [view_of(catalog, row, visits.get(row.id or 0)) for row in rows]
    views = sorted(shown, key=lambda view: view.rank)
    if len({view.code for view in views}) == 1:
        code = views[0].code
        headline = say("evidence_news.one", code=short_code(code))
        name = item_name(catalog, code)
        links = ItemLinks(code, name, rows[0].fiscal_year, headline, views)
        return item_links_card(catalog.phrases, links)
    title = say("evidence_news.many", count=len(views))
    body = [link_row(catalog.phrases, view) for view in views[:SHOWN]]
    footer = [line.button(say("evidence_many.all_button"), ShowEvidence(), style="primary")]
    codes = ", ".join(short_code(view.code) for view in views if view.state == "dead")
    alt = f"{title} · {codes} {say('evidence.dead')}" if codes else title
    return line.flex(alt, line.bubble(title, body, footer=footer))


def down_message(catalog: Catalog, rows: Sequence[Evidence], visits: Visits) -> Message:
    """Links that were dead on two nights, with what to do and one tap to check again."""
    say = catalog.phrases.say
    views = [view_of(catalog, row, visits.get(row.id or 0)) for row in rows]
    codes = list(dict.fromkeys(view.code for view in views))
    since = min(row.down_since for row in rows if row.down_since is not None)
    words = say("evidence_news.down_words", since=thai_date(bangkok(since).date()))
    body = [line.paragraph(words)]
    for view in views[:IN_FULL]:
        name = item_name(catalog, view.code)
        body += [line.separator(), line.paragraph(name, weight="bold")]
        body += link_parts(catalog.phrases, view)
    body += [link_row(catalog.phrases, view) for view in views[IN_FULL:SHOWN]]
    footer = [
        line.button(
            say("evidence_change.recheck_button", code=short_code(code)), RecheckEvidence(code)
        )
        for code in codes[:IN_FULL]
    ]
    footer.append(line.button(say("evidence_many.all_button"), ShowEvidence(), style="link"))
    named = ", ".join(short_code(code) for code in codes[:6])
    card = line.bubble(say("evidence_news.down"), body, footer=footer, colour=line.RED)
    return line.flex(say("evidence_news.down_alt", codes=named), card)


def back_text(catalog: Catalog, rows: Sequence[Evidence]) -> str:
    codes = dict.fromkeys(short_code(row.code) for row in rows)
    return catalog.phrases.say("evidence_news.back", codes=", ".join(codes))


def view_of(catalog: Catalog, row: Evidence, visit: EvidenceCheck | None) -> LinkView:
    item = catalog.item(row.code)
    year = None
    if item is not None and item.data_year is not None:
        year = row.fiscal_year - (item.data_year == "previous")
    words = descriptions(row, year, visit.status if visit else None)
    return LinkView.of(row, words, waiting=is_waiting(row))


def item_name(catalog: Catalog, code: str) -> str:
    """`O12 รายการจัดซื้อจัดจ้าง`, `มาตรการที่ 3 …`."""
    item = catalog.item(code)
    if item is not None:
        return f"{code} {item.short_title}"
    measure = catalog.measure(int(code.split(":")[1])) if code.startswith("measure:") else None
    return f"{short_code(code)} {measure.short_name}" if measure else code
