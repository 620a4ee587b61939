"""What is kept about a person, and how it is deleted: asked once, then done."""

from sqlalchemy import delete
from sqlmodel import col

from handlers.intents import Privacy
from handlers.outcome import Outcome, Turn
from handlers.views import line
from models import audit, inbox, outbox, taught
from models.conversation import Conversation
from models.coordinator import leave
from models.forgetting import forget_buried
from models.nudge import Notice
from models.office import Asker


def privacy(intent: Privacy, turn: Turn) -> Outcome:
    match intent.wish:
        case "what":
            return _what(turn)
        case "delete":
            return _ask_once(turn)
        case "confirm_delete":
            return _delete(turn)
        case "keep":
            return Outcome((line.text(turn.say("privacy.kept")),))


def _what(turn: Turn) -> Outcome:
    who = (
        turn.say("privacy.yours", agency=turn.agency.name)
        if turn.agency is not None
        else turn.say("privacy.stranger")
    )
    notice = turn.say("privacy.notice", province=turn.province)
    footer = [line.button("ลบข้อมูลของฉัน", Privacy("delete"))]
    card = line.bubble("ข้อมูลที่เก็บไว้", [line.paragraph(who), line.small(notice)], footer=footer)
    return Outcome((line.flex(who, card),))


def _ask_once(turn: Turn) -> Outcome:
    if turn.person is None:
        words = turn.say("privacy.ask_stranger")
    else:
        words = turn.say("privacy.ask", agency=turn.agency.name if turn.agency else "")
    buttons = [
        line.button("ยืนยันลบข้อมูลของฉัน", Privacy("confirm_delete")),
        line.button("ไม่ลบแล้ว", Privacy("keep"), style="primary"),
    ]
    card = line.bubble(
        "ลบข้อมูลของท่านหรือไม่คะ", [line.paragraph(words)], footer=buttons, colour=line.RED
    )
    return Outcome((line.flex(words, card),), expecting={"kind": "delete_data"})


def _delete(turn: Turn) -> Outcome:
    if (turn.expecting or {}).get("kind") != "delete_data":
        return _ask_once(turn)
    session, person = turn.session, turn.person
    taught.take_back_chat(session, turn.source_key)
    if person is not None:
        audit.record(session, turn.now, "member.forget", by=person.id, agency_id=person.agency_id)
        session.execute(delete(Notice).where(col(Notice.coordinator_id) == person.id))
        session.execute(delete(Asker).where(col(Asker.coordinator_id) == person.id))
        leave(session, person, turn.now)
    if turn.line_user_id is not None:
        outbox.cancel_for(session, turn.line_user_id, turn.now)
        outbox.forget_user(session, turn.line_user_id)
    inbox.forget_source(session, turn.source_key, turn.now)
    forget_buried(session, turn.source_key)
    conversation = session.get(Conversation, turn.source_key)
    if conversation is not None:
        conversation.buttons = "{}"
    told = "privacy.deleted" if person is not None else "privacy.deleted_stranger"
    return Outcome(
        (line.text(turn.say(told)),), focus=None, batch=None, must_arrive=True,
        notes=("forget_text",),
    )  # fmt: skip
