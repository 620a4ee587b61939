"""The whole bot with its LINE on free ports of loopback: in a thread, or as a process to kill."""

import contextlib
import http.client
import itertools
import random
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from sqlalchemy import Engine
from sqlmodel import select

from bot.app import Bot, create_app
from bot.settings import Settings
from content.catalog import Catalog
from handlers.fiscal_year import fiscal_year_of
from models.agency import Agency, agency_by_code, office
from models.coordinator import Coordinator, coordinator_of, join
from models.database import engine_for, reading, upgrade, writing
from models.invite import issue, printed
from models.outbox import OutboxMessage
from models.task import Step, TaskChange, ticked_steps
from simulator.app import create_app as create_simulator
from simulator.clock import SimulatedClock
from simulator.platform import Platform
from simulator.values import ApiRequest, ChatMessage, Person
from tests.support.line_simulator import CHANNEL_SECRET
from tests.support.one_command import bare_environment
from tests.support.until import until

CHANNEL_ID = "1234567890"


@dataclass(slots=True)
class Province:
    """Agencies and people of one database and one LINE account, and how to look at both."""

    engine: Engine
    platform: Platform
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def agency(self) -> str:
        code = f"A{next(self._numbers):02}"
        with writing(self.engine) as session:
            name = f"หน่วยงานตัวอย่าง {code}"
            session.add(Agency(code=code, name=name, created_at=self.platform.clock()))
        return code

    def stranger(self, name: str = "ผู้มาใหม่ (ตัวอย่าง)") -> Person:
        return self.platform.add_person(name)

    def member(self, agency: str | None = None) -> Person:
        """Somebody who has joined, without the chat about it."""
        code = agency or self.agency()
        person = self.platform.add_person(f"ผู้ประสานงานตัวอย่าง {code}")
        with writing(self.engine) as session:
            row = agency_by_code(session, code)
            assert row is not None
            assert row.id is not None
            join(session, person.user_id, row.id, admin=False, now=self.platform.clock())
        return person

    def admin(self) -> Person:
        person = self.platform.add_person("เจ้าหน้าที่จังหวัด (ตัวอย่าง)")
        now = self.platform.clock()
        with writing(self.engine) as session:
            row = office(session, "ลำพูน", now)
            join(session, person.user_id, row.id or 0, admin=True, now=now)
        return person

    def invite(self, agency: str) -> str:
        with writing(self.engine) as session:
            row = agency_by_code(session, agency)
            assert row is not None
            code, _ = issue(session, row.id or 0, self.platform.clock())
        return printed(code)

    def row_of(self, person: Person) -> Coordinator | None:
        with reading(self.engine) as session:
            return coordinator_of(session, person.user_id)

    def ticked(self, person: Person) -> set[Step]:
        row = self.row_of(person)
        assert row is not None
        with reading(self.engine) as session:
            year = fiscal_year_of(self.platform.clock())
            return ticked_steps(session, row.agency_id, year)

    def history(self, person: Person) -> list[TaskChange]:
        row = self.row_of(person)
        assert row is not None
        with reading(self.engine) as session:
            wanted = select(TaskChange).where(TaskChange.agency_id == row.agency_id)
            return list(session.exec(wanted).all())

    def outbox(self, person: Person) -> list[OutboxMessage]:
        with reading(self.engine) as session:
            wanted = select(OutboxMessage).where(OutboxMessage.line_user_id == person.user_id)
            return list(session.exec(wanted).all())

    def says(
        self, person: Person, words: str, answers: int = 1, quote: ChatMessage | None = None
    ) -> list[ChatMessage]:
        """She types, perhaps under a message of the chat; the messages that answer it."""
        act = partial(self.platform.say, person, words, quote=quote)
        return self.answered(person, act, answers)

    def taps(self, person: Person, label: str) -> list[ChatMessage]:
        return self.answered(person, lambda: self.platform.press(person, label))

    def answered(
        self, person: Person, act: Callable[[], int], answers: int = 1
    ) -> list[ChatMessage]:
        mark = self.platform.mark()
        assert act() == 200
        return self.platform.wait_for(person, answers, after=mark)

    def settled(self, person: Person) -> None:
        """Until nothing waits to be sent to this person."""
        until(lambda: not [row for row in self.outbox(person) if row.status == "waiting"])

    def calls(self, person: Person, endpoint: str) -> list[ApiRequest]:
        """What the bot asked LINE to tell this person."""
        own = {row.reply_token for row in self.outbox(person)}
        return [
            call
            for call in self.platform.requests
            if call.endpoint == endpoint
            and isinstance(call.body, dict)
            and (call.body.get("to") == person.user_id or call.body.get("replyToken") in own)
        ]


@dataclass(slots=True)
class RunningBot(Province):
    bot: Bot = field(kw_only=True)
    url: str = field(kw_only=True)


@contextmanager
def running_bot(
    database_url: str, catalog: Catalog, clock: SimulatedClock | None = None
) -> Iterator[RunningBot]:
    """Bot and simulator in one application, as in the demo, on an empty database.

    LINE, bot and rows live by this one clock, the real one when none is given.
    """
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    settings = Settings.model_validate(_settings(f"{url}/simulator") | {"public_url": url})
    engine = engine_for(database_url)
    upgrade(engine)
    platform = Platform(
        channel_secret=CHANNEL_SECRET, channel_id=CHANNEL_ID, webhook_url=f"{url}/webhook",
        clock=clock or SimulatedClock(),
    )  # fmt: skip
    bot = Bot(settings, engine, catalog, platform.clock)
    app = create_app(bot)
    app.mount("/simulator", create_simulator(platform))
    server = uvicorn.Server(
        uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=2)
    )
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    try:
        until(lambda: server.started or not thread.is_alive())
        yield RunningBot(engine, platform, bot=bot, url=url)
    finally:
        server.should_exit = True
        thread.join(120)
        platform.close()
        listening.close()
        engine.dispose()


def _settings(line_url: str) -> dict[str, str]:
    return {
        "line_channel_secret": CHANNEL_SECRET,
        "line_channel_id": CHANNEL_ID,
        "line_channel_access_token": "",
        "line_api_url": line_url,
    }


def free_port() -> int:
    """For a server that will be started, and started again: outside the range from which the
    system gives ports away, so that no connection takes it in between."""
    while True:
        port = random.randint(15_000, 31_000)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


@dataclass(slots=True)
class BotProcess:
    """`python -m bot serve` over a simulator in the test's own process."""

    port: int
    database_url: str
    line_url: str
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self, seconds: float = 120.0) -> None:
        """Until it takes webhooks."""
        environment = bare_environment() | {
            name.upper(): value for name, value in _settings(self.line_url).items()
        }
        environment |= {
            "DATABASE_URL": self.database_url,
            "BOT_PORT": str(self.port),
            "PUBLIC_URL": f"http://127.0.0.1:{self.port}",
        }
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "serve"], cwd=self.log.parent, env=environment,
                stdout=log, stderr=log,
            )  # fmt: skip
        until(self.is_alive, seconds)

    def is_alive(self) -> bool:
        assert self.process is not None
        ended = self.process.poll()
        assert ended is None, f"exit code {ended}\n{self.log.read_text()[-2000:]}"
        return get(f"http://127.0.0.1:{self.port}/livez") == 200

    def kill(self) -> None:
        """As a power cut would: no time for anything."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)

    def terminate(self, seconds: float = 15.0) -> int:
        """As an administrator would: the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)


def get(url: str) -> int:
    """The status; 0 when nobody answers."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    try:
        connection.request("GET", parts.path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()
