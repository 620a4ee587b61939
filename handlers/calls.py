""" "วันนี้โทรหาใคร" in chat: five agencies, why, and a telephone number to tap."""

import re

from handlers.call_list import Call, call_list, people_words
from handlers.fiscal_year import thai_time
from handlers.intents import OpenPages, ShowCallList
from handlers.outcome import Outcome, Refusal, Turn
from handlers.views import line

_PHONE = re.compile(r"0\d[\d -]{6,12}\d")


def show_calls(_intent: ShowCallList, turn: Turn) -> Outcome:
    if turn.person is None or not turn.person.is_admin:
        raise Refusal(turn.say("calls.only_office"))
    calls = call_list(turn.session, turn.catalog, turn.now)
    if not calls:
        return Outcome((line.text(turn.say("calls.nobody")),))
    body: list[line.Part] = []
    for number, call in enumerate(calls, 1):
        if body:
            body.append(line.separator())
        body += _lines(number, call, turn)
    buttons = [line.button(turn.say("calls.pages"), OpenPages(), style="primary")]
    card = line.bubble(
        turn.say("calls.title"), body, kicker=turn.say("calls.kicker"), footer=buttons
    )
    alt = turn.say("calls.alt", names=", ".join(call.agency.label for call in calls))
    return Outcome((line.flex(alt, card),))


def _lines(number: int, call: Call, turn: Turn) -> list[line.Part]:
    last = thai_time(call.contact_at) if call.contact_at else turn.say("calls.never")
    parts = [
        line.paragraph(f"{number}. {call.agency.label}", weight="bold"),
        line.paragraph(" · ".join(call.why[:3])),
        line.small(people_words(call)),
        line.small(turn.say("calls.contact", when=last)),
    ]
    phone = _PHONE.search(call.phone)
    if phone is None:
        return [*parts, line.small(call.phone or turn.say("calls.no_phone"))]
    words = turn.say("calls.call", phone=phone[0])
    return [*parts, line.link_button(words, "tel:" + re.sub(r"[ -]", "", phone[0]))]
