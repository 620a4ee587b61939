"""Bytes of a page → text. Thai sites say UTF-8 and mean Windows-874, or the other way round."""

import codecs
import re

_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,30})""", re.IGNORECASE)
# Only these: some of Python's codecs unpack ("zlib") or crawl ("punycode") and no page needs them.
_CODECS = {
    "tis-620": "cp874",
    "tis620": "cp874",
    "windows-874": "cp874",
    "cp874": "cp874",
    "iso-8859-11": "cp874",
    "x-thai": "cp874",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "iso-8859-1": "cp1252",
    "windows-1252": "cp1252",
}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd]")


def decode(body: bytes, content_type: str) -> str | None:
    """The text, or None when it is no text in any encoding such a site would use."""
    if b"\x00" in body[:1024] and not body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    for name in _candidates(body, content_type):
        try:
            text = codecs.getincrementaldecoder(name)().decode(body)
        except UnicodeError:
            continue
        return text if _is_readable(text) else None
    text = body.decode("cp874", errors="replace")
    return text if _is_readable(text) else None


def _candidates(body: bytes, content_type: str) -> list[str]:
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if body.startswith(mark):
            return [name]
    said = [*_DECLARED.findall(content_type.encode("ascii", "replace"))]
    said += _DECLARED.findall(body[:4096])
    names = [name.decode("ascii").lower() for name in said]
    # UTF-8 proves itself: other encodings of Thai almost never pass as valid UTF-8.
    return ["utf-8", *(_CODECS[name] for name in names if name in _CODECS), "cp874"]


def _is_readable(text: str) -> bool:
    sample = text[:20_000]
    return len(_CONTROL.findall(sample)) <= len(sample) // 20
