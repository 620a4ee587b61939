"""Rich menus: what LINE accepts, which image belongs to which menu, and who sees which.

https://developers.line.biz/en/reference/messaging-api/#rich-menu
"""

import secrets
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator import limits
from simulator.action_schema import RICH_MENU_ACTION
from simulator.checks import Json, Problem, array, boolean, integer, shape, text
from simulator.limits import graphemes
from simulator.values import Refused

_SIDE = integer(0, 2_500)


def _not_too_tall(size: Mapping[str, Json], path: str) -> Iterator[Problem]:
    width, height = size.get("width"), size.get("height")
    if isinstance(width, int) and isinstance(height, int) and width < height * 1.45:
        yield Problem(f"{path}.height", "width / height must be 1.45 or more")


_BOUNDS = shape(dict.fromkeys(("x", "y", "width", "height"), _SIDE), "x", "y", "width", "height")
_AREA = shape({"bounds": _BOUNDS, "action": RICH_MENU_ACTION}, "bounds", "action")
_MENU = shape(
    {
        "size": shape(
            {"width": integer(800, 2_500), "height": integer(250)},
            "width",
            "height",
            rules=(_not_too_tall,),
        ),
        "selected": boolean,
        "name": text(limits.RICH_MENU_NAME, graphemes),
        "chatBarText": text(limits.RICH_MENU_CHAT_BAR, graphemes),
        "areas": array(_AREA, 0, limits.RICH_MENU_AREAS),
    },
    "size",
    "selected",
    "name",
    "chatBarText",
    "areas",
)


def menu_problems(menu: Json) -> list[Problem]:
    return list(_MENU(menu, ""))


@dataclass(slots=True)
class RichMenu:
    rich_menu_id: str
    body: dict[str, Any]
    image: bytes | None = None
    content_type: str = ""


@dataclass(slots=True)
class RichMenus:
    menus: dict[str, RichMenu] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    of_user: dict[str, str] = field(default_factory=dict)
    default: str | None = None

    def validate(self, body: Json) -> dict[str, Any]:
        wrong = menu_problems(body)
        if wrong or not isinstance(body, dict):
            details = [{"message": each.message, "property": each.property} for each in wrong]
            raise Refused(400, f"The request body has {len(wrong)} error(s)", details=details)
        return body

    def create(self, body: Json) -> RichMenu:
        if len(self.menus) >= limits.RICH_MENUS:
            raise Refused(400, "The number of rich menus is at its limit")
        menu = RichMenu("richmenu-" + secrets.token_hex(16), self.validate(body))
        self.menus[menu.rich_menu_id] = menu
        return menu

    def get(self, rich_menu_id: str) -> RichMenu:
        if rich_menu_id not in self.menus:
            raise Refused(404, "richmenu not found")
        return self.menus[rich_menu_id]

    def delete(self, rich_menu_id: str) -> None:
        del self.menus[self.get(rich_menu_id).rich_menu_id]
        self.of_user = {user: at for user, at in self.of_user.items() if at != rich_menu_id}
        self.default = None if self.default == rich_menu_id else self.default

    def draw(self, rich_menu_id: str, content_type: str, image: bytes) -> None:
        menu = self.get(rich_menu_id)
        if menu.image is not None:
            raise Refused(400, "An image has already been uploaded to the richmenu")
        if content_type not in ("image/png", "image/jpeg"):
            raise Refused(415, "Unsupported media type")
        if len(image) > limits.RICH_MENU_IMAGE_BYTES:
            raise Refused(413, "Request entity too large")
        size = menu.body["size"]
        if image_size(image) != (size["width"], size["height"]):
            raise Refused(400, "The image size is not that of the richmenu")
        menu.image, menu.content_type = image, content_type

    def ready(self, rich_menu_id: str) -> str:
        if self.get(rich_menu_id).image is None:
            raise Refused(400, "must upload richmenu image before applying it to user")
        return rich_menu_id

    def seen_by(self, user_id: str) -> RichMenu | None:
        chosen = self.of_user.get(user_id, self.default)
        return self.menus.get(chosen) if chosen is not None else None


def image_size(image: bytes) -> tuple[int, int] | None:
    """Width and height from a PNG's or JPEG's own header."""
    if image.startswith(b"\x89PNG\r\n\x1a\n") and len(image) >= 24:
        width, height = struct.unpack(">II", image[16:24])
        return width, height
    at = 2
    while image.startswith(b"\xff\xd8") and at + 9 <= len(image):
        marker, length = struct.unpack(">HH", image[at : at + 4])
        if 0xFFC0 <= marker <= 0xFFCF and marker not in (0xFFC4, 0xFFC8, 0xFFCC):
            height, width = struct.unpack(">HH", image[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None
