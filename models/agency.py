"""The agencies of the province and the province office itself, which is a row outside the 33."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Field, Session, SQLModel, col, select

OFFICE_CODE = "OFFICE"


class Agency(SQLModel, table=True):
    """An agency that is assessed, or (`is_office`) the province office that steers."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    name: str
    short_name: str = ""
    website: str = ""
    phone: str = ""
    group_name: str = ""
    is_office: bool = False
    is_sample: bool = False
    active: bool = True
    created_at: datetime

    @property
    def label(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name


def agency_by_code(session: Session, code: str) -> Agency | None:
    return session.exec(
        select(Agency).where(func.lower(Agency.code) == code.strip().lower())
    ).first()


def lock_agency(session: Session, agency_id: int) -> None:
    """Until the end of the transaction, who else asks for this lock waits.

    SQLite needs none: its writing transactions never run side by side.
    """
    row = select(Agency.id).where(Agency.id == agency_id)
    session.exec(row.with_for_update(key_share=True)).all()


def assessed_agencies(session: Session) -> list[Agency]:
    """Every active agency but the office, by code."""
    return list(
        session.exec(
            select(Agency)
            .where(col(Agency.active).is_(True), col(Agency.is_office).is_(False))
            .order_by(col(Agency.code))
        ).all()
    )


def all_agencies(session: Session) -> list[Agency]:
    return list(session.exec(select(Agency).order_by(col(Agency.code))).all())


def office(session: Session, province: str, now: datetime) -> Agency:
    """The province office, made the first time it is asked for."""
    row = agency_by_code(session, OFFICE_CODE)
    if row is None:
        row = Agency(
            code=OFFICE_CODE, name=f"สำนักงานจังหวัด{province}", is_office=True, created_at=now
        )
        session.add(row)
        session.flush()
    return row


def holds_samples(session: Session) -> bool:
    return (
        session.exec(select(Agency.id).where(col(Agency.is_sample).is_(True))).first() is not None
    )
