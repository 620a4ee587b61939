"""The door: what is signed is stored before the 200, everything else is turned away."""

import base64
import hashlib
import hmac
import http.client
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import select

from bot.webhook import MAX_BODY, InboxWriter, is_signed, read_body, webhook_router
from models.database import reading, writing
from models.inbox import InboxEvent
from tests.support.line_simulator import Stage, serving
from tests.support.until import until

SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
SIGNATURE = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="
VERIFY = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
"""LINE's own example: verify-webhook-signature in its documentation."""
USER = "U" + "1" * 32


def now() -> datetime:
    return datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def signed(body: bytes, secret: str = SECRET) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def event(event_id: str = "01A", **parts: Any) -> dict[str, Any]:
    return {
        "type": "message",
        "webhookEventId": event_id,
        "timestamp": 1_700_000_000_000,
        "mode": "active",
        "replyToken": "token",
        "source": {"type": "user", "userId": USER},
        "message": {"type": "text", "id": "9", "text": "O12"},
        **parts,
    }


def body_of(*events: Any) -> bytes:
    return json.dumps({"destination": "U0", "events": list(events)}).encode()


def test_the_signature_of_lines_documentation() -> None:
    assert is_signed(VERIFY, SIGNATURE, (SECRET,))


@pytest.mark.parametrize("secrets", [("old", SECRET), (SECRET, "new")])
def test_two_secrets_during_a_rotation(secrets: tuple[str, ...]) -> None:
    assert is_signed(VERIFY, SIGNATURE, secrets)


@pytest.mark.parametrize(
    "signature",
    [
        None,
        "",
        "x",
        SIGNATURE.lower(),
        SIGNATURE[:-1],
        SIGNATURE + " ",
        "é" * 44,
        "\udcff",
        "0" * 9999,
    ],
)
def test_anything_else_is_not_signed(signature: str | None) -> None:
    assert not is_signed(VERIFY, signature, (SECRET,))


def test_one_changed_byte_or_another_secret_is_not_signed() -> None:
    assert not is_signed(VERIFY + b" ", SIGNATURE, (SECRET,))
    assert not is_signed(VERIFY, SIGNATURE, ("another",))
    assert not is_signed(VERIFY, SIGNATURE, ())


def test_thai_is_signed_as_the_bytes_that_came() -> None:
    body = json.dumps({"events": [event(text="ข้อสิบสอง")]}, ensure_ascii=False).encode()
    assert is_signed(body, signed(body), (SECRET,))


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"[]", b'"x"', b"{}", b'{"events":{}}', b'{"events":null}',
     b"\xff\xfe\xfa", b"[" * 100_000,
     b'{"events":' + b"[" * 100_000, b'{"events":[1' + b"0" * 10_000 + b"]}"],
)  # fmt: skip
def test_what_is_no_line_body(body: bytes) -> None:
    assert read_body(body) is None


@given(st.binary(max_size=200))
def test_any_bytes_are_judged(body: bytes) -> None:
    assert read_body(body) is None or body


@given(
    st.lists(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            lambda inner: st.dictionaries(
                st.sampled_from(["webhookEventId", "source", "type", "userId", "timestamp",
                                 "message", "id"]) | st.text(max_size=3), inner, max_size=5,
            ),
        ),
        max_size=4,
    )
)  # fmt: skip
def test_odd_elements_are_kept_one_for_one(elements: list[Any]) -> None:
    events = read_body(body_of(*elements))
    assert events is not None
    assert len(events) == len(elements)
    for each in events:
        assert each.webhook_event_id
        assert 0 <= each.occurred_ms < 2**63
        for text in (each.webhook_event_id, each.source_key, each.message_id or "", each.raw):
            assert "\0" not in text
            text.encode()


def test_what_an_event_is_filed_under() -> None:
    (found,) = read_body(body_of(event("01A"))) or []
    assert (found.webhook_event_id, found.source_key) == ("01A", f"user:{USER}")
    assert (found.occurred_ms, found.message_id) == (1_700_000_000_000, "9")
    assert json.loads(found.raw) == event("01A")


