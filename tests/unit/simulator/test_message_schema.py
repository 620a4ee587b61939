"""Each limit of LINE's: just inside is accepted, just outside is refused, by name of property."""

import pytest

from simulator import limits
from simulator.message_schema import problems

FACE = "😀"  # two UTF-16 units, one grapheme
THAI = "น้ำ"  # three code points, fewer graphemes


def text(words="ก", **more):
    return {"type": "text", "text": words, **more}


def flex(contents, alt="ก"):
    return {"type": "flex", "altText": alt, "contents": contents}


def box(*contents, layout="vertical", **more):
    return {"type": "box", "layout": layout, "contents": list(contents), **more}


def bubble(*contents, **more):
    return {"type": "bubble", "body": box(*contents), **more}


def in_bubble(part):
    return flex(bubble(part))


def postback(label="ก", **more):
    return {"type": "postback", "label": label, "data": "a", **more}


def button(action):
    return in_bubble({"type": "button", "action": action})


def quick(*actions):
    items = [{"type": "action", "action": action} for action in actions]
    return text(quickReply={"items": items})


def template(kind, **parts):
    return {"type": "template", "altText": "ก", "template": {"type": kind, **parts}}


def card(**more):
    return {"text": "ก", "actions": [postback()], **more}


def carousel(count, **more):
    return flex({"type": "carousel", "contents": [bubble(**more) for _ in range(count)]})


def picker(**more):
    return button({"type": "datetimepicker", "label": "ก", "data": "a", "mode": "date", **more})


def uri(address):
    return button({"type": "uri", "label": "ก", "uri": address})


LIMITS = [
    ("text", text("ก" * 5000), text("ก" * 5001)),
    ("text counts an emoji twice", text(FACE * 2500), text(FACE * 2501)),
    ("alt text", flex(bubble(), "ก" * 1500), flex(bubble(), "ก" * 1501)),
    ("alt text not empty", flex(bubble(), "ก"), flex(bubble(), "")),
    ("flex text", in_bubble(text("ก" * 2000)), in_bubble(text("ก" * 2001))),
    ("flex text not empty", in_bubble(text(" ")), in_bubble(text(""))),
    ("flex label", button(postback("ก" * 40)), button(postback("ก" * 41))),
    ("label in graphemes", button(postback(FACE * 40)), button(postback(FACE * 41))),
    ("flex label needed", button(postback()), button({"type": "postback", "data": "a"})),
    ("quick replies", quick(*[postback()] * 13), quick(*[postback()] * 14)),
    ("quick label", quick(postback("น้" * 20)), quick(postback("น้" * 21))),
    ("postback data", button(postback(data="a" * 300)), button(postback(data="a" * 301))),
    ("data in UTF-16", button(postback(data=FACE * 150)), button(postback(data=FACE * 151))),
    (
        "display text",
        button(postback(displayText=FACE * 300)),
        button(postback(displayText=FACE * 301)),
    ),
    (
        "fill-in text",
        button(postback(inputOption="openKeyboard", fillInText="ก" * 300)),
        button(postback(inputOption="openKeyboard", fillInText="ก" * 301)),
    ),
    (
        "fill-in needs the keyboard",
        button(postback(inputOption="openKeyboard", fillInText="ก")),
        button(postback(fillInText="ก")),
    ),
    ("one shown text", button(postback(text="ก")), button(postback(text="ก", displayText="ก"))),
    (
        "message text",
        button({"type": "message", "label": "ก", "text": "ก" * 300}),
        button({"type": "message", "label": "ก", "text": "ก" * 301}),
    ),
    (
        "clipboard",
        button({"type": "clipboard", "label": "ก", "clipboardText": "ก" * 1000}),
        button({"type": "clipboard", "label": "ก", "clipboardText": "ก" * 1001}),
    ),
    ("uri length", uri("https://e.com/" + "a" * 986), uri("https://e.com/" + "a" * 987)),
    ("uri scheme", uri("tel:0000"), uri("ftp://example.com/")),
    ("uri scheme of scripts", uri("line://ti/p/@a"), uri("javascript:alert(1)")),
    ("uri percent-encoded", uri("https://e.com/%E0"), uri("https://e.com/ก")),
    ("uri not relative", uri("http://e.com"), uri("/my")),
    ("bubbles", carousel(12), carousel(13)),
    ("bubbles at least one", carousel(1), carousel(0)),
    ("colour", in_bubble(text(color="#06C755")), in_bubble(text(color="green"))),
    ("colour with alpha", in_bubble(text(color="#06c75580")), in_bubble(text(color="#06c"))),
    ("size", in_bubble(text(size="xxl")), in_bubble(text(size="huge"))),
    ("size in pixels", in_bubble(text(size="14px")), in_bubble(text(size="14"))),
    ("weight", in_bubble(text(weight="bold")), in_bubble(text(weight="600"))),
    ("width", in_bubble(box(width="40%")), in_bubble(box(width="wide"))),
    ("flex number", in_bubble(text(flex=0)), in_bubble(text(flex=-1))),
    ("whole number", in_bubble(text(maxLines=2)), in_bubble(text(maxLines="2"))),
    ("truth", in_bubble(text(wrap=True)), in_bubble(text(wrap="true"))),
    ("bubble size", flex(bubble(size="giga")), flex(bubble(size="tera"))),
    ("layout", in_bubble(box(layout="baseline")), in_bubble(box(layout="grid"))),
    (
        "baseline children",
        in_bubble(box(text(), layout="baseline")),
        in_bubble(box(box(), layout="baseline")),
    ),
    (
        "icons only in a baseline",
        in_bubble(box({"type": "icon", "url": "https://e.com/a.png"}, layout="baseline")),
        in_bubble(box({"type": "icon", "url": "https://e.com/a.png"})),
    ),
    (
        "image over https",
        in_bubble({"type": "image", "url": "https://e.com/a.png"}),
        in_bubble({"type": "image", "url": "http://e.com/a.png"}),
    ),
    (
        "aspect ratio",
        in_bubble({"type": "image", "url": "https://e.com/a", "aspectRatio": "1:3"}),
        in_bubble({"type": "image", "url": "https://e.com/a", "aspectRatio": "1:4"}),
    ),
    (
        "gradient",
        in_bubble(box(background={"type": "linearGradient", "angle": "90deg",
                                  "startColor": "#000000", "endColor": "#ffffff"})),
        in_bubble(box(background={"type": "linearGradient", "angle": "361deg",
                                  "startColor": "#000000", "endColor": "#ffffff"})),
    ),
    ("picker date", picker(initial="2027-01-31"), picker(initial="2027-02-31")),
    ("picker form", picker(max="2100-12-31"), picker(max="2101-01-01")),
    ("picker mode", picker(min="2027-01-01"), picker(min="2027-01-01T00:00")),
    ("picker order", picker(min="2027-01-01", max="2027-01-02"),
     picker(min="2027-01-02", max="2027-01-01")),
    ("sender", text(sender={"name": "ก" * 20}), text(sender={"name": "ก" * 21})),
    ("sender is not LINE", text(sender={"name": "ITA"}), text(sender={"name": "LINE ITA"})),
    ("buttons", template("buttons", **card(actions=[postback()] * 4)),
     template("buttons", **card(actions=[postback()] * 5))),
    ("buttons text", template("buttons", **card(text="ก" * 160)),
     template("buttons", **card(text="ก" * 161))),
    ("buttons text under a title", template("buttons", **card(title="ก", text="ก" * 60)),
     template("buttons", **card(title="ก", text="ก" * 61))),
    ("template label", template("buttons", **card(actions=[postback("ก" * 20)])),
     template("buttons", **card(actions=[postback("ก" * 21)]))),
    ("confirm", template("confirm", **card(actions=[postback()] * 2)),
     template("confirm", **card(actions=[postback()]))),
    ("columns", template("carousel", columns=[card()] * 10),
     template("carousel", columns=[card()] * 11)),
    ("columns agree", template("carousel", columns=[card(), card()]),
     template("carousel", columns=[card(), card(actions=[postback()] * 2)])),
    ("no unknown message", text(), {"type": "html", "text": "ก"}),
    ("no unknown field", text(), text(colour="red")),
    ("no misspelt quick reply", text(), text(quikReply={})),
    ("no unknown field in flex", in_bubble(text()), in_bubble(text(colour="#000000"))),
]  # fmt: skip


