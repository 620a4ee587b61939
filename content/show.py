"""Everything the content holds, as plain JSON values, for people and programs that check it."""

from content.catalog import Catalog, GeneralEntry, Measure
from content.schema import Item


def show(catalog: Catalog) -> dict[str, object]:
    """Titles are printed with the years that the report prints."""
    return {
        "edition": catalog.edition,
        "title": catalog.title,
        "overall_score": catalog.overall_score,
        "level": catalog.level,
        "indicators": [
            {
                "number": indicator.number,
                "name": indicator.name,
                "instrument": indicator.instrument,
                "score": indicator.score,
                "items": list(indicator.items),
            }
            for indicator in catalog.indicators
        ],
        "items": [_item(item, catalog.edition) for item in catalog.items],
        "measures": [_measure(measure) for measure in catalog.measures],
        "general": [_general(entry) for entry in catalog.general.values()],
    }


def _general(entry: GeneralEntry) -> dict[str, object]:
    return {
        "key": entry.key,
        "answer": entry.words,
        "source": list(entry.source),
        "cited": entry.cited,
    }


def _item(item: Item, edition: int) -> dict[str, object]:
    return {
        "code": item.code,
        "indicator": item.indicator,
        "instrument": item.instrument,
        "title": item.title_for(edition),
        "short_title": item.short_title,
        "issue": item.issue,
        "purpose": item.purpose,
        "advice": item.advice,
        "demands": list(item.steps),
        "publish": [
            {"text": field.text, "source": field.source, "confirmed": field.confirmed}
            for field in item.publish
        ],
        "notes": list(item.notes),
        "source": item.source,
    }


def _measure(measure: Measure) -> dict[str, object]:
    return {
        "id": measure.id,
        "indicator": measure.indicator,
        "name": measure.name,
        "steps": [step.text for step in measure.steps],
        "period": measure.period,
        "owner": measure.owner,
        "linked_items": list(measure.linked_items),
        "notes": list(measure.notes),
        "source": measure.source,
    }
