"""The account's basic id, learnt from LINE once: without it no QR code can open the chat."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine

from bot.line import LineClient, LineUnreachable
from models.database import reading, writing
from models.wording import set_setting, setting

BASIC_ID = "basic_id"


def learn_basic_id(engine: Engine, client: LineClient, now: Callable[[], datetime]) -> None:
    """Asks LINE only while it is unknown; what the office typed stays."""
    with reading(engine) as session:
        if setting(session, BASIC_ID):
            return
    try:
        found = client.basic_id()
    except LineUnreachable:
        return
    with writing(engine) as session:
        if not setting(session, BASIC_ID):
            set_setting(session, BASIC_ID, found, now())
