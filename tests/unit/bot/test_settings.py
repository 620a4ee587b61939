"""Settings come from the environment; what is wrong is named before anything starts."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.cli.main import main
from bot.settings import Settings


@pytest.fixture(autouse=True)
def _without_dotenv(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_defaults_of_the_contract() -> None:
    settings = Settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.database_url == "sqlite:///data/bot.db"
    assert settings.province == "ลำพูน"
    assert not settings.links_allow_loopback
    assert not settings.has_line
    assert settings.channel_secrets == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_PORT", "many"),
        ("BOT_PORT", "0"),
        ("BOT_PORT", "70000"),
        ("LINE_API_URL", "api.example"),
        ("PUBLIC_URL", "ftp://example"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("BOT_LINKS_ALLOW_LOOPBACK", "perhaps"),
    ],
)
def test_a_mistake_names_its_field_and_nothing_starts(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError):
        Settings()
    assert main(["serve"]) == 1
    error = capsys.readouterr().err.splitlines()
    assert len(error) == 1
    assert name in error[0]


def test_every_mistake_is_named_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOT_PORT", "x")
    monkeypatch.setenv("DATABASE_URL", "x")
    assert main(["serve"]) == 1
    error = capsys.readouterr().err
    assert "BOT_PORT" in error
    assert "DATABASE_URL" in error


@pytest.mark.parametrize("secret", ["", "  ", ",", " , "])
def test_serve_refuses_to_start_without_a_secret(
    secret: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINE_CHANNEL_SECRET", secret)
    monkeypatch.setenv("LINE_CHANNEL_ID", "1")
    assert main(["serve"]) == 1
    assert "LINE_CHANNEL_SECRET" in capsys.readouterr().err


def test_serve_refuses_to_start_without_a_way_to_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINE_CHANNEL_SECRET", "s")
    assert main(["serve"]) == 1
    assert "LINE_CHANNEL_ID" in capsys.readouterr().err


def test_two_secrets_during_a_rotation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINE_CHANNEL_SECRET", "old, new")
    assert Settings().channel_secrets == ("old", "new")


def test_an_empty_value_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_PORT", "")
    assert Settings().port == 8000


def test_dotenv_is_read_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("BOT_PORT=8111\nBOT_PROVINCE=ตัวอย่าง\nUNKNOWN=1\n")
    monkeypatch.setenv("BOT_PROVINCE", "อื่น")
    assert (Settings().port, Settings().province) == (8111, "อื่น")


def test_urls_lose_their_last_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINE_API_URL", "http://127.0.0.1:9/")
    assert Settings().line_api_url == "http://127.0.0.1:9"
