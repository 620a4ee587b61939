"""The number of an item in another year. A mapping nobody confirmed is for the office's eyes only.

Numbers of 2567 that have no public source serve to understand what people type and are never shown.
"""

from collections.abc import Collection
from dataclasses import dataclass

from content.catalog import Catalog, CrosswalkRow


@dataclass(frozen=True, slots=True)
class OtherNumbers:
    """An item of the edition under its numbers of other years; empty where there is none."""

    code: str
    name: str
    code_2569: str
    codes_2567: tuple[str, ...]
    source: str
    confirmed: bool


def also_known_as(
    catalog: Catalog, code: str, confirmed: Collection[str], *, for_office: bool = False
) -> OtherNumbers | None:
    """`confirmed` are the codes whose mapping the office confirmed."""
    row = _row(catalog, code)
    if row is None:
        return None
    is_sure = row.confirmed or code in confirmed
    if not is_sure and not for_office:
        return None
    shown = row.codes_2567 if row.mark_2567 == "P" else ()
    return OtherNumbers(code, row.name, row.code_2569, shown, row.source, is_sure)


def numbers_line(catalog: Catalog, found: OtherNumbers) -> str:
    """`O12 (เลขข้อปี 2568) = O11 ปี 2569`, with a warning while it is not confirmed."""
    others = [f"{code} ปี 2567" for code in found.codes_2567]
    others.append(f"{found.code_2569} ปี 2569" if found.code_2569 else "ไม่มีเลขข้อของตนเองในปี 2569")
    words = catalog.phrases.say(
        "crosswalk.line", code=found.code, edition=catalog.edition, others=" · ".join(others)
    )
    return words if found.confirmed else f"{words} {catalog.phrases.say('crosswalk.unconfirmed')}"


def _row(catalog: Catalog, code: str) -> CrosswalkRow | None:
    return next((row for row in catalog.crosswalk if row.code_2568 == code), None)
