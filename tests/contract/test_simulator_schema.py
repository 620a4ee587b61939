"""The simulator's schema against the SDK's models: names, and what the SDK sends."""

import pytest
from linebot.v3 import messaging
from linebot.v3.messaging import models

from simulator import flex_components, flex_schema, template_schema
from simulator.action_schema import QUICK_REPLY_ACTION, RICH_MENU_ACTION, _kinds
from simulator.message_schema import _KINDS, problems

SHAPES = {
    "FlexBox": flex_components.BOX,
    "FlexButton": flex_components.BUTTON,
    "FlexFiller": flex_components.FILLER,
    "FlexIcon": flex_components.ICON,
    "FlexImage": flex_components.IMAGE,
    "FlexSeparator": flex_components.SEPARATOR,
    "FlexSpan": flex_components.SPAN,
    "FlexText": flex_components.TEXT,
    "FlexVideo": flex_components.VIDEO,
    "FlexBoxLinearGradient": flex_components.GRADIENT,
    "FlexBlockStyle": flex_schema.BLOCK_STYLE,
    "FlexBubble": flex_schema.BUBBLE,
    "ButtonsTemplate": template_schema.TEMPLATES["buttons"],
    "ConfirmTemplate": template_schema.TEMPLATES["confirm"],
    "CarouselTemplate": template_schema.TEMPLATES["carousel"],
    "ImageCarouselTemplate": template_schema.TEMPLATES["image_carousel"],
    "ImagemapMessage": _KINDS[False]["imagemap"],
    "TextMessage": _KINDS[False]["text"],
    "TextMessageV2": _KINDS[False]["textV2"],
    "StickerMessage": _KINDS[False]["sticker"],
    "ImageMessage": _KINDS[False]["image"],
    "VideoMessage": _KINDS[False]["video"],
    "AudioMessage": _KINDS[False]["audio"],
    "LocationMessage": _KINDS[False]["location"],
    "CouponMessage": _KINDS[False]["coupon"],
    "TemplateMessage": _KINDS[False]["template"],
    "FlexMessage": _KINDS[False]["flex"],
}
ACTIONS = {
    "PostbackAction": "postback",
    "MessageAction": "message",
    "URIAction": "uri",
    "DatetimePickerAction": "datetimepicker",
    "ClipboardAction": "clipboard",
    "CameraAction": "camera",
    "CameraRollAction": "cameraRoll",
    "LocationAction": "location",
    "RichMenuSwitchAction": "richmenuswitch",
}


def sdk_fields(name):
    return {field.alias for field in getattr(models, name).__fields__.values()}


@pytest.mark.parametrize("name", SHAPES)
def test_property_names_are_the_sdks(name):
    assert set(SHAPES[name].fields) == sdk_fields(name)


@pytest.mark.parametrize(("name", "kind"), ACTIONS.items())
def test_action_properties_are_the_sdks(name, kind):
    assert set(_kinds()[kind].fields) | {"label"} == sdk_fields(name)


def test_every_action_of_the_sdk_has_a_decision():
    assert set(_kinds()) == set(ACTIONS.values())
    assert set(models.Action._Action__discriminator_value_class_map) == set(ACTIONS.values())


def test_every_message_type_of_the_sdk_has_a_decision():
    assert set(_KINDS[False]) == set(models.Message._Message__discriminator_value_class_map)


def test_required_parts_are_the_sdks():
    for name, shape in SHAPES.items():
        fields = getattr(models, name).__fields__.values()
        required = {field.alias for field in fields if field.required}
        assert required - {"type"} <= shape.required, name


def flex(contents):
    return messaging.FlexMessage(altText="ตัวอย่าง", contents=contents)


def bubble(*contents, **more):
    body = messaging.FlexBox(layout="vertical", contents=list(contents), spacing="md")
    return messaging.FlexBubble(body=body, **more)


POSTBACK = messaging.PostbackAction(label="เสร็จแล้ว", data="tick:O12", displayText="เสร็จแล้ว")
MADE_BY_THE_SDK = [
    messaging.TextMessage(
        text="สวัสดีค่ะ",
        quickReply=messaging.QuickReply(
            items=[messaging.QuickReplyItem(action=POSTBACK, imageUrl="https://example.com/a.png")]
        ),
    ),
    flex(bubble(messaging.FlexText(text="O12", wrap=True), messaging.FlexButton(action=POSTBACK))),
    flex(
        messaging.FlexCarousel(
            contents=[
                bubble(messaging.FlexSeparator(margin="lg"), size="kilo"),
                bubble(messaging.FlexText(contents=[messaging.FlexSpan(text="ก")]), size="kilo"),
            ]
        )
    ),
    messaging.TemplateMessage(
        altText="ยืนยัน",
        template=messaging.ConfirmTemplate(
            text="ยืนยันหรือไม่",
            actions=[
                messaging.MessageAction(label="ใช่", text="ใช่"),
                messaging.URIAction(label="ดู", uri="https://example.com/"),
            ],
        ),
    ),
    messaging.LocationMessage(title="ก", address="ข", latitude=18.5, longitude=99.0),
    messaging.StickerMessage(packageId="446", stickerId="1988"),
]


@pytest.mark.parametrize("message", MADE_BY_THE_SDK, ids=lambda message: message.type)
def test_what_the_sdk_makes_is_accepted(message):
    body = messaging.PushMessageRequest(to="U", messages=[message]).to_dict()
    assert problems(body["messages"], endpoint="push") == []


def test_places_keep_their_own_actions():
    switch = {"type": "richmenuswitch", "data": "a", "richMenuAliasId": "b"}
    camera = {"type": "camera", "label": "ถ่ายรูป"}
    assert not list(RICH_MENU_ACTION(switch, ""))
    assert list(QUICK_REPLY_ACTION({**switch, "label": "ก"}, ""))
    assert not list(QUICK_REPLY_ACTION(camera, ""))
    assert list(RICH_MENU_ACTION(camera, ""))
