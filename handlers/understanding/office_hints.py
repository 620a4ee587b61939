"""What the model takes for a wish of the province office, as an intent. Pure; only for its members.

A hint decides what is shown, never what is done: each order it leads to is shown before it is
carried out, and a name that stands in the message wins over it.
"""

from typing import Final

from handlers.intents import AskOffice, ForAgency, Intent
from handlers.understanding.choices import Choice
from handlers.understanding.model import Judgement

HINT_SURE: Final = 0.7
_OTHERWISE: Final = frozenset({"ask", "ask_measure", "calendar", "score", "privacy", "help"})
"""Wishes that the office has like anybody; when these are sure, the hint is not needed."""


def office_hint(
    judgement: Judgement, best: Choice, named: tuple[str, ...], *, links: bool
) -> Intent | None:
    """`named` are the codes that the message itself names."""
    wish, share = next(iter(judgement.wish.items()))
    if share < HINT_SURE or (best.intent in _OTHERWISE and best.share >= HINT_SURE):
        return None
    code = named[0] if len(named) == 1 else None
    match wish:
        case "office_silent":
            return AskOffice("open", code) if code else AskOffice("silent")
        case "office_worst":
            return AskOffice("open", code) if code else AskOffice("worst")
        case "office_queue":
            return AskOffice("queue")
        case "office_link":
            return AskOffice("links") if best.intent == "progress" and not links else None
        case "office_agency":
            return AskOffice("open", code) if code else ForAgency("show", "")
        case "office_invite":
            return ForAgency("invite", "")
        case "office_remind":
            return AskOffice("remind")
        case _:
            return None
