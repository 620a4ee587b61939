"""What use has taught: one tap says what a message meant; labelled rows are exported and trained
with. Nothing on this page changes how the bot reads."""

import json
from dataclasses import dataclass

from fastapi.responses import Response

from models.lesson import (
    LEARNING_KEY,
    OFF,
    Lesson,
    Reading,
    count_open,
    label,
    labelled_lessons,
    learning_is_on,
    open_lessons,
)
from models.wording import set_setting
from office.frame import Page, Visit, Who, bad_input, go, not_found
from office.lesson_words import HOW, INTENTS, code_words, codes_known, typed_reading, words_of

_HERE = "/admin/lessons"
_SHOWN = 100
_MOST_BUTTONS = 5


@dataclass(frozen=True, slots=True)
class Shown:
    """A row in words; `choices` are readings as buttons carry them, with their words."""

    row: Lesson
    how: str
    answered: str
    meant: str
    choices: tuple[tuple[str, str], ...]


def lessons(visit: Visit) -> Response:
    return visit.show(
        "lessons.html",
        waiting=[_shown(row) for row in open_lessons(visit.session, _SHOWN)],
        count=count_open(visit.session),
        labelled=[
            (row, words_of(row.label or "")) for row in labelled_lessons(visit.session, _SHOWN)
        ],
        intents=INTENTS,
        codes=[(code_words(code), name) for code, name in codes_known(visit.catalog).items()],
        on=learning_is_on(visit.session),
    )


def _shown(row: Lesson) -> Shown:
    likely = dict.fromkeys(filter(None, (row.meant, *json.loads(row.options), row.answered)))
    choices = [text for text in likely if text.partition(" ")[0] in INTENTS]
    return Shown(
        row=row,
        how=HOW[row.how],
        answered=words_of(row.answered),
        meant=words_of(row.meant) if row.meant else "",
        choices=tuple((text, words_of(text)) for text in choices[:_MOST_BUTTONS]),
    )


def save_label(visit: Visit) -> Response:
    """From a button, or from the list and the field."""
    row, form = _lesson(visit), visit.form
    tapped = Reading.parse(form.text("reading", 400))
    intent = tapped.intent if tapped else form.text("intent", 20)
    typed = ",".join(tapped.codes) if tapped else form.text("code", 400)
    reading = typed_reading(intent, typed, visit.catalog)
    if reading is None:
        raise bad_input("เลือกความหมาย และพิมพ์รหัสที่มีอยู่ เช่น O12 หรือ O12, O13 หรือ ตัวชี้วัดที่ 9")
    before = row.label or ""
    label(visit.session, row, reading, visit.now)
    # The words of the row stay out of the log: they go in 90 days, the log does not.
    visit.audit("lesson.label", before=before, after=str(reading))
    return go(_HERE, "labelled")


def take_label(visit: Visit) -> Response:
    row = _lesson(visit)
    before = row.label or ""
    label(visit.session, row, None, visit.now)
    visit.audit("lesson.unlabel", before=before)
    return go(_HERE, "unlabelled")


def drop(visit: Visit) -> Response:
    """A second tap finds the row gone, which is what it wanted."""
    row = _found(visit)
    if row is not None:
        visit.session.delete(row)
        visit.audit("lesson.drop")
    return go(_HERE, "removed")


def _lesson(visit: Visit) -> Lesson:
    row = _found(visit)
    if row is None:
        raise not_found()
    return row


def _found(visit: Visit) -> Lesson | None:
    return visit.session.get(Lesson, visit.form.number("lesson") or 0)


def switch(visit: Visit) -> Response:
    """On or off; what was recorded before stays until it is dropped or its time is over."""
    value = "on" if visit.form.text("learning", 10) == "on" else OFF
    before = "on" if learning_is_on(visit.session) else OFF
    if value != before:
        set_setting(visit.session, LEARNING_KEY, value, visit.now)
        visit.audit("setting.learning", before=before, after=value)
    return go("/admin/settings", "saved")


PAGES = (
    Page("GET", _HERE, lessons, Who.ADMIN),
    Page("POST", f"{_HERE}/label", save_label, Who.ADMIN),
    Page("POST", f"{_HERE}/unlabel", take_label, Who.ADMIN),
    Page("POST", f"{_HERE}/drop", drop, Who.ADMIN),
    Page("POST", "/admin/settings/learning", switch, Who.ADMIN),
)
