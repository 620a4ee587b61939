"""Mends one link: spaces, line breaks, full-width letters, double encoding, Thai addresses.

`clean_link` never raises and is idempotent. It leaves tracking parameters alone and drops nothing
that a server might want.
"""

import re
import unicodedata
from urllib.parse import quote

MAX_LENGTH = 2_000
_MAX_RAW = 12_000

_COUNTRY = r"(?:go|or|ac|co|in|mi|net)\.th"
_GENERIC = r"com|net|org|info|asia|edu|gov|biz|th"
_SHORT = r"ly|gl|at|ee|ms|be|me|cc|io|link|app|dev|site|web|page|site|online"
BARE_HOST = (
    rf"(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.){{1,6}}"
    rf"(?:{_COUNTRY}|(?:{_GENERIC})|(?:{_SHORT})(?=/[A-Za-z0-9]))(?::\d{{2,5}}(?=/|\s|$))?"
)
_BARE = re.compile(rf"(?:www\.[^/?#]+|{BARE_HOST})(?=[/?#]|$)", re.IGNORECASE)
_SCHEME = re.compile(r"(?:(https?)[:;][/\\]{1,3})+", re.IGNORECASE)
_PARTS = re.compile(r"(https?)://([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_IPV6 = re.compile(r"\[[0-9a-f:.]{2,45}\]")

_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe0e\ufe0f\ufeff]"
)
_OPENING, _CLOSING = "([<{（［「『【“‘\"'«*_", ")]>}）］」』】”’\"'»*"
_PAIRS = {")": "(", "]": "[", "}": "{"}
_TRAILING = ".,;:!?…ฯ、。·|\\"
_DOUBLE = re.compile(r"%(?:25)+(?=[89A-Fa-f][0-9A-Fa-f]|20)")
_ANY_DOUBLE = re.compile(r"%(?:25)+(?=[0-9A-Fa-f]{2})")
_STRAY = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SAFE = "%/:@!$&'()*+,;=~-._[]"


def clean_link(raw: str) -> str | None:
    """The link as it should be stored; None when it cannot be a public web link."""
    if len(raw) > _MAX_RAW:
        return None
    text, _ = fold(raw)
    text = strip_wrapping(re.sub(r"\s+", "", text), leading=True)
    text = re.sub(r"^[^?#]+", lambda place: place[0].replace("\\", "/"), text)
    absolute = _with_scheme(text)
    parts = _PARTS.fullmatch(absolute) if absolute else None
    if parts is None:
        return None
    host = _clean_host(parts[2])
    if host is None:
        return None
    try:
        rest = _clean_path(parts[3]) + _clean_query(parts[4] or "") + _encode(parts[5] or "", "?#")
    except UnicodeEncodeError:
        return None
    link = f"{parts[1].lower()}://{host}{rest}"
    return link if len(link) <= MAX_LENGTH else None


def fold(text: str) -> tuple[str, tuple[int, ...]]:
    """The text with full-width letters narrowed and invisible characters gone, and where each
    remaining character stood."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        if _INVISIBLE.match(letter):
            continue
        letters.append(_narrow(letter))
        places.append(place)
    return "".join(letters), tuple(places)


def strip_wrapping(text: str, *, leading: bool) -> str:
    """The text without the brackets, quotes and full stops that people put around a link."""
    before = None
    while before != text:
        before = text
        if leading:
            text = text.lstrip(_OPENING)
        text = text.rstrip(_TRAILING)
        if text and text[-1] in _CLOSING:
            opening = _PAIRS.get(text[-1])
            if opening is None or text.count(opening) < text.count(text[-1]):
                text = text[:-1]
    return text


def _narrow(letter: str) -> str:
    if "\uff01" <= letter <= "\uff5e":
        return chr(ord(letter) - 0xFEE0)
    if letter in "\r\n\t":
        return letter
    return " " if unicodedata.category(letter) in ("Zs", "Zl", "Zp", "Cc") else letter


def _with_scheme(text: str) -> str | None:
    if match := _SCHEME.match(text):
        return f"{match[1].lower()}://{text[match.end() :]}"
    return f"https://{text}" if _BARE.match(text) else None


def _clean_host(authority: str) -> str | None:
    """The host in lower case and in ASCII, with its port; None with a user name in it."""
    host, port = authority, ""
    if match := re.fullmatch(r"(.*):([0-9]{0,6})", authority, re.DOTALL):
        host, port = match[1], match[2]
    if port and not 1 <= int(port) <= 65_535:
        return None
    host = host.rstrip(".").lower()
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    if not _IPV6.fullmatch(host) and (len(host) > 253 or not _HOST.fullmatch(host)):
        return None
    return f"{host}:{int(port)}" if port else host


def _clean_path(path: str) -> str:
    if _DOUBLE.search(path):
        path = _ANY_DOUBLE.sub("%", path)
    return _encode(path, "")


def _clean_query(query: str) -> str:
    # A link inside a parameter is rightly encoded twice.
    if not re.search(r"%3A%2F%2F", query, re.IGNORECASE):
        query = _DOUBLE.sub("%", query)
    return _encode(query, "?")


def _encode(part: str, safe: str) -> str:
    return quote(_STRAY.sub("%25", part), safe=_SAFE + safe)
