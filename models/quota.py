"""Our own ledger of pushes a month beside the figures read from LINE."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class QuotaMonth(SQLModel, table=True):
    """`month` is `YYYY-MM` (C.E., Asia/Bangkok). LINE's figure wins over our count."""

    __tablename__ = "quota_month"

    month: str = Field(primary_key=True)
    limit: int | None = None
    """LINE's quota; None when the plan has no limit or it was never read."""
    consumed: int = 0
    """As LINE last said."""
    read_at: datetime | None = None
    accepted: int = 0
    """Pushes that LINE accepted from us, by our own count."""
    told_office_at: datetime | None = None
    """When the office was told that something is held back."""
    exhausted_at: datetime | None = None
    """When LINE answered that the monthly limit is reached."""
