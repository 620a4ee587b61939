"""Everything the resolver knows, made once from the content and never changed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from content.catalog import Catalog
from handlers.understanding.codes import Numbering
from handlers.understanding.general import Wordings, wordings
from handlers.understanding.model import BadWeights, Model, load

Words = Mapping[str, tuple[str, ...]]
_TONES = re.compile("([่้๊๋็])(?![?*+{])")
CODES = "\ue000-\ue2ff"
"""The private-use letters that stand for codes in a read message."""
_BEHIND = re.compile(r"\(\?<[!=][^)]*\)")


@dataclass(frozen=True, slots=True)
class Lexicon:
    numbering: Numbering
    model: Model | None
    patterns: Mapping[str, re.Pattern[str]]
    neighbours: Mapping[str, Words]
    order: tuple[str, ...]
    shared_cards: Mapping[str, tuple[str, ...]]
    words: frozenset[str]
    fixed: Mapping[str, str]
    """Whole messages that always mean the same, and what they mean."""
    indicators: Mapping[str, tuple[str, ...]]
    """The items of `indicator:9`, …"""
    general: Wordings

    def has(self, code: str) -> bool:
        """Whether a code exists; whole indicators and measures too."""
        kind, colon, number = code.partition(":")
        if not colon:
            return code in self.order
        numbers = self.numbering.families.get(f"{kind}:", frozenset())
        return code == "measure:all" or (number.isdecimal() and int(number) in numbers)

    def members(self, scope: str) -> tuple[str, ...]:
        """The items of a family ("O", "i", "E") or of an indicator; none of anything else."""
        if scope in ("O", "i", "E"):
            return tuple(code for code in self.order if code.startswith(scope))
        return self.indicators.get(scope, ())

    def knows(self, word: str) -> bool:
        """Whether a word is one of ours, so that it was not typed on the wrong layout."""
        return word in self.words


def build(catalog: Catalog, *, bare: bool = False) -> Lexicon:
    """Raises BadWeights when the weights cannot be read or speak of codes that this content lacks.

    `bare`: without the learned model, only to read texts, which is what training needs.
    """
    model = None if bare else load()
    neighbours = {code: _lists(table) for code, table in catalog.topics.items()}
    vocabulary = {name: _lists(table) for name, table in catalog.vocabulary.items()}
    patterns = vocabulary.get("patterns", {})
    found = Lexicon(
        numbering=_numbering(catalog),
        model=model,
        patterns={name: compile_words(words) for name, words in patterns.items()},
        shared_cards=_shared(catalog),
        neighbours=neighbours,
        order=tuple(item.code for item in catalog.items),
        words=_words(vocabulary.get("words", {}), patterns),
        fixed=_fixed(vocabulary.get("global", {})),
        indicators={
            f"indicator:{known.number}": tuple(i.code for i in catalog.items_of(known.number))
            for known in catalog.indicators
        },
        general=wordings(catalog.general.values()),
    )
    if model is not None:
        foreign = [code for code in model.names["topic"] if not found.has(code)]
        if foreign:
            raise BadWeights(f"the weights are for other content: no {', '.join(foreign[:5])} here")
    return found


def compile_words(words: Iterable[str]) -> re.Pattern[str]:
    """One pattern for any of the words, with tone marks optional outside look-behinds."""
    joined = "|".join(f"(?:{_tolerant(word)})" for word in words)
    return re.compile(joined.replace("[^§", f"[^{CODES}").replace("§", f"[{CODES}]"))


def _tolerant(word: str) -> str:
    parts: list[str] = []
    position = 0
    for fixed in _BEHIND.finditer(word):
        parts += [_TONES.sub(r"\1?", word[position : fixed.start()]), fixed[0]]
        position = fixed.end()
    return "".join(parts) + _TONES.sub(r"\1?", word[position:])


def _fixed(table: Words) -> dict[str, str]:
    return {"".join(word.split()).lower(): name for name, words in table.items() for word in words}


def _lists(table: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(table, Mapping):
        return {}
    return {str(key): tuple(map(str, words)) for key, words in table.items()}


def _numbering(catalog: Catalog) -> Numbering:
    families: dict[str, set[int]] = {"O": set(), "i": set(), "E": set()}
    steps: dict[str, int] = {}
    for item in catalog.items:
        families[item.code[0]].add(int(item.code[1:]))
        steps[item.code] = len(item.steps)
    families["indicator:"] = {indicator.number for indicator in catalog.indicators}
    families["measure:"] = {measure.number for measure in catalog.measures}
    steps |= {f"measure:{measure.number}": len(measure.steps) for measure in catalog.measures}
    return Numbering({name: frozenset(numbers) for name, numbers in families.items()}, steps)


def _shared(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    return {item.code: item.shares_card_with for item in catalog.items if item.shares_card_with}


def wordings_of(catalog: Catalog) -> dict[str, list[str]]:
    """The content's own texts on each code: titles, names, issues, demands, fields, steps."""
    found: dict[str, list[str]] = {}
    for item in catalog.items:
        title = item.title.replace("{year}", "").replace("{previous_year}", "")
        issue = [item.issue] if item.issue else []
        fields = [field.text for field in item.publish]
        found[item.code] = [title, item.short_title, *issue, *item.steps, *fields]
    for measure in catalog.measures:
        steps = [step.text for step in measure.steps]
        found[f"measure:{measure.number}"] = [measure.name, measure.short_name, *steps]
    for indicator in catalog.indicators:
        found[f"indicator:{indicator.number}"] = [indicator.name]
    return found


def _words(*sources: Mapping[str, object]) -> frozenset[str]:
    """Every Latin word and every Thai phrase that the content uses."""
    found: set[str] = set()
    for source in sources:
        for value in source.values():
            inner = value.values() if isinstance(value, Mapping) else [value]
            for words in inner:
                for text in words if isinstance(words, tuple) else ():
                    found.update(re.findall(r"[a-z&'.-]{2,}", text.lower()))
                    found.add(text)
    return frozenset(found)
