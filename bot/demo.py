"""The demo: the same bot, wired to the local LINE simulator, with sample agencies and people.

One process serves both. The demo's database is `data/demo.db`, whatever DATABASE_URL says, and
`serve` refuses a database that holds sample agencies.
"""

import secrets
import sys
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, select

from bot.account import BASIC_ID
from bot.app import Bot, create_app
from bot.door import open_door, serve_behind
from bot.logs import set_up
from bot.sample import SAMPLE_PEOPLE, SamplePerson, make_samples
from bot.settings import Settings
from content.catalog import load_whole
from models.coordinator import Coordinator
from models.database import engine_for, upgrade, writing
from models.invite import issue, printed
from models.wording import set_setting
from simulator.app import create_app as create_simulator
from simulator.clock import SimulatedClock
from simulator.platform import Platform

DEMO_DATABASE = "sqlite:///data/demo.db"


def demo_settings(settings: Settings, database_url: str = DEMO_DATABASE) -> Settings:
    """What the demo changes: its own secret, its own database, LINE played by this process."""
    url = f"http://{_reachable(settings.host)}:{settings.port}"
    return settings.model_copy(
        update={
            "line_channel_secret": secrets.token_hex(16),
            "line_channel_id": "1234567890",
            "line_channel_access_token": "",
            "line_api_url": f"{url}/simulator",
            "public_url": url,
            "database_url": database_url,
            "links_allow_loopback": True,
        }
    )


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 – compared, not bound


def make_demo(settings: Settings) -> tuple[Bot, Platform]:
    """The bot and its LINE; sample rows are made the first time."""
    catalog = load_whole(settings.content_dir)
    engine = engine_for(settings.database_url)
    upgrade(engine)
    platform = Platform(
        channel_secret=settings.channel_secrets[0],
        channel_id=settings.line_channel_id,
        webhook_url=f"{settings.public_url}/webhook",
        clock=SimulatedClock(),
    )
    now = platform.clock
    with writing(engine) as session:
        make_samples(session, catalog, now())
        # The bot would ask LINE, which this process plays only once it is up.
        set_setting(session, BASIC_ID, platform.basic_id, now())
    _people(engine, platform, now())
    # Whoever moves the simulated clock wants to see at once what that brings.
    return Bot(settings, engine, catalog, now, sweep_every_s=2.0), platform


def _people(engine: Engine, platform: Platform, now: datetime) -> None:
    """Sample accounts in the simulator; who has joined in the database keeps the same id."""
    for sample in SAMPLE_PEOPLE:
        with writing(engine) as session:
            label = _label(session, sample, now)
        platform.add_person(sample.name, sample.line_user_id, label=label)


def _label(session: Session, sample: SamplePerson, now: datetime) -> str:
    joined = session.exec(
        select(Coordinator).where(Coordinator.line_user_id == sample.line_user_id)
    ).first()
    if joined is not None or sample.invite_to is None:
        return sample.label
    from models.agency import agency_by_code

    agency = agency_by_code(session, sample.invite_to)
    assert agency is not None  # noqa: S101 – made above
    assert agency.id is not None  # noqa: S101
    code, _ = issue(session, agency.id, now)
    return f"รหัสเชิญ {printed(code)} · ยังไม่เข้าร่วม"


def run_demo(settings: Settings) -> int:
    set_up()
    settings = demo_settings(settings)
    door = open_door(settings.host, settings.port)
    bot, platform = make_demo(settings)
    app = create_app(bot)
    app.mount("/simulator", create_simulator(platform))
    address = f"{settings.public_url}/simulator/"
    sys.stdout.write(f"\n  ผู้ช่วย ITA (ตัวอย่าง): เปิด {address} ในเบราว์เซอร์\n\n")
    sys.stdout.flush()
    try:
        return serve_behind(door, app, grace_s=2)
    finally:
        platform.close()
