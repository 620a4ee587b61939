"""A lease on work that only one process may do at a time, kept as a setting."""

from datetime import datetime, timedelta

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, select

from models.office import Setting


def hold(session: Session, key: str, owner: str, now: datetime, length: timedelta) -> bool:
    """Take or renew the lease; False while another process holds it."""
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    table = SQLModel.metadata.tables["setting"]
    session.connection().execute(
        insert(table).values(key=key, value="", updated_at=now).on_conflict_do_nothing()
    )
    row = session.exec(select(Setting).where(Setting.key == key).with_for_update()).one()
    free = row.value in ("", owner) or row.updated_at + length <= now or row.updated_at > now
    if free:
        row.value, row.updated_at = owner, now
        session.add(row)
    return free
