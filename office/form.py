"""A posted form as plain values: bounded before it is read, parsed as data, never trusted."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

MAX_FIELDS = 2000


class TooLarge(Exception):
    """The body is longer than the page allows; the rest is not read."""


class Unreadable(Exception):
    """Not a form."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """Fields by name; a field that came several times keeps all its values."""

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str, limit: int = 2000) -> str:
        """The first value without blanks at its ends, cut to `limit`; empty when missing."""
        return next(iter(self.fields.get(name, ())), "").replace("\x00", "").strip()[:limit]

    def all(self, name: str) -> tuple[str, ...]:
        return self.fields.get(name, ())

    def number(self, name: str) -> int | None:
        value = self.text(name, 12)
        return int(value) if value.isascii() and value.isdigit() else None

    def has(self, name: str) -> bool:
        return bool(self.text(name))


async def read_form(request: Request, limit: int) -> Form:
    """Read at most `limit` bytes of body; raises TooLarge or Unreadable."""
    declared = request.headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > limit:
        raise TooLarge
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        raise Unreadable
    bounded = Request(request.scope, _Bounded(request, limit))
    fields: dict[str, list[str]] = {}
    uploads: dict[str, Upload] = {}
    try:
        async with bounded.form(max_files=4, max_fields=MAX_FIELDS, max_part_size=limit) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    uploads[name] = Upload(value.filename or "", await value.read())
                else:
                    fields.setdefault(name, []).append(value)
    except (HTTPException, UnicodeDecodeError) as error:
        raise Unreadable from error
    return Form({name: tuple(values) for name, values in fields.items()}, uploads)


class _Bounded:
    """Passes the body on and stops at the limit, whatever length was declared."""

    def __init__(self, request: Request, limit: int) -> None:
        self._receive = request.receive
        self._left = limit

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise TooLarge
        return message
