"""A bot's HTTP client by hand, so that what the SDK hides can be sent too."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import urllib3

from simulator.app import create_app
from simulator.clock import SimulatedClock
from simulator.platform import Platform
from tests.support.line_simulator import CHANNEL_SECRET, Stage, serving
from tests.support.webhook_sink import Sink, webhook_sink

TEXT = [{"type": "text", "text": "สวัสดีค่ะ"}]


class Bot:
    def __init__(self, platform: Platform, url: str) -> None:
        self.platform, self.url = platform, url
        self.http = urllib3.PoolManager(retries=False)
        self.token = platform.access_tokens.long_lived

    def ask(self, method, path, body=None, **headers):
        sent = {"authorization": f"Bearer {self.token}", "content-type": "application/json"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        raw = body if isinstance(body, bytes | str | None) else json.dumps(body)
        return self.http.request(method, self.url + path, body=raw, headers=sent, timeout=5)

    def push(self, to, messages=TEXT, **headers):
        body = {"to": to, "messages": messages}
        return self.ask("POST", "/v2/bot/message/push", body, **headers)

    def reply(self, token, messages=TEXT, **headers):
        body = {"replyToken": token, "messages": messages}
        return self.ask("POST", "/v2/bot/message/reply", body, **headers)

    def close(self):
        self.http.clear()


@contextmanager
def ground() -> Iterator[tuple[Stage, str, Sink]]:
    """One server for the simulator and one for webhooks, for a whole module."""
    stage = Stage()
    with webhook_sink() as sink, serving(stage) as url:
        yield stage, url, sink


@contextmanager
def bot_on(stage: Stage, url: str, sink: Sink) -> Iterator[Bot]:
    """A fresh platform on that ground."""
    platform = Platform(channel_secret=CHANNEL_SECRET, webhook_url=sink.url, clock=SimulatedClock())
    stage.app = create_app(platform)
    bot = Bot(platform, url)
    yield bot
    bot.close()
    platform.close()


def reply_token(bot, sink, person):
    assert bot.platform.say(person, "สวัสดี") == 200
    return sink.events[-1]["replyToken"]
