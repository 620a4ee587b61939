"""The address of a request, taken apart: the little that goes onto the wire, and nothing secret."""

import contextlib
import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

# Without "@": an address with a user name in it is refused here.
_HOST = re.compile(r"[a-z0-9_.-]{1,253}|\[[0-9a-f:.]+\]")
_MAX_LENGTH = 4_000


class BadTarget(Exception):
    """Not an http or https address without a user name."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect and what to ask for; `url` is the link again."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def url(self) -> str:
        """The whole link."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def authority(self) -> str:
        """Host and, when it is not the usual one, port."""
        usual = 443 if self.scheme == "https" else 80
        return self.host if self.port == usual else f"{self.host}:{self.port}"


def parse_target(url: str) -> Target:
    """Raises BadTarget for another scheme, a user name, or something that is no address."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadTarget from error
    if parts.scheme not in ("http", "https") or len(url) > _MAX_LENGTH:
        raise BadTarget
    host = _ascii_host(parts.netloc)
    path = quote(parts.path or "/", safe="%/:@!$&'()*+,;=~-._[]")
    if parts.query:
        path += "?" + quote(parts.query, safe="%/:@!$&'()*+,;=~-._[]?")
    return Target(parts.scheme, host, port or (443 if parts.scheme == "https" else 80), path)


def follow(target: Target, location: str) -> Target:
    """Where a redirect leads. `http.client` reads header bytes as latin-1; addresses are UTF-8."""
    with contextlib.suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    location = re.sub(r"[\x00-\x20\x7f]+", "", location)
    try:
        return parse_target(urljoin(target.url, location))
    except ValueError as error:
        raise BadTarget from error


def _ascii_host(netloc: str) -> str:
    host = re.sub(r":\d*$", "", netloc).rstrip(".").lower()
    try:
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise BadTarget from error
    if not _HOST.fullmatch(host) or ".." in host:
        raise BadTarget
    return host
