"""What a deadline can be for: one item, an indicator, an instrument, measures, or everything."""

from content.catalog import Catalog
from handlers.checklist import storage_code

_INSTRUMENTS = {"i": "IIT", "E": "EIT", "O": "OIT"}


def codes_in(catalog: Catalog, scope: str) -> frozenset[str]:
    """Item codes and storage codes of measures; empty for a scope that does not exist."""
    kind, _, number = scope.partition(":")
    if scope == "all":
        return frozenset(item.code for item in catalog.items)
    if scope in _INSTRUMENTS:
        return frozenset(item.code for item in catalog.items if item.code.startswith(scope))
    if kind == "indicator" and number.isdigit():
        return frozenset(item.code for item in catalog.items_of(int(number)))
    if scope == "measure:all":
        return frozenset(storage_code(catalog, measure.id) for measure in catalog.measures)
    if kind == "measure" and number.isdigit():
        known = catalog.measure(int(number))
        return frozenset({storage_code(catalog, scope)} if known else ())
    return frozenset({scope} if catalog.item(scope) else ())


def scope_name(catalog: Catalog, scope: str) -> str:
    """`O12 รายการจัดซื้อจัดจ้าง`, `ตัวชี้วัดที่ 9`, `OIT ทุกข้อ`, …"""
    kind, _, number = scope.partition(":")
    if scope == "all":
        return "ทุกข้อ"
    if scope in _INSTRUMENTS:
        return f"{_INSTRUMENTS[scope]} ทุกข้อ"
    if kind == "indicator":
        found = catalog.indicator(int(number)) if number.isdigit() else None
        return f"ตัวชี้วัดที่ {number}" + (f" {found.name}" if found else "")
    if scope == "measure:all":
        return "มาตรการทุกข้อ"
    if kind == "measure":
        measure = catalog.measure(int(number)) if number.isdigit() else None
        return f"มาตรการที่ {number}" + (f" {measure.short_name}" if measure else "")
    item = catalog.item(scope)
    return f"{scope} {item.short_title}" if item else scope
