"""What LINE accepts as a template message or an imagemap.

https://developers.line.biz/en/reference/messaging-api/#template-messages
"""

from collections.abc import Iterator, Mapping

from simulator import limits
from simulator.action_schema import (
    IMAGE_CAROUSEL_ACTION,
    SCHEMES,
    TEMPLATE_ACTION,
    TEMPLATE_TAP_ACTION,
)
from simulator.checks import (
    COLOR,
    Check,
    Json,
    Problem,
    Shape,
    array,
    integer,
    matching,
    one_of,
    shape,
    tagged,
    text,
    web_address,
)
from simulator.limits import graphemes

_type = text(30)
_https = web_address(limits.MEDIA_URL, "https")
_LOOK: dict[str, Check] = {
    "imageAspectRatio": one_of("rectangle", "square"),
    "imageSize": one_of("cover", "contain"),
}
_CARD: dict[str, Check] = {
    "thumbnailImageUrl": _https,
    "imageBackgroundColor": matching(COLOR),
    "title": text(40, graphemes),
    "defaultAction": TEMPLATE_TAP_ACTION,
}


def _short_when_crowded(card: Mapping[str, Json], path: str) -> Iterator[Problem]:
    """A card with an image or a title has room for 60 letters only."""
    words = card.get("text")
    crowded = card.get("title") is not None or card.get("thumbnailImageUrl") is not None
    if crowded and isinstance(words, str) and graphemes(words) > 60:
        yield Problem(f"{path}.text", "Length must be between 1 and 60")


def _same_number_of_actions(template: Mapping[str, Json], path: str) -> Iterator[Problem]:
    columns = template.get("columns")
    listed = columns if isinstance(columns, list) else []
    actions = [column.get("actions") for column in listed if isinstance(column, dict)]
    if len({len(some) for some in actions if isinstance(some, list)}) > 1:
        yield Problem(f"{path}.columns", "every column needs the same number of actions")


_BUTTONS = shape(
    {
        "type": _type,
        **_CARD,
        **_LOOK,
        "text": text(160, graphemes),
        "actions": array(TEMPLATE_ACTION, 1, 4),
    },
    "text",
    "actions",
    rules=(_short_when_crowded,),
)
_CONFIRM = shape(
    {"type": _type, "text": text(240, graphemes), "actions": array(TEMPLATE_ACTION, 2, 2)},
    "text",
    "actions",
)
_COLUMN = shape(
    {**_CARD, "text": text(120, graphemes), "actions": array(TEMPLATE_ACTION, 1, 3)},
    "text",
    "actions",
    rules=(_short_when_crowded,),
)
_CAROUSEL = shape(
    {"type": _type, **_LOOK, "columns": array(_COLUMN, 1, 10)},
    "columns",
    rules=(_same_number_of_actions,),
)
_IMAGE_COLUMN = shape({"imageUrl": _https, "action": IMAGE_CAROUSEL_ACTION}, "imageUrl", "action")
_IMAGE_CAROUSEL = shape({"type": _type, "columns": array(_IMAGE_COLUMN, 1, 10)}, "columns")

TEMPLATES: dict[str, Shape] = {
    "buttons": _BUTTONS,
    "confirm": _CONFIRM,
    "carousel": _CAROUSEL,
    "image_carousel": _IMAGE_CAROUSEL,
}
TEMPLATE = tagged(lambda: TEMPLATES)

_SIDE = integer(0, 5_000)
_AREA = shape(dict.fromkeys(("x", "y", "width", "height"), _SIDE), "x", "y", "width", "height")
_TAP: dict[str, Check] = {"type": _type, "area": _AREA, "label": text(100)}
_IMAGEMAP_ACTIONS = {
    "uri": shape({**_TAP, "linkUri": web_address(limits.URI, *SCHEMES)}, "linkUri", "area"),
    "message": shape({**_TAP, "text": text(400)}, "text", "area"),
    "clipboard": shape({**_TAP, "clipboardText": text(limits.CLIPBOARD)}, "clipboardText", "area"),
}
IMAGEMAP = shape(
    {
        "type": _type,
        "baseUrl": _https,
        "altText": text(limits.ALT_TEXT),
        "baseSize": shape({"width": integer(1040, 1040), "height": integer(1)}, "width", "height"),
        "actions": array(tagged(lambda: _IMAGEMAP_ACTIONS), 0, 50),
        "video": shape(
            {
                "originalContentUrl": _https,
                "previewImageUrl": _https,
                "area": _AREA,
                "externalLink": shape(
                    {"linkUri": web_address(limits.URI, *SCHEMES), "label": text(30)}
                ),
            },
            "originalContentUrl",
            "previewImageUrl",
            "area",
        ),
    },
    "baseUrl",
    "altText",
    "baseSize",
    "actions",
)
