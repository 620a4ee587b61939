"""What no single file can promise: codes that are unique and exist, twins that name each other,
items that share a paragraph of the report asking the same, measures that point at something."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from content.reading import Reader
from content.schema import CrosswalkText, IndicatorText, ItemText, MeasuresText, ReportText

INSTRUMENT_OF_LETTER = {"i": "IIT", "E": "EIT", "O": "OIT"}


@dataclass(frozen=True, slots=True)
class Files:
    """The files of one edition, read, each known to be well formed on its own."""

    folder: Path
    report: ReportText
    indicators: Mapping[Path, IndicatorText]
    measures: MeasuresText
    crosswalk: CrosswalkText
    topics: Mapping[str, object]

    def items(self) -> Iterator[tuple[Path, IndicatorText, ItemText]]:
        for path, indicator in self.indicators.items():
            for item in indicator.items:
                yield path, indicator, item


def check(files: Files, reader: Reader) -> None:
    by_code = {item.code: item for _, _, item in files.items()}
    _check_edition(files, reader)
    _check_indicators(files, reader)
    for path, indicator, item in files.items():
        if INSTRUMENT_OF_LETTER[item.code[0]] != indicator.instrument:
            reader.complain(path, item.code, "code", f"not an item of {indicator.instrument}")
        _check_neighbours(path, item, by_code, reader)
    _check_measures(files, by_code, reader)
    _check_crosswalk(files, by_code, reader)
    _check_topics(files, by_code, reader)


def _check_edition(files: Files, reader: Reader) -> None:
    path = files.folder / "report.toml"
    if str(files.report.edition) != files.folder.name:
        reader.complain(path, "", "edition", f"stands in the folder {files.folder.name}")


def _check_indicators(files: Files, reader: Reader) -> None:
    numbers = Counter(indicator.number for indicator in files.indicators.values())
    codes = Counter(item.code for _, _, item in files.items())
    for path, indicator in files.indicators.items():
        if numbers[indicator.number] > 1:
            reader.complain(path, "", "number", f"indicator {indicator.number} exists twice")
    for path, _, item in files.items():
        if codes[item.code] > 1:
            reader.complain(path, item.code, "code", "exists more than once")


def _check_neighbours(
    path: Path, item: ItemText, by_code: Mapping[str, ItemText], reader: Reader
) -> None:
    for code in item.twins:
        twin = by_code.get(code)
        if twin is None:
            reader.complain(path, item.code, "twins", f"no item {code}")
        elif item.code not in twin.twins:
            reader.complain(path, item.code, "twins", f"{code} does not name it back")
    for code in item.shares_card_with:
        other = by_code.get(code)
        if other is None:
            reader.complain(path, item.code, "shares_card_with", f"no item {code}")
        elif item.code not in other.shares_card_with:
            reader.complain(path, item.code, "shares_card_with", f"{code} does not name it back")
        elif item.steps != other.steps:
            reader.complain(path, item.code, "steps", f"differ from those of {code}")


def _check_measures(files: Files, by_code: Mapping[str, ItemText], reader: Reader) -> None:
    path = files.folder / "measures.toml"
    indicators = {indicator.number for indicator in files.indicators.values()}
    numbers = Counter(name.number for row in files.measures.rows for name in row.measures)
    keys = Counter(row.key for row in files.measures.rows)
    for row in files.measures.rows:
        if keys[row.key] > 1:
            reader.complain(path, row.key, "key", "exists more than once")
        if row.indicator not in indicators:
            reader.complain(path, row.key, "indicator", f"no indicator {row.indicator}")
        for code in row.linked_items:
            if code not in by_code:
                reader.complain(path, row.key, "linked_items", f"no item {code}")
        for name in row.measures:
            if numbers[name.number] > 1:
                reader.complain(path, row.key, "number", f"measure {name.number} exists twice")


def _check_crosswalk(files: Files, by_code: Mapping[str, ItemText], reader: Reader) -> None:
    path = files.folder.parent / "crosswalk.toml"
    for row in files.crosswalk.rows:
        if row.code_2568 not in by_code:
            reader.complain(path, row.code_2568, "code_2568", f"no item {row.code_2568}")


def _check_topics(files: Files, by_code: Mapping[str, ItemText], reader: Reader) -> None:
    path = files.folder / "topics.toml"
    known = (
        set(by_code)
        | {f"indicator:{indicator.number}" for indicator in files.indicators.values()}
        | {f"measure:{name.number}" for row in files.measures.rows for name in row.measures}
        | {"measure:all"}
    )
    for code, table in files.topics.items():
        if code not in known:
            reader.complain(path, code, "", "no such code")
        if not isinstance(table, dict):
            reader.complain(path, code, "", "must be a table of lists of texts")
            continue
        for key, words in table.items():
            if not _is_word_list(words):
                reader.complain(path, code, key, "must be a list of texts, none empty")


def _is_word_list(words: object) -> bool:
    return (
        isinstance(words, list)
        and bool(words)
        and all(isinstance(word, str) and word.strip() for word in words)
    )
