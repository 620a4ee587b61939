"""Values made from what authors wrote: each knows its place in the report and its source."""

from dataclasses import dataclass
from datetime import date

from content.schema import (
    IndicatorText,
    Instrument,
    Item,
    MeasureRow,
    MeasureStep,
    MeasuresText,
    ReportText,
)

BUDDHIST_ERA = 543


@dataclass(frozen=True, slots=True)
class Indicator:
    number: int
    name: str
    instrument: Instrument
    score: float
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """A named measure of part 2; measures of one `row` share its steps."""

    number: int
    row: str
    name: str
    short_name: str
    indicator: int
    steps: tuple[MeasureStep, ...]
    period: str
    period_start: date
    period_end: date
    owner: str
    linked_items: tuple[str, ...]
    notes: tuple[str, ...]
    source: str

    @property
    def id(self) -> str:
        return f"measure:{self.number}"


def indicator_from(text: IndicatorText) -> Indicator:
    return Indicator(
        number=text.number,
        name=text.name,
        instrument=text.instrument,
        score=text.score,
        items=tuple(item.code for item in text.items),
    )


def items_from(text: IndicatorText, report: ReportText) -> tuple[Item, ...]:
    def source(code: str, others: tuple[str, ...]) -> str:
        paragraph = "–".join(sorted((code, *others)))
        return f"{report.short_name} ส่วนที่ 1 ข้อ {paragraph}"

    return tuple(
        Item(
            **dict(item),
            indicator=text.number,
            instrument=text.instrument,
            source=source(item.code, item.shares_card_with),
        )
        for item in text.items
    )


def measures_from(
    row: MeasureRow, measures: MeasuresText, report: ReportText
) -> tuple[Measure, ...]:
    last_year = measures.fiscal_year - BUDDHIST_ERA
    return tuple(
        Measure(
            number=named.number,
            row=row.key,
            name=named.name,
            short_name=named.short_name,
            indicator=row.indicator,
            steps=row.steps,
            period=measures.period,
            period_start=date(last_year - 1, 10, 1),
            period_end=date(last_year, 9, 30),
            owner=measures.owner,
            linked_items=row.linked_items,
            notes=(*row.notes, *measures.notes),
            source=f"{report.short_name} ส่วนที่ 2 ตัวชี้วัดที่ {row.indicator}",
        )
        for named in row.measures
    )
