"""LINE's published limits for message objects, and the two ways LINE counts characters.

Numbers follow https://developers.line.biz/en/reference/messaging-api/#message-objects. A kilobyte
is read as a thousand bytes, the stricter reading.
"""

import regex

MESSAGES = 5
REQUEST_BYTES = 2_000_000
MULTICAST_RECIPIENTS = 500
WEBHOOK_URL = 500

TEXT = 5_000
TEXT_EMOJI = 20
SUBSTITUTIONS = 100
ALT_TEXT = 1_500
MEDIA_URL = 2_000
SENDER_NAME = 20

QUICK_REPLIES = 13
LABEL_QUICK_REPLY = 20
LABEL_TEMPLATE = 20
LABEL_IMAGE_CAROUSEL = 12
LABEL_RICH_MENU = 20
LABEL_FLEX = 40

POSTBACK_DATA = 300
POSTBACK_TEXT = 300
MESSAGE_ACTION_TEXT = 300
URI = 1_000
CLIPBOARD = 1_000

BUBBLE_BYTES = 30_000
CAROUSEL_BYTES = 50_000
BUBBLES = 12
FLEX_TEXT = 2_000

RICH_MENU_AREAS = 20
RICH_MENU_CHAT_BAR = 14
RICH_MENU_NAME = 300
RICH_MENU_IMAGE_BYTES = 1_000_000
RICH_MENUS = 1_000
ALIAS_ID = 32


def utf16_units(text: str) -> int:
    """LINE's usual unit: an emoji outside the basic plane counts as two."""
    return len(text) + sum(1 for letter in text if letter > "\uffff")


def graphemes(text: str) -> int:
    """What a reader calls letters; LINE counts labels and shown texts this way."""
    return len(regex.findall(r"\X", text))
