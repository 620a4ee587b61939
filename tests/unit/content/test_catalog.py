"""The content against what the report prints: counts, scores, codes, years, who says what."""

import re
from datetime import date

import pytest

from content.catalog import Catalog, Item, load
from content.schema import graphemes
from content.show import show

CATALOG = load()
ITEMS = {item.code: item for item in CATALOG.items}

SCORES = {
    1: ("การปฏิบัติหน้าที่", "IIT", 92.68),
    2: ("การใช้งบประมาณ", "IIT", 95.98),
    3: ("การใช้อำนาจ", "IIT", 98.84),
    4: ("การใช้ทรัพย์สินของราชการ", "IIT", 90.76),
    5: ("การแก้ไขปัญหาการทุจริต", "IIT", 94.09),
    6: ("คุณภาพการดำเนินงาน", "EIT", 97.18),
    7: ("ประสิทธิภาพการสื่อสาร", "EIT", 95.62),
    8: ("การปรับปรุงการทำงาน", "EIT", 95.24),
    9: ("การเปิดเผยข้อมูล", "OIT", 65.00),
    10: ("การป้องกันการทุจริต", "OIT", 100.00),
}
STEPS = {
    "i": (4, 5, 4, 2, 3, 3, 2, 4, 3, 2, 6, 6, 4, 4, 4),
    "E": (6, 5, 7, 2, 2, 3, 2, 5, 2),
    "O": (4, 4, 6, 3, 1, 1, 4, 4, 4, 1, 3, 4, 3, 1, 2, 6, 5, 2, 1, 4, 4, 2, 5, 2, 7, 2, 4, 2),
}
STEP_COUNTS = {f"{kind}{n}": count for kind in STEPS for n, count in enumerate(STEPS[kind], 1)}
SOME_PEOPLE = {"i5", "i7", "i8", "i9", "i10", "i11", "i12", "i14", "i15"} | {
    f"E{n}" for n in range(1, 10)
}
EVERYONE = {"i1", "i2", "i3", "i4", "i6", "i13"}
# Slips of the printed report, and its options that must not turn into duties.
SLIPS = (
    "ธุรส่วน|กรร้องเรียน|(?<!ความ)ประเมินเสี่ยง|แจกเวียน|แจกส่วน|โขมย|แก๊ไข|พวักพอง|บุคลากรภายนอก"
    "|ร่วมกับขับเคลื่อน|&amp;|Don't(?!s)|แผนความก้าวหน้า|ไม่ว่าจะ การ|Facebook Twitter"
    "|หน่วยงานหน่วยงาน|หมวดงบลงทุน"
)


def every_text(catalog: Catalog) -> list[str]:
    def texts(value: object) -> list[str]:
        match value:
            case str():
                return [value]
            case dict():
                return [text for entry in value.values() for text in texts(entry)]
            case list():
                return [text for entry in value for text in texts(entry)]
            case _:
                return []

    return texts(show(catalog)) + [
        text
        for measure in catalog.measures
        for step in measure.steps
        for text in (step.actor, *step.actions)
    ]


def test_counts() -> None:
    assert len(CATALOG.indicators) == 10
    assert len(CATALOG.items) == len(CATALOG.codes) == 52
    assert len(CATALOG.measures) == 8
    assert len(CATALOG.measure_rows) == 7
    rows = {measure.row: measure for measure in CATALOG.measures}
    assert sum(len(measure.steps) for measure in rows.values()) == 28
    assert sum(len(step.actions) for measure in rows.values() for step in measure.steps) == 59
    # E4 and E5 are one paragraph of the report.
    assert sum(len(item.steps) for item in CATALOG.items if item.code != "E5") == 179


def test_items_stand_in_the_reports_order() -> None:
    expected = [
        f"{kind}{n}" for kind, last in (("i", 15), ("E", 9), ("O", 28)) for n in range(1, last + 1)
    ]
    assert [item.code for item in CATALOG.items] == expected
    assert [code for indicator in CATALOG.indicators for code in indicator.items] == expected


@pytest.mark.parametrize(("code", "count"), STEP_COUNTS.items())
def test_every_demand_is_there(code: str, count: int) -> None:
    assert len(ITEMS[code].steps) == count


def test_scores_are_the_reports() -> None:
    found = {i.number: (i.name, i.instrument, i.score) for i in CATALOG.indicators}
    assert found == SCORES
    assert (CATALOG.edition, CATALOG.overall_score, CATALOG.level) == (2568, 90.14, "ผ่าน")


def test_weakest_first() -> None:
    assert [i.number for i in CATALOG.weakest_indicators()][:3] == [9, 4, 1]
    assert CATALOG.weakest_indicators()[-1].number == 10


