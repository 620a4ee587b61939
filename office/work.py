"""One agency's checklist and one item of it: read, tick, attach, explain, print.

The same pages serve the office (any agency, on its behalf) and a coordinator (their own only); who
changes what goes through the use cases of the chat, so both leave the same history.
"""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi.responses import Response
from sqlmodel import col, select

from handlers.checklist import Checklist, ItemState, step_texts, storage_code
from handlers.evidence_save import Paired, note_change, own_row, save
from handlers.link_clean import clean_link
from handlers.link_seen import descriptions, is_waiting
from handlers.standing import agency_checklist
from models.agency import Agency
from models.coordinator import Coordinator, members
from models.deadline import deadlines_of
from models.evidence import Evidence, links_of, remove_link
from models.link_checks import ask_for_check, history, last_checks
from models.office import Note
from models.review import ItemOf, answer_return, canned_reasons, newest_review
from models.task import TaskChange, set_steps
from office.cells import mark_of
from office.dates import dates_by_code
from office.frame import Page, Visit, Who, bad_input, go, not_found


@dataclass(frozen=True, slots=True)
class Place:
    """Whose checklist this is and where its pages live."""

    agency: Agency
    base: str
    items: str

    @property
    def agency_id(self) -> int:
        return self.agency.id or 0

    def item(self, code: str) -> str:
        return f"{self.items}/{code}"


def place_of(visit: Visit) -> Place:
    """The agency in the address for the office; for a coordinator only ever their own."""
    if "code" in visit.path:
        agency = visit.agency(visit.path["code"])
        base = f"/admin/agency/{agency.code}"
        return Place(agency, base, base)
    if visit.home is None or visit.home.is_office:
        raise not_found()
    return Place(visit.home, "/my", "/my/item")


def _code(visit: Visit) -> str:
    """An item, or a measure under its storage code."""
    code = visit.path["item"]
    if not step_texts(visit.catalog, code):
        raise not_found()
    return storage_code(visit.catalog, code)


def checklist(visit: Visit) -> Response:
    place = place_of(visit)
    sheet = agency_checklist(visit.session, visit.catalog, place.agency_id, visit.fiscal_year)
    marks = {code: mark_of(state) for code, state in {**sheet.items, **sheet.measures}.items()}
    return visit.show(
        "checklist.html",
        place=place,
        sheet=sheet,
        marks=marks,
        bars=(
            ("claimed", "อ้างว่าเสร็จ", sheet.claimed()),
            ("opens", "ลิงก์เปิดได้", sheet.opens()),
            ("accepted", "จังหวัดตรวจแล้ว", sheet.accepted()),
        ),
        indicators=visit.catalog.indicators,
        item_of=visit.catalog.item,
        measures=_measures(visit, sheet),
        returned=[s for s in sheet.items.values() if s.review == "returned"],
        dates=dates_by_code(visit.catalog, deadlines_of(visit.session, visit.fiscal_year)),
        people=members(visit.session, place.agency_id),
    )


def _measures(visit: Visit, sheet: Checklist) -> list[tuple[ItemState, str]]:
    names: dict[str, list[str]] = {}
    for measure in visit.catalog.measures:
        names.setdefault(storage_code(visit.catalog, measure.id), []).append(measure.short_name)
    return [(sheet.measures[code], " / ".join(words)) for code, words in names.items()]


def item(visit: Visit) -> Response:
    place, code = place_of(visit), _code(visit)
    sheet = agency_checklist(visit.session, visit.catalog, place.agency_id, visit.fiscal_year)
    state = {**sheet.items, **sheet.measures}[code]
    known = visit.catalog.item(code)
    review = newest_review(visit.session, ItemOf(place.agency_id, visit.fiscal_year, code))
    return visit.show(
        "item.html",
        place=place,
        code=code,
        state=state,
        item=known,
        title=known.title_for(visit.fiscal_year) if known else _measure_name(visit, code),
        steps=step_texts(visit.catalog, code),
        state_mark=mark_of(state),
        links=_links(visit, place, code),
        review=review,
        reasons=canned_reasons(visit.session) if visit.is_admin else [],
        note=visit.session.exec(select(Note).where(Note.code == code)).first(),
        changes=_changes(visit, place, code),
        due=dates_by_code(visit.catalog, deadlines_of(visit.session, visit.fiscal_year)).get(code),
        before=visit.catalog.previous_item(code),
        after=visit.catalog.next_item(code),
    )


def _measure_name(visit: Visit, code: str) -> str:
    measure = visit.catalog.measure(int(code.split(":")[1]))
    return measure.name if measure else code


@dataclass(frozen=True, slots=True)
class LinkShown:
    row: Evidence
    verdict: str
    words: tuple[tuple[str, str], ...]
    """(sentence, remedy) of each finding, worst first."""


