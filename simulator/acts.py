"""What people do on their phones; each act becomes a signed webhook, posted over HTTP."""

import json
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import httpcore

from simulator import buttons, webhook
from simulator.ledger import ReplyTokens
from simulator.values import ChatMessage, Group, Message, Person, WebhookCall
from simulator.webhook import Event
from simulator.world import World

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360f8ffff3f0005fe02fea735818400000000"
    "49454e44ae426082"
)


class Acts(World):
    """A subclass says where the bot is and which secret signs."""

    channel_secret: str
    webhook_url: str
    bot_user_id: str
    webhook_timeout: float = 10.0
    reply_tokens: ReplyTokens

    _pool: httpcore.ConnectionPool
    _contents: dict[str, tuple[str, bytes]]
    _last_events: list[Event]

    def say(
        self,
        person: Person,
        text: str,
        *,
        quote: ChatMessage | None = None,
        redeliver: bool = False,
    ) -> int:
        """Types a text; `quote` is a message of this chat that it answers."""
        if quote is not None and (quote.chat_id != person.chat_id or quote.unsent):
            raise ValueError(f"{person.name} sees no message {quote.id}")
        message = webhook.text_message(text, quoted=quote.id if quote else None)
        return self._write(person, message, redeliver=redeliver)

    def tap(
        self,
        person: Person,
        postback_data: str,
        display_text: str | None = None,
        params: dict[str, str] | None = None,
        *,
        redeliver: bool = False,
    ) -> int:
        """A postback button, with the text that LINE shows as the person's own, if any."""
        self._refuse_blocked(person)
        shown = {"type": "text", "text": display_text}
        bubble = self.put(person, shown, author=person.user_id) if display_text else None
        postback: Event = {"data": postback_data} | ({"params": params} if params else {})
        made = self.event_of(person, "postback", postback=postback)
        status = self.send_events([made], redeliver=redeliver)
        return self._delivered(bubble, status) if bubble is not None else status

    def press(self, person: Person, label: str) -> int:
        """Presses the newest button of that label which the bot really sent."""
        action = buttons.find(self.transcript(person), label)
        match action["type"]:
            case "message":
                return self.say(person, action["text"])
            case "postback":
                return self.tap(person, action["data"], action.get("displayText"))
            case other:
                raise AssertionError(f"{label} is a button of type {other}, not for press()")

    def send_sticker(self, person: Person, *, redeliver: bool = False) -> int:
        return self._write(person, webhook.sticker_message(), redeliver=redeliver)

    def send_image(self, person: Person, data: bytes = PIXEL, *, redeliver: bool = False) -> int:
        message = webhook.media_message("image")
        self._contents[message["id"]] = ("image/png", data)
        return self._write(person, message, redeliver=redeliver)

    def send_file(
        self,
        person: Person,
        name: str = "ตัวอย่าง.pdf",
        data: bytes = b"%PDF-1.4\n%%EOF\n",
        *,
        redeliver: bool = False,
    ) -> int:
        message = webhook.media_message("file", fileName=name, fileSize=len(data))
        self._contents[message["id"]] = ("application/octet-stream", data)
        return self._write(person, message, redeliver=redeliver)

    def send_location(
        self,
        person: Person,
        title: str = "ตำแหน่งตัวอย่าง",
        address: str = "ที่อยู่ตัวอย่าง",
        latitude: float = 18.58,
        longitude: float = 99.01,
        *,
        redeliver: bool = False,
    ) -> int:
        message = webhook.location_message(title, address, latitude, longitude)
        return self._write(person, message, redeliver=redeliver)

    def follow(self, person: Person, *, redeliver: bool = False) -> int:
        unblocked, person.friend, person.blocked = person.blocked, True, False
        made = self.event_of(person, "follow", follow={"isUnblocked": unblocked})
        return self.send_events([made], redeliver=redeliver)

    def unfollow(self, person: Person, *, redeliver: bool = False) -> int:
        person.friend, person.blocked = False, True
        made = self.event_of(person, "unfollow", replies=False)
        return self.send_events([made], redeliver=redeliver)

    def unsend(self, person: Person, message_id: str, *, redeliver: bool = False) -> int:
        bubble = self.find_message(message_id)
        if bubble is None or bubble.author != person.user_id:
            raise ValueError(f"{person.name} has sent no message {message_id}")
        bubble.unsent = True
        self._contents.pop(message_id, None)
        made = self.event_of(person, "unsend", replies=False, unsend={"messageId": message_id})
        return self.send_events([made], redeliver=redeliver)

    def join_group(self, name: str, members: Sequence[Person]) -> tuple[Group, int]:
        """Somebody invites the bot into a new group."""
        group = Group(webhook.group_id(), name, list(members))
        self.groups[group.group_id] = group
        return group, self.send_events([self.group_event(group, None, "join")])

    def leave_group(self, group: Group) -> int:
        group.joined = False
        return self.send_events([self.group_event(group, None, "leave", replies=False)])

    def say_in_group(
        self, group: Group, person: Person, text: str, *, mention_bot: bool = False
    ) -> int:
        mentioned = self.bot_user_id if mention_bot else None
        message = webhook.text_message(text, mention_bot=mentioned)
        bubble = self.put(group, message, author=person.user_id)
        made = self.group_event(group, person, "message", message=message)
        return self._delivered(bubble, self.send_events([made]))

    def verify(self) -> int:
        """What the console's Verify button does."""
        return self.post(webhook.body(self.bot_user_id, []))

    def redeliver(self) -> int:
        """The last events once more, as LINE does after an answer that was not 2xx."""
        return self._redeliver(self._last_events)

    def event_of(self, person: Person, kind: str, *, replies: bool = True, **parts: Any) -> Event:
        """An event of a person with a live reply token, not yet sent."""
        return self._event(
            person.chat_id, kind, webhook.user_source(person.user_id), replies, parts
        )

    def group_event(
        self, group: Group, person: Person | None, kind: str, *, replies: bool = True, **parts: Any
    ) -> Event:
        source = webhook.group_source(group.group_id, person.user_id if person else None)
        return self._event(group.chat_id, kind, source, replies, parts)

    def send_events(self, events: Sequence[Event], *, redeliver: bool = False) -> int:
        """One request that may carry several people's events, or odd ones made by hand."""
        self._last_events = list(events)
        status = self.post(webhook.body(self.bot_user_id, events))
        return self._redeliver(events) if redeliver else status

    def post(self, body: bytes, *, signature: str | None = None) -> int:
        """Any bytes, signed rightly unless told otherwise; 0 when nobody answers."""
        signed = signature if signature is not None else webhook.sign(self.channel_secret, body)
        at, started = self.clock(), time.perf_counter()
        status = self._post(body, signed)
        took = (time.perf_counter() - started) * 1000
        with self._changed:
            self._webhooks.append(WebhookCall(at, body, signed, status, took))
            self.changed()
        return status

    def _post(self, body: bytes, signature: str) -> int:
        headers: dict[str | bytes, str | bytes] = {
            "content-type": "application/json; charset=utf-8",
            "user-agent": "LineBotWebhook/2.0",
            "x-line-signature": signature,
        }
        wait = dict.fromkeys(("connect", "read", "write", "pool"), self.webhook_timeout)
        try:
            answer = self._pool.request(
                "POST",
                self.webhook_url,
                headers=headers,
                content=body,
                extensions={"timeout": wait},
            )
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError):
            return 0
        return int(answer.status)

    def _redeliver(self, events: Sequence[Event]) -> int:
        for each in events:
            self.reply_tokens.received_again(each.get("replyToken", ""), self.clock())
        return self.post(
            webhook.body(self.bot_user_id, [webhook.redelivered(each) for each in events])
        )

    def _write(self, person: Person, message: Message, *, redeliver: bool) -> int:
        self._refuse_blocked(person)
        person.last_wrote_at = self.clock()
        bubble = self.put(person, message, author=person.user_id)
        made = self.event_of(person, "message", message=message)
        return self._delivered(bubble, self.send_events([made], redeliver=redeliver))

    def _refuse_blocked(self, person: Person) -> None:
        if person.blocked:
            raise ValueError(f"{person.name} has blocked the account and cannot write to it")

    def _delivered(self, bubble: ChatMessage, status: int) -> int:
        """With the account's chat switched off, LINE marks messages as read by itself."""
        with self._changed:
            bubble.read = status == 200
            bubble.failed = None if status == 200 else status
            self.changed()
        return status

    def _event(
        self, chat_id: str, kind: str, source: Event, replies: bool, parts: dict[str, Any]
    ) -> Event:
        at: datetime = self.clock()
        token = webhook.token() if replies else None
        if token is not None:
            self.reply_tokens.issue(token, chat_id, at)
        made = webhook.event(kind, source, at, reply_token=token, **parts)
        return json.loads(json.dumps(made))  # type: ignore[no-any-return]
