"""Questions the bot could not answer: answered once here, given by the bot from then on."""

from fastapi.responses import Response

from models.office import Question
from models.question import answer, answered_questions, dismiss, open_questions
from office.frame import Page, Visit, Who, bad_input, go, not_found


def questions(visit: Visit) -> Response:
    return visit.show(
        "questions.html",
        waiting=open_questions(visit.session),
        answered=answered_questions(visit.session),
        items=visit.catalog.items,
    )


def save(visit: Visit) -> Response:
    row, words = _question(visit), visit.form.text("answer", 1000)
    if not words:
        raise bad_input("พิมพ์คำตอบก่อนบันทึก")
    code = visit.form.text("code", 20)
    before = row.answer or ""
    item = visit.item(code) if code else None
    notice = visit.catalog.phrases.say("pages.answered", question=row.text, answer=words)
    told = answer(visit.session, row, words, item, notice, visit.now)
    visit.audit("question.answer", subject=row.text, before=before, after=words)
    return go("/admin/questions", "answered" if told or not before else "saved")


def put_away(visit: Visit) -> Response:
    row = _question(visit)
    dismiss(visit.session, row, visit.now)
    visit.audit("question.dismiss", subject=row.text)
    return go("/admin/questions", "dismissed")


def _question(visit: Visit) -> Question:
    row = visit.session.get(Question, visit.form.number("question") or 0)
    if row is None:
        raise not_found()
    return row


PAGES = (
    Page("GET", "/admin/questions", questions, Who.ADMIN),
    Page("POST", "/admin/questions/answer", save, Who.ADMIN),
    Page("POST", "/admin/questions/dismiss", put_away, Who.ADMIN),
)
