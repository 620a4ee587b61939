"""Whom to call today: agencies that need a voice rather than another message, and why.

Figures are counted by the database for all agencies at once; only words and order are made here.
Nobody is listed who was called in the last two days, or who can be reached and has nothing left to
do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from content.catalog import Catalog
from handlers.fiscal_year import bangkok, fiscal_year_of, thai_date
from handlers.scope import codes_in, scope_name
from models.agency import Agency, assessed_agencies
from models.contact import last_calls
from models.coordinator import Coordinator
from models.deadline import deadlines_of
from models.overview import Tally, tallies

REST = timedelta(days=2)
"""After a call an agency is left in peace."""
SILENT = timedelta(days=14)
SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Call:
    """One agency to call."""

    agency: Agency
    why: tuple[str, ...]
    """Heaviest reason first."""
    people: tuple[Coordinator, ...]
    contact_at: datetime | None
    """The person's last message, or the office's last call."""
    weight: int

    @property
    def joined(self) -> bool:
        return bool(self.people)

    @property
    def phone(self) -> str:
        numbers = (person.phone for person in self.people)
        return next((number for number in numbers if number), self.agency.phone)


def call_list(session: Session, catalog: Catalog, now: datetime, limit: int = 5) -> list[Call]:
    agencies = assessed_agencies(session)
    ids = [agency.id or 0 for agency in agencies]
    year = fiscal_year_of(now)
    steps = {item.code: len(item.steps) for item in catalog.items}
    counted = tallies(session, year, steps, ids)
    people = _people(session)
    calls = last_calls(session)
    late = _dates(session, catalog, now, ids)
    found = []
    for agency in agencies:
        key = agency.id or 0
        called = calls.get(key)
        if called is not None and now - called < REST:
            continue
        staff = people.get(key, [])
        reasons = [
            *_presence(staff, called, now),
            *late.get(key, []),
            *_state(counted[key]),
        ]
        cut_off = bool(staff) and staff[0].unreachable_at is not None
        if counted[key].claimed < counted[key].total or counted[key].red or cut_off:
            found.append(_call(agency, staff, called, reasons))
    return sorted(found, key=lambda call: (-call.weight, call.agency.code))[:limit]


Reason = tuple[int, str]


def _call(
    agency: Agency, staff: Sequence[Coordinator], called: datetime | None, reasons: list[Reason]
) -> Call:
    moments = [at for at in (called, *(person.seen_at for person in staff)) if at is not None]
    heaviest = sorted(reasons, key=lambda reason: -reason[0])
    return Call(
        agency=agency,
        why=tuple(words for _, words in heaviest),
        people=tuple(staff),
        contact_at=max(moments, default=None),
        weight=sum(weight for weight, _ in reasons),
    )


def _people(session: Session) -> dict[int, list[Coordinator]]:
    """Main coordinator first."""
    found: dict[int, list[Coordinator]] = {}
    rows = session.exec(
        select(Coordinator).where(col(Coordinator.left_at).is_(None)).order_by(col(Coordinator.id))
    )
    for person in sorted(rows.all(), key=lambda person: person.role != "main"):
        found.setdefault(person.agency_id, []).append(person)
    return found


def _presence(staff: Sequence[Coordinator], called: datetime | None, now: datetime) -> list[Reason]:
    if not staff:
        return [(40, "ยังไม่มีผู้ประสานลงทะเบียน")]
    if all(person.unreachable_at is not None for person in staff):
        return [(35, "ส่งข้อความทางไลน์ไม่ถึง")]
    found = []
    if staff[0].unreachable_at is not None:
        found.append((20, "ส่งข้อความถึงผู้ประสานหลักไม่ได้"))
    moments = [at for at in (called, *(person.seen_at for person in staff)) if at is not None]
    silent = now - max(moments) if moments else None
    if silent is None or silent >= SILENT:
        found.append((22, f"เงียบไป {silent.days} วัน" if silent else "ยังไม่เคยคุยกับบอต"))
    return found


def _state(tally: Tally) -> list[Reason]:
    reasons = []
    if tally.returned:
        reasons.append((min(15, 3 * tally.returned), f"ข้อที่ส่งคืนยังไม่แก้ {tally.returned} ข้อ"))
    if tally.dead:
        reasons.append((min(12, 2 * tally.dead), f"ลิงก์เปิดไม่ได้ {tally.dead} ข้อ"))
    left = tally.total - tally.claimed
    if left:
        weight = 20 * left // max(1, tally.total)
        reasons.append((weight, f"เหลืออีก {left} จาก {tally.total} ข้อ"))
    return reasons


def _dates(
    session: Session, catalog: Catalog, now: datetime, ids: Sequence[int]
) -> dict[int, list[Reason]]:
    """The office's dates that have passed or are a week away, for whoever is not done."""
    year, today = fiscal_year_of(now), bangkok(now).date()
    found: dict[int, list[Reason]] = {}
    for row in deadlines_of(session, year):
        if row.due_on > today + SOON:
            continue
        wanted = codes_in(catalog, row.scope)
        steps = {item.code: len(item.steps) for item in catalog.items if item.code in wanted}
        name = scope_name(catalog, row.scope)
        for key, tally in tallies(session, year, steps, ids).items():
            left = tally.total - tally.claimed
            if left:
                found.setdefault(key, []).append(_date_reason(name, row.due_on, today, left))
    return {key: sorted(reasons, reverse=True)[:2] for key, reasons in found.items()}


def _date_reason(name: str, due_on: date, today: date, left: int) -> Reason:
    if due_on < today:
        return 30 + min(20, left), f"เลยกำหนด {thai_date(due_on)} ({name}) เหลือ {left} ข้อ"
    return 15 + min(10, left), f"ครบกำหนด {thai_date(due_on)} ({name}) เหลือ {left} ข้อ"


def people_words(call: Call) -> str:
    """Who answers, as far as the office knows."""
    names: Mapping[str, str] = {"main": "หลัก", "deputy": "รอง", "admin": "ผู้ดูแล"}
    words = [f"{person.name or 'ไม่ทราบชื่อ'} ({names[person.role]})" for person in call.people]
    return ", ".join(words) or "ยังไม่มีผู้ประสาน"
