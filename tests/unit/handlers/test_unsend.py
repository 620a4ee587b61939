"""What waits in a chat after an unsend: nothing of the message taken back, all of the rest."""

import json

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from content.catalog import Catalog
from handlers.events import TextMessage, Unsend
from models.conversation import Conversation
from models.database import reading, writing
from models.evidence import Evidence
from models.inbox import InboxEvent
from tests.support.transcript import Chat

ANN = "สมหญิง"
LINK = "https://www.sample.go.th/o12"


@pytest.fixture
def chat(engine: Engine, catalog: Catalog) -> Chat:
    chat = Chat(engine, catalog)
    chat.add_agency("A01", "หน่วยงานตัวอย่าง")
    chat.joins(ANN, "A01")
    return chat


def says(chat: Chat, message_id: str, text: str) -> None:
    """With the event in the inbox, as the webhook leaves it there."""
    message = {"type": "text", "id": message_id, "text": text}
    with writing(chat.engine) as session:
        session.add(
            InboxEvent(
                webhook_event_id=message_id,
                source_key="user:" + chat.user(ANN),
                occurred_ms=1,
                message_id=message_id,
                raw=json.dumps({"type": "message", "message": message}),
                received_at=chat.now,
                handled_at=chat.now,
            )
        )
    chat._happens(ANN, TextMessage(text, message_id))


def expected(chat: Chat) -> str:
    with reading(chat.engine) as session:
        row = session.get(Conversation, "user:" + chat.user(ANN))
        return (row.expecting if row else None) or ""


def test_a_link_waits_on_when_another_message_is_taken_back(chat: Chat) -> None:
    says(chat, "before", "O12")
    says(chat, "link", LINK)
    chat._happens(ANN, Unsend("before"))
    chat._happens(ANN, Unsend("long gone"))
    chat.says(ANN, "O5")
    with reading(chat.engine) as session:
        assert [(row.code, row.url) for row in session.exec(select(Evidence))] == [("O5", LINK)]


WAITS = {
    "link_for": f"{LINK} รายงานการประชุมคณะทำงาน",
    "pairs": f"O12 {LINK}\nO99 https://www.sample.go.th/b",
    "choose": "O12 น่าจะเสร็จพรุ่งนี้",
}


@pytest.mark.parametrize("kind", WAITS)
def test_what_is_taken_back_waits_no_longer(chat: Chat, kind: str) -> None:
    says(chat, "before", "สวัสดีค่ะ")
    says(chat, "held", WAITS[kind])
    assert f'"{kind}"' in expected(chat)
    chat._happens(ANN, Unsend("before"))
    assert expected(chat)
    chat._happens(ANN, Unsend("held"))
    assert not expected(chat)


def test_a_question_that_holds_no_words_stays(chat: Chat) -> None:
    says(chat, "before", "O12")
    says(chat, "asked", "แนบลิงก์ O5")
    chat._happens(ANN, Unsend("before"))
    assert '"O5"' in expected(chat)
