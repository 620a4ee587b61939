"""What waits to be told for free: findings, held reminders, answers of the office."""

import json

from handlers.outcome import Message, Turn
from handlers.views import line
from models import nudge
from models.nudge import Notice

TEXT_UNITS = 1500
LONGEST = 4900
"""A single notice is never held up for being long; LINE takes 5,000 UTF-16 units."""


def waiting_notices(turn: Turn, room: int) -> tuple[Message, ...]:
    """At most `room` messages; what is returned counts as shown. Plain texts share one bubble."""
    if room <= 0 or turn.person is None or turn.person.id is None:
        return ()
    shown: list[Notice] = []
    texts: list[str] = []
    cards: list[Message] = []
    for row in nudge.waiting_notices(turn.session, turn.person.id):
        parsed = _messages(row.body)
        if parsed is None:
            if texts and len("\n\n".join([*texts, row.body])) > TEXT_UNITS:
                break
            texts.append(line.shorten(row.body, LONGEST))
        elif len(cards) + len(parsed) + bool(texts) <= room:
            cards += parsed
        else:
            break
        shown.append(row)
    nudge.mark_shown(turn.session, shown, turn.now)
    joined = (line.text("\n\n".join(texts)),) if texts else ()
    return (*joined, *cards)


def _messages(body: str) -> list[Message] | None:
    """Message objects if the body is a JSON list of them; None for a plain text."""
    if not body.startswith("["):
        return None
    try:
        parsed = json.loads(body)
    except ValueError:
        return None
    return parsed if all(isinstance(part, dict) for part in parsed) else None
