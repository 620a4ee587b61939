"""Sign-in to the web pages without a password: one-time links and sessions, both as hashes."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class SignInLink(SQLModel, table=True):
    __tablename__ = "sign_in_link"

    token_hash: str = Field(primary_key=True)
    coordinator_id: int = Field(foreign_key="coordinator.id", index=True)
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class WebSession(SQLModel, table=True):
    __tablename__ = "web_session"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    coordinator_id: int = Field(foreign_key="coordinator.id", index=True)
    csrf: str
    user_agent: str = ""
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