def test_an_event_without_an_id_is_known_by_its_bytes() -> None:
    nameless = {"type": "hologram"}
    first, again, other = read_body(body_of(nameless, nameless, {"type": "x"})) or []
    assert first.webhook_event_id == again.webhook_event_id != other.webhook_event_id
    assert first.source_key != again.source_key  # nobody waits behind an event without a source


class Door:
    """The webhook on a port, over a database that is exchanged for every test."""

    def __init__(self, url: str) -> None:
        self.address = urlsplit(url).netloc

    def post(self, body: bytes, headers: dict[str, str] | None = None) -> int:
        connection = http.client.HTTPConnection(self.address, timeout=15)
        try:
            connection.request(
                "POST", "/webhook", body,
                {"x-line-signature": signed(body)} if headers is None else headers,
            )  # fmt: skip
            return connection.getresponse().status
        finally:
            connection.close()


@pytest.fixture
def rings() -> list[int]:
    return []


@pytest.fixture
def writer(engine: Engine, rings: list[int]) -> Iterator[InboxWriter]:
    writer = InboxWriter(engine, now, lambda: rings.append(1))
    yield writer
    writer.stop()


@pytest.fixture(scope="module")
def stage() -> Iterator[tuple[Stage, str]]:
    stage = Stage()
    with serving(stage) as url:
        yield stage, url


@pytest.fixture
def door(writer: InboxWriter, stage: tuple[Stage, str]) -> Door:
    app = FastAPI()
    app.include_router(webhook_router(writer, ("retired", SECRET)))
    stage[0].app = app
    return Door(stage[1])


def stored(engine: Engine) -> list[InboxEvent]:
    with reading(engine) as session:
        return list(session.exec(select(InboxEvent)).all())


def test_the_consoles_verify_button_gets_200(door: Door, engine: Engine) -> None:
    assert door.post(VERIFY, {"x-line-signature": SIGNATURE}) == 200
    assert stored(engine) == []


def test_an_event_is_in_the_database_when_the_200_comes(
    door: Door, engine: Engine, rings: list[int]
) -> None:
    assert door.post(body_of(event("01A"), event("01B"))) == 200
    assert [row.webhook_event_id for row in stored(engine)] == ["01A", "01B"]
    assert rings


@pytest.mark.parametrize("name", ["X-Line-Signature", "x-line-signature", "X-LINE-SIGNATURE"])
def test_the_headers_case_does_not_matter(door: Door, name: str) -> None:
    assert door.post(VERIFY, {name: SIGNATURE}) == 200


@pytest.mark.parametrize(
    "headers",
    [{}, {"x-line-signature": ""}, {"x-line-signature": "wrong"}, {"signature": SIGNATURE}],
)
def test_a_bad_signature_is_401_and_stores_nothing(
    door: Door, engine: Engine, headers: dict[str, str]
) -> None:
    assert door.post(body_of(event()), headers) == 401
    assert stored(engine) == []


def test_a_body_of_one_mebibyte_is_read_and_one_byte_more_is_413(
    door: Door, engine: Engine
) -> None:
    padded = body_of(event(padding=""))
    fits = body_of(event(padding="x" * (MAX_BODY - len(padded))))
    assert len(fits) == MAX_BODY == 1024 * 1024
    assert door.post(fits) == 200
    assert door.post(fits + b" ") == 413
    assert door.post(b"x" * (8 * MAX_BODY), {}) == 413
    assert len(stored(engine)) == 1


@pytest.mark.parametrize("body", [b"", b"nonsense", b"[]", b'{"events":1}', b"\xff" * 20])
def test_signed_nonsense_is_400(door: Door, body: bytes) -> None:
    assert door.post(body) == 400


def test_unsigned_nonsense_is_401(door: Door) -> None:
    assert door.post(b"nonsense", {}) == 401


