"""What the bot's messages were about, by chat and id: kept once, found nowhere else, forgotten."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import select

from content.catalog import Catalog
from models import sent
from models.agency import Agency
from models.coordinator import Coordinator
from models.database import reading, writing
from models.inbox import InboxEvent
from models.outbox import forget_user
from models.sent import SentMessage
from scheduler.upkeep import QUOTABLE, tidy
from tests.support.statements import counted

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ANN, BOB, CID = ("user:U" + letter * 32 for letter in "abc")


def found(engine: Engine, chat: str, message_id: str) -> str | None:
    with reading(engine) as session:
        row = sent.find(session, chat, message_id)
        return row.about if row else None


def test_the_id_of_another_chat_finds_nothing(both: Engine) -> None:
    with writing(both) as session:
        sent.keep(session, ANN, [("1", "O12"), ("2", "measure:3")], NOW)
        sent.keep(session, BOB, [("3", "O7")], NOW)
    assert [found(both, ANN, each) for each in "123"] == ["O12", "measure:3", None]
    assert [found(both, BOB, each) for each in "123"] == [None, None, "O7"]


def test_an_id_that_comes_twice_spoils_nothing(both: Engine) -> None:
    for code in ("O12", "O7"):
        with writing(both) as session:
            sent.keep(session, ANN, [("1", code)], NOW)
    assert found(both, ANN, "1") == "O12"


def test_many_are_one_statement_and_none_is_none(engine: Engine) -> None:
    with counted(engine) as asked, writing(engine) as session:
        sent.keep(session, ANN, [(str(n), "O12") for n in range(5)], NOW)
    assert (asked.count, asked.commits) == (2, 1), "BEGIN and one INSERT"
    with counted(engine) as asked, writing(engine) as session:
        sent.keep(session, ANN, [], NOW)
    assert asked.count == 0


def test_who_asks_to_be_forgotten_leaves_no_ids(both: Engine) -> None:
    with writing(both) as session:
        sent.keep(session, ANN, [("1", "O12")], NOW)
        sent.keep(session, BOB, [("2", "O12")], NOW)
        forget_user(session, ANN.removeprefix("user:"))
    assert (found(both, ANN, "1"), found(both, BOB, "2")) == (None, "O12")


def test_a_night_drops_what_is_old_and_what_belongs_to_nobody(
    engine: Engine, catalog: Catalog
) -> None:
    """Of a member for 90 days; of a stranger no longer than the last of the stranger's messages."""
    with writing(engine) as session:
        agency = Agency(code="A01", name="หน่วยงานตัวอย่าง", created_at=NOW)
        session.add(agency)
        session.flush()
        account = ANN.removeprefix("user:")
        member = Coordinator(
            line_user_id=account, agency_id=agency.id or 0, role="main", joined_at=NOW
        )
        said = InboxEvent(
            webhook_event_id="e", source_key=BOB, occurred_ms=1, raw="{}", received_at=NOW
        )
        session.add_all([member, said])
        day = timedelta(days=1)
        sent.keep(session, ANN, [("old", "O1")], NOW - QUOTABLE - day)
        sent.keep(session, ANN, [("kept", "O2")], NOW - QUOTABLE + day)
        sent.keep(session, BOB, [("wrote", "O3")], NOW - day)
        sent.keep(session, CID, [("gone", "O4")], NOW - day)
    with writing(engine) as session:
        tidy(session, catalog, NOW)
        assert timedelta(days=90) == QUOTABLE
        assert set(session.exec(select(SentMessage.about)).all()) == {"O2", "O3"}
