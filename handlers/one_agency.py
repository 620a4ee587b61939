"""One agency named in chat: how it stands, an invite for it, a reminder to it.

The name is looked up for the office only; anybody else learns nothing but of the own agency.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers.agency_names import agencies_named
from handlers.explain import explain
from handlers.fiscal_year import bangkok, thai_date
from handlers.help import decline
from handlers.intents import Decline, Explain, ForAgency, ShowProgress
from handlers.office_figures import is_office, office_only
from handlers.office_reminders import remind_one
from handlers.outcome import Outcome, Refusal, Turn
from handlers.progress import show_progress, status_line
from handlers.review import status
from handlers.standing import agency_checklist
from handlers.views import line
from handlers.views.office import not_found_card, which_card
from handlers.views.orders import preview_card
from models import audit
from models.agency import Agency, agency_by_code
from models.invite import LIFETIME, issue, live_invites, printed


def for_agency(intent: ForAgency, turn: Turn) -> Outcome:
    found = agencies_named(turn.session, intent.agency) if intent.agency.strip() else []
    if not is_office(turn):
        return _for_others(intent, found, turn)
    if not found:
        return Outcome((not_found_card(turn.catalog.phrases, intent.agency),))
    if len(found) > 1:
        choices = [
            (f"{agency.code} {agency.label}", replace(intent, agency=agency.code))
            for agency in found
        ]
        card = which_card(turn.catalog.phrases, intent.agency, choices, len(found))
        return Outcome((card,))
    match intent.wish:
        case "show":
            return _show(found[0], intent.code, turn)
        case "invite":
            return _preview_invite(found[0], turn)
        case "remind":
            return remind_one(found[0], intent.code, turn)


def _for_others(intent: ForAgency, found: list[Agency], turn: Turn) -> Outcome:
    """The own agency's state is anybody's own; a colleague's invite comes from the office."""
    own = turn.agency is not None and [agency.id for agency in found] == [turn.agency.id]
    if own and intent.wish == "show":
        return show_progress(ShowProgress((intent.code,) if intent.code else ()), turn)
    if own and intent.wish == "invite":
        return explain(Explain("invite"), turn)
    return decline(Decline("other_agency"), turn)


def _show(agency: Agency, code: str | None, turn: Turn) -> Outcome:
    office_only(turn)
    outcome = status(agency, turn)
    if code is None:
        return outcome
    if turn.catalog.item(code) is None:
        raise Refusal(turn.say("review.no_item", code=code))
    words = line.text(_of_item(agency, code, turn))
    return Outcome((words, *outcome.messages), focus=code)


def _of_item(agency: Agency, code: str, turn: Turn) -> str:
    checklist = agency_checklist(turn.session, turn.catalog, agency.id or 0, turn.fiscal_year)
    words = status_line(code, checklist.items[code], replace(turn, agency=agency))
    return f"{agency.label}\n{words}"


def _preview_invite(agency: Agency, turn: Turn) -> Outcome:
    office_only(turn)
    lines = [turn.say("office.invite_preview", agency=agency.name, code=agency.code,
                      days=LIFETIME.days)]  # fmt: skip
    live = live_invites(turn.session, agency.id or 0, turn.now)
    if live:
        lines.append(turn.say("office.invite_live", count=len(live)))
    card = preview_card(turn.catalog.phrases, turn.say("office.invite_title"), lines)
    waiting = {"kind": "order", "order": "invite", "agency": agency.code}
    return Outcome((card,), expecting=waiting)


def give_invite(waiting: Mapping[str, Any], turn: Turn) -> str:
    """The code is said once; the database keeps its hash, as with the pages."""
    office_only(turn)
    agency = agency_by_code(turn.session, str(waiting["agency"]))
    if agency is None or agency.is_office or not agency.active:
        raise Refusal(turn.say("office.not_found", words=str(waiting["agency"])))
    code, row = issue(turn.session, agency.id or 0, turn.now)
    audit.record(
        turn.session, turn.now, "invite.issue", by=turn.person.id if turn.person else None,
        agency_id=agency.id, subject=agency.code, after="coordinator",
    )  # fmt: skip
    until = thai_date(bangkok(row.expires_at).date())
    return turn.say("office.invite_given", agency=agency.name, code=printed(code), date=until)