def _links(visit: Visit, place: Place, code: str) -> list[LinkShown]:
    rows = links_of(visit.session, place.agency_id, visit.fiscal_year, code)
    visits = last_checks(visit.session, [row.id or 0 for row in rows])
    year = _year_shown(visit, code)
    shown = []
    for row in rows:
        seen = visits.get(row.id or 0)
        found = descriptions(row, year, seen.status if seen else None)
        words = tuple((one.sentence, one.remedy) for one in found)
        shown.append(LinkShown(row, "checking" if is_waiting(row) else row.verdict, words))
    return shown


def _year_shown(visit: Visit, code: str) -> int | None:
    known = visit.catalog.item(code)
    if known is None or known.data_year is None:
        return None
    return visit.fiscal_year - (known.data_year == "previous")


def _changes(visit: Visit, place: Place, code: str) -> list[tuple[TaskChange, str]]:
    rows = visit.session.exec(
        select(TaskChange)
        .where(
            TaskChange.agency_id == place.agency_id,
            TaskChange.fiscal_year == visit.fiscal_year,
            TaskChange.code == code,
        )
        .order_by(col(TaskChange.id).desc())
        .limit(20)
    ).all()
    return [(row, who(visit, row.by)) for row in rows]


def who(visit: Visit, person_id: int | None) -> str:
    """A person's name as far as it is still known."""
    person = visit.session.get(Coordinator, person_id) if person_id is not None else None
    if person is None:
        return "ระบบ"
    if person.left_at is not None:
        return "ผู้ประสานเดิม"
    return person.name or ("เจ้าหน้าที่จังหวัด" if person.is_admin else "ผู้ประสาน")


def set_ticks(visit: Visit) -> Response:
    place, code = place_of(visit), _code(visit)
    wanted = {int(n) for n in visit.form.all("step") if n.isascii() and n.isdigit() and len(n) < 3}
    steps = range(1, len(step_texts(visit.catalog, code)) + 1)
    changes = [(code, step, step in wanted) for step in steps]
    batch = set_steps(
        visit.session, place.agency_id, visit.fiscal_year, changes, visit.by, visit.now
    )
    if batch is not None:
        done = ", ".join(str(step) for step in steps if step in wanted) or "–"
        visit.audit("task.set", agency_id=place.agency_id, subject=code, after=f"ขั้น {done}")
    return go(place.item(code), "saved")


def attach(visit: Visit) -> Response:
    place, code = place_of(visit), _code(visit)
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
    place, code = place_of(visit), _code(visit)
    item = ItemOf(place.agency_id, visit.fiscal_year, code)
    if not answer_return(visit.session, item, visit.now):
        raise bad_input("ข้อนี้ไม่มีการส่งคืนที่รอคำตอบ")
    rows = links_of(visit.session, place.agency_id, visit.fiscal_year, code)
    ask_for_check(rows, visit.now)
    visit.audit("review.mended", agency_id=place.agency_id, subject=code)
    return go(place.item(code), "mended")


def _own_link(visit: Visit) -> tuple[Place, str, Evidence]:
    place, code = place_of(visit), _code(visit)
    row = own_row(visit.turn(place.agency), visit.form.number("link") or 0)
    if row.code != code:
        raise not_found()
    return place, code, row


def proof(visit: Visit) -> Response:
    """Every visit of the link doctor: what was online, and when. Removed links keep their proof."""
    place, code = place_of(visit), _code(visit)
    number = visit.path["link"]
    known = number.isdecimal() and len(number) < 12
    row = visit.session.get(Evidence, int(number)) if known else None
    if row is None or (row.agency_id, row.code) != (place.agency_id, code):
        raise not_found()
    return visit.show(
        "proof.html", place=place, code=code, link=row, checks=history(visit.session, row.id or 0)
    )


def _pages(base: str, items: str, allowed: Who) -> tuple[Page, ...]:
    forms: tuple[tuple[str, Callable[[Visit], Response]], ...] = (
        ("steps", set_ticks),
        ("attach", attach),
        ("explain", explain),
        ("detach", detach),
        ("recheck", recheck),
        ("mended", mended),
    )
    return (
        Page("GET", base, checklist, allowed),
        Page("GET", items + "/{item}", item, allowed),
        Page("GET", items + "/{item}/proof/{link}", proof, allowed),
        *(Page("POST", f"{items}/{{item}}/{name}", answer, allowed) for name, answer in forms),
    )


PAGES = (
    *_pages("/admin/agency/{code}", "/admin/agency/{code}", Who.ADMIN),
    *_pages("/my", "/my/item", Who.COORDINATOR),
)