@pytest.mark.parametrize(("good", "bad"), [row[1:] for row in LIMITS], ids=[r[0] for r in LIMITS])
def test_the_limit_is_exactly_here(good, bad):
    assert problems([good], endpoint="push") == []
    assert problems([bad], endpoint="push") != []


@pytest.mark.parametrize(("count", "accepted"), [(0, False), (1, True), (5, True), (6, False)])
def test_one_to_five_messages(count, accepted):
    assert (problems([text()] * count, endpoint="reply") == []) is accepted


def test_bubbles_of_one_carousel_have_one_size():
    mixed = {"type": "carousel", "contents": [bubble(), bubble(size="kilo")]}
    assert [each.property for each in problems([flex(mixed)], endpoint="push")] == [
        "messages[0].contents.contents"
    ]


def test_a_problem_is_named_where_it_is():
    deep = flex(bubble(text(), box(text(), text(""))))
    assert [each.property for each in problems([text(), deep], endpoint="push")] == [
        "messages[1].contents.body.contents[1].contents[1].text"
    ]


def test_everything_wrong_is_told_at_once():
    found = problems([text("", color=1), {"type": "sticker"}], endpoint="push")
    assert len(found) == 4


@pytest.mark.parametrize("value", [None, 1, 5.5, True, [], {}])
def test_odd_values_are_refused_and_not_crashed_on(value):
    assert problems([value], endpoint="push")
    assert problems([text(value)], endpoint="push")
    assert problems([flex(value)], endpoint="push")
    assert problems([in_bubble(value)], endpoint="push")


def test_counting():
    assert limits.utf16_units("เมนูผู้ประสานงาน" + FACE) == 18
    assert limits.graphemes("เมนูผู้ประสานงาน" + FACE) == 14
    assert limits.graphemes(THAI) < len(THAI)


def test_mentions_need_a_group():
    mention = {
        "type": "textV2",
        "text": "{a}",
        "substitution": {"a": {"type": "mention", "mentionee": {"type": "all"}}},
    }
    assert problems([mention], endpoint="push") == []
    assert problems([mention], endpoint="multicast") != []
