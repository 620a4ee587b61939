"""The buttons a person can press in a chat, read from what the bot really sent."""

from collections.abc import Iterator, Sequence
from typing import Any

from simulator.values import ChatMessage

Action = dict[str, Any]


def actions(part: Any) -> Iterator[Action]:
    """Every action anywhere inside a message, in the order it is written."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name in ("action", "defaultAction") and isinstance(value, dict):
                yield value
            elif name == "actions" and isinstance(value, list):
                yield from (each for each in value if isinstance(each, dict))
            else:
                yield from actions(value)
    elif isinstance(part, list):
        for item in part:
            yield from actions(item)


def pressable(transcript: Sequence[ChatMessage]) -> list[Action]:
    """Newest message first. Quick replies live only under the last bubble of the chat."""
    found: list[Action] = []
    for bubble in reversed(transcript):
        if bubble.from_bot:
            shown = dict(bubble.message)
            if bubble is not transcript[-1]:
                shown.pop("quickReply", None)
            found.extend(actions(shown))
    return found


def find(transcript: Sequence[ChatMessage], label: str) -> Action:
    choices = pressable(transcript)
    for action in choices:
        if action.get("label") == label:
            return action
    known = [action.get("label") for action in choices[:30]]
    raise AssertionError(f"no button {label!r}; there are {known}")
