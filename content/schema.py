"""The shapes of the content files. What an author writes is checked here, word by word where a
word matters: part 1 of the report recommends (ควร) and never orders, Arabic digits only, and no
title carries a typed year."""

import string
from typing import Annotated, Literal

import regex
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Instrument = Literal["IIT", "EIT", "OIT"]

BUTTON_GRAPHEMES = 40
ADVICE_LENGTH = 90
# "ถูกต้อง" (correct) holds the same letters as "ต้อง" (must) and is allowed.
_ORDER = regex.compile(r"(?<!ถูก)ต้อง")
_UNCLEAN = (
    (regex.compile(r"[๐-๙]"), "has Thai digits"),
    (regex.compile("ํา|เเ"), "has a vowel typed as two letters"),
    (regex.compile(r"\s{2}|[\t\n]"), "has doubled blanks or a line break"),
    (regex.compile(r"&\w+;"), "has an HTML entity"),
)


class ContentError(Exception):
    """The content cannot be used; one line a mistake, each with file, item and field."""

    def __init__(self, *mistakes: str) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def graphemes(text: str) -> int:
    return len(regex.findall(r"\X", text))


def placeholders(template: str) -> frozenset[str]:
    """The names in braces; a template that is not well formed raises ValueError."""
    parsed = string.Formatter().parse(template)
    names = frozenset(name for _, name, _, _ in parsed if name is not None)
    if wrong := sorted(name for name in names if not name.isidentifier()):
        raise ValueError(f"placeholder is not a plain name: {{{wrong[0]}}}")
    return names


def _clean(text: str) -> str:
    if not text or text != text.strip():
        raise ValueError("is empty or has blanks at an end")
    for pattern, complaint in _UNCLEAN:
        if pattern.search(text):
            raise ValueError(complaint)
    return text


def _recommends(text: str) -> str:
    if _ORDER.search(text):
        raise ValueError("says ต้อง, but part 1 of the report only recommends (ควร)")
    return text


def _one_recommendation(text: str) -> str:
    if "ควร" not in text:
        raise ValueError("is no recommendation (ควร)")
    if len(text) > ADVICE_LENGTH:
        raise ValueError(f"is {len(text)} characters long, at most {ADVICE_LENGTH}")
    return text


def _fits_button(text: str) -> str:
    if graphemes(text) > BUTTON_GRAPHEMES:
        raise ValueError(f"is {graphemes(text)} graphemes long, at most {BUTTON_GRAPHEMES}")
    return text


def _title(text: str) -> str:
    if unknown := placeholders(text) - {"year", "previous_year"}:
        raise ValueError(f"unknown placeholder {{{min(unknown)}}}")
    if regex.search(r"25\d\d", text):
        raise ValueError("has a typed year; write {year} or {previous_year}")
    return text


Text = Annotated[str, AfterValidator(_clean)]
Recommendation = Annotated[Text, AfterValidator(_recommends)]
Advice = Annotated[Recommendation, AfterValidator(_one_recommendation)]
ShortText = Annotated[Text, AfterValidator(_fits_button)]
TitleTemplate = Annotated[Text, AfterValidator(_title)]
ItemCode = Annotated[str, Field(pattern=r"^(i|E|O)[1-9][0-9]?$")]
AnyYearCode = Annotated[str, Field(pattern=r"^O[1-9][0-9]?$")]
Score = Annotated[float, Field(ge=0, le=100)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class PublishField(Strict):
    """One thing a page shows. Not confirmed means: seen elsewhere, never the province's word."""

    text: Text
    source: Text
    confirmed: bool


class Components(Strict):
    """Fields that come from one source."""

    source: Text
    confirmed: bool
    fields: Annotated[tuple[Text, ...], Field(min_length=1)]


class ItemText(Strict):
    """What an author writes about one item."""

    code: ItemCode
    title: TitleTemplate
    short_title: ShortText
    advice: Advice
    issue: Text | None = None
    purpose: Text | None = None
    steps: Annotated[tuple[Recommendation, ...], Field(min_length=1)]
    components: tuple[Components, ...] = ()
    notes: tuple[Text, ...] = ()
    shares_card_with: tuple[ItemCode, ...] = ()
    twins: tuple[ItemCode, ...] = ()
    machine_readable: bool = False


class Item(ItemText):
    """An item with what follows from its place: its indicator, its instrument, its source."""

    indicator: int
    instrument: Instrument
    source: str

    def title_for(self, fiscal_year: int) -> str:
        return self.title.format(year=fiscal_year, previous_year=fiscal_year - 1)

    @property
    def data_year(self) -> Literal["this", "previous"] | None:
        """Whose year the page shows; only where the title itself prints one."""
        if "{year}" in self.title:
            return "this"
        return "previous" if "{previous_year}" in self.title else None

    @property
    def publish(self) -> tuple[PublishField, ...]:
        return tuple(
            PublishField(text=text, source=group.source, confirmed=group.confirmed)
            for group in self.components
            for text in group.fields
        )


class IndicatorText(Strict):
    number: Annotated[int, Field(ge=1)]
    name: Text
    instrument: Instrument
    score: Score
    items: Annotated[tuple[ItemText, ...], Field(min_length=1)]


class MeasureStep(Strict):
    """One step; `actor` is how the report reads, since it seldom names who acts."""

    text: Text
    actor: Text
    actions: Annotated[tuple[Text, ...], Field(min_length=1)]


class MeasureName(Strict):
    number: Annotated[int, Field(ge=1)]
    name: Text
    short_name: ShortText


class MeasureRow(Strict):
    """One row of part 2; a row may carry more than one named measure over the same steps."""

    key: Annotated[str, Field(pattern=r"^m[1-9]_[a-z]+$")]
    indicator: int
    measures: Annotated[tuple[MeasureName, ...], Field(min_length=1)]
    linked_items: Annotated[tuple[ItemCode, ...], Field(min_length=1)]
    notes: tuple[Text, ...] = ()
    steps: Annotated[tuple[MeasureStep, ...], Field(min_length=1)]


class MeasuresText(Strict):
    fiscal_year: int
    period: Text
    owner: Text
    notes: tuple[Text, ...] = ()
    rows: Annotated[tuple[MeasureRow, ...], Field(min_length=1)]


class ReportText(Strict):
    """The edition: what the report is and the figures it prints for the whole province."""

    edition: int
    title: Text
    publisher: Text
    short_name: Text
    overall_score: Score
    level: Text
    agencies: Annotated[int, Field(ge=1)]
    notes: tuple[Text, ...] = ()


class CrosswalkRow(Strict):
    """One item through three years' numbering. Marks: P public source, D derived, U unverified;
    a U column is for understanding what people type and is never shown."""

    codes_2567: tuple[AnyYearCode, ...]
    code_2568: AnyYearCode
    code_2569: AnyYearCode | Literal[""]
    name: Text
    mark_2567: Literal["P", "U"]
    mark_2569: Literal["P", "D"]
    source: Text
    confirmed: bool


class CrosswalkText(Strict):
    rows: Annotated[tuple[CrosswalkRow, ...], Field(min_length=1)]
