"""Our reader beside the SDK's parser: the same types known, the same bodies, the same signature."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from linebot.v3 import webhooks
from linebot.v3.webhook import SignatureValidator, WebhookParser

from bot.reader import HANDLED, IGNORED, read_event
from bot.webhook import is_signed, read_body
from handlers.events import (
    Follow,
    Ignored,
    Join,
    MediaMessage,
    Postback,
    TextMessage,
    Unfollow,
    Unsend,
)
from simulator import webhook

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
USER = "U" + "1" * 32
GROUP = "C" + "2" * 32
SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"


def known_to_the_sdk(base: Any) -> set[str]:
    """The values of `type` that its generated model tells apart."""
    (name,) = (name for name in vars(base) if name.endswith("discriminator_value_class_map"))
    return set(vars(base)[name])


def test_every_event_type_of_the_sdk_has_a_decision() -> None:
    types = known_to_the_sdk(webhooks.Event)
    assert types <= HANDLED | IGNORED
    assert len(types) >= 19


def test_every_message_type_of_the_sdk_is_read() -> None:
    types = known_to_the_sdk(webhooks.MessageContent)
    assert len(types) >= 7
    for kind in types - {"text"}:
        raw = json.dumps(event("message", message={"type": kind, "id": "1"}))
        assert read_event(raw).what == MediaMessage(kind)


def event(kind: str, *, token: str | None = "token", group: bool = False, **parts: Any) -> Any:  # noqa: S107
    source = webhook.group_source(GROUP, USER) if group else webhook.user_source(USER)
    return webhook.event(kind, source, NOW, reply_token=token, **parts)


FILE = webhook.media_message("file", fileName="a.pdf", fileSize=1)
EVENTS = [
    (event("message", message=webhook.text_message("O12 ต้องทำอะไร 👍")), TextMessage),
    (event("message", message=webhook.text_message("เสร็จแล้ว", quoted="468789532432007169")),
     TextMessage),
    (event("message", message=webhook.sticker_message()), MediaMessage),
    (event("message", message=webhook.media_message("image")), MediaMessage),
    (event("message", message=FILE), MediaMessage),
    (event("message", message=webhook.location_message("a", "b", 18.5, 99.0)), MediaMessage),
    (event("postback", postback={"data": "a=help"}), Postback),
    (event("follow", follow={"isUnblocked": False}), Follow),
    (event("unfollow", token=None), Unfollow),
    (event("unsend", token=None, unsend={"messageId": "5"}), Unsend),
    (event("join", group=True), Join),
    (event("leave", group=True, token=None), Ignored),
    (event("memberJoined", group=True, joined={"members": [webhook.user_source(USER)]}), Ignored),
]  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "kind"), EVENTS, ids=lambda value: getattr(value, "__name__", None)
)
def test_the_sdk_and_we_read_the_same(raw: Any, kind: type) -> None:
    body = webhook.body("U" + "0" * 32, [raw])
    (theirs,) = WebhookParser(SECRET).parse(body.decode(), webhook.sign(SECRET, body))
    (stored,) = read_body(body) or []
    ours = read_event(stored.raw)
    assert isinstance(ours.what, kind)
    assert stored.webhook_event_id == theirs.webhook_event_id
    assert stored.occurred_ms == theirs.timestamp
    assert ours.reply_token == getattr(theirs, "reply_token", None)
    assert ours.source.user_id == theirs.source.user_id
    assert ours.source.kind == theirs.source.type
    match ours.what:
        case TextMessage(text, message_id, quoted_id):
            assert (text, message_id) == (theirs.message.text, theirs.message.id)
            assert quoted_id == theirs.message.quoted_message_id
        case MediaMessage(message_kind):
            assert message_kind == theirs.message.type
        case Postback(data):
            assert data == theirs.postback.data
        case Unsend(message_id):
            assert message_id == theirs.unsend.message_id
        case Follow(unblocked):
            assert unblocked == theirs.follow.is_unblocked
        case _:
            pass


@pytest.mark.parametrize("body", ['{"events":[]}', '{"events":["ก"]}', "", "x" * 5000])
@pytest.mark.parametrize("tamper", ["", "x"])
def test_the_sdk_and_we_agree_on_signatures(body: str, tamper: str) -> None:
    signature = webhook.sign(SECRET, body.encode()) + tamper
    theirs = SignatureValidator(SECRET).validate(body, signature)
    assert is_signed(body.encode(), signature, (SECRET,)) == theirs == (not tamper)