@pytest.mark.parametrize(
    "odd",
    [None, 5, "text", [], {}, {"type": "hologram"}, {"webhookEventId": 7}, {"timestamp": "soon"},
     {"timestamp": -1}, {"timestamp": 10**40}, {"timestamp": True}, {"source": "nowhere"},
     event("01\0X"), event("\ud800"), event("02", source={"type": "user", "userId": "\ud800"}),
     event("03", message={"id": "\0", "type": "text", "text": "\0\ud800"}),
     event("0" * 9000), event("04", message=7)],
)  # fmt: skip
def test_an_odd_element_is_stored_and_spoils_no_neighbour(
    door: Door, engine: Engine, odd: Any
) -> None:
    assert door.post(body_of(event("01A"), odd, event("01B"))) == 200
    rows = stored(engine)
    assert len(rows) == 3
    assert {"01A", "01B"} < {row.webhook_event_id for row in rows}


def test_a_repeat_is_stored_once_and_renews_the_time_of_receipt(door: Door, engine: Engine) -> None:
    with writing(engine) as session:
        session.add(
            InboxEvent(
                webhook_event_id="01A", source_key="user:x", occurred_ms=1, raw="{}",
                received_at=datetime(2026, 11, 23, 1, 0, tzinfo=UTC),
            )
        )  # fmt: skip
    again = event("01A", deliveryContext={"isRedelivery": True})
    assert [door.post(body_of(again)), door.post(body_of(again, again))] == [200, 200]
    (row,) = stored(engine)
    assert row.received_at == now()
    assert row.raw == "{}"


def test_many_webhooks_at_once_are_all_stored(door: Door, engine: Engine) -> None:
    with ThreadPoolExecutor(20) as pool:
        statuses = list(pool.map(door.post, [body_of(event(f"e{n}")) for n in range(60)]))
    assert statuses == [200] * 60
    assert len(stored(engine)) == 60


def test_what_cannot_be_stored_is_503(door: Door, engine: Engine) -> None:
    with writing(engine) as session:
        session.connection().exec_driver_sql("ALTER TABLE inbox_event RENAME TO elsewhere")
    assert door.post(body_of(event("01A"))) == 503
    with writing(engine) as session:
        session.connection().exec_driver_sql("ALTER TABLE elsewhere RENAME TO inbox_event")
    assert door.post(body_of(event("01A"))) == 200
    assert len(stored(engine)) == 1


def test_one_event_that_cannot_be_stored_spoils_no_other_request(
    writer: InboxWriter, engine: Engine
) -> None:
    (good,) = read_body(body_of(event("good"))) or []
    (bad,) = read_body(body_of(event("bad"))) or []
    object.__setattr__(bad, "raw", None)
    with writing(engine):  # the writer waits, so both are in one batch
        first = writer.save([good])
        until(first.running)
        wrong, right = writer.save([bad]), writer.save([good])
    assert first.result(5) == 1
    assert right.result(5) == 0
    with pytest.raises(Exception, match="NOT NULL"):
        wrong.result(5)


def test_who_gives_up_waiting_does_not_stop_the_writer(writer: InboxWriter, engine: Engine) -> None:
    (one,) = read_body(body_of(event("one"))) or []
    (two,) = read_body(body_of(event("two"))) or []
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with writing(engine):
            held.set()
            release.wait(5)

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(5)
    until(writer.save([one]).running)  # in the writer's hands, waiting for the database
    assert writer.save([two]).cancel()
    release.set()
    holder.join()
    assert writer.save([two]).result(5) == 1
    assert len(stored(engine)) == 2


def test_stopping_commits_what_waits(engine: Engine) -> None:
    writer = InboxWriter(engine, now, lambda: None)
    (one,) = read_body(body_of(event("one"))) or []
    with writing(engine):
        saved = [writer.save([one]) for _ in range(3)]
        stopping = threading.Thread(target=writer.stop)
        stopping.start()
    stopping.join(10)
    assert [each.result(1) for each in saved] == [1, 0, 0]
