"""What the office answered once: found again however politely, or how shortly, it is put.

Two wordings are one question when nothing but politeness and "how to" differs, or a slip of the
pen; what looks alike but names other numbers is another question.
"""

import re
from typing import Final

from sqlmodel import Session, col, select

from handlers.hiding import hide, kept_wording, wording_of
from handlers.outcome import Outcome, Turn
from handlers.understanding.thai import normalise, without_particles
from handlers.views import line
from models.office import Question

SEARCHED: Final = 500
ALIKE: Final = 93.0
"""Similarity in percent; one other word in a short question stays below it."""
SHORTEST: Final = 12
"""Letters; in less, a slip of the pen makes another word."""
_POLITE = re.compile(
    "เรียน(?:ถาม|สอบถาม)|ขอ(?:ทราบ|ถาม|สอบถาม|เรียนถาม)|อยาก(?:ทราบ|รู้|ถาม|สอบถาม)|สอบถาม|รบกวน"
    "|ช่วยบอก|ไม่ทราบว่า|หน่อย|ด้วย|วิธีการ|วิธี|อย่างไร|ยังไง|ไง(?=[\\s?]|$)"
)
_BETWEEN = re.compile(r"[\s.,!?;:…()\[\]\"'“”‘’/\-]+")


def core_of(text: str) -> str:
    """What is left of a question without politeness, blanks and marks."""
    return _BETWEEN.sub("", _POLITE.sub(" ", without_particles(normalise(text))))


def same_question(session: Session, text: str) -> Question | None:
    """The question on record that asks this, one that has an answer first."""
    exact = session.exec(
        select(Question)
        .where(col(Question.text).in_(_wordings(text, session)))
        .order_by(col(Question.answered_at).is_(None))
    ).first()
    core = core_of(hide(text, session))
    if (exact is not None and exact.answer) or not core:
        return exact
    rows = session.exec(
        select(Question)
        .where(col(Question.dismissed_at).is_(None))
        .order_by(col(Question.answered_at).is_(None), col(Question.last_at).desc())
        .limit(SEARCHED)
    ).all()
    alike = [row for row in rows if _alike(core, core_of(row.text))]
    answered = next((row for row in alike if row.answer), None)
    return answered or exact or next(iter(alike), None)


def _wordings(text: str, session: Session) -> set[str]:
    """As it is kept, and as it was kept when nothing was masked."""
    return {wording_of(text), kept_wording(text, session)} - {""}


def _alike(one: str, other: str) -> bool:
    if one == other or min(len(one), len(other)) < SHORTEST:
        return one == other
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    from rapidfuzz import fuzz

    return fuzz.ratio(one, other, score_cutoff=ALIKE) > 0


def office_answer(turn: Turn) -> Outcome | None:
    """The office's words, with the question they were given to when it was put otherwise."""
    found = same_question(turn.session, turn.text)
    if found is None or not found.answer:
        return None
    if found.text in _wordings(turn.text, turn.session):
        said = turn.say("help.office_answer", province=turn.province, answer=found.answer)
    else:
        said = turn.say("pages.answered", question=found.text, answer=found.answer)
    if found.code:
        return Outcome((line.text(said),), (found.code,), focus=found.code)
    return Outcome((line.text(said),))
