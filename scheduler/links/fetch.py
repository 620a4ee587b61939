"""Opens one link, politely and within hard limits, and returns what came back as a value.

Public addresses only, checked when connecting and again after every redirect; http and https;
ports 80 and 443; five redirects; one deadline for everything; two megabytes, also after
decompression; no cookies, no credentials. It never raises for anything that a server does.
"""

import contextlib
import functools
import io
import re
import socket
import ssl
import time
from dataclasses import dataclass, replace
from http.client import HTTPException, HTTPResponse
from typing import Self, cast

from typing_extensions import override

from scheduler.links.body import MAX_BODY, read_body
from scheduler.links.fetched import KEPT_HEADERS, Failure, Fetched, Hop, Validators
from scheduler.links.target import BadTarget, Target, follow, parse_target
from scheduler.links.wire import (
    BudgetExceeded,
    Deadline,
    Refused,
    Resolver,
    WireReader,
    connect,
    resolve_with_system,
    secure,
)

MAX_REDIRECTS = 5
MAX_HEAD = 64 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_INTERIM_ANSWERS = 5
_HEADER_TEXT = re.compile(r"[\x20-\x7e]{1,300}")


@dataclass(frozen=True, slots=True)
class Rules:
    """How far the link doctor may go. `contact_url` tells a site's owner who is asking."""

    allow_loopback: bool = False
    deadline_s: float = 10.0
    contact_url: str = ""
    resolve: Resolver = resolve_with_system
    tls: ssl.SSLContext | None = None


@dataclass(slots=True)
class _Trip:
    """One link on its way: what is known so far."""

    url: str
    rules: Rules
    deadline: Deadline
    validators: Validators | None
    started: float
    hops: tuple[Hop, ...] = ()
    here: str = ""
    status: int | None = None

    def end(self, failure: Failure) -> Fetched:
        return Fetched(
            self.url,
            self.here,
            status=self.status,
            hops=self.hops,
            failure=failure,
            elapsed_s=time.monotonic() - self.started,
        )


def fetch(url: str, rules: Rules, validators: Validators | None = None) -> Fetched:
    """What an assessor's browser would get from this link, or why it gets nothing."""
    started = time.monotonic()
    trip = _Trip(url, rules, Deadline(rules.deadline_s), validators, started, here=url)
    try:
        fetched = _travel(trip, parse_target(url))
    except (BadTarget, Refused):
        return trip.end("address")
    except (TimeoutError, BudgetExceeded) as error:
        return trip.end("timeout" if isinstance(error, TimeoutError) else "too_large")
    except ssl.SSLCertVerificationError:
        return trip.end("certificate")
    except ssl.SSLError:
        return trip.end("tls")
    except socket.gaierror:
        return trip.end("dns")
    except ConnectionResetError:
        return trip.end("broken_off")
    except OSError:
        return trip.end("refused")
    except (HTTPException, ValueError):
        return trip.end("protocol")
    return replace(fetched, elapsed_s=time.monotonic() - started)


def _travel(trip: _Trip, target: Target) -> Fetched:
    for _ in range(MAX_REDIRECTS + 1):
        trip.here, trip.status = target.url, None
        with contextlib.closing(_open(trip, target)) as sock:
            response, wire = _ask(trip, sock, target)
            location = response.getheader("location")
            if response.status not in _REDIRECTS or not location:
                return _receive(trip, response, wire)
        trip.hops += (Hop(trip.here, response.status),)
        target = follow(target, location)
    return trip.end("redirects")


def _open(trip: _Trip, target: Target) -> socket.socket:
    rules = trip.rules
    sock = connect(
        target.host,
        target.port,
        rules.resolve,
        trip.deadline,
        allow_loopback=rules.allow_loopback,
    )
    if target.scheme == "http":
        return sock
    try:
        return secure(sock, target.host, rules.tls or _public_tls(), trip.deadline)
    except BaseException:
        sock.close()
        raise


def _ask(trip: _Trip, sock: socket.socket, target: Target) -> tuple[HTTPResponse, WireReader]:
    sock.settimeout(trip.deadline.left())
    sock.sendall(_request(trip, target))
    wire = WireReader(sock, trip.deadline, MAX_HEAD)
    stream = _Stream(wire, 16 * 1024)
    for _ in range(_INTERIM_ANSWERS):
        response = HTTPResponse(cast(socket.socket, stream), method="GET")
        response.begin()
        trip.status = response.status
        if response.status >= 200:
            return response, wire
    raise HTTPException("only interim answers")


def _request(trip: _Trip, target: Target) -> bytes:
    contact = trip.rules.contact_url
    about = f"; +{contact}" if _HEADER_TEXT.fullmatch(contact) else ""
    lines = [
        f"GET {target.path} HTTP/1.1",
        f"Host: {target.authority}",
        f"User-Agent: Mozilla/5.0 (compatible; ITA-LinkCheck/1.0{about})",
        "Accept: text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.8",
        "Accept-Language: th,en;q=0.5",
        "Accept-Encoding: gzip, deflate",
        "Connection: close",
    ]
    asked = trip.validators or Validators()
    for name, value in (
        ("If-None-Match", asked.etag),
        ("If-Modified-Since", asked.last_modified),
    ):
        if value and _HEADER_TEXT.fullmatch(value):
            lines.append(f"{name}: {value}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def _receive(trip: _Trip, response: HTTPResponse, wire: WireReader) -> Fetched:
    headers = {
        name.lower(): value[:500]
        for name, value in response.getheaders()
        if name.lower() in KEPT_HEADERS
    }
    wire.budget = MAX_BODY + MAX_HEAD
    read = read_body(response, headers.get("content-encoding", ""))
    return Fetched(
        trip.url,
        trip.here,
        status=response.status,
        hops=trip.hops,
        headers=headers,
        body=read.body,
        failure=read.failure,
        truncated=read.truncated,
        declared_length=read.declared_length,
    )


class _Stream(io.BufferedReader):
    """What `HTTPResponse` takes for a socket: it only ever asks for the reading side.

    It stays open when an interim answer is forgotten: the final one follows on the same stream.
    """

    def makefile(self, _mode: str) -> Self:
        return self

    @override
    def close(self) -> None:
        pass


@functools.cache
def _public_tls() -> ssl.SSLContext:
    # Brings its own list of authorities: a small machine may have none, and then every
    # certificate in the world would look wrong.
    import httpcore

    context: ssl.SSLContext = httpcore.default_ssl_context()
    return context
