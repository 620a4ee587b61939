"""The process put together: HTTP in front, inbox writer, worker and sender behind, the clock.

`Bot` owns the threads. Start order: what receives first needs what handles, so the sender starts
before the worker and the worker before the door opens; the end is the other way round.
"""

import gc
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial

from fastapi import FastAPI
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

import office.app
from bot.account import learn_basic_id
from bot.bell import Bell
from bot.health import Health, health_router
from bot.line import LineClient
from bot.links import LinkService
from bot.profiles import Profiles
from bot.sender import Sender
from bot.settings import Settings
from bot.turn import TurnMaker
from bot.webhook import InboxWriter, webhook_router
from bot.worker import Worker
from content.catalog import Catalog
from handlers.review_words import usual_reasons
from handlers.understanding.resolve import Lexicon, build
from models.database import upgrade, writing
from models.wording import give_reasons
from scheduler import clock, sweep
from scheduler.links.fetch import Rules

WORKERS = 8
"""More than `bot.visits.PATIENT`: a chat without links never waits for other people's."""

Now = Callable[[], datetime]


def _warm_up(lexicon: Callable[[], Lexicon]) -> None:
    """Then take what never dies out of the garbage collector's sight: it stopped all threads for
    tens of milliseconds at a time to look at it."""
    lexicon()
    gc.collect()
    gc.freeze()


@dataclass(slots=True)
class Bot:
    """Everything that runs. Made once; `start` and `stop` are called once each."""

    settings: Settings
    engine: Engine
    catalog: Catalog
    now: Now
    sweep_every_s: float = clock.EVERY_S
    bell: Bell = field(default_factory=Bell)
    sender_bell: Bell = field(default_factory=Bell)
    client: LineClient = field(init=False)
    writer: InboxWriter = field(init=False)
    worker: Worker = field(init=False)
    sender: Sender = field(init=False)
    links: LinkService = field(init=False)
    ticking: clock.Clock | None = None

    def __post_init__(self) -> None:
        settings = self.settings

        @cache
        def lexicon() -> Lexicon:
            return build(self.catalog)

        # Warmed beside the start, so the door opens at once and the first question is quick.
        threading.Thread(target=_warm_up, args=(lexicon,), name="lexicon", daemon=True).start()
        self.client = LineClient.from_settings(settings)
        rules = Rules(allow_loopback=settings.links_allow_loopback, contact_url=settings.public_url)
        self.links = LinkService(self.engine, self.catalog, rules, self.now)
        maker = TurnMaker(self.catalog, lexicon, settings.province, settings.public_url, self.links)
        self.writer = InboxWriter(self.engine, self.now, self.bell.ring)
        self.worker = Worker(self.engine, maker, self.now, self.bell, self.sender_bell, WORKERS)
        self.sender = Sender(self.engine, self.client, self.now, self.sender_bell, sweep.still_true)

    def start(self) -> None:
        upgrade(self.engine)
        with suppress(IntegrityError), writing(self.engine) as session:  # by another process
            give_reasons(session, usual_reasons(self.catalog.phrases), self.now())
        threading.Thread(target=self.client.warm_up, name="line", daemon=True).start()
        self.sender.start()
        self.links.start()
        self.worker.start()
        profiles = Profiles(self.engine, self.client)
        self.ticking = clock.start(
            self.engine, self.catalog, now=self.now, read_quota=self.client.quota,
            province=self.settings.province, after_sweep=self.sender_bell.ring,
            every_minute=(partial(learn_basic_id, self.engine, self.client, self.now),
                          profiles.fill_in), every_night=self._every_night(),
            every_s=self.sweep_every_s,
        )  # fmt: skip

    def stop(self) -> None:
        self.client.hurry()
        self.writer.stop()
        self.worker.stop()
        self.links.stop()
        self.sender.stop()
        if self.ticking is not None:
            self.ticking.stop()

    def health(self) -> Health:
        return Health(
            self.engine, self.worker, self.sender, self.now, len(self.catalog.items),
            self.settings.metrics_token,
        )  # fmt: skip

    def _every_night(self) -> tuple[Callable[[], None], ...]:
        from bot.nightly import nightly_tasks

        return nightly_tasks(self.engine, self.catalog, self.settings, self.now)


def create_app(bot: Bot) -> FastAPI:
    """The web application; its lifespan starts and stops the bot."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        bot.start()
        try:
            yield
        finally:
            bot.stop()

    app = FastAPI(
        title="ผู้ช่วย ITA", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.include_router(webhook_router(bot.writer, bot.settings.channel_secrets))
    app.include_router(health_router(bot.health()))
    office.app.mount(
        app, engine=bot.engine, catalog=bot.catalog, public_url=bot.settings.public_url,
        province=bot.settings.province, now=bot.now,
    )  # fmt: skip
    return app
