"""What LINE accepts as an action, by the place where the action is put.

https://developers.line.biz/en/reference/messaging-api/#action-objects
"""

from collections.abc import Iterator, Mapping

from simulator import limits
from simulator.checks import (
    Check,
    Json,
    Problem,
    Shape,
    matching,
    moment,
    one_of,
    shape,
    tagged,
    text,
    web_address,
)
from simulator.limits import graphemes

SCHEMES = ("http", "https", "line", "tel")
_any_text = text(limits.POSTBACK_TEXT, graphemes)


def _one_text_only(action: Mapping[str, Json], path: str) -> Iterator[Problem]:
    if action.get("displayText") is not None and action.get("text") is not None:
        yield Problem(f"{path}.text", "displayText and text may not be used together")


def _fill_in_needs_a_keyboard(action: Mapping[str, Json], path: str) -> Iterator[Problem]:
    if action.get("fillInText") is not None and action.get("inputOption") != "openKeyboard":
        yield Problem(f"{path}.fillInText", "needs inputOption openKeyboard")


def _picker_moments(action: Mapping[str, Json], path: str) -> Iterator[Problem]:
    mode = action.get("mode")
    if not isinstance(mode, str) or mode not in ("date", "time", "datetime"):
        return
    for name in ("initial", "min", "max"):
        if action.get(name) is not None:
            yield from moment(mode)(action[name], f"{path}.{name}")
    lowest, highest = action.get("min"), action.get("max")
    if isinstance(lowest, str) and isinstance(highest, str) and lowest >= highest:
        yield Problem(f"{path}.min", "must be before max")


def _kinds() -> dict[str, Shape]:
    """Actions of every place, still without their labels."""
    kind: dict[str, Check] = {"type": text(30)}
    anything: Check = text(30)
    data = text(limits.POSTBACK_DATA)
    return {
        "postback": shape(
            kind
            | {
                "data": data,
                "displayText": _any_text,
                "text": _any_text,
                "inputOption": one_of("closeRichMenu", "openRichMenu", "openKeyboard", "openVoice"),
                "fillInText": _any_text,
            },
            "data",
            rules=(_one_text_only, _fill_in_needs_a_keyboard),
        ),
        "message": shape(kind | {"text": text(limits.MESSAGE_ACTION_TEXT, graphemes)}, "text"),
        "uri": shape(
            kind
            | {
                "uri": web_address(limits.URI, *SCHEMES),
                "altUri": shape({"desktop": web_address(limits.URI, *SCHEMES)}),
            },
            "uri",
        ),
        "datetimepicker": shape(
            kind
            | {
                "data": data,
                "mode": one_of("date", "time", "datetime"),
                "initial": anything,
                "min": anything,
                "max": anything,
            },
            "data",
            "mode",
            rules=(_picker_moments,),
        ),
        "clipboard": shape(kind | {"clipboardText": text(limits.CLIPBOARD)}, "clipboardText"),
        "camera": shape(kind),
        "cameraRoll": shape(kind),
        "location": shape(kind),
        "richmenuswitch": shape(
            kind | {"data": data, "richMenuAliasId": matching(r"[a-z0-9_-]+", longest=32)},
            "data",
            "richMenuAliasId",
        ),
    }


_ONLY_IN_QUICK_REPLIES = ("camera", "cameraRoll", "location")
_ONLY_IN_RICH_MENUS = ("richmenuswitch",)


def action(label_limit: int, *, labelled: bool, without: tuple[str, ...]) -> Check:
    """An action whose label may be `label_limit` graphemes long."""
    label = {"label": text(label_limit, graphemes, shortest=1 if labelled else 0)}
    required = ("label",) if labelled else ()
    kinds = {
        name: kind.plus(label, *required) for name, kind in _kinds().items() if name not in without
    }
    return tagged(lambda: kinds)


ACTION_TYPES = tuple(_kinds())
FLEX_BUTTON_ACTION = action(
    limits.LABEL_FLEX, labelled=True, without=_ONLY_IN_QUICK_REPLIES + _ONLY_IN_RICH_MENUS
)
FLEX_TAP_ACTION = action(
    limits.LABEL_FLEX, labelled=False, without=_ONLY_IN_QUICK_REPLIES + _ONLY_IN_RICH_MENUS
)
QUICK_REPLY_ACTION = action(limits.LABEL_QUICK_REPLY, labelled=True, without=_ONLY_IN_RICH_MENUS)
TEMPLATE_ACTION = action(
    limits.LABEL_TEMPLATE, labelled=True, without=_ONLY_IN_QUICK_REPLIES + _ONLY_IN_RICH_MENUS
)
TEMPLATE_TAP_ACTION = action(
    limits.LABEL_TEMPLATE, labelled=False, without=_ONLY_IN_QUICK_REPLIES + _ONLY_IN_RICH_MENUS
)
IMAGE_CAROUSEL_ACTION = action(
    limits.LABEL_IMAGE_CAROUSEL,
    labelled=False,
    without=_ONLY_IN_QUICK_REPLIES + _ONLY_IN_RICH_MENUS,
)
RICH_MENU_ACTION = action(
    limits.LABEL_RICH_MENU, labelled=False, without=(*_ONLY_IN_QUICK_REPLIES, "clipboard")
)
