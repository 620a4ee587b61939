"""What LINE accepts as a part of a Flex bubble: boxes, texts, buttons, images.

https://developers.line.biz/en/reference/messaging-api/#flex-message. A contract test compares the
property names with the SDK's own models.
"""

from collections.abc import Iterator, Mapping

from simulator import limits
from simulator.action_schema import FLEX_BUTTON_ACTION, FLEX_TAP_ACTION
from simulator.checks import (
    COLOR,
    PERCENT,
    PIXELS,
    Check,
    Json,
    Problem,
    Shape,
    array,
    boolean,
    integer,
    matching,
    one_of,
    shape,
    tagged,
    text,
    web_address,
)

_STEPS = "none|xs|sm|md|lg|xl|xxl"
_FONTS = "xxs|xs|sm|md|lg|xl|xxl|3xl|4xl|5xl"
TYPE = text(30)
COLOR_CODE = matching(COLOR)
_gap = matching(_STEPS, PIXELS)
_padding = matching(_STEPS, PIXELS, PERCENT)
_length = matching(PIXELS, PERCENT)
_font = matching(_FONTS, PIXELS)
_flex = integer(0)
_align = one_of("start", "end", "center")
_gravity = one_of("top", "bottom", "center")
_image_url = web_address(limits.MEDIA_URL, "https")


def _aspect_ratio(value: Json, path: str) -> Iterator[Problem]:
    width, colon, height = value.partition(":") if isinstance(value, str) else ("", "", "")
    try:
        wide, tall = float(width), float(height)
    except ValueError:
        wide = tall = 0.0
    if not colon or not 1 <= wide <= 100_000 or not 1 <= tall <= 100_000 or tall > wide * 3:
        yield Problem(path, "invalid property")


_PLACED: dict[str, Check] = {
    "type": TYPE,
    "margin": _gap,
    "position": one_of("relative", "absolute"),
    "offsetTop": _padding,
    "offsetBottom": _padding,
    "offsetStart": _padding,
    "offsetEnd": _padding,
}
_LETTERS: dict[str, Check] = {
    "size": _font,
    "color": COLOR_CODE,
    "weight": one_of("regular", "bold"),
    "style": one_of("normal", "italic"),
    "decoration": one_of("none", "underline", "line-through"),
}


def _has_words(part: Mapping[str, Json], path: str) -> Iterator[Problem]:
    if not part.get("contents") and part.get("text") is None:
        yield Problem(f"{path}.text", "text or contents must be specified")


def _only_spans(value: Json, path: str) -> Iterator[Problem]:
    yield from array(tagged(lambda: {"span": SPAN}), 0, None)(value, path)


SPAN = shape({"type": TYPE, "text": text(limits.FLEX_TEXT), **_LETTERS}, "text")
TEXT = shape(
    {
        **_PLACED,
        **_LETTERS,
        "text": text(limits.FLEX_TEXT),
        "contents": _only_spans,
        "flex": _flex,
        "align": _align,
        "gravity": _gravity,
        "wrap": boolean,
        "lineSpacing": matching(PIXELS),
        "action": FLEX_TAP_ACTION,
        "maxLines": integer(0),
        "adjustMode": one_of("shrink-to-fit"),
        "scaling": boolean,
    },
    rules=(_has_words,),
)
BUTTON = shape(
    {
        **_PLACED,
        "action": FLEX_BUTTON_ACTION,
        "flex": _flex,
        "color": COLOR_CODE,
        "style": one_of("primary", "secondary", "link"),
        "gravity": _gravity,
        "height": one_of("md", "sm"),
        "adjustMode": one_of("shrink-to-fit"),
        "scaling": boolean,
    },
    "action",
)
IMAGE = shape(
    {
        **_PLACED,
        "url": _image_url,
        "flex": _flex,
        "align": _align,
        "gravity": _gravity,
        "size": matching(_FONTS, "full", PIXELS, PERCENT),
        "aspectRatio": _aspect_ratio,
        "aspectMode": one_of("cover", "fit"),
        "backgroundColor": COLOR_CODE,
        "action": FLEX_TAP_ACTION,
        "animated": boolean,
    },
    "url",
)
ICON = shape(
    {
        **_PLACED,
        "url": _image_url,
        "size": matching(_FONTS, PIXELS, PERCENT),
        "aspectRatio": _aspect_ratio,
        "scaling": boolean,
    },
    "url",
)
SEPARATOR = shape({"type": TYPE, "margin": _gap, "color": COLOR_CODE})
FILLER = shape({"type": TYPE, "flex": _flex})


def _children_fit(box: Mapping[str, Json], path: str) -> Iterator[Problem]:
    contents = box.get("contents")
    if not isinstance(contents, list):
        return
    known = IN_BASELINE if box.get("layout") == "baseline" else IN_BOX
    yield from array(tagged(lambda: known), 0, None)(contents, f"{path}.contents")


def _checked_by_rule(_value: Json, _path: str) -> Iterator[Problem]:
    """Which children are allowed depends on the layout, so a rule of the box looks at them."""
    yield from ()


GRADIENT = shape(
    {
        "type": TYPE,
        "angle": matching(r"(?:[0-9]|[1-9][0-9]|[12][0-9]{2}|3[0-5][0-9]|360)(?:\.\d+)?deg"),
        "startColor": COLOR_CODE,
        "endColor": COLOR_CODE,
        "centerColor": COLOR_CODE,
        "centerPosition": matching(PERCENT),
    },
    "angle",
    "startColor",
    "endColor",
)


def _contents_is_a_list(box: Mapping[str, Json], path: str) -> Iterator[Problem]:
    if box.get("contents") is not None and not isinstance(box["contents"], list):
        yield Problem(f"{path}.contents", "must be an array")


BOX = shape(
    {
        **_PLACED,
        "layout": one_of("horizontal", "vertical", "baseline"),
        "contents": _checked_by_rule,
        "flex": _flex,
        "spacing": _gap,
        "backgroundColor": COLOR_CODE,
        "borderColor": COLOR_CODE,
        "borderWidth": matching("none|light|normal|medium|semi-bold|bold", PIXELS),
        "cornerRadius": _gap,
        **dict.fromkeys(("width", "maxWidth", "height", "maxHeight"), _length),
        **dict.fromkeys(
            ("paddingAll", "paddingTop", "paddingBottom", "paddingStart", "paddingEnd"), _padding
        ),
        "action": FLEX_TAP_ACTION,
        "justifyContent": one_of(
            "center", "flex-start", "flex-end", "space-between", "space-around", "space-evenly"
        ),
        "alignItems": one_of("center", "flex-start", "flex-end"),
        "background": tagged(lambda: {"linearGradient": GRADIENT}),
    },
    "layout",
    "contents",
    rules=(_contents_is_a_list, _children_fit),
)
VIDEO = shape(
    {
        "type": TYPE,
        "url": _image_url,
        "previewUrl": _image_url,
        "altContent": tagged(lambda: {"box": BOX, "image": IMAGE}),
        "aspectRatio": _aspect_ratio,
        "action": FLEX_TAP_ACTION,
    },
    "url",
    "previewUrl",
    "altContent",
)

IN_BASELINE: dict[str, Shape] = {"text": TEXT, "icon": ICON, "filler": FILLER}
IN_BOX: dict[str, Shape] = {
    "box": BOX,
    "button": BUTTON,
    "image": IMAGE,
    "text": TEXT,
    "separator": SEPARATOR,
    "filler": FILLER,
}
