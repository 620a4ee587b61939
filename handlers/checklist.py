"""How far an agency is: three honest bars, computed from rows, never stored.

อ้างว่าเสร็จ: every step of an item is ticked. ลิงก์เปิดได้: an O item has links and the link doctor could
open all of them. จังหวัดตรวจแล้ว: the office accepted the item. An item with a dead link, or one that
the office returned, is never green whatever is ticked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from typing_extensions import override

from content.catalog import Catalog
from models.task import Step

LinkState = Literal["none", "checking", "opens", "dead", "unknown"]
ReviewState = Literal["none", "accepted", "returned"]
Colour = Literal["green", "amber", "red", "grey"]


@dataclass(frozen=True, slots=True)
class Bar:
    """`count` of `total`, for texts "n/m" and for the width of a bar."""

    count: int
    total: int

    @property
    def percent(self) -> int:
        """0–100, rounded down so that 100 means all."""
        return 100 * self.count // self.total if self.total else 0

    @override
    def __str__(self) -> str:
        return f"{self.count}/{self.total}"


@dataclass(frozen=True, slots=True)
class ItemState:
    """One item of one agency as it stands."""

    code: str
    ticked: frozenset[int]
    """Numbers of the ticked steps, from 1."""
    steps: int
    links: int = 0
    link_state: LinkState = "none"
    review: ReviewState = "none"
    reason: str = ""
    applies: bool = True

    @property
    def claimed(self) -> bool:
        return len(self.ticked) == self.steps

    @property
    def opens(self) -> bool:
        return self.link_state == "opens"

    @property
    def needs_link(self) -> bool:
        return self.code.startswith("O")

    @property
    def colour(self) -> Colour:
        if self.review == "returned" or self.link_state == "dead":
            return "red"
        if self.claimed and (self.opens or not self.needs_link):
            return "green"
        return "amber" if self.ticked or self.links else "grey"


@dataclass(frozen=True, slots=True)
class Checklist:
    """All items and measure rows of one agency in one fiscal year (Buddhist era)."""

    fiscal_year: int
    items: Mapping[str, ItemState]
    measures: Mapping[str, ItemState]
    """By storage code (`measure:3` stands for 3 and 4)."""

    def claimed(self, codes: Iterable[str] | None = None) -> Bar:
        chosen = self._chosen(codes)
        return Bar(sum(item.claimed for item in chosen), len(chosen))

    def opens(self, codes: Iterable[str] | None = None) -> Bar:
        chosen = [item for item in self._chosen(codes) if item.needs_link]
        return Bar(sum(item.opens for item in chosen), len(chosen))

    def accepted(self, codes: Iterable[str] | None = None) -> Bar:
        chosen = self._chosen(codes)
        return Bar(sum(item.review == "accepted" for item in chosen), len(chosen))

    def measure_steps(self) -> Bar:
        rows = self.measures.values()
        return Bar(sum(len(row.ticked) for row in rows), sum(row.steps for row in rows))

    def _chosen(self, codes: Iterable[str] | None) -> list[ItemState]:
        wanted = self.items if codes is None else codes
        return [self.items[code] for code in wanted if self.items[code].applies]


def storage_code(catalog: Catalog, code: str) -> str:
    """The code under which ticks are kept: measures that share a list use the lowest number."""
    if not code.startswith("measure:"):
        return code
    wanted = catalog.measure(int(code.split(":")[1]))
    if wanted is None:
        return code
    first = next(m for m in catalog.measures if m.row == wanted.row)
    return f"measure:{first.number}"


def step_texts(catalog: Catalog, code: str) -> tuple[str, ...]:
    """The steps of an item or measure, in order; empty for anything else."""
    if code.startswith("measure:") and code != "measure:all":
        measure = catalog.measure(int(code.split(":")[1]))
        return tuple(step.text for step in measure.steps) if measure else ()
    item = catalog.item(code)
    return item.steps if item else ()


def checklist_of(
    catalog: Catalog,
    fiscal_year: int,
    ticked: set[Step],
    *,
    links: Mapping[str, tuple[int, LinkState]] | None = None,
    reviews: Mapping[str, tuple[ReviewState, str]] | None = None,
    exempt: frozenset[str] = frozenset(),
) -> Checklist:
    """Put rows and content together; `links` gives count and state by item code."""
    links, reviews = links or {}, reviews or {}
    items: dict[str, ItemState] = {}
    for item in catalog.items:
        count, state = links.get(item.code, (0, "none"))
        review, reason = reviews.get(item.code, ("none", ""))
        items[item.code] = ItemState(
            code=item.code,
            ticked=_ticked(ticked, item.code, len(item.steps)),
            steps=len(item.steps),
            links=count,
            link_state=state,
            review=review,
            reason=reason,
            applies=item.code not in exempt,
        )
    measures: dict[str, ItemState] = {}
    for measure in catalog.measures:
        code = storage_code(catalog, f"measure:{measure.number}")
        steps = len(measure.steps)
        measures[code] = ItemState(code, _ticked(ticked, code, steps), steps)
    return Checklist(fiscal_year, items, measures)


def _ticked(ticked: set[Step], code: str, steps: int) -> frozenset[int]:
    return frozenset(n for n in range(1, steps + 1) if (code, n) in ticked)


def link_state(verdicts: Iterable[str]) -> LinkState:
    """One state for all links of an item: one dead link makes the item dead."""
    seen = set(verdicts)
    if not seen:
        return "none"
    if "dead" in seen:
        return "dead"
    if "checking" in seen:
        return "checking"
    return "unknown" if "unknown" in seen else "opens"
