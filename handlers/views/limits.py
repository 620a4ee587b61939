"""LINE's size limits for Flex, measured on the bytes that are really sent (ASCII-escaped JSON)."""

import json
from collections.abc import Sequence

from handlers.views.line import Part

BUBBLE_BYTES = 30 * 1024
CAROUSEL_BYTES = 50 * 1024
MARGIN = 1024


def sent_bytes(part: object) -> int:
    """How LINE receives it: the SDK escapes every Thai letter to six bytes."""
    return len(json.dumps(part))


def fits_bubble(part: Part) -> bool:
    return sent_bytes(part) <= BUBBLE_BYTES - MARGIN


def fits_carousel(bubbles: Sequence[Part]) -> bool:
    each = all(fits_bubble(bubble) for bubble in bubbles)
    return each and sent_bytes(list(bubbles)) <= CAROUSEL_BYTES - MARGIN
