"""The schema on both engines: made from nothing, safe to call twice and by two at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text
from sqlmodel import select

from models.conversation import Conversation
from models.database import SCHEMA_VERSION, engine_for, reading, schema_version, upgrade
from models.inbox import InboxEvent
from models.lesson import Lesson
from models.office import Question
from models.tables import metadata
from tests.support.at_once import at_once

MIGRATIONS = Path(__file__).parents[3] / "models" / "migrations"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without a single table; PostgreSQL's is a schema of its own."""
    if request.param == "sqlite":
        engine = engine_for(f"sqlite:///{tmp_path}/new/empty.db")
        yield engine
        engine.dispose()
        return
    shared: Engine = request.getfixturevalue("postgres")
    with shared.begin() as connection:
        connection.execute(text("DROP SCHEMA IF EXISTS fresh CASCADE"))
        connection.execute(text("CREATE SCHEMA fresh"))
    url = shared.url.update_query_dict({"options": "-csearch_path=fresh"})
    engine = engine_for(url.render_as_string(hide_password=False))
    yield engine
    engine.dispose()
    with shared.begin() as connection:
        connection.execute(text("DROP SCHEMA fresh CASCADE"))


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def test_from_nothing_to_every_table(empty: Engine) -> None:
    assert schema_version(empty) is None
    upgrade(empty)
    assert schema_version(empty) == SCHEMA_VERSION
    assert tables(empty) == {*metadata.tables, "alembic_version"}
    assert len(metadata.tables) > 20


def test_a_database_of_the_first_schema_keeps_its_rows(empty: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with empty.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(text("INSERT INTO conversation (source_key, focus, buttons) "
                                "VALUES ('user:U1', 'O12', '{}')"))  # fmt: skip
        connection.execute(text("INSERT INTO inbox_event (webhook_event_id, source_key, "
                                "occurred_ms, raw, received_at, claims, attempts) VALUES "
                                "('w', 'user:U1', 1, '{}', '2026-11-23', 0, 0)"))  # fmt: skip
        connection.execute(text("INSERT INTO question (text, asked, first_at, last_at) "
                                "VALUES ('ส่งเล่มไหม', 3, '2026-11-23', '2026-11-23')"))  # fmt: skip
    assert schema_version(empty) == "0001"
    upgrade(empty)
    with reading(empty) as session:
        chat = session.get(Conversation, "user:U1")
        assert chat is not None
        assert (chat.focus, chat.heard, chat.heard_at) == ("O12", None, None)
        assert session.exec(select(Question.text, Question.asked)).all() == [("ส่งเล่มไหม", 3)]
        assert session.exec(select(Lesson)).all() == []
        assert session.exec(select(InboxEvent.raw, InboxEvent.taught)).all() == [("{}", None)]
    assert tables(empty) == {*metadata.tables, "alembic_version"}


def test_a_second_time_changes_nothing(empty: Engine) -> None:
    upgrade(empty)
    upgrade(empty)
    assert schema_version(empty) == SCHEMA_VERSION


def test_two_processes_that_start_at_once(empty: Engine) -> None:
    at_once([lambda: upgrade(empty)] * 3)
    assert tables(empty) == {*metadata.tables, "alembic_version"}


def test_the_newest_migration_is_the_one_the_program_expects() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == SCHEMA_VERSION


def test_the_tables_are_what_the_code_says(both: Engine) -> None:
    with both.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_times_come_back_as_utc(both: Engine) -> None:
    with both.connect() as connection:
        kinds = {
            (table.name, column.name): type(column.type).__name__
            for table in metadata.sorted_tables
            for column in table.columns
            if column.name.endswith("_at")
        }
        assert connection.closed is False
    assert len(kinds) > 20
    assert len(set(kinds.values())) == 1, kinds
