"""Rich menus over HTTP: create, draw, link, alias."""

import re
from typing import Any

from simulator import limits
from simulator.endpoints.call import Answer, Call, Endpoint
from simulator.rich_menus import RichMenu, RichMenus
from simulator.values import Refused


def _menus(call: Call) -> RichMenus:
    return call.platform.rich_menus


def _shown(menu: RichMenu) -> dict[str, Any]:
    return {"richMenuId": menu.rich_menu_id, **menu.body}


def create(call: Call) -> Answer:
    return Answer({"richMenuId": _menus(call).create(call.json).rich_menu_id})


def validate(call: Call) -> Answer:
    _menus(call).validate(call.json)
    return Answer()


def get(call: Call) -> Answer:
    return Answer(_shown(_menus(call).get(call.params["menu_id"])))


def delete(call: Call) -> Answer:
    _menus(call).delete(call.params["menu_id"])
    return _changed(call)


def list_all(call: Call) -> Answer:
    return Answer({"richmenus": [_shown(menu) for menu in _menus(call).menus.values()]})


def draw(call: Call) -> Answer:
    content_type = call.headers.get("content-type", "").partition(";")[0]
    _menus(call).draw(call.params["menu_id"], content_type, call.raw)
    return _changed(call)


def picture(call: Call) -> Answer:
    menu = _menus(call).get(call.params["menu_id"])
    if menu.image is None:
        raise Refused(404, "Not found")
    return Answer(menu.image, content_type=menu.content_type)


def set_default(call: Call) -> Answer:
    _menus(call).default = _menus(call).ready(call.params["menu_id"])
    return _changed(call)


def get_default(call: Call) -> Answer:
    default = _menus(call).default
    if default is None:
        raise Refused(404, "no default richmenu")
    return Answer({"richMenuId": default})


def clear_default(call: Call) -> Answer:
    _menus(call).default = None
    return _changed(call)


def link(call: Call) -> Answer:
    user_id = _known_user(call, call.params["user_id"])
    _menus(call).of_user[user_id] = _menus(call).ready(call.params["menu_id"])
    return _changed(call)


def linked(call: Call) -> Answer:
    menu_id = _menus(call).of_user.get(call.params["user_id"])
    if menu_id is None:
        raise Refused(404, "the user has no richmenu")
    return Answer({"richMenuId": menu_id})


def unlink(call: Call) -> Answer:
    _menus(call).of_user.pop(_known_user(call, call.params["user_id"]), None)
    return _changed(call)


def bulk_link(call: Call) -> Answer:
    body = call.fields("richMenuId", "userIds", required=("richMenuId", "userIds"))
    menu_id = _menus(call).ready(str(body["richMenuId"]))
    for user_id in _user_ids(call, body["userIds"]):
        _menus(call).of_user[user_id] = menu_id
    return Answer(_changed(call).body, status=202)


def bulk_unlink(call: Call) -> Answer:
    for user_id in _user_ids(call, call.fields("userIds", required=("userIds",))["userIds"]):
        _menus(call).of_user.pop(user_id, None)
    return Answer(_changed(call).body, status=202)


def add_alias(call: Call) -> Answer:
    names = ("richMenuAliasId", "richMenuId")
    body = call.fields(*names, required=names)
    alias = str(body["richMenuAliasId"])
    if not re.fullmatch(rf"[a-z0-9_-]{{1,{limits.ALIAS_ID}}}", alias):
        raise Refused(400, "richMenuAliasId is invalid")
    if alias in _menus(call).aliases:
        raise Refused(400, "conflict richmenu alias id")
    _menus(call).aliases[alias] = _menus(call).ready(str(body["richMenuId"]))
    return Answer()


def change_alias(call: Call) -> Answer:
    alias = _known_alias(call)
    body = call.fields("richMenuId", required=("richMenuId",))
    _menus(call).aliases[alias] = _menus(call).ready(str(body["richMenuId"]))
    return _changed(call)


def get_alias(call: Call) -> Answer:
    alias = _known_alias(call)
    return Answer({"richMenuAliasId": alias, "richMenuId": _menus(call).aliases[alias]})


def delete_alias(call: Call) -> Answer:
    del _menus(call).aliases[_known_alias(call)]
    return Answer()


def list_aliases(call: Call) -> Answer:
    known = _menus(call).aliases.items()
    return Answer({"aliases": [{"richMenuAliasId": a, "richMenuId": b} for a, b in known]})


def _known_alias(call: Call) -> str:
    alias = call.params["alias_id"]
    if alias not in _menus(call).aliases:
        raise Refused(404, "richmenu alias not found")
    return alias


def _known_user(call: Call, user_id: str) -> str:
    if user_id not in call.platform.people:
        raise Refused(400, "The user ID is invalid")
    return user_id


def _user_ids(call: Call, value: Any) -> list[str]:
    if not isinstance(value, list) or not 1 <= len(value) <= 500:
        raise Refused(400, "The property, 'userIds', in the request body is invalid")
    return [_known_user(call, str(each)) for each in value]


def _changed(call: Call) -> Answer:
    call.platform.touch()
    return Answer()


_MENU = "/v2/bot/richmenu"
_ALL = "/v2/bot/user/all/richmenu"
_USER = "/v2/bot/user/{user_id}/richmenu"
_NAME = "richmenu"
ENDPOINTS = (
    Endpoint("POST", _MENU, _NAME, create),
    Endpoint("POST", f"{_MENU}/validate", _NAME, validate),
    Endpoint("GET", f"{_MENU}/list", _NAME, list_all),
    Endpoint("POST", f"{_MENU}/bulk/link", _NAME, bulk_link),
    Endpoint("POST", f"{_MENU}/bulk/unlink", _NAME, bulk_unlink),
    Endpoint("POST", f"{_MENU}/alias", _NAME, add_alias),
    Endpoint("GET", f"{_MENU}/alias/list", _NAME, list_aliases),
    Endpoint("GET", f"{_MENU}/alias/{{alias_id}}", _NAME, get_alias),
    Endpoint("POST", f"{_MENU}/alias/{{alias_id}}", _NAME, change_alias),
    Endpoint("DELETE", f"{_MENU}/alias/{{alias_id}}", _NAME, delete_alias),
    Endpoint("GET", f"{_MENU}/{{menu_id}}", _NAME, get),
    Endpoint("DELETE", f"{_MENU}/{{menu_id}}", _NAME, delete),
    Endpoint("POST", f"{_MENU}/{{menu_id}}/content", _NAME, draw, "raw"),
    Endpoint("GET", f"{_MENU}/{{menu_id}}/content", _NAME, picture),
    Endpoint("GET", _ALL, _NAME, get_default),
    Endpoint("DELETE", _ALL, _NAME, clear_default),
    Endpoint("POST", f"{_ALL}/{{menu_id}}", _NAME, set_default, "raw"),
    Endpoint("POST", f"{_USER}/{{menu_id}}", _NAME, link, "raw"),
    Endpoint("GET", _USER, _NAME, linked),
    Endpoint("DELETE", _USER, _NAME, unlink),
)
