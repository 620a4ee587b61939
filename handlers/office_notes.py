"""The office's own words by chat: beside an item, for everybody; about a call with an agency."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import select

from handlers.agency_names import agencies_named
from handlers.ask import short_name
from handlers.help import decline
from handlers.intents import Decline, NoteFor
from handlers.office_figures import is_office, office_only
from handlers.outcome import Outcome, Refusal, Turn
from handlers.review_words import first_code
from handlers.views.office import CHOICES, not_found_card
from handlers.views.orders import preview_card
from models import audit
from models.agency import Agency, agency_by_code
from models.contact import note_call
from models.office import Note
from models.wording import set_note

LONGEST_NOTE = 500
LONGEST_CALL = 300


def preview(intent: NoteFor, turn: Turn) -> Outcome:
    """An agency's code or name wins over an item's code that stands in it."""
    found = agencies_named(turn.session, intent.on)
    if not is_office(turn):
        if found and (turn.agency is None or [a.id for a in found] != [turn.agency.id]):
            return decline(Decline("other_agency"), turn)
        raise Refusal(turn.say("orders.only_office"))
    if len(found) == 1:
        return _about_call(found[0], intent.words, turn)
    code, rest = first_code(intent.on)
    if code and not rest.replace("ข้อ", "").strip():
        return _beside_item(code, intent.words, turn)
    if not found:
        return Outcome((not_found_card(turn.catalog.phrases, intent.on),))
    names = ", ".join(f"{agency.code} ({agency.label})" for agency in found[:CHOICES])
    raise Refusal(turn.say("office.note_which", words=intent.on, names=names))


def _about_call(agency: Agency, words: str, turn: Turn) -> Outcome:
    _fits(words, LONGEST_CALL, turn)
    lines = [turn.say("office.call_preview", agency=agency.name, code=agency.code), words,
             turn.say("office.call_effect")]  # fmt: skip
    waiting = {"order": "note_call", "agency": agency.code, "words": words}
    return _ask(turn, "office.call_title", lines, waiting)


def _beside_item(code: str, words: str, turn: Turn) -> Outcome:
    if code not in turn.catalog.codes:
        raise Refusal(turn.say("review.no_item", code=code))
    _fits(words, LONGEST_NOTE, turn)
    lines = [turn.say("office.note_preview", name=short_name(turn, code)), words]
    before = turn.session.exec(select(Note).where(Note.code == code)).first()
    if before is not None:
        lines.append(turn.say("office.note_replaces", words=before.text))
    return _ask(turn, "office.note_title", lines, {"order": "note", "code": code, "words": words})


def _fits(words: str, most: int, turn: Turn) -> None:
    if len(words) > most:
        raise Refusal(turn.say("announce.too_long", limit=most))


def _ask(turn: Turn, title: str, lines: list[str], waiting: Mapping[str, Any]) -> Outcome:
    card = preview_card(turn.catalog.phrases, turn.say(title), lines)
    return Outcome((card,), expecting={"kind": "order", **waiting})


def keep(waiting: Mapping[str, Any], turn: Turn) -> str:
    """Written as the pages write it, with the same line in the audit log."""
    office_only(turn)
    words, by = str(waiting["words"]), turn.person.id if turn.person else None
    if waiting.get("order") == "note":
        code = str(waiting["code"])
        before = set_note(turn.session, code, words, by, turn.now)
        audit.record(turn.session, turn.now, "note.set", by=by, subject=code, before=before,
                     after=words)  # fmt: skip
        return turn.say("office.note_kept", name=short_name(turn, code))
    agency = agency_by_code(turn.session, str(waiting["agency"]))
    if agency is None:
        raise Refusal(turn.say("office.not_found", words=str(waiting["agency"])))
    note_call(turn.session, agency.id or 0, by, turn.now, words)
    return turn.say("office.call_kept", agency=agency.label)
