"""An HTML page, reduced to what the link doctor looks at: text, links, forms.

Bounded and linear: comments, scripts and styles are cut out with plain string searches before the
parser sees the page, because the standard parser can be made to crawl over unclosed ones.
"""

import re
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser

from typing_extensions import override

MAX_TEXT = 300_000
_MAX_LINKS = 2_000
_HIDDEN = (("<!--", "-->"), ("<script", "</script"), ("<style", "</style"), ("<svg", "</svg"))
_ASIDE = frozenset({"nav", "header", "footer"})
_SHOWS_SOMETHING = frozenset({"img", "iframe", "embed", "object", "video", "audio", "canvas"})
_BREAKS = frozenset({"p", "br", "div", "li", "tr", "td", "th", "h1", "h2", "h3", "h4", "title"})
_REFRESH = re.compile(
    r"\s*(\d{1,4})[\d.]*\s*[;,]?\s*(?:url\s*=)?\s*['\"]?\s*(.*?)['\"]?\s*", re.IGNORECASE
)
_SCRIPTED_MOVE = re.compile(
    r"""(?:window\.|document\.|self\.|top\.)?location(?:\.href)?\s*=\s*["']([^"']{1,500})["']"""
    r"""|location\.replace\(\s*["']([^"']{1,500})["']"""
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link on a page, its words, and whether it stands in the menu, header or footer."""

    href: str
    text: str
    aside: bool


@dataclass(frozen=True, slots=True)
class Page:
    """What a person would see, and what a page does by itself."""

    title: str
    headings: tuple[str, ...]
    text: str
    links: tuple[Link, ...]
    ids: frozenset[str]
    has_password: bool
    shows_media: bool
    scripts: int
    moves_to: str | None


def parse_page(html: str) -> Page:
    """Never raises; a page beyond the limit is read from its beginning."""
    html = html[:MAX_TEXT]
    visible, scripts = _without_hidden(html)
    reader = _Reader()
    reader.feed(visible[: visible.rfind(">") + 1])
    reader.close()
    tail = visible[visible.rfind(">") + 1 :]
    text = _squeeze("".join(reader.text) + " " + unescape(tail))
    return Page(
        title=_squeeze("".join(reader.title))[:300],
        headings=tuple(_squeeze(heading)[:300] for heading in reader.headings[:20]),
        text=text,
        links=tuple(reader.links),
        ids=frozenset(reader.ids),
        has_password=reader.has_password,
        shows_media=reader.shows_media,
        scripts=len(scripts),
        moves_to=reader.refresh or _scripted_move(text, scripts),
    )


def _without_hidden(html: str) -> tuple[str, list[str]]:
    """The page without what is never shown, and its scripts."""
    scripts: list[str] = []
    for opening, closing in _HIDDEN:
        pieces: list[str] = []
        position = 0
        lowered = html.lower()
        if len(lowered) != len(html):
            html = lowered
        while (start := lowered.find(opening, position)) >= 0:
            end = lowered.find(closing, start + len(opening))
            pieces.append(html[position:start])
            if opening == "<script":
                scripts.append(html[start : end if end >= 0 else None][:20_000])
            if end < 0:
                position = len(html)
                break
            position = lowered.find(">", end) + 1 or len(html)
        pieces.append(html[position:])
        html = " ".join(pieces)
    return html, scripts


def _scripted_move(text: str, scripts: list[str]) -> str | None:
    """A page of nothing but a script that goes elsewhere is a redirect."""
    if len(text) > 200 or len(scripts) > 3:
        return None
    for script in scripts:
        if match := _SCRIPTED_MOVE.search(script):
            return match[1] or match[2]
    return None


def _squeeze(text: str) -> str:
    return " ".join(text.split())


class _Reader(HTMLParser):
    """Collects while the parser walks; the page is already bounded."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.title: list[str] = []
        self.headings: list[str] = []
        self.links: list[Link] = []
        self.ids: set[str] = set()
        self.has_password = False
        self.shows_media = False
        self.refresh: str | None = None
        self._inside: dict[str, int] = {}
        self._link: tuple[str, int] | None = None

    @override
    def updatepos(self, i: int, j: int) -> int:
        return j  # nobody asks for line numbers, and counting them is a tenth of the work

    @override
    def parse_marked_section(self, i: int, report: int = 1) -> int:
        # The standard one gives up with an AssertionError on "<![" and a word it does not know.
        return self.rawdata.find(">", i) + 1 or len(self.rawdata)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag in _BREAKS:
            self.text.append(" ")
        if tag in _ASIDE or tag in ("title", "noscript", "h1", "h2"):
            self._inside[tag] = self._inside.get(tag, 0) + 1
        if tag in ("h1", "h2"):
            self.headings.append("")
        if tag in _SHOWS_SOMETHING:
            self.shows_media = True
        for name in ("id", "name"):
            if name in named and len(self.ids) < _MAX_LINKS:
                self.ids.add(named[name])
        match tag:
            case "a":
                self._close_link()
                self._link = (named.get("href", "").strip(), len(self.text)) if named else None
            case "input":
                kind = named.get("type", "").lower()
                self.has_password = self.has_password or kind == "password"
            case "meta" if named.get("http-equiv", "").lower() == "refresh":
                self._read_refresh(named.get("content", ""))
            case _:
                pass

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag in _BREAKS:
            self.text.append(" ")
        if self._inside.get(tag):
            self._inside[tag] -= 1
        if tag == "a":
            self._close_link()

    @override
    def handle_data(self, data: str) -> None:
        if self._inside.get("title"):
            self.title.append(data)
        elif not self._inside.get("noscript"):
            self.text.append(data)
            if self.headings and (self._inside.get("h1") or self._inside.get("h2")):
                self.headings[-1] += data

    @override
    def close(self) -> None:
        super().close()
        self._close_link()

    def _close_link(self) -> None:
        if self._link is None or len(self.links) >= _MAX_LINKS:
            return
        href, start = self._link
        self._link = None
        aside = any(self._inside.get(tag) for tag in _ASIDE)
        self.links.append(Link(href, _squeeze("".join(self.text[start:])), aside))

    def _read_refresh(self, content: str) -> None:
        match = _REFRESH.fullmatch(content[:1_000])
        if match and match[2] and int(match[1]) <= 10:
            self.refresh = self.refresh or match[2]
