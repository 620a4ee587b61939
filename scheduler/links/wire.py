"""A socket with a hard end: every byte read from it counts against one deadline and one budget.

A server that sends a byte a second keeps an ordinary time-out happy for ever; here the clock runs
from the first look-up to the last byte.
"""

import io
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from ipaddress import ip_address

from typing_extensions import Buffer, override

from scheduler.links.address import is_allowed, is_loopback

Resolver = Callable[[str, int], Sequence[str]]

_LOOKUPS_AT_ONCE = threading.BoundedSemaphore(32)
_MAX_ADDRESSES = 4


class Refused(Exception):
    """No address of this host may be contacted."""


class Deadline:
    """The moment at which everything must have ended."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """The seconds that remain; raises TimeoutError when none do."""
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds


class BudgetExceeded(Exception):
    """The server sent more than was asked for."""


class WireReader(io.RawIOBase):
    """The receiving side of a socket, within a deadline and a budget of bytes."""

    def __init__(self, sock: socket.socket, deadline: Deadline, budget: int) -> None:
        self._sock = sock
        self._deadline = deadline
        self.budget = budget

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: Buffer, /) -> int:
        if self.budget <= 0:
            raise BudgetExceeded
        self._sock.settimeout(self._deadline.left())
        count = self._sock.recv_into(memoryview(buffer)[: self.budget])
        self.budget -= count
        return count


def resolve_with_system(host: str, port: int) -> Sequence[str]:
    """The addresses of a host as the operating system knows them."""
    infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(info[4][0]) for info in infos]


def look_up(host: str, port: int, resolve: Resolver, deadline: Deadline) -> Sequence[str]:
    """The addresses of a host, within the deadline: a look-up cannot be cancelled, so it runs in
    a thread of its own that nobody waits for."""
    try:
        return [str(ip_address(host.strip("[]")))]
    except ValueError:
        pass
    if not _LOOKUPS_AT_ONCE.acquire(timeout=deadline.left()):
        raise TimeoutError
    answers: list[Sequence[str] | OSError] = []
    done = threading.Event()

    def ask() -> None:
        try:
            answers.append(resolve(host, port))
        except OSError as error:
            answers.append(error)
        except UnicodeError as error:
            answers.append(OSError(str(error)))
        finally:
            _LOOKUPS_AT_ONCE.release()
            done.set()

    threading.Thread(target=ask, name="link-lookup", daemon=True).start()
    if not done.wait(deadline.left()):
        raise TimeoutError
    answer = answers[0] if answers else OSError("no answer")
    if isinstance(answer, OSError):
        raise answer
    return answer


def connect(
    host: str, port: int, resolve: Resolver, deadline: Deadline, *, allow_loopback: bool
) -> socket.socket:
    """A connection to the first address that is allowed and answers."""
    if port not in (80, 443) and not allow_loopback:
        raise Refused
    addresses = [
        address
        for address in dict.fromkeys(look_up(host, port, resolve, deadline))
        if is_allowed(address, allow_loopback=allow_loopback)
        and (port in (80, 443) or is_loopback(address))
    ][:_MAX_ADDRESSES]
    if not addresses:
        raise Refused
    failure = OSError("no address")
    for count, address in enumerate(addresses):
        share = deadline.left() / (len(addresses) - count)
        try:
            return socket.create_connection((address, port), timeout=share)
        except OSError as error:
            failure = error
    raise failure


def secure(
    sock: socket.socket, host: str, context: ssl.SSLContext, deadline: Deadline
) -> ssl.SSLSocket:
    """The same connection under TLS, with the certificate checked against the host's name."""
    sock.settimeout(deadline.left())
    wrapped = context.wrap_socket(
        sock, server_hostname=host.strip("[]"), do_handshake_on_connect=False
    )
    try:
        wrapped.do_handshake()
    except BaseException:
        wrapped.close()
        raise
    return wrapped