@pytest.mark.parametrize("item", CATALOG.items, ids=lambda item: item.code)
def test_item_names_its_source(item) -> None:
    paragraph = "E4–E5" if item.code in {"E4", "E5"} else item.code
    assert item.source == f"รายงานวิเคราะห์ ITA ลำพูน ปี 2568 ส่วนที่ 1 ข้อ {paragraph}"


@pytest.mark.parametrize("item", CATALOG.items, ids=lambda item: item.code)
def test_part_one_recommends_and_never_orders(item) -> None:
    for text in (item.advice, *item.steps, *filter(None, (item.issue, item.purpose))):
        assert not re.search("(?<!ถูก)ต้อง", text)
    assert "ควร" in item.advice
    assert len(item.advice) <= 90
    assert graphemes(item.short_title) <= 40


@pytest.mark.parametrize("code", ["O8", "O9", "O25"])
def test_a_review_to_be_considered_stays_so(code: str) -> None:
    assert any(step.startswith("ควรพิจารณาทบทวน") for step in ITEMS[code].steps)


@pytest.mark.parametrize(
    ("code", "step", "words"),
    [
        ("i1", 3, "หรือ"),
        ("i2", 3, "อาจ"),
        ("E2", 3, "อาจ"),
        ("i4", 1, "หรือ"),
        ("i7", 0, "หรือ"),
    ],
)
def test_options_stay_options(code: str, step: int, words: str) -> None:
    assert words in ITEMS[code].steps[step]


def test_some_people_is_kept_where_printed_and_nowhere_else() -> None:
    printed = {item.code for item in CATALOG.items if item.issue and "บางราย" in item.issue}
    assert printed == SOME_PEOPLE
    assert {item.code for item in CATALOG.items if item.issue} == SOME_PEOPLE | EVERYONE


def test_years_in_titles_follow_the_fiscal_year() -> None:
    assert ITEMS["O12"].title_for(2568).endswith("ประจำปี พ.ศ. 2568")
    assert ITEMS["O12"].title_for(2570).endswith("ประจำปี พ.ศ. 2570")
    assert ITEMS["O13"].title_for(2570).endswith("ประจำปี พ.ศ. 2569")
    assert ITEMS["O1"].title_for(2570) == "โครงสร้างและอำนาจหน้าที่"


def test_only_nine_titles_carry_a_year() -> None:
    this = {item.code for item in CATALOG.items if item.data_year == "this"}
    previous = {item.code for item in CATALOG.items if item.data_year == "previous"}
    assert this == {"O6", "O12", "O23"}
    assert previous == {"O7", "O13", "O15", "O24", "O26", "O28"}
    for item in CATALOG.items:
        years = re.findall(r"25\d\d", item.title_for(2568))
        assert years == {"this": ["2568"], "previous": ["2567"], None: []}[item.data_year]


def test_twins() -> None:
    pairs = {frozenset((item.code, twin)) for item in CATALOG.items for twin in item.twins}
    expected = [
        "i1 E1",
        "i2 E2",
        "i3 E3",
        "E7 E8",
        "O12 O13",
        "O5 O6",
        "O17 O18",
        "O25 O26",
        "O27 O28",
    ]
    assert pairs == {frozenset(pair.split()) for pair in expected}


def test_e4_and_e5_are_answered_together() -> None:
    sharing = {item.code: item.shares_card_with for item in CATALOG.items if item.shares_card_with}
    assert sharing == {"E4": ("E5",), "E5": ("E4",)}
    assert ITEMS["E4"].steps == ITEMS["E5"].steps


def test_only_three_items_ask_for_a_processable_format() -> None:
    assert {i.code for i in CATALOG.items if i.machine_readable} == {"O7", "O12", "O13"}


def test_what_the_report_does_not_say_is_marked() -> None:
    for item in CATALOG.items:
        for field in item.publish:
            assert item.instrument == "OIT"
            assert field.confirmed == field.source.startswith("รายงานของจังหวัด")
            assert field.confirmed or field.source.startswith("แหล่งสาธารณะ")
            assert field.confirmed or re.search(r"ปี 25\d\d", field.source)


def test_items_without_any_source_show_no_fields() -> None:
    for code in ("O14", "O22", "O24", "O26", "O28"):
        assert ITEMS[code].publish == ()


def test_o12_has_the_sixteen_columns() -> None:
    columns = [field.text for field in ITEMS["O12"].publish if not field.confirmed][1:]
    assert len(columns) == 16
    assert (columns[0], columns[-1]) == ("ที่", "เลขที่โครงการในระบบ e-GP")


