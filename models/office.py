"""What the province office enters: dates, holidays, notes, answers, reasons, announcements."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class Deadline(SQLModel, table=True):
    """A date that the office set; nothing in the program invents one."""

    id: int | None = Field(default=None, primary_key=True)
    fiscal_year: int = Field(index=True)
    scope: str
    """An item code, `indicator:N`, `O`, `i`, `E`, `measure:N`, `measure:all`, or `all`."""
    due_on: date
    note: str = ""
    confirmed: bool = True
    created_by: int | None = None
    created_at: datetime
    removed_at: datetime | None = None


class Holiday(SQLModel, table=True):
    """A day off that the office adds, or (`works`) a listed holiday that is worked after all."""

    day: date = Field(primary_key=True)
    name: str
    works: bool = False


class Note(SQLModel, table=True):
    """The office's own words beside an item."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    text: str
    by: int | None = None
    updated_at: datetime


class ItemScope(SQLModel, table=True):
    """An item that does not apply to an agency."""

    __tablename__ = "item_scope"
    __table_args__ = (UniqueConstraint("agency_id", "fiscal_year", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id")
    fiscal_year: int
    code: str
    reason: str = ""


class Question(SQLModel, table=True):
    """A question the bot could not answer, without who asked; the office answers it once."""

    id: int | None = Field(default=None, primary_key=True)
    text: str = Field(unique=True)
    """Normalised."""
    asked: int = 1
    first_at: datetime
    last_at: datetime
    answer: str | None = None
    code: str | None = None
    answered_at: datetime | None = None
    dismissed_at: datetime | None = None


class Asker(SQLModel, table=True):
    """Who waits for the answer; deleted as soon as they were told."""

    __table_args__ = (UniqueConstraint("question_id", "coordinator_id"),)

    id: int | None = Field(default=None, primary_key=True)
    question_id: int = Field(foreign_key="question.id", index=True)
    coordinator_id: int = Field(foreign_key="coordinator.id", index=True)


class ReturnReason(SQLModel, table=True):
    """A canned reason for returning an item."""

    __tablename__ = "return_reason"

    id: int | None = Field(default=None, primary_key=True)
    text: str
    remedy: str = ""
    active: bool = True


class Announcement(SQLModel, table=True):
    """A text of the office to all or some agencies; delivered as nudges `announcement:ID`."""

    id: int | None = Field(default=None, primary_key=True)
    text: str
    audience: str
    """JSON: `{"all": true}` or `{"agencies": [codes]}`."""
    created_by: int | None = None
    created_at: datetime
    confirmed_at: datetime | None = None
    finished_at: datetime | None = None


class CrosswalkConfirmation(SQLModel, table=True):
    """The office confirmed that an item's number in another year is what the crosswalk says."""

    __tablename__ = "crosswalk_confirmation"

    code: str = Field(primary_key=True)
    by: int | None = None
    at: datetime


class Setting(SQLModel, table=True):
    """A value the office or the program keeps: contact, last sweep, the account's basic id."""

    key: str = Field(primary_key=True)
    value: str
    updated_at: datetime
