"""Tick, attach, explain, take away, have checked again: the forms of one item.

Changes go through the use cases of the chat, so both leave the same history.
"""

from collections.abc import Callable, Iterable

from fastapi.responses import Response

from handlers.checklist import step_texts
from handlers.evidence_save import Paired, note_change, own_row, save
from handlers.link_clean import clean_link
from models.evidence import Evidence, links_of, remove_link
from models.link_checks import ask_for_check
from models.review import ItemOf, answer_return
from models.task import set_steps, ticked_steps
from office.frame import Page, Visit, Who, bad_input, go, not_found
from office.work import Place, code_of, place_of


def set_ticks(visit: Visit) -> Response:
    place, code = place_of(visit), code_of(visit)
    wanted = {int(n) for n in visit.form.all("step") if n.isascii() and n.isdigit() and len(n) < 3}
    steps = range(1, len(step_texts(visit.catalog, code)) + 1)
    ticked = ticked_steps(visit.session, place.agency_id, visit.fiscal_year)
    changes = [(code, step, step in wanted) for step in steps]
    batch = set_steps(
        visit.session, place.agency_id, visit.fiscal_year, changes, visit.by, visit.now
    )
    if batch is not None:
        visit.audit(
            "task.set",
            agency_id=place.agency_id,
            subject=code,
            before=_steps_words(step for step in steps if (code, step) in ticked),
            after=_steps_words(step for step in steps if step in wanted),
        )
    return go(place.item(code), "saved")


def _steps_words(steps: Iterable[int]) -> str:
    return f"ขั้น {', '.join(map(str, steps)) or '–'}"


def attach(visit: Visit) -> Response:
    place, code = place_of(visit), code_of(visit)
    raw = visit.form.text("url", 4000)
    url = clean_link(raw)
    if url is None:
        raise bad_input("วางลิงก์ที่ขึ้นต้นด้วย http:// หรือ https:// ของหน้าที่เผยแพร่แล้ว")
    turn = visit.turn(place.agency)
    saved = save(turn, [Paired(code, url)], visit.form.text("note", 500))
    return go(place.item(code), "link_added" if saved[0].is_new else "link_same")


def explain(visit: Visit) -> Response:
    """The explanation that the assessment form asks for beside a link."""
    place, code, row = _own_link(visit)
    before, row.note = row.note, visit.form.text("note", 500)
    visit.session.add(row)
    visit.audit(
        "evidence.note", agency_id=place.agency_id, subject=code, before=before, after=row.note
    )
    return go(place.item(code), "saved")


def detach(visit: Visit) -> Response:
    place, code, row = _own_link(visit)
    remove_link(visit.session, row, visit.now)
    note_change(visit.turn(place.agency), "evidence.remove", row)
    return go(place.item(code), "link_removed")


def recheck(visit: Visit) -> Response:
    place, code, row = _own_link(visit)
    ask_for_check([row], visit.now)
    return go(place.item(code), "recheck")


def mended(visit: Visit) -> Response:
    """ "แก้แล้ว": the answer to a return; the links are opened again and it waits again."""
    place, code = place_of(visit), code_of(visit)
    item = ItemOf(place.agency_id, visit.fiscal_year, code)
    if not answer_return(visit.session, item, visit.now):
        raise bad_input("ข้อนี้ไม่มีการส่งคืนที่รอคำตอบ")
    rows = links_of(visit.session, place.agency_id, visit.fiscal_year, code)
    ask_for_check(rows, visit.now)
    visit.audit("review.mended", agency_id=place.agency_id, subject=code)
    return go(place.item(code), "mended")


def _own_link(visit: Visit) -> tuple[Place, str, Evidence]:
    place, code = place_of(visit), code_of(visit)
    row = own_row(visit.turn(place.agency), visit.form.number("link") or 0)
    if row.code != code:
        raise not_found()
    return place, code, row


_FORMS: tuple[tuple[str, Callable[[Visit], Response]], ...] = (
    ("steps", set_ticks),
    ("attach", attach),
    ("explain", explain),
    ("detach", detach),
    ("recheck", recheck),
    ("mended", mended),
)

PAGES = tuple(
    Page("POST", f"{root}/{{item}}/{name}", answer, allowed)
    for root, allowed in (("/admin/agency/{code}", Who.ADMIN), ("/my/item", Who.COORDINATOR))
    for name, answer in _FORMS
)