def test_measures_three_and_four_are_one_row() -> None:
    third, fourth = CATALOG.measure(3), CATALOG.measure(4)
    assert third is not None
    assert fourth is not None
    assert third.row == fourth.row == "m3_comm"
    assert third.steps == fourth.steps
    assert len(third.steps) == 3
    assert third.name != fourth.name


def test_three_indicators_have_no_measure() -> None:
    without = {i.number for i in CATALOG.indicators if not CATALOG.measures_of_indicator(i.number)}
    assert without == {1, 3, 8}


def test_measures_in_their_order() -> None:
    assert [measure.indicator for measure in CATALOG.measures] == [9, 6, 7, 7, 4, 2, 10, 5]
    assert [measure.id for measure in CATALOG.measures] == [f"measure:{n}" for n in range(1, 9)]
    counts = [len(measure.steps) for measure in CATALOG.measures]
    assert counts == [5, 7, 3, 3, 4, 2, 3, 4]


def test_measures_run_in_the_year_after_the_assessed_one() -> None:
    for measure in CATALOG.measures:
        assert measure.period_start == date(2025, 10, 1)
        assert measure.period_end == date(2026, 9, 30)
        assert "ตุลาคม 2568 – กันยายน 2569" in measure.period
        assert "33 ส่วนราชการ" in measure.owner
        assert measure.source.endswith(f"ส่วนที่ 2 ตัวชี้วัดที่ {measure.indicator}")


def test_measures_of_an_item() -> None:
    assert [measure.number for measure in CATALOG.measures_of_item("O9")] == [1, 2]
    assert [measure.number for measure in CATALOG.measures_of_item("E6")] == [3, 4]
    assert CATALOG.measures_of_item("O12") == ()


def test_part_two_says_must_once() -> None:
    rows = {measure.row: measure for measure in CATALOG.measures}
    ordering = [
        (row, place)
        for row, measure in rows.items()
        for place, step in enumerate(measure.steps, 1)
        if re.search("(?<!ถูก)ต้อง", step.text)
    ]
    assert ordering == [("m6_prevent", 2)]


def test_no_printed_slip_is_repeated() -> None:
    texts = every_text(CATALOG)
    assert len(texts) > 700
    assert [text for text in texts if re.search(SLIPS, text)] == []


def test_neighbours() -> None:
    def code(item: Item | None) -> str | None:
        return item.code if item else None

    assert code(CATALOG.next_item("i15")) == "E1"
    assert code(CATALOG.next_item("E9")) == "O1"
    assert code(CATALOG.previous_item("O13")) == "O12"
    assert CATALOG.next_item("O28") is None
    assert CATALOG.previous_item("i1") is None
    assert CATALOG.next_item("O29") is CATALOG.previous_item("O29") is None


def test_lookups_of_what_does_not_exist() -> None:
    assert CATALOG.item("O29") is None
    assert CATALOG.indicator(11) is None
    assert CATALOG.measure(9) is None
    assert [item.code for item in CATALOG.items_of(7)] == ["E4", "E5", "E6"]


def test_crosswalk_has_every_disclosure_item_once_and_confirms_nothing() -> None:
    assert [row.code_2568 for row in CATALOG.crosswalk] == [f"O{n}" for n in range(1, 29)]
    assert not any(row.confirmed for row in CATALOG.crosswalk)
    later = {row.code_2568: row.code_2569 for row in CATALOG.crosswalk}
    assert (later["O11"], later["O12"], later["O21"], later["O22"]) == ("", "O11", "O20", "O20")
    assert {code for code in later.values() if code} == {f"O{n}" for n in range(1, 27)}
    earlier = [code for row in CATALOG.crosswalk for code in row.codes_2567]
    # Where O15 of 2567 went is not known, so nothing is said about it.
    known = [f"O{n}" for n in range(1, 36) if n != 15]
    assert sorted(earlier, key=lambda code: int(code[1:])) == known


def test_show_is_plain_json_in_the_agreed_shape() -> None:
    shown = show(CATALOG)
    items = shown["items"]
    measures = shown["measures"]
    assert isinstance(items, list)
    assert isinstance(measures, list)
    o13 = next(item for item in items if item["code"] == "O13")
    assert o13["title"] == "รายงานผลการจัดซื้อจัดจ้างหรือการจัดหาพัสดุประจำปี พ.ศ. 2567"
    assert o13["demands"] == list(ITEMS["O13"].steps)
    assert {"code", "indicator", "instrument", "title", "issue", "demands", "source"} <= set(o13)
    assert {"id", "indicator", "name", "steps"} <= set(measures[0])
    assert len(items) == 52
    assert len(measures) == 8
