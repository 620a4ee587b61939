"""Whether LINE would accept these messages: the whole schema, with every documented limit.

Pure. `problems` names each wrong property the way LINE's error answer does, for example
`messages[0].contents.body.contents[2].text`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence

from simulator import limits
from simulator.action_schema import QUICK_REPLY_ACTION
from simulator.checks import (
    Check,
    Json,
    Problem,
    Shape,
    array,
    integer,
    matching,
    number,
    one_of,
    shape,
    tagged,
    text,
    web_address,
)
from simulator.flex_schema import container
from simulator.template_schema import IMAGEMAP, TEMPLATE

__all__ = ["Problem", "problems"]

_https = web_address(limits.MEDIA_URL, "https")
_token = text(1_000)
_id = text(100)


def _no_line_in_name(sender: Mapping[str, Json], path: str) -> Iterator[Problem]:
    name = sender.get("name")
    if isinstance(name, str) and "line" in name.lower():
        yield Problem(f"{path}.name", "may not contain LINE")


_COMMON: dict[str, Check] = {
    "type": text(30),
    "quickReply": shape(
        {
            "items": array(
                shape(
                    {"type": one_of("action"), "imageUrl": _https, "action": QUICK_REPLY_ACTION},
                    "type",
                    "action",
                ),
                1,
                limits.QUICK_REPLIES,
            )
        },
        "items",
    ),
    "sender": shape(
        {"name": text(limits.SENDER_NAME), "iconUrl": _https}, rules=(_no_line_in_name,)
    ),
}
_EMOJI = shape(
    {"index": integer(0), "productId": _id, "emojiId": _id}, "index", "productId", "emojiId"
)
_EMOJI_SUBSTITUTE = shape(
    {"type": text(30), "productId": _id, "emojiId": _id}, "productId", "emojiId"
)
_MENTION_SUBSTITUTE = shape(
    {
        "type": text(30),
        "mentionee": tagged(
            lambda: {
                "user": shape({"type": text(30), "userId": matching("U[0-9a-f]{32}")}, "userId"),
                "all": shape({"type": text(30)}),
            }
        ),
    },
    "mentionee",
)


def _substitution(value: Json, path: str) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield Problem(path, "must be an object")
        return
    if len(value) > limits.SUBSTITUTIONS:
        yield Problem(path, f"Size must be between 0 and {limits.SUBSTITUTIONS}")
    kinds = {"emoji": _EMOJI_SUBSTITUTE, "mention": _MENTION_SUBSTITUTE}
    for key, part in value.items():
        yield from matching("[A-Za-z0-9_]{1,20}")(key, f"{path}.{key}")
        yield from tagged(lambda: kinds)(part, f"{path}.{key}")
    for kind in kinds:
        if sum(isinstance(part, dict) and part.get("type") == kind for part in value.values()) > 20:
            yield Problem(path, f"at most 20 of type {kind}")


def _media(*required: str, **fields: Check) -> Shape:
    return shape({**_COMMON, **fields}, *required)


def _kinds(escaped: bool) -> dict[str, Shape]:
    alt_text = text(limits.ALT_TEXT)
    original = {"originalContentUrl": _https}
    preview = {**original, "previewImageUrl": _https}
    return {
        "text": _media(
            "text",
            text=text(limits.TEXT),
            emojis=array(_EMOJI, 0, limits.TEXT_EMOJI),
            quoteToken=_token,
        ),
        "textV2": _media(
            "text", text=text(limits.TEXT), substitution=_substitution, quoteToken=_token
        ),
        "sticker": _media(
            "packageId", "stickerId", packageId=_id, stickerId=_id, quoteToken=_token
        ),
        "image": _media(*preview, **preview),
        "video": _media(
            *preview, **preview, trackingId=matching("[A-Za-z0-9-.=,+*()%$&;:@{}!?<>]+")
        ),
        "audio": _media(*original, "duration", **original, duration=integer(1)),
        "location": _media(
            "title",
            "address",
            "latitude",
            "longitude",
            title=text(100),
            address=text(100),
            latitude=number(-90, 90),
            longitude=number(-180, 180),
        ),
        "coupon": _media("couponId", couponId=_id, deliveryTag=text(30)),
        "imagemap": IMAGEMAP.plus(_COMMON),
        "template": _media("altText", "template", altText=alt_text, template=TEMPLATE),
        "flex": _media(
            "altText",
            "contents",
            altText=alt_text,
            contents=container(lambda value: _bytes(value, escaped)),
        ),
    }


_KINDS = {escaped: _kinds(escaped) for escaped in (False, True)}


def problems(messages: Sequence[Json], *, endpoint: str, escaped: bool = False) -> list[Problem]:
    """What LINE would refuse in `messages` sent by `endpoint` (reply, push or multicast).

    `escaped`: the request writes Thai letters as ASCII escapes, so sizes are counted that way.
    """
    return list(_problems(list(messages), endpoint, escaped))


def _problems(messages: list[Json], endpoint: str, escaped: bool) -> Iterator[Problem]:
    check = array(tagged(lambda: _KINDS[escaped]), 1, limits.MESSAGES)
    yield from check(messages, "messages")
    if endpoint == "multicast":
        for index, message in enumerate(messages):
            if isinstance(message, dict) and '"mention"' in json.dumps(message.get("substitution")):
                yield Problem(f"messages[{index}].substitution", "mentions need a group or a room")


def _bytes(value: Json, escaped: bool) -> int:
    return len(json.dumps(value, ensure_ascii=escaped, separators=(",", ":")).encode())
