"""Reads the body of an answer: at most two megabytes, before and after decompression.

Distinguishes a body that we cut off at the limit from one that the server broke off.
"""

import zlib
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse, IncompleteRead

from scheduler.links.fetched import Failure
from scheduler.links.wire import BudgetExceeded

MAX_BODY = 2 * 1024 * 1024
_PIECE = 64 * 1024
# A slow but honest site that delivered this much is read as far as it came.
_ENOUGH = 256 * 1024


@dataclass(frozen=True, slots=True)
class Read:
    """A body as far as it came, and why it is not whole."""

    body: bytes
    failure: Failure | None = None
    truncated: bool = False
    declared_length: int | None = None


def read_body(response: HTTPResponse, encoding: str) -> Read:
    """Never raises for what the server sends or fails to send."""
    declared = response.length
    raw, failure, truncated = _read_raw(response)
    if not failure and not truncated and response.length:
        failure = "broken_off"
    coding = encoding.strip().lower()
    if coding in ("", "identity") or not raw:
        return Read(raw, failure, truncated, declared)
    if coding not in ("gzip", "x-gzip", "deflate"):
        return Read(b"", failure or "undecodable", truncated, declared)
    body, state = _inflate(raw, coding)
    match state:
        case "bad":
            return Read(body, failure or "undecodable", truncated, declared)
        case "more":
            return Read(body, failure, truncated=True, declared_length=None)
        case "cut" if not truncated:
            return Read(body, failure or "broken_off", truncated, declared)
        case _:
            return Read(body, failure, truncated, declared)


def _read_raw(response: HTTPResponse) -> tuple[bytes, Failure | None, bool]:
    pieces: list[bytes] = []
    size = 0
    try:
        while piece := response.read1(min(_PIECE, MAX_BODY + 1 - size)):
            pieces.append(piece)
            size += len(piece)
            if size > MAX_BODY:
                return b"".join(pieces)[:MAX_BODY], None, True
    except BudgetExceeded:
        return b"".join(pieces), None, True
    except TimeoutError:
        body = b"".join(pieces)
        return (body, None, True) if size >= _ENOUGH else (body, "timeout", False)
    except IncompleteRead as error:
        return b"".join([*pieces, error.partial]), "broken_off", False
    except (HTTPException, OSError, ValueError):
        return b"".join(pieces), "broken_off", False
    return b"".join(pieces), None, False


def _inflate(raw: bytes, coding: str) -> tuple[bytes, str]:
    """The inflated body, and whether there was "more", it is "bad", "cut" short, or "whole"."""
    windows = (31,) if coding.endswith("gzip") else (15, -15)
    for bits in windows:
        engine = zlib.decompressobj(bits)
        try:
            body = engine.decompress(raw, MAX_BODY + 1)
        except zlib.error:
            continue
        if len(body) > MAX_BODY:
            return body[:MAX_BODY], "more"
        return body, "whole" if engine.eof else "cut"
    return b"", "bad"
