"""What must hold for every message that leaves: LINE takes it, and the SDK knows every part."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from handlers.intents import OldButton
from handlers.outcome import Message
from handlers.postback import decode, encode
from simulator.limits import BUBBLE_BYTES, CAROUSEL_BYTES, graphemes
from simulator.message_schema import problems

LABEL = 40
QUICK_LABEL = 20


def flaws(messages: Sequence[Message]) -> list[str]:
    """Everything wrong with one answer; empty when it may leave."""
    found = [
        f"{p.property}: {p.message}" for p in problems(messages, endpoint="reply", escaped=True)
    ]
    for message in messages:
        found += _sizes(message)
        found += [flaw for words in texts(message) for flaw in _words(words)]
        found += [flaw for action in actions(message) for flaw in _action(action)]
        quick = message.get("quickReply", {}).get("items", [])
        found += [
            f"quick reply too long: {label}"
            for item in quick
            if graphemes(label := item["action"]["label"]) > QUICK_LABEL
        ]
    return found


def sent_bytes(part: object) -> int:
    """The bytes on the wire, as the SDK writes them: blanks after signs, letters escaped."""
    return len(json.dumps(part))


def _sizes(message: Message) -> Iterator[str]:
    contents = message.get("contents")
    if not isinstance(contents, dict):
        return
    many = contents["type"] == "carousel"
    if many and sent_bytes(contents) > CAROUSEL_BYTES:
        yield f"carousel of {sent_bytes(contents)} bytes"
    for bubble in contents["contents"] if many else [contents]:
        if sent_bytes(bubble) > BUBBLE_BYTES:
            yield f"bubble of {sent_bytes(bubble)} bytes"


def _words(words: str) -> Iterator[str]:
    if "{" in words or "}" in words:
        yield f"a placeholder is shown: {words[:80]}"
    if "None" in words or "measure:" in words or "indicator:" in words:
        yield f"a name of the program is shown: {words[:80]}"
    if any("๐" <= letter <= "๙" for letter in words):
        yield f"Thai digits: {words[:80]}"


def _action(action: dict[str, Any]) -> Iterator[str]:
    if graphemes(action.get("label", "")) > LABEL:
        yield f"label too long: {action['label']}"
    if action["type"] != "postback":
        return
    intent = decode(action["data"])
    if isinstance(intent, OldButton):
        yield f"no intent behind {action['label']}: {action['data']}"
    elif encode(intent) != action["data"]:
        yield f"{action['data']} is read as {encode(intent)}"


def texts(part: object) -> Iterator[str]:
    """Everything a person can read in a message."""
    if isinstance(part, list):
        for child in part:
            yield from texts(child)
    elif isinstance(part, dict):
        for name, value in part.items():
            if name in ("text", "altText", "label", "displayText", "fillInText"):
                yield value
            else:
                yield from texts(value)


def actions(part: object) -> Iterator[dict[str, Any]]:
    if isinstance(part, list):
        for child in part:
            yield from actions(child)
    elif isinstance(part, dict):
        if part.get("type") in ("postback", "uri", "message", "clipboard") and "label" in part:
            yield part
        for value in part.values():
            yield from actions(value)


def lost_in_the_sdk(message: Message) -> str | None:
    """What the SDK's models do not know, misspell or forget; None when nothing is lost."""
    from linebot.v3.messaging import FlexMessage, TextMessage

    model = TextMessage if message["type"] == "text" else FlexMessage
    again = model.from_dict(message).to_dict()
    return None if again == message else _difference(message, again, message["type"])


def _difference(ours: object, theirs: object, path: str) -> str:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for name in ours.keys() | theirs.keys():
            if ours.get(name) != theirs.get(name):
                return _difference(ours.get(name), theirs.get(name), f"{path}.{name}")
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for index, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
            if mine != other:
                return _difference(mine, other, f"{path}[{index}]")
    return f"{path}: {str(ours)[:80]} became {str(theirs)[:80]}"
