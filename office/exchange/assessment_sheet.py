"""The sheet that an officer copies from into the assessment system: has or has not, link, words.

In the order of the assessment, one block an item that is judged by a published link. What would
lose points there (no link, a dead one, a return) stands beside it, and is never copied along.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from content.catalog import Catalog
from office.exchange.snapshot import AgencyState, Line, Link


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as the form asks for it."""

    line: Line
    warnings: tuple[str, ...]

    @property
    def urls(self) -> str:
        return "\n".join(link.url for link in self.line.links)

    @property
    def all_text(self) -> str:
        """Everything at once, for a form with one field."""
        parts = (self.line.has, self.urls, self.line.explanation)
        return "\n".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Section:
    number: int
    name: str
    entries: tuple[Entry, ...]


def assessment_sheet(catalog: Catalog, state: AgencyState) -> tuple[Section, ...]:
    """The indicators that are judged by links, in order; exempt items are left out."""
    asked = [line for line in state.lines if line.state.needs_link and line.state.applies]
    found = []
    for indicator in catalog.indicators:
        lines = [line for line in asked if line.indicator == indicator.number]
        if lines:
            entries = tuple(Entry(line, _warnings(line)) for line in lines)
            found.append(Section(indicator.number, indicator.name, entries))
    return tuple(found)


def ready(sections: Sequence[Section]) -> tuple[int, int]:
    """How many items could be filled in without a warning, of how many."""
    entries = [entry for section in sections for entry in section.entries]
    return sum(not entry.warnings for entry in entries), len(entries)


def _warnings(line: Line) -> tuple[str, ...]:
    found: list[str] = []
    if not line.links:
        found.append("ยังไม่มีลิงก์")
    if line.state.review == "returned":
        found.append(f"จังหวัดส่งคืน: {line.state.reason}" if line.state.reason else "จังหวัดส่งคืน")
    for link in line.links:
        found += _link_warnings(link)
    return tuple(dict.fromkeys(found))


def _link_warnings(link: Link) -> list[str]:
    if link.verdict == "checking":
        return ["ลิงก์ยังรอตรวจ"]
    if link.verdict == "opens":
        return []
    return list(link.findings) or [f"ลิงก์{link.verdict_text}"]
