"""From a planned push to LINE messages: announcements first, then one card for all the rest."""

from datetime import date, datetime

from content.catalog import Catalog
from handlers.checklist import Bar, Checklist
from handlers.fiscal_year import bangkok, thai_date
from handlers.outcome import MAX_MESSAGES, Message
from handlers.scope import scope_name
from handlers.thai_dates import month_name
from handlers.useful import most_useful, nearest_dates
from handlers.views import line
from handlers.views.digest import Digest, days_left, digest_card, thanks_card
from models.office import Announcement
from scheduler.occasion import Occasion, number_in
from scheduler.plan import merged
from scheduler.values import SILENT_AFTER, Push
from scheduler.world import Snapshot


def messages_for(
    catalog: Catalog, seen: Snapshot, push: Push, office: str, now: datetime
) -> list[Message]:
    """At most five message objects; one push, whatever their number, costs one."""
    news = [_announcement(catalog, seen, o, office) for o in push.occasions
            if o.kind == "announcement"][: MAX_MESSAGES - 1]  # fmt: skip
    rest = tuple(o for o in push.occasions if o.kind != "announcement")
    if not rest:
        return news
    agency, checklist = seen.agencies[push.agency_id], seen.checklists[push.agency_id]
    if rest[0].kind == "thanks":
        return [*news, thanks_card(catalog, agency.label, checklist)]
    today = bangkok(now).date()
    useful = most_useful(
        catalog,
        checklist,
        nearest_dates(catalog, seen.deadlines.values(), today),
        today,
        leave_out=seen.snoozed.get(push.agency_id, ()),
    )
    digest = Digest(
        agency.label,
        checklist,
        useful,
        _opening(catalog, seen, push, rest, today),
        _last_year(seen, push, rest),
    )
    return [*news, digest_card(catalog, digest, today)]


def _announcement(catalog: Catalog, seen: Snapshot, said: Occasion, office: str) -> Message:
    row: Announcement = seen.announcements[number_in(said.key) or 0]
    return line.text(catalog.phrases.say("nudge.announcement", office=office, text=row.text))


def _opening(
    catalog: Catalog, seen: Snapshot, push: Push, rest: tuple[Occasion, ...], today: date
) -> list[str]:
    """One sentence a reason, the most pressing first."""
    say = catalog.phrases.say
    words: list[str] = []
    place = next(p for p in seen.world.places if p.id == push.agency_id)
    spoken = {number_in(said.key) for said in rest if said.kind == "returned"}
    dead = {number_in(said.key) for said in rest if said.kind == "link"}
    sent_back = [back.code for back in place.returned if back.review_id in spoken]
    broken = dict.fromkeys(link.code for link in place.broken if link.evidence_id in dead)
    if sent_back:
        words.append(say("nudge.returned", codes=", ".join(sent_back)))
    if broken:
        words.append(say("nudge.link", codes=", ".join(broken)))
    for number, said in merged(rest).items():
        row = seen.deadlines[number]
        key = "nudge.deadline_after" if said.key.endswith(":after") else "nudge.deadline"
        left = days_left(catalog.phrases, row.due_on, today)
        scope = scope_name(catalog, row.scope)
        words.append(say(key, scope=scope, date=thai_date(row.due_on), days=left))
    for said in rest:
        if said.kind == "year":
            year = seen.fiscal_year
            words.append(say("nudge.year", year=year, last_year=year - 1))
        elif said.kind == "silence":
            words.append(say("nudge.silence", days=SILENT_AFTER.days))
        elif said.kind == "monthly":
            count = len(place.open)
            words.append(say("nudge.monthly", month=month_name(today), count=count))
    return words


def _last_year(seen: Snapshot, push: Push, rest: tuple[Occasion, ...]) -> tuple[int, Bar] | None:
    past: Checklist | None = seen.last_year.get(push.agency_id)
    if past is None or not any(said.kind == "year" for said in rest):
        return None
    return past.fiscal_year, past.claimed()
