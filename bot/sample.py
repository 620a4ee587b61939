"""Sample agencies and people of the demo, every one marked as a sample ("ตัวอย่าง")."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from content.catalog import Catalog
from handlers.fiscal_year import fiscal_year_of
from models.agency import Agency, agency_by_code, office
from models.coordinator import coordinator_of, join
from models.task import set_steps

FIELDS = (
    "การปกครอง", "การศึกษา", "การเกษตร", "ปศุสัตว์", "ประมง", "สหกรณ์", "ที่ดิน", "ป่าไม้", "แหล่งน้ำ",
    "พลังงาน", "อุตสาหกรรม", "พาณิชย์", "แรงงาน", "การจัดหางาน", "ประกันสังคม", "การคลัง", "สถิติ",
    "ประชาสัมพันธ์", "วัฒนธรรม", "การท่องเที่ยว", "การกีฬา", "ขนส่ง", "ทางหลวง", "โยธาธิการ", "ผังเมือง",
    "สาธารณสุข", "การพัฒนาสังคม", "การพัฒนาชุมชน", "บรรเทาสาธารณภัย", "ยุติธรรม", "คุมประพฤติ",
    "สิ่งแวดล้อม", "ดิจิทัล",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SamplePerson:
    line_user_id: str
    name: str
    label: str
    agency: str | None
    admin: bool = False
    invite_to: str | None = None


def _id(number: int) -> str:
    return f"U{number:032x}"


SAMPLE_PEOPLE = (
    SamplePerson(_id(1), "สมหญิง (ตัวอย่าง)", "ผู้ประสานงานหลัก · หน่วยงานตัวอย่าง 01", "S01"),
    SamplePerson(_id(2), "สมชาย (ตัวอย่าง)", "ผู้ประสานงานสำรอง · หน่วยงานตัวอย่าง 01", "S01"),
    SamplePerson(_id(3), "วิภา (ตัวอย่าง)", "ผู้ประสานงานหลัก · หน่วยงานตัวอย่าง 02", "S02"),
    SamplePerson(_id(4), "เจ้าหน้าที่จังหวัด (ตัวอย่าง)", "สำนักงานจังหวัด", "OFFICE", admin=True),
    SamplePerson(_id(5), "มานี (ตัวอย่าง)", "", None, invite_to="S03"),
)


def make_samples(session: Session, catalog: Catalog, now: datetime) -> None:
    """33 agencies, the office, four members, and some ticks; does nothing the second time."""
    if agency_by_code(session, "S01") is not None:
        return
    steering = office(session, "ลำพูน", now)
    steering.is_sample = True
    session.add(steering)
    for number, field in enumerate(FIELDS, 1):
        session.add(
            Agency(
                code=f"S{number:02}", name=f"หน่วยงานตัวอย่าง {number:02} ด้าน{field}",
                short_name=f"ตัวอย่าง {number:02} {field}", is_sample=True, created_at=now,
            )
        )  # fmt: skip
    session.flush()
    for sample in SAMPLE_PEOPLE:
        agency = agency_by_code(session, sample.agency) if sample.agency else None
        if agency is None or agency.id is None:
            continue
        if coordinator_of(session, sample.line_user_id) is None:
            person = join(session, sample.line_user_id, agency.id, admin=sample.admin, now=now)
            person.name = sample.name
            session.add(person)
    _some_ticks(session, catalog, now)


def _some_ticks(session: Session, catalog: Catalog, now: datetime) -> None:
    """So that the office's pages show something; always the same, from a fixed seed."""
    dice = random.Random(2568)  # noqa: S311 – sample data
    year = fiscal_year_of(now)
    for number in range(2, len(FIELDS) + 1):
        agency = agency_by_code(session, f"S{number:02}")
        if agency is None or agency.id is None:
            continue
        share = dice.random()
        steps = [
            (item.code, step, True)
            for item in catalog.items
            if dice.random() < share
            for step in range(1, len(item.steps) + 1)
        ]
        earlier = max(now - timedelta(days=dice.randint(1, 20)), now - timedelta(days=20))
        set_steps(session, agency.id, year, steps, None, earlier)
