"""One agency's checklist, one item of it, and the proof of a link: to read and to print.

The same pages serve the office (any agency, on its behalf) and a coordinator (their own only).
"""

from dataclasses import dataclass

from fastapi.responses import Response
from sqlmodel import select

from handlers.checklist import Checklist, ItemState, step_texts, storage_code
from handlers.link_seen import descriptions, is_waiting
from handlers.standing import agency_checklist
from models.agency import Agency
from models.coordinator import Coordinator, members
from models.deadline import deadlines_of
from models.evidence import Evidence, links_of
from models.link_checks import history, last_checks
from models.office import Note
from models.review import ItemOf, canned_reasons, newest_review
from office.cells import mark_of
from office.dates import dates_by_code
from office.frame import Page, Visit, Who, not_found
from office.history import item_history


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


def code_of(visit: Visit) -> str:
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
    place, code = place_of(visit), code_of(visit)
    sheet = agency_checklist(visit.session, visit.catalog, place.agency_id, visit.fiscal_year)
    state = {**sheet.items, **sheet.measures}[code]
    known = visit.catalog.item(code)
    which = ItemOf(place.agency_id, visit.fiscal_year, code)
    review = newest_review(visit.session, which)
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
        deeds=[
            (deed, who(visit, deed.by) if deed.named else "")
            for deed in item_history(visit.session, which, "ข้อย่อยที่" if known else "ขั้นที่")
        ],
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


def who(visit: Visit, person_id: int | None) -> str:
    """A person's name as far as it is still known."""
    person = visit.session.get(Coordinator, person_id) if person_id is not None else None
    if person is None:
        return "ระบบ"
    if person.left_at is not None:
        return "ผู้ประสานงานเดิม"
    return person.name or ("เจ้าหน้าที่จังหวัด" if person.is_admin else "ผู้ประสานงาน")


def proof(visit: Visit) -> Response:
    """Every visit of the link doctor: what was online, and when. Removed links keep their proof."""
    place, code = place_of(visit), code_of(visit)
    number = visit.path["link"]
    known = number.isdecimal() and len(number) < 12
    row = visit.session.get(Evidence, int(number)) if known else None
    if row is None or (row.agency_id, row.code) != (place.agency_id, code):
        raise not_found()
    year = _year_shown(visit, code)
    checks = [
        (one, descriptions(row, year, visit=one)) for one in history(visit.session, row.id or 0)
    ]
    return visit.show("proof.html", place=place, code=code, link=row, checks=checks)


def _pages(base: str, items: str, allowed: Who) -> tuple[Page, ...]:
    return (
        Page("GET", base, checklist, allowed),
        Page("GET", items + "/{item}", item, allowed),
        Page("GET", items + "/{item}/proof/{link}", proof, allowed),
    )


PAGES = (
    *_pages("/admin/agency/{code}", "/admin/agency/{code}", Who.ADMIN),
    *_pages("/my", "/my/item", Who.COORDINATOR),
)
