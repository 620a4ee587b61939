"""What waits to be told for free: findings, held reminders, answers of the office."""

import json

from sqlmodel import col, select

from handlers.outcome import Message, Turn
from handlers.views import line
from models.nudge import Notice

TEXT_UNITS = 1500


def waiting_notices(turn: Turn, room: int) -> tuple[Message, ...]:
    """At most `room` messages; what is returned counts as shown. Plain texts share one bubble."""
    if room <= 0 or turn.person is None:
        return ()
    rows = turn.session.exec(
        select(Notice)
        .where(Notice.coordinator_id == turn.person.id, col(Notice.shown_at).is_(None))
        .order_by(col(Notice.id))
        .limit(20)
    ).all()
    texts: list[str] = []
    cards: list[Message] = []
    for row in rows:
        parsed = _messages(row.body)
        if parsed is None:
            if len("\n\n".join([*texts, row.body])) > TEXT_UNITS:
                break
            texts.append(row.body)
        elif len(cards) + len(parsed) + 1 <= room:
            cards += parsed
        else:
            break
        row.shown_at = turn.now
        turn.session.add(row)
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
