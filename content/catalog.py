"""The content in one value: every item, measure, figure and phrase, loaded once and never changed.
A folder with any mistake does not load."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from content.consistency import Files, check
from content.edition import Indicator, Measure, indicator_from, items_from, measures_from
from content.general import GeneralEntry, GeneralText, check_general
from content.phrasebook import Phrases, sections_to_templates
from content.reading import Reader
from content.schema import (
    ContentError,
    CrosswalkRow,
    CrosswalkText,
    IndicatorText,
    Item,
    MeasureStep,
    MeasuresText,
    PublishField,
    ReportText,
    placeholders,
)

__all__ = [
    "Catalog",
    "ContentError",
    "CrosswalkRow",
    "GeneralEntry",
    "Indicator",
    "Item",
    "Measure",
    "MeasureStep",
    "Phrases",
    "PublishField",
    "load",
    "load_whole",
]

PACKAGED = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Catalog:
    report: ReportText
    indicators: tuple[Indicator, ...]
    items: tuple[Item, ...]
    measures: tuple[Measure, ...]
    measure_rows: tuple[str, ...]
    crosswalk: tuple[CrosswalkRow, ...]
    general: Mapping[str, GeneralEntry]
    """The general questions by key."""
    phrases: Phrases
    topics: Mapping[str, object]
    vocabulary: Mapping[str, object]

    @property
    def edition(self) -> int:
        return self.report.edition

    @property
    def title(self) -> str:
        return self.report.title

    @property
    def overall_score(self) -> float:
        return self.report.overall_score

    @property
    def level(self) -> str:
        return self.report.level

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(item.code for item in self.items)

    def item(self, code: str) -> Item | None:
        return next((item for item in self.items if item.code == code), None)

    def indicator(self, number: int) -> Indicator | None:
        return next((found for found in self.indicators if found.number == number), None)

    def measure(self, number: int) -> Measure | None:
        return next((found for found in self.measures if found.number == number), None)

    def items_of(self, indicator: int) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.indicator == indicator)

    def measures_of_item(self, code: str) -> tuple[Measure, ...]:
        return tuple(measure for measure in self.measures if code in measure.linked_items)

    def measures_of_indicator(self, number: int) -> tuple[Measure, ...]:
        return tuple(measure for measure in self.measures if measure.indicator == number)

    def next_item(self, code: str) -> Item | None:
        return self._beside(code, 1)

    def previous_item(self, code: str) -> Item | None:
        return self._beside(code, -1)

    def weakest_indicators(self) -> tuple[Indicator, ...]:
        return tuple(sorted(self.indicators, key=lambda indicator: indicator.score))

    def _beside(self, code: str, offset: int) -> Item | None:
        order = [item.code for item in self.items]
        place = order.index(code) + offset if code in order else -1
        return self.items[place] if 0 <= place < len(order) else None


def load(directory: Path | None = None) -> Catalog:
    """Reads a content folder, the packaged one unless told; raises ContentError on any mistake."""
    root = PACKAGED if directory is None else directory
    editions = [path for path in root.glob("[0-9][0-9][0-9][0-9]") if path.is_dir()]
    if not editions:
        raise ContentError(f"{root}: no folder of an edition, such as 2568")
    reader = Reader(root)
    files = _read_edition(max(editions), reader)
    phrases = _read_phrases(reader)
    general = reader.model(root / "general.toml", GeneralText)
    vocabulary = reader.optional_table(root / "vocabulary.toml")
    if files is not None:
        check(files, reader)
        if general is not None:
            codes = {item.code for _, _, item in files.items()}
            check_general(root / "general.toml", general, codes, reader)
    if files is None or general is None or reader.mistakes:
        raise ContentError(*reader.mistakes)
    return _assemble(files, general, phrases, vocabulary)


def _read_edition(folder: Path, reader: Reader) -> Files | None:
    report = reader.model(folder / "report.toml", ReportText)
    measures = reader.model(folder / "measures.toml", MeasuresText)
    crosswalk = reader.model(folder.parent / "crosswalk.toml", CrosswalkText)
    topics = reader.optional_table(folder / "topics.toml")
    paths = sorted((folder / "indicators").glob("*.toml"))
    read = {path: reader.model(path, IndicatorText) for path in paths}
    if not paths:
        reader.complain(folder / "indicators", "", "", "holds no indicator")
    indicators = {path: text for path, text in read.items() if text is not None}
    complete = bool(paths) and len(indicators) == len(paths)
    if report is None or measures is None or crosswalk is None or not complete:
        return None
    return Files(folder, report, indicators, measures, crosswalk, topics)


def _read_phrases(reader: Reader) -> Phrases:
    templates: dict[str, str] = {}
    for path in sorted((reader.root / "phrases").glob("*.toml")):
        found, mistakes = sections_to_templates(reader.name(path), reader.table(path) or {})
        reader.mistakes.extend(mistakes)
        for key in sorted(found.keys() & templates.keys()):
            section, _, name = key.partition(".")
            reader.complain(path, section, name, "exists in another file too")
        templates |= found
    return Phrases(templates)


def _assemble(
    files: Files, general: GeneralText, phrases: Phrases, vocabulary: Mapping[str, object]
) -> Catalog:
    texts = sorted(files.indicators.values(), key=lambda indicator: indicator.number)
    return Catalog(
        report=files.report,
        indicators=tuple(indicator_from(text) for text in texts),
        items=tuple(item for text in texts for item in items_from(text, files.report)),
        measures=tuple(
            measure
            for row in files.measures.rows
            for measure in measures_from(row, files.measures, files.report)
        ),
        measure_rows=tuple(row.key for row in files.measures.rows),
        crosswalk=files.crosswalk.rows,
        general={entry.key: entry for entry in general.entries},
        phrases=phrases,
        topics=files.topics,
        vocabulary=vocabulary,
    )


def load_whole(directory: Path | None = None) -> Catalog:
    """What a running bot needs: as `load`, and every phrase and general answer of the packaged
    folder is there, phrases with the same placeholders; a forgotten one would otherwise fail in the
    middle of a chat."""
    catalog = load(directory)
    if directory is None:
        return catalog
    packaged = load()
    wanted = packaged.phrases.templates
    found = catalog.phrases.templates
    mistakes = [f"phrases: {key}: is missing" for key in sorted(wanted.keys() - found.keys())]
    for key in sorted(wanted.keys() & found.keys()):
        unknown = sorted(placeholders(found[key]) - placeholders(wanted[key]))
        mistakes += [f"phrases: {key}: no value will be given for {{{name}}}" for name in unknown]
    absent = sorted(packaged.general.keys() - catalog.general.keys())
    mistakes += [f"general.toml: {key}: is missing" for key in absent]
    if mistakes:
        raise ContentError(*mistakes)
    return catalog
