"""The phone page, and the little JSON it lives on: one state that is polled, and acts."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Query, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from simulator import faults, page_state
from simulator.faults import Fault
from simulator.platform import Platform
from simulator.values import ChatMessage, Person, Refused

STATIC = Path(__file__).parent / "static"
LONGEST_POLL = 4.0
_POLICY = "default-src 'self'; img-src 'self' https: data:; object-src 'none'; base-uri 'none'"
_FAULTS = {
    "rate": faults.RATE_LIMITED,
    "quota": faults.QUOTA_REACHED,
    "error": faults.SERVER_ERROR,
    "timeout": Fault(delay=15.0, drop=True),
    "lost": faults.ANSWER_LOST,
}


class Act(BaseModel):
    """What a person does; which fields matter depends on `do`."""

    person: str
    do: Literal[
        "say", "tap", "sticker", "image", "file", "location", "follow", "unfollow", "unsend"
    ]
    text: str = Field("", max_length=5_000)
    data: str = ""
    display_text: str | None = None
    params: dict[str, str] | None = None
    message_id: str = ""
    """Of the message that is taken back, or quoted."""


class Newcomer(BaseModel):
    name: str = Field(min_length=1, max_length=60)


class Time(BaseModel):
    """Either a distance from now in hours, or a moment; neither means the real time."""

    hours: int | None = None
    at: datetime | None = None


class Trouble(BaseModel):
    fault: Literal["rate", "quota", "error", "timeout", "lost", "none"]
    times: int = Field(1, ge=1, le=20)


def router(platform: Platform) -> APIRouter:
    made = APIRouter(include_in_schema=False)

    def known(user_id: str) -> Person:
        if user_id not in platform.people:
            raise HTTPException(404, "no such person")
        return platform.people[user_id]

    @made.get("/")
    async def index() -> Response:
        headers = {"content-security-policy": _POLICY, "cache-control": "no-cache"}
        return FileResponse(STATIC / "index.html", headers=headers)

    @made.get("/phone/state")
    async def state(
        chat: str = "", after: int = 0, version: Annotated[int, Query()] = -1
    ) -> dict[str, Any]:
        await _changed_since(platform, version)
        return page_state.state(platform, chat, after)

    @made.post("/phone/act")
    def act(act: Act) -> dict[str, int]:
        try:
            return {"status": _do(platform, known(act.person), act)}
        except ValueError as error:
            raise HTTPException(409, str(error)) from error

    @made.post("/phone/people")
    def add(newcomer: Newcomer) -> dict[str, str]:
        return {"id": platform.add_person(newcomer.name, friend=False).user_id}

    @made.post("/phone/clock")
    def clock(time: Time) -> dict[str, str]:
        moment = time.at
        if time.hours is not None:
            moment = platform.clock() + timedelta(hours=time.hours)
        try:
            return {"now": platform.set_clock(moment).isoformat()}
        except ValueError as error:
            raise HTTPException(409, str(error)) from error

    @made.post("/phone/fault")
    async def fault(trouble: Trouble) -> dict[str, int]:
        if trouble.fault == "none":
            platform.faults.clear()
        else:
            platform.faults.add(_FAULTS[trouble.fault], times=trouble.times)
        platform.touch()
        return {"waiting": platform.faults.waiting}

    @made.get("/phone/menu/{menu_id}")
    async def menu(menu_id: str) -> Response:
        try:
            found = platform.rich_menus.get(menu_id)
        except Refused as refusal:
            raise HTTPException(refusal.status) from refusal
        return Response(found.image or b"", media_type=found.content_type or "image/png")

    return made


def _do(platform: Platform, person: Person, act: Act) -> int:
    match act.do:
        case "say":
            return platform.say(person, act.text, quote=_quoted(platform, act.message_id))
        case "tap":
            return platform.tap(person, act.data, act.display_text, act.params)
        case "sticker":
            return platform.send_sticker(person)
        case "image":
            return platform.send_image(person)
        case "file":
            return platform.send_file(person)
        case "location":
            return platform.send_location(person)
        case "follow":
            return platform.follow(person)
        case "unfollow":
            return platform.unfollow(person)
        case "unsend":
            return platform.unsend(person, act.message_id)


def _quoted(platform: Platform, message_id: str) -> ChatMessage | None:
    if not message_id:
        return None
    found = platform.find_message(message_id)
    if found is None:
        raise ValueError(f"there is no message {message_id}")
    return found


async def _changed_since(platform: Platform, version: int) -> None:
    """Returns at the next change. Short polls, so that the server can stop quickly."""
    loop, changed = asyncio.get_running_loop(), asyncio.Event()

    def wake() -> None:
        loop.call_soon_threadsafe(changed.set)

    unsubscribe = platform.subscribe(wake)
    try:
        if platform.version == version:
            async with asyncio.timeout(LONGEST_POLL):
                await changed.wait()
    except TimeoutError:
        pass
    finally:
        unsubscribe()
