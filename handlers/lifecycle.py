"""Follow, unfollow, groups, and messages without text: one helpful sentence, never silence."""

import json
from collections.abc import Mapping
from typing import Any

from handlers.intents import Ask, Register, ShowHelp, ShowRemaining
from handlers.link_find import find_links
from handlers.outcome import Outcome, Turn
from handlers.views import line
from models import inbox, outbox, taught
from models.forgetting import words_taken_back


def follow(turn: Turn) -> Outcome:
    """The greeting, with the privacy notice, for a stranger; a short one for a known member."""
    if turn.person is not None and turn.agency is not None:
        turn.person.unreachable_at = None
        turn.session.add(turn.person)
        words = turn.say("join.back", agency=turn.agency.name)
        buttons = [line.button("เหลืออะไรบ้าง", ShowRemaining(), style="primary")]
        card = line.bubble("ยินดีต้อนรับกลับค่ะ", [line.paragraph(words)], footer=buttons)
        return Outcome((line.flex(words, card),))
    words = turn.say("join.greeting", province=turn.province)
    body = [
        line.paragraph(words),
        line.paragraph(turn.say("join.type_code"), weight="bold"),
        line.separator(),
        line.small(turn.say("privacy.notice", province=turn.province)),
    ]
    buttons = [
        line.type_button("พิมพ์รหัสเชิญ", Register(), "รหัสเชิญ ", style="primary"),
        line.button("ลองถาม O12", Ask(("O12",))),
        line.button("ช่วยเหลือ", ShowHelp(), style="link"),
    ]
    card = line.bubble(
        turn.say("join.greeting_title"), body, kicker=turn.say("bot.name"), footer=buttons
    )
    return Outcome((line.flex(words, card),))


def unfollow(turn: Turn) -> Outcome:
    """Stops every send to this person at once; the binding stays for an unblock."""
    if turn.person is not None:
        turn.person.unreachable_at = turn.now
        turn.session.add(turn.person)
    if turn.line_user_id is not None:
        outbox.cancel_for(turn.session, turn.line_user_id, turn.now)
    return Outcome(notes=("unfollow",))


def join_group(turn: Turn) -> Outcome:
    """One greeting, then silence; agency data is never shown in a group."""
    return Outcome((line.text(turn.say("join.group")),))


def unsend(turn: Turn, message_id: str) -> Outcome:
    """Forgets the message; what waits in the chat goes only if it holds its words."""
    events = words_taken_back(turn.session, message_id)
    taught.take_back_message(turn.session, message_id)
    inbox.forget_message(turn.session, message_id)
    expected = turn.expecting or {}
    held = expected.get("message_id") == message_id or any(
        _holds(expected, turn.words_of(event)) for event in events
    )
    return Outcome(expecting=None if held else turn.expecting, notes=("unsend",))


def _holds(expected: Mapping[str, Any], words: str) -> bool:
    match expected.get("kind"):
        case "link_for" | "pairs":
            kept = json.dumps(expected, ensure_ascii=False)
            return any(
                json.dumps(link.url, ensure_ascii=False) in kept for link in find_links(words)
            )
        case "order":
            return True  # its note or name is somebody's words, perhaps these
        case _:
            return False


def sticker(turn: Turn) -> Outcome:
    """Keeps the focus and what was expected."""
    buttons = [line.quick("เหลืออะไรบ้าง", ShowRemaining()), line.quick("ช่วยเหลือ", ShowHelp())]
    return Outcome((line.text(turn.say("talk.sticker"), quick=buttons),), expecting=turn.expecting)


def empty(turn: Turn) -> Outcome:
    return Outcome((line.text(turn.say("talk.empty")),), expecting=turn.expecting)
