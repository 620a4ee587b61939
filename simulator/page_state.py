"""What the page draws, as JSON: who is there, one chat, the clock, the quota, the last calls."""

from datetime import datetime
from typing import Any

from simulator.platform import Platform
from simulator.values import ChatMessage, Person

LOGGED = 14


def state(platform: Platform, chat_id: str, after: int) -> dict[str, Any]:
    if chat_id in platform.people:
        _read_by_person(platform, chat_id)
    now = platform.clock()
    return {
        "version": platform.version,
        "now": now.isoformat(),
        "movable": platform.simulated_clock is not None,
        "bot": {"name": platform.bot_name, "basicId": platform.basic_id},
        "people": [_person(platform, each) for each in list(platform.people.values())],
        "quota": {"limit": platform.quota.limit, "used": platform.quota.used(now)},
        "faults": platform.faults.waiting,
        "log": _log(platform),
        "chat": _chat(platform, chat_id, after),
    }


def _read_by_person(platform: Platform, chat_id: str) -> None:
    unread = [each for each in platform.said(chat_id) if not each.read]
    for bubble in unread:
        bubble.read = True
    if unread:
        platform.touch()


def _person(platform: Platform, person: Person) -> dict[str, Any]:
    transcript = platform.transcript(person)
    last = transcript[-1] if transcript else None
    return {
        "id": person.user_id,
        "name": person.name,
        "label": person.label,
        "friend": person.friend,
        "blocked": person.blocked,
        "unread": sum(each.from_bot and not each.read for each in transcript),
        "last": {"text": last.text, "at": last.at.isoformat()} if last else None,
    }


def _chat(platform: Platform, chat_id: str, after: int) -> dict[str, Any]:
    everything = platform.transcript(chat_id) if chat_id else []
    until = platform.loading.get(chat_id)
    menu = platform.rich_menus.seen_by(chat_id) if chat_id else None
    return {
        "id": chat_id,
        "messages": [_bubble(each) for each in everything if each.seq > after],
        "read": [each.seq for each in everything if each.read and not each.from_bot],
        "failed": {each.seq: each.failed for each in everything if each.failed is not None},
        "unsent": [each.seq for each in everything if each.unsent],
        "loading": until is not None and until > platform.clock(),
        "menu": {"id": menu.rich_menu_id, **menu.body} if menu is not None else None,
        "aliases": platform.rich_menus.aliases,
    }


def _bubble(bubble: ChatMessage) -> dict[str, Any]:
    return {
        "seq": bubble.seq,
        "id": bubble.id,
        "at": bubble.at.isoformat(),
        "via": bubble.via,
        "message": bubble.message,
    }


def _log(platform: Platform) -> list[dict[str, Any]]:
    """The last calls in both directions, newest first."""
    requests, webhooks = platform.recent(LOGGED)
    calls = [_logged(each.at, each.path.rsplit("/bot/", 1)[-1], each.status) for each in requests]
    hooks = [_logged(each.at, "webhook", each.status) for each in webhooks]
    return sorted(calls + hooks, key=lambda each: str(each["at"]), reverse=True)[:LOGGED]


def _logged(at: datetime, what: str, status: int) -> dict[str, Any]:
    return {"at": at.isoformat(), "what": what, "status": status}
