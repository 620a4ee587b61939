"""Files behind a link: what kind they are, and the words in them as far as they come easily."""

import io
import re
import zipfile
import zlib
from html import unescape
from typing import Literal

Kind = Literal["html", "text", "pdf", "office", "image", "archive", "binary"]

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"PK\x03\x04", "office"),
    (b"\xd0\xcf\x11\xe0", "office"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"RIFF", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
)
_TEXT_TYPES = ("text/csv", "text/plain", "application/json", "application/xml", "text/xml")
_TEXT_NAMES = (".csv", ".txt", ".json", ".xml")

_MAX_STREAMS = 400
_MAX_INFLATED = 8 * 1024 * 1024
_MAX_STREAM = 512 * 1024
_STREAM = re.compile(rb"stream\r?\n")
_SHOWS_TEXT = re.compile(rb"[)\]>]\s*(?:Tj|TJ|['\"])(?=[\s\[(<]|$)")
_LITERAL = re.compile(rb"\(((?:[^()\\]|\\.){1,200})\)")
_PARTS = ("xl/sharedStrings.xml", "word/document.xml", "xl/worksheets/sheet1.xml", "content.xml")
_BOUNDED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_TAG = re.compile(r"<[^<>]{0,2000}>")


def kind_of(body: bytes, content_type: str, path: str) -> Kind:
    """By the first bytes, then by what the server says, then by the name."""
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in body[:1024]:
        return "pdf"
    for magic, kind in _MAGIC:
        if body.startswith(magic):
            return kind
    if start.startswith((b"<!", b"<html", b"<HTML", b"<head")):
        return "html"
    if content_type in _TEXT_TYPES or path.lower().endswith(_TEXT_NAMES):
        return "text"
    if content_type in ("", "text/html", "application/xhtml+xml") or start.startswith(b"<"):
        return "html"
    return "text" if content_type.startswith("text/") else "binary"


def office_text(body: bytes) -> str:
    """The words of a spreadsheet or document file; empty when they cannot be had."""
    words: list[str] = []
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for entry in archive.infolist():
                # Only these two methods are unpacked piece by piece; the others can burst.
                if entry.filename not in _PARTS or entry.compress_type not in _BOUNDED:
                    continue
                with archive.open(entry) as part:
                    words.append(part.read(_MAX_STREAM).decode("utf-8", "replace"))
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, zlib.error):
        return ""
    return unescape(_TAG.sub(" ", " ".join(words)))


def pdf_text(body: bytes) -> tuple[str, bool | None]:
    """Plain words of a PDF, and whether it is a scan: None when that cannot be told.

    A scan has page contents that can be read and never show text. Text in subset fonts comes out
    as glyph numbers and is not turned back into words.
    """
    if b"/Encrypt" in body:
        return "", None
    words: list[bytes] = []
    read, unread, shows_text, budget = 0, 0, False, _MAX_INFLATED
    for content in _contents(body):
        if content is None:
            unread += 1
            continue
        read += 1
        budget -= len(content)
        if _SHOWS_TEXT.search(content):
            shows_text = True
            words += _LITERAL.findall(content[:_MAX_STREAM])
        if budget <= 0:
            break
    text = b" ".join(words[:20_000]).decode("cp874", "replace")
    if shows_text:
        return text, False
    return "", True if read and not unread else None


def _contents(body: bytes) -> "list[bytes | None]":
    """The streams that can hold drawing operators; None for one that we cannot unpack."""
    found: list[bytes | None] = []
    position = 0
    for _ in range(_MAX_STREAMS):
        match = _STREAM.search(body, position)
        if match is None:
            break
        end = body.find(b"endstream", match.end())
        stop = end if end >= 0 else len(body)
        before = max(0, match.start() - 2_000)
        header = body[max(body.rfind(b"obj", before, match.start()), before) : match.start()]
        position = stop + 9
        if _is_picture_or_font(header):
            continue
        content = _unpacked(header, body[match.end() : stop])
        if content is not None or end >= 0:
            found.append(content)
    return found


def _is_picture_or_font(header: bytes) -> bool:
    marks = (b"/Image", b"/FontFile", b"/Length1", b"/XRef", b"/Metadata", b"/ICCBased", b"/ObjStm")
    return any(mark in header for mark in marks) or re.search(rb"/N\s+[134]\b", header) is not None


def _unpacked(header: bytes, raw: bytes) -> bytes | None:
    if b"/Filter" not in header:
        return raw[:_MAX_STREAM]
    if re.search(rb"/(?:LZW|ASCII85|ASCIIHex|RunLength|Crypt)", header):
        return None
    if b"/FlateDecode" not in header and b"/Fl" not in header:
        return None
    try:
        return zlib.decompressobj().decompress(raw, _MAX_STREAM)
    except zlib.error:
        return None
