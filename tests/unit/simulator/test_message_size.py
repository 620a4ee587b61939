"""Bytes of a bubble and of a carousel, counted the way they are sent."""

import json

import pytest

from simulator import limits
from simulator.message_schema import problems


def text(words):
    return {"type": "text", "text": words}


def flex(contents):
    return {"type": "flex", "altText": "ก", "contents": contents}


def bubble(*contents):
    body = {"type": "box", "layout": "vertical", "contents": list(contents)}
    return {"type": "bubble", "body": body}


def filled(size):
    """A bubble of exactly so many bytes when it is written compactly."""
    parts = [text("a" * 2000)] * (size // 2050)
    frame = len(flex_json(bubble(*parts, text("a"))))
    return bubble(*parts, text("a" * (size - frame + 1)))


def flex_json(part):

    return json.dumps(part, separators=(",", ":"))


@pytest.mark.parametrize(("size", "accepted"), [(30_000, True), (30_001, False)])
def test_bubble_bytes(size, accepted):
    one = filled(size)
    assert len(flex_json(one)) == size
    assert (problems([flex(one)], endpoint="push") == []) is accepted


@pytest.mark.parametrize(("size", "accepted"), [(24_980, True), (24_990, False)])
def test_carousel_bytes(size, accepted):
    both = {"type": "carousel", "contents": [filled(size), filled(size)]}
    assert (len(flex_json(both)) <= limits.CAROUSEL_BYTES) is accepted
    assert (problems([flex(both)], endpoint="push") == []) is accepted


def test_thai_weighs_more_when_it_is_escaped():
    thai = flex(bubble(*[text("ก" * 1000)] * 9))
    assert problems([thai], endpoint="push") == []
    assert problems([thai], endpoint="push", escaped=True) != []
