"""Rich menus through the real SDK: create, draw, link, alias, and what is refused on the way."""

import struct

import pytest
from linebot.v3.messaging import (
    ApiClient,
    ApiException,
    Configuration,
    CreateRichMenuAliasRequest,
    MessageAction,
    MessagingApi,
    MessagingApiBlob,
    RichMenuArea,
    RichMenuBounds,
    RichMenuBulkLinkRequest,
    RichMenuRequest,
    RichMenuSize,
    UpdateRichMenuAliasRequest,
)

from tests.support.line_simulator import running_simulator

PNG = {"Content-Type": "image/png"}


@pytest.fixture(scope="module")
def line():
    with running_simulator() as (platform, url):
        settings = Configuration(host=url, access_token=platform.access_tokens.long_lived)
        with ApiClient(settings) as client:
            yield platform, MessagingApi(client), MessagingApiBlob(client)


@pytest.fixture
def api(line):
    return line[1]


@pytest.fixture
def blob(line):
    return line[2]


@pytest.fixture
def person(line):
    return line[0].add_person("ผู้ใช้ตัวอย่าง")


def image(width, height):
    header = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height)
    return bytearray(header + b"\x00" * 32)


def request(**change):
    bounds = RichMenuBounds(x=0, y=0, width=1250, height=843)
    area = RichMenuArea(bounds=bounds, action=MessageAction(label="ช่วยเหลือ", text="ช่วยเหลือ"))
    parts = {
        "size": RichMenuSize(width=2500, height=843),
        "selected": True,
        "name": "เมนูตัวอย่าง",
        "chatBarText": "เมนู",
        "areas": [area],
    }
    return RichMenuRequest(**{**parts, **change})


def made(api, blob):
    menu_id = api.create_rich_menu(request()).rich_menu_id
    blob.set_rich_menu_image(menu_id, body=image(2500, 843), _headers=PNG)
    return menu_id


def refused(status, call, *given, **more):
    with pytest.raises(ApiException) as refusal:
        call(*given, **more)
    assert refusal.value.status == status


def test_a_menu_for_everybody_and_one_for_a_person(line, api, blob, person):
    for_all, own = made(api, blob), made(api, blob)
    api.set_default_rich_menu(for_all)
    assert api.get_default_rich_menu_id().rich_menu_id == for_all
    menus = line[0].rich_menus
    assert menus.seen_by(person.user_id).rich_menu_id == for_all
    api.link_rich_menu_id_to_user(person.user_id, own)
    assert menus.seen_by(person.user_id).rich_menu_id == own
    assert api.get_rich_menu_id_of_user(person.user_id).rich_menu_id == own
    api.unlink_rich_menu_id_from_user(person.user_id)
    refused(404, api.get_rich_menu_id_of_user, person.user_id)
    api.link_rich_menu_id_to_users(
        RichMenuBulkLinkRequest(richMenuId=own, userIds=[person.user_id])
    )
    assert menus.seen_by(person.user_id).rich_menu_id == own
    api.delete_rich_menu(own)
    assert menus.seen_by(person.user_id).rich_menu_id == for_all
    api.cancel_default_rich_menu()
    assert menus.seen_by(person.user_id) is None


def test_it_can_be_read_back(api, blob):
    menu_id = made(api, blob)
    assert api.get_rich_menu(menu_id).chat_bar_text == "เมนู"
    assert menu_id in [menu.rich_menu_id for menu in api.get_rich_menu_list().richmenus]
    assert bytes(blob.get_rich_menu_image(menu_id)) == bytes(image(2500, 843))
    refused(404, api.get_rich_menu, "richmenu-none")


def test_a_menu_needs_its_image_first(api, person):
    menu_id = api.create_rich_menu(request()).rich_menu_id
    refused(400, api.set_default_rich_menu, menu_id)
    refused(400, api.link_rich_menu_id_to_user, person.user_id, menu_id)


def test_images_that_are_refused(api, blob):
    menu_id = api.create_rich_menu(request()).rich_menu_id
    draw = blob.set_rich_menu_image
    refused(400, draw, menu_id, body=image(2500, 842), _headers=PNG)
    refused(415, draw, menu_id, body=image(2500, 843), _headers={"Content-Type": "image/gif"})
    refused(413, draw, menu_id, body=image(2500, 843) + b"0" * 1_000_000, _headers=PNG)
    draw(menu_id, body=image(2500, 843), _headers=PNG)
    refused(400, draw, menu_id, body=image(2500, 843), _headers=PNG)


def test_menus_that_are_refused(api):
    tall = request(size=RichMenuSize(width=1000, height=900))
    refused(400, api.create_rich_menu, tall)
    refused(400, api.validate_rich_menu_object, tall)
    api.validate_rich_menu_object(request())


def test_aliases(api, blob):
    first, second = made(api, blob), made(api, blob)
    create = api.create_rich_menu_alias
    create(CreateRichMenuAliasRequest(richMenuAliasId="main", richMenuId=first))
    refused(400, create, CreateRichMenuAliasRequest(richMenuAliasId="main", richMenuId=first))
    unchecked = CreateRichMenuAliasRequest.construct
    refused(400, create, unchecked(rich_menu_alias_id="Main", rich_menu_id=first))
    refused(400, create, unchecked(rich_menu_alias_id="a" * 33, rich_menu_id=first))
    api.update_rich_menu_alias("main", UpdateRichMenuAliasRequest(richMenuId=second))
    assert api.get_rich_menu_alias("main").rich_menu_id == second
    assert [alias.rich_menu_alias_id for alias in api.get_rich_menu_alias_list().aliases] == [
        "main"
    ]
    api.delete_rich_menu_alias("main")
    refused(404, api.get_rich_menu_alias, "main")
