"""LINE message objects from values: the small set of parts that every card is made of.

Pure. A button always carries an intent, made into postback data in one place; its label is what the
person may type instead. Sizes and limits are LINE's; `limits.py` checks them in the tests.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import regex

from handlers.checklist import Bar
from handlers.intents import Intent
from handlers.outcome import Message
from handlers.postback import encode

Part = dict[str, Any]

INK = "#1F2933"
SOFT = "#6B7280"
LINE_COLOUR = "#E5E7EB"
BRAND = "#1E5AA8"
GREEN = "#15803D"
AMBER = "#B45309"
RED = "#B91C1C"
TRACK = "#E5E7EB"
PANEL = "#F3F6FA"
LABEL = 40


def text(words: str, *, quick: Sequence[Part] = ()) -> Message:
    """A plain text message (at most 5,000 UTF-16 units: LINE's limit)."""
    return _with_quick({"type": "text", "text": words}, quick)


def flex(alt: str, contents: Part, *, quick: Sequence[Part] = ()) -> Message:
    """A Flex message; `alt` is what the notification and the chat list show."""
    message = {"type": "flex", "altText": shorten(alt, 390), "contents": contents}
    return _with_quick(message, quick)


def bubble(
    title: str,
    body: Iterable[Part],
    *,
    kicker: str = "",
    footer: Iterable[Part] = (),
    colour: str = BRAND,
    size: str = "mega",
) -> Part:
    """A card: a coloured head with a small line above the title, a body, buttons below."""
    head: list[Part] = []
    if kicker:
        head.append(paragraph(kicker, size="xs", colour="#DBEAFE"))
    head.append(paragraph(title, size="md", weight="bold", colour="#FFFFFF"))
    card: Part = {
        "type": "bubble",
        "size": size,
        "header": box(head, backgroundColor=colour, paddingAll="14px", spacing="xs"),
        "body": box(list(body), spacing="md", paddingAll="14px"),
    }
    foot = list(footer)
    if foot:
        card["footer"] = box(foot, spacing="sm", paddingAll="12px")
    return card


def carousel(bubbles: Sequence[Part]) -> Part:
    return {"type": "carousel", "contents": list(bubbles)}


def box(contents: Sequence[Part], layout: str = "vertical", **style: object) -> Part:
    return {"type": "box", "layout": layout, "contents": list(contents), **style}


def paragraph(
    words: str,
    *,
    size: str = "sm",
    colour: str = INK,
    weight: str = "regular",
    **style: Any,
) -> Part:
    part = {"type": "text", "text": words, "wrap": True, "size": size, "color": colour}
    if weight != "regular":
        part["weight"] = weight
    return part | style


def heading(words: str) -> Part:
    return paragraph(words, weight="bold", colour=BRAND, margin="md")


def small(words: str, **style: Any) -> Part:
    return paragraph(words, size="xs", colour=SOFT, **style)


def separator() -> Part:
    return {"type": "separator", "color": LINE_COLOUR, "margin": "md"}


def marked(mark: str, words: str, *, colour: str = INK, size: str = "sm") -> Part:
    """A line with a mark in front: ☑, ☐, •, 1."""
    return box(
        [
            paragraph(mark, size=size, colour=colour, flex=0),
            paragraph(words, size=size, flex=1, margin="sm"),
        ],
        "horizontal",
    )


def progress_bar(label: str, bar: Bar, *, colour: str = BRAND, note: str = "") -> Part:
    """A labelled bar; the figures n/m always stand beside it."""
    filled: Part = box(
        [{"type": "filler"}], width=f"{bar.percent}%", height="8px", backgroundColor=colour,
        cornerRadius="4px",
    )  # fmt: skip
    parts: list[Part] = [
        box(
            [
                paragraph(label, size="xs", flex=1),
                paragraph(f"{bar}{note}", size="xs", weight="bold", flex=0, align="end"),
            ],
            "horizontal",
        ),
        box([filled] if bar.percent else [{"type": "filler"}], height="8px", margin="xs",
            backgroundColor=TRACK, cornerRadius="4px"),
    ]  # fmt: skip
    return box(parts, margin="sm")


def button(label: str, intent: Intent, *, style: str = "secondary") -> Part:
    """A Flex button; its label (at most 40 graphemes) shows as the person's words when tapped."""
    part: Part = {"type": "button", "height": "sm", "style": style, "action": _act(label, intent)}
    if style == "primary":
        part["color"] = BRAND
    return part


def link_button(label: str, url: str, *, style: str = "link") -> Part:
    action = {"type": "uri", "label": label, "uri": url}
    return {"type": "button", "height": "sm", "style": style, "action": action}


def type_button(label: str, intent: Intent, prefill: str, *, style: str = "secondary") -> Part:
    """A button that opens the keyboard with words already typed in."""
    action = _act(label, intent) | {"inputOption": "openKeyboard", "fillInText": prefill}
    part: Part = {"type": "button", "height": "sm", "style": style, "action": action}
    if style == "primary":
        part["color"] = BRAND
    return part


def quick(label: str, intent: Intent) -> Part:
    """A quick reply (label at most 20 graphemes); not shown on a PC, so never the only way."""
    return {"type": "action", "action": _act(label, intent)}


def _act(label: str, intent: Intent) -> Part:
    label = fit_label(label)
    return {
        "type": "postback", "label": label, "data": encode(intent), "displayText": label,
    }  # fmt: skip


def _with_quick(message: Message, quick_replies: Sequence[Part]) -> Message:
    if quick_replies:
        message["quickReply"] = {"items": list(quick_replies)[:13]}
    return message


def also(message: Message, quick_replies: Sequence[Part]) -> Message:
    """The same message with these quick replies before its own."""
    own = message.get("quickReply", {}).get("items", [])
    return message | {"quickReply": {"items": [*quick_replies, *own][:13]}}


def fit_label(words: str, most: int = LABEL) -> str:
    """A label of at most so many grapheme clusters: LINE takes 40 on a button, 20 on a quick
    reply."""
    clusters = regex.findall(r"\X", words)
    return words if len(clusters) <= most else "".join(clusters[: most - 1]) + "…"


def shorten(words: str, units: int) -> str:
    """Cut to a number of UTF-16 units, at a space where possible, with an ellipsis."""
    if len(words.encode("utf-16-le")) // 2 <= units:
        return words
    cut = words.encode("utf-16-le")[: 2 * (units - 1)].decode("utf-16-le", errors="ignore")
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > units // 2 else cut) + "…"


def buttons_of(messages: Iterable[Message]) -> dict[str, str]:
    """Label → postback data of every button shown, so that typing a label is a tap."""
    found: dict[str, str] = {}
    for message in messages:
        _collect(message, found)
    return found


def _collect(part: object, found: dict[str, str]) -> None:
    if isinstance(part, list):
        for child in part:
            _collect(child, found)
    elif isinstance(part, dict):
        if part.get("type") == "postback" and "data" in part:
            found.setdefault(str(part.get("label", "")).strip(), str(part["data"]))
        for child in part.values():
            _collect(child, found)
