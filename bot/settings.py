"""All settings, read once at the start from the environment and `.env`; see `.env.example`."""

from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LINE_API = "https://api.line.me"


class Settings(BaseSettings):
    """Names are those of the environment; an empty value counts as not set."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", env_ignore_empty=True, populate_by_name=True
    )

    line_channel_secret: str = Field(default="", validation_alias="LINE_CHANNEL_SECRET")
    line_channel_id: str = Field(default="", validation_alias="LINE_CHANNEL_ID")
    line_channel_access_token: str = Field(default="", validation_alias="LINE_CHANNEL_ACCESS_TOKEN")
    line_api_url: str = Field(default=LINE_API, validation_alias="LINE_API_URL")
    database_url: str = Field(default="sqlite:///data/bot.db", validation_alias="DATABASE_URL")
    public_url: str = Field(default="http://127.0.0.1:8000", validation_alias="PUBLIC_URL")
    host: str = Field(default="127.0.0.1", validation_alias="BOT_HOST")
    port: int = Field(default=8000, validation_alias="BOT_PORT", ge=1, le=65535)
    province: str = Field(default="ลำพูน", validation_alias="BOT_PROVINCE")
    content_dir: Path | None = Field(default=None, validation_alias="BOT_CONTENT_DIR")
    links_allow_loopback: bool = Field(default=False, validation_alias="BOT_LINKS_ALLOW_LOOPBACK")
    metrics_token: str = Field(default="", validation_alias="BOT_METRICS_TOKEN")

    @field_validator("line_api_url", "public_url")
    @classmethod
    def _http_without_slash(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("must be sqlite:///… or postgresql+psycopg://…")
        return value

    @property
    def channel_secrets(self) -> tuple[str, ...]:
        """One secret, or two during a rotation."""
        return tuple(part.strip() for part in self.line_channel_secret.split(",") if part.strip())

    @property
    def has_line(self) -> bool:
        """Whether there is enough to serve LINE: a secret, and an id or a token."""
        credentials = self.line_channel_id or self.line_channel_access_token
        return bool(self.channel_secrets and credentials)
