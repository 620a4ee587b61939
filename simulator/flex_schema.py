"""What LINE accepts as the contents of a Flex message: one bubble, or a carousel of them."""

from collections.abc import Callable, Iterator, Mapping

from simulator import limits
from simulator.action_schema import FLEX_TAP_ACTION
from simulator.checks import Check, Json, Problem, array, boolean, one_of, shape, tagged
from simulator.flex_components import BOX, COLOR_CODE, IMAGE, TYPE, VIDEO

BLOCK_STYLE = shape(
    {"backgroundColor": COLOR_CODE, "separator": boolean, "separatorColor": COLOR_CODE}
)
BUBBLE = shape(
    {
        "type": TYPE,
        "size": one_of("nano", "micro", "deca", "hecto", "kilo", "mega", "giga"),
        "direction": one_of("ltr", "rtl"),
        **dict.fromkeys(("header", "body", "footer"), tagged(lambda: {"box": BOX})),
        "hero": tagged(lambda: {"box": BOX, "image": IMAGE, "video": VIDEO}),
        "styles": shape(dict.fromkeys(("header", "hero", "body", "footer"), BLOCK_STYLE)),
        "action": FLEX_TAP_ACTION,
    }
)
Size = Callable[[Json], int]


def container(size: Size) -> Check:
    """A bubble or a carousel; `size` says how many bytes a value takes in the request."""
    bubbles = tagged(lambda: {"bubble": BUBBLE})

    def bubble(value: Json, path: str) -> Iterator[Problem]:
        yield from bubbles(value, path)
        if size(value) > limits.BUBBLE_BYTES:
            yield Problem(path, f"bubble is larger than {limits.BUBBLE_BYTES} bytes")

    def carousel(value: Json, path: str) -> Iterator[Problem]:
        fields = {"type": TYPE, "contents": array(bubble, 1, limits.BUBBLES)}
        yield from shape(fields, "contents", rules=(_one_size,))(value, path)
        if size(value) > limits.CAROUSEL_BYTES:
            yield Problem(path, f"carousel is larger than {limits.CAROUSEL_BYTES} bytes")

    return tagged(lambda: {"bubble": bubble, "carousel": carousel})


def _one_size(carousel: Mapping[str, Json], path: str) -> Iterator[Problem]:
    contents = carousel.get("contents")
    bubbles = contents if isinstance(contents, list) else []
    sizes = {bubble.get("size", "mega") for bubble in bubbles if isinstance(bubble, dict)}
    if len(sizes) > 1:
        yield Problem(f"{path}.contents", "bubbles of one carousel must have one size")
