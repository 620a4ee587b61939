"""What an endpoint is given and what it gives back; nothing here knows about HTTP servers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.platform import Platform
from simulator.values import Refused


@dataclass(frozen=True, slots=True)
class Call:
    platform: Platform
    method: str
    path: str
    params: Mapping[str, str]
    headers: Mapping[str, str]
    raw: bytes
    json: Any
    request_id: str

    @property
    def escaped(self) -> bool:
        """Whether the sender wrote letters outside ASCII as escapes."""
        return self.raw.isascii()

    def fields(self, *allowed: str, required: tuple[str, ...]) -> dict[str, Any]:
        """The JSON object of the body; an unknown or a missing property is refused."""
        if not isinstance(self.json, dict):
            raise Refused(400, "The request body must be an object")
        for name in self.json:
            if name not in allowed:
                raise _invalid(name, "unknown field")
        for name in required:
            if self.json.get(name) in (None, ""):
                raise _invalid(name, "May not be empty")
        return self.json


def _invalid(name: str, why: str) -> Refused:
    details = [{"message": why, "property": name}]
    return Refused(400, "The request body has 1 error(s)", details=details)


@dataclass(frozen=True, slots=True)
class Answer:
    body: Any = field(default_factory=dict)
    status: int = 200
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`name` is what a fault is aimed at. `reads` is the body's form: json, form, or raw bytes."""

    method: str
    path: str
    name: str
    handle: Handler
    reads: str = "json"
    authorised: bool = True
    in_thread: bool = False
