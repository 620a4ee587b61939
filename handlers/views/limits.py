"""LINE's size limits for Flex, measured on the bytes that are really sent (ASCII-escaped JSON)."""

import json
from collections.abc import Sequence

from handlers.views.line import Part

BUBBLE_BYTES = 30_000
CAROUSEL_BYTES = 50_000
"""LINE says "30 KB" and "50 KB"; read as thousands, the stricter of the two readings."""
MARGIN = 500


def sent_bytes(part: object) -> int:
    """How LINE receives it: the SDK escapes every Thai letter to six bytes."""
    return len(json.dumps(part))


def fits_bubble(part: Part) -> bool:
    return sent_bytes(part) <= BUBBLE_BYTES - MARGIN


def fits_carousel(bubbles: Sequence[Part]) -> bool:
    each = all(fits_bubble(bubble) for bubble in bubbles)
    return each and sent_bytes(list(bubbles)) <= CAROUSEL_BYTES - MARGIN
