"""What came back from a link: a value, whatever the server did."""

from dataclasses import dataclass, field
from typing import Literal

Failure = Literal[
    "timeout",
    "dns",
    "refused",
    "tls",
    "certificate",
    "address",
    "redirects",
    "protocol",
    "broken_off",
    "too_large",
    "undecodable",
]

KEPT_HEADERS = frozenset(
    {
        "cf-mitigated",
        "content-disposition",
        "content-encoding",
        "content-length",
        "content-type",
        "etag",
        "last-modified",
        "location",
        "refresh",
        "retry-after",
        "server",
        "www-authenticate",
    }
)


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect: who answered what."""

    url: str
    status: int


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave us to ask "has it changed?" with."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer, as far as it came. `failure` says why it is not a whole one.

    `truncated` marks a body cut off on purpose at the limit, `declared_length` what the server
    said it would send.
    """

    url: str
    final_url: str
    status: int | None = None
    hops: tuple[Hop, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    failure: Failure | None = None
    truncated: bool = False
    declared_length: int | None = None
    elapsed_s: float = 0.0

    @property
    def content_type(self) -> str:
        """The media type in lower case, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def validators(self) -> Validators:
        """For the next conditional request; none from an answer that was no whole page."""
        if self.status != 200 or self.failure:
            return Validators()
        return Validators(self.headers.get("etag"), self.headers.get("last-modified"))
