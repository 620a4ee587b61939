"""How to use the bot, small talk, contacts, polite refusals, and what was not understood."""

from sqlmodel import col, select

from handlers import learning
from handlers.ask import candidates_card
from handlers.hiding import kept_wording
from handlers.intents import (
    Ask,
    AskMeasure,
    Contact,
    Decline,
    OldButton,
    OpenPages,
    ShowCalendar,
    ShowCallList,
    ShowHelp,
    ShowProgress,
    ShowRemaining,
    ShowScore,
    Smalltalk,
    Unrecognised,
)
from handlers.office_answers import office_answer, same_question
from handlers.outcome import Outcome, Turn
from handlers.views import line
from models import taught
from models.office import Asker, Question, Setting

CONTACT_KEY = "contact"
MOST_ITEMS = 3
"""Cards offered under a contact that was asked about items."""


def show_help(_intent: ShowHelp, turn: Turn) -> Outcome:
    if turn.person is not None and turn.person.is_admin:
        return _help_for_office(turn)
    key = "help.member" if turn.person is not None else "help.stranger"
    body = [line.paragraph(words) for words in turn.say(key).split("\n")]
    body.append(line.small(turn.say("help.pc")))
    buttons = [
        line.button("เหลืออะไรบ้าง", ShowRemaining(), style="primary"),
        line.button("ความคืบหน้า", ShowProgress()),
        line.button("ดูตัวชี้วัดที่ 9", Ask(("indicator:9",))),
        line.button("มาตรการทั้งหมด", AskMeasure(("measure:all",))),
        line.button("ปฏิทิน", ShowCalendar()),
        line.button(f"คะแนน ITA ปี {turn.catalog.edition}", ShowScore()),
    ]
    if turn.person is None:
        buttons = buttons[2:]
    card = line.bubble("วิธีใช้งาน", body, kicker=turn.say("bot.name"), footer=buttons)
    return Outcome((line.flex(turn.say("help.alt"), card),), expecting=turn.expecting)


def _help_for_office(turn: Turn) -> Outcome:
    body = [line.paragraph(words) for words in turn.say("help.office").split("\n")]
    buttons = [
        line.button("แดชบอร์ด", OpenPages(), style="primary"),
        line.button("วันนี้โทรหาใคร", ShowCallList()),
        line.button("ปฏิทิน", ShowCalendar()),
    ]
    card = line.bubble("สำหรับสำนักงานจังหวัด", body, kicker=turn.say("bot.name"), footer=buttons)
    return Outcome((line.flex(turn.say("help.alt"), card),), expecting=turn.expecting)


def smalltalk(intent: Smalltalk, turn: Turn) -> Outcome:
    """Keeps the focus and what was expected."""
    quick = [line.quick("ช่วยเหลือ", ShowHelp())]
    if turn.person is not None and not turn.person.is_admin:
        quick.insert(0, line.quick("เหลืออะไรบ้าง", ShowRemaining()))
    words = turn.say(f"talk.{intent.kind}")
    return Outcome((line.text(words, quick=quick),), expecting=turn.expecting)


def contact(intent: Contact, turn: Turn) -> Outcome:
    if intent.about == "corruption":
        # The report of a wrongdoing is not kept: the raw text goes with this turn.
        return Outcome((line.text(turn.say("contact.corruption")),), notes=("forget_text",))
    items = [code for code in intent.codes if turn.catalog.item(code)][:MOST_ITEMS]
    quick = [line.quick(f"ดู {code}", Ask((code,))) for code in items]
    return Outcome((line.text(office_contact(turn), quick=quick),), expecting=turn.expecting)


def office_contact(turn: Turn) -> str:
    """What the office entered as its contact, or that it has not."""
    row = turn.session.get(Setting, CONTACT_KEY)
    if row is not None and row.value.strip():
        return turn.say("contact.office", province=turn.province, contact=row.value.strip())
    return turn.say("contact.none", province=turn.province)


def decline(intent: Decline, turn: Turn) -> Outcome:
    return Outcome((line.text(turn.say(f"decline.{intent.reason}")),), expecting=turn.expecting)


def old_button(_intent: OldButton, turn: Turn) -> Outcome:
    quick = [line.quick("เหลืออะไรบ้าง", ShowRemaining()), line.quick("ช่วยเหลือ", ShowHelp())]
    return Outcome((line.text(turn.say("talk.old_button"), quick=quick),))


def unrecognised(intent: Unrecognised, turn: Turn) -> Outcome:
    """The office's answer if it gave one; else the nearest two, the contact, and a record."""
    answer = office_answer(turn)
    if answer is not None:
        return answer
    recorded = ""
    if record(turn.text, turn.message_id, turn):
        learning.unanswered(intent.candidates, turn)
        recorded = turn.say("help.recorded") + " "
    words = turn.say("help.not_understood", recorded=recorded, contact=office_contact(turn))
    return Outcome((candidates_card(intent.candidates, words, turn),), expecting=turn.expecting)


def record(said: str, message_id: str | None, turn: Turn) -> bool:
    """Keep the question without who asked; a member is told once when it is answered.

    False when nothing is left of it that may be kept.
    """
    wording = kept_wording(said, turn.session)
    if not wording:
        return False
    question = same_question(turn.session, said)
    if question is None:
        question = Question(text=wording, first_at=turn.now, last_at=turn.now)
    else:
        question.asked, question.last_at = question.asked + 1, turn.now
    turn.session.add(question)
    turn.session.flush()
    taught.note(turn.session, message_id, question)
    _let_wait(question, turn)
    return True


def _let_wait(question: Question, turn: Turn) -> None:
    if turn.person is None or turn.person.id is None or question.id is None:
        return
    waiting = turn.session.exec(
        select(Asker).where(
            Asker.question_id == question.id, col(Asker.coordinator_id) == turn.person.id
        )
    ).first()
    if waiting is None:
        turn.session.add(Asker(question_id=question.id, coordinator_id=turn.person.id))
