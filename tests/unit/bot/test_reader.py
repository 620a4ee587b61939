"""Any JSON becomes an event; nothing that LINE may send tomorrow raises."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reader import HANDLED, IGNORED, read_event, read_source, storable
from handlers.events import (
    Event,
    Follow,
    Ignored,
    Join,
    MediaMessage,
    Postback,
    Source,
    TextMessage,
    Unfollow,
    Unsend,
)

USER = "U" + "1" * 32
GROUP = "C" + "2" * 32
LINE_EVENT_TYPES = {
    "message", "messageEdited", "unsend", "follow", "unfollow", "join", "leave", "memberJoined",
    "memberLeft", "postback", "accountLink", "videoPlayComplete", "beacon", "membership",
    "delivery", "module", "activated", "deactivated", "botSuspended", "botResumed",
}  # fmt: skip
"""The types of webhook.yml in line/line-openapi, and messageEdited of its issue 129."""
MESSAGE_TYPES = ("text", "image", "video", "audio", "file", "location", "sticker")

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from(
    ["type", "mode", "source", "message", "postback", "unsend", "follow", "replyToken", "data",
     "text", "id", "userId", "groupId", "roomId", "messageId", "quotedMessageId", "timestamp",
     "webhookEventId", "emojis", "index", "length"]
)  # fmt: skip
WORDS = st.sampled_from(
    [*sorted(LINE_EVENT_TYPES), "text", "user", "group", "room", "standby", USER, "\ud800", "a\0b"]
)
ALMOST_AN_EVENT = st.recursive(
    WORDS | st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.dictionaries(NAMES, inner, max_size=6) | st.lists(inner, max_size=2),
    max_leaves=20,
)


def event(kind: str, **parts: Any) -> str:
    whole = {
        "type": kind,
        "mode": "active",
        "timestamp": 1,
        "webhookEventId": "01",
        "replyToken": "token",
        "source": {"type": "user", "userId": USER},
        **parts,
    }
    return json.dumps(whole)


@given(JSON)
def test_any_json_is_read(value: Any) -> None:
    assert isinstance(read_event(json.dumps(value)), Event)


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert isinstance(read_event(text), Event)


@given(ALMOST_AN_EVENT)
def test_whatever_is_almost_an_event_is_read_and_can_be_stored(value: Any) -> None:
    read = read_event(json.dumps(value))
    for text in strings_of(read):
        text.encode()
        assert "\0" not in text


def strings_of(read: Event) -> list[str]:
    found = [read.reply_token or "", read.source.chat_id, read.source.user_id or ""]
    match read.what:
        case TextMessage(text, message_id, quoted_id):
            found += [text, message_id, quoted_id or ""]
        case Postback(data):
            found.append(data)
        case Unsend(message_id):
            found.append(message_id)
        case MediaMessage(kind) | Ignored(kind):
            found.append(kind)
        case Follow() | Unfollow() | Join():
            pass
    return found


def test_a_depth_without_end_is_unreadable() -> None:
    assert read_event("[" * 100_000 + "]" * 100_000).what == Ignored("unreadable")


@pytest.mark.parametrize("words", ["O12 เสร็จแล้ว", "👩‍👩‍👧‍👦" * 50, "a\nb", ""])
def test_good_text_is_kept_as_it_is(words: str) -> None:
    assert storable(words) == words


def test_every_type_of_line_has_a_decision() -> None:
    assert len(LINE_EVENT_TYPES) == 20
    assert HANDLED | IGNORED == LINE_EVENT_TYPES
    assert not HANDLED & IGNORED


@pytest.mark.parametrize("kind", sorted(IGNORED))
def test_ignored_types_say_which(kind: str) -> None:
    assert read_event(event(kind)).what == Ignored(kind)


def test_a_type_invented_tomorrow_is_ignored() -> None:
    assert read_event(event("hologram", hologram={"x": 1})).what == Ignored("hologram")


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (event("message", message={"type": "text", "id": "5", "text": "O12"}),
         TextMessage("O12", "5")),
        (event("postback", postback={"data": "a=help"}), Postback("a=help")),
        (event("postback", postback={"data": "a=ask", "params": {"date": "2026-11-23"}}),
         Postback("a=ask")),
        (event("follow", follow={"isUnblocked": True}), Follow(unblocked=True)),
        (event("follow"), Follow()),
        (event("unfollow"), Unfollow()),
        (event("join"), Join()),
        (event("unsend", unsend={"messageId": "77"}), Unsend("77")),
        (event("message"), Ignored("message")),
        (event("postback"), Ignored("postback")),
        (event("unsend"), Ignored("unsend")),
    ],
)  # fmt: skip
def test_what_happened(raw: str, what: object) -> None:
    read = read_event(raw)
    assert read.what == what
    assert read.reply_token == "token"


@pytest.mark.parametrize("kind", [*MESSAGE_TYPES[1:], "hologram"])
def test_messages_without_text_keep_their_kind(kind: str) -> None:
    assert read_event(event("message", message={"type": kind, "id": "1"})).what == MediaMessage(
        kind
    )


def test_standby_means_that_another_bot_answers() -> None:
    raw = event("message", mode="standby", message={"type": "text", "id": "1", "text": "O12"})
    assert read_event(raw).what == Ignored("standby")


def test_a_mode_invented_tomorrow_does_not_silence_the_bot() -> None:
    raw = event("message", mode="hologram", message={"type": "text", "id": "1", "text": "O12"})
    assert read_event(raw).what == TextMessage("O12", "1")


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ({"type": "user", "userId": USER}, Source("user", USER, USER)),
        ({"type": "group", "groupId": GROUP, "userId": USER}, Source("group", GROUP, USER)),
        ({"type": "group", "groupId": GROUP}, Source("group", GROUP, None)),
        ({"type": "room", "roomId": "R1"}, Source("room", "R1", None)),
        ({"type": "group", "userId": USER}, Source("none", "", USER)),
        ({"type": "square", "squareId": "S"}, Source("none", "", None)),
        ({"type": "user"}, Source("none", "", None)),
        (None, Source("none", "", None)),
        ([], Source("none", "", None)),
    ],
)
def test_where_it_came_from(source: object, read: Source) -> None:
    assert read_source({"source": source}) == read
    assert read_source({"source": source}).is_private == (read.kind == "user")


def text_event(text, *spans):
    emojis = [{"index": i, "length": n, "productId": "p", "emojiId": "001"} for i, n in spans]
    message = {"type": "text", "id": "2", "text": text, "emojis": emojis}
    return {"type": "message", "message": message, "source": {"type": "user", "userId": "U1"}}


def test_emoji_of_line_are_no_words() -> None:
    said = read_event(json.dumps(text_event("O13 เสร็จแล้ว(love)", (13, 6)))).what
    assert said == TextMessage("O13 เสร็จแล้ว ", "2")


def test_an_emoji_that_asks_stays_a_question() -> None:
    said = read_event(json.dumps(text_event("O13 เสร็จแล้ว(question)", (13, 10)))).what
    assert said == TextMessage("O13 เสร็จแล้ว❓", "2")


def test_emoji_alone_are_a_sticker() -> None:
    said = read_event(json.dumps(text_event("(love)(moon grin)", (0, 6), (6, 11)))).what
    assert said == MediaMessage("sticker")


@pytest.mark.parametrize("spans", [[(-1, 3)], [(50, 3)], [(0, 999)], [("x", 1)], [(3, 0)]])
def test_spans_that_do_not_fit_change_nothing(spans) -> None:
    assert read_event(json.dumps(text_event("😀 O13", *spans))).what == TextMessage("😀 O13", "2")


def test_spans_count_utf16_units() -> None:
    assert read_event(json.dumps(text_event("😀(love)O13", (2, 6)))).what == TextMessage(
        "😀 O13", "2"
    )


def test_emoji_after_letters_of_two_units_each() -> None:
    said = read_event(
        json.dumps(text_event("👩‍👩‍👧O12😀(love)เสร็จ😀(moon)", (13, 6), (26, 6)))
    ).what
    assert said == TextMessage("👩‍👩‍👧O12😀 เสร็จ😀 ", "2")


@pytest.mark.parametrize(
    ("given", "read"),
    [("600123", "600123"), ("6" * 500, "6" * 100), ("a\0b\ud800", "ab?"), ("", None), (5, None),
     (None, None), ([], None), ({"id": "1"}, None)],
)  # fmt: skip
def test_the_quoted_message_is_an_id_that_can_be_stored(given: object, read: str | None) -> None:
    message = {"type": "text", "id": "5", "text": "เสร็จแล้ว", "quotedMessageId": given}
    assert read_event(event("message", message=message)).what == TextMessage("เสร็จแล้ว", "5", read)


@pytest.mark.parametrize("spans", [(), ((6, 6),)])
def test_half_of_a_letter_pair_is_read_as_a_question_mark(spans) -> None:
    said = read_event(json.dumps(text_event("O12 \ud83d (love)", *spans))).what
    assert said == TextMessage("O12 ? (love)" if not spans else "O12 ?  ", "2")


@pytest.mark.parametrize("spans", [[(0, 6), (0, 6)], [(0, 6), (3, 6)], [(3, 6), (0, 6)]])
def test_spans_that_overlap_eat_no_words(spans) -> None:
    said = read_event(json.dumps(text_event("(love)O12 เสร็จแล้ว", *spans))).what
    assert said == TextMessage(" O12 เสร็จแล้ว", "2")


def test_truth_is_no_number_of_units() -> None:
    said = read_event(json.dumps(text_event("ab O12", (True, True)))).what
    assert said == TextMessage("ab O12", "2")
