"""One hostile server for all link tests, and the rules under which they visit it."""

import socket
import time
from collections.abc import Iterator, Sequence

import pytest

from scheduler.links.fetch import Rules
from tests.support.hostile_server import HostileServer, hostile_server
from tests.support.hostile_shapes import ROUTES


def resolve_to_loopback(host: str, _port: int) -> Sequence[str]:
    """Every name leads here, but for the few that misbehave."""
    match host:
        case "nowhere.go.th":
            raise socket.gaierror(socket.EAI_NONAME, "no such host")
        case "rebound.go.th":
            return ["10.0.0.1", "169.254.169.254"]
        case "mixed.go.th":
            return ["10.0.0.1", "127.0.0.1"]
        case "slow-dns.go.th":
            time.sleep(1.5)
            return ["127.0.0.1"]
        case _:
            return ["127.0.0.1"]


@pytest.fixture(scope="session")
def site() -> Iterator[HostileServer]:
    with hostile_server(ROUTES) as server:
        yield server


@pytest.fixture
def rules() -> Rules:
    return Rules(allow_loopback=True, deadline_s=3.0, resolve=resolve_to_loopback)
