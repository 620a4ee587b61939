"""A broken content folder does not load, and its message says where to look."""

import re
import shutil
from pathlib import Path

import pytest

from content.catalog import PACKAGED, ContentError, load

NINE = "2568/indicators/09-disclosure.toml"
SEVEN = "2568/indicators/07-communication.toml"
O12 = f"{NINE}: O12: "
BREAKAGES = [
    (NINE, "{year}\"\nshort_title = \"รายการ",
     "{yaer}\"\nshort_title = \"รายการ", O12 + "title: unknown placeholder {yaer}"),
    (NINE, "จัดหาพัสดุประจำปี พ.ศ. {year}",
     "จัดหาพัสดุประจำปี พ.ศ. 2568", O12 + "title: has a typed year"),
    (NINE, "ควรเผยแพร่รายการจัดซื้อจัดจ้าง",
     "ต้องเผยแพร่รายการจัดซื้อจัดจ้าง", O12 + "advice: says ต้อง"),
    (NINE, "ควรเผยแพร่รายการจัดซื้อจัดจ้าง",
     "เผยแพร่รายการจัดซื้อจัดจ้าง", O12 + "advice: is no recommendation"),
    (NINE, "ควรเผยแพร่รายการจัดซื้อจัดจ้าง",
     "ควรเผยแพร่รายการจัดซื้อจัดจ้าง" * 4, O12 + "advice: is "),
    (NINE, "จัดทำข้อมูลรายการจัดซื้อ",
     "ต้องจัดทำข้อมูลรายการจัดซื้อ", O12 + "steps[0]: says ต้อง"),
    (NINE, "จัดทำข้อมูลรายการจัดซื้อ",
     "จัดทำข้อมูล ๒๕๖๘ รายการจัดซื้อ", O12 + "steps[0]: has Thai digits"),
    (NINE, "short_title = \"รายการและ",
     "short_title = \"รายการจัดซื้อจัดจ้างหรือการจัดหาพัสดุทั้งหมดและ", O12 + "short_title: is "),
    (NINE, "code = \"O12\"", "code = \"O12\"\nadvise = \"x\"",
     O12 + "advise: Extra inputs are not permitted"),
    (NINE, "twins = [\"O13\"]", "twins = \"O13\"",
     O12 + "twins: Input should be a valid tuple"),
    (NINE, "twins = [\"O13\"]", "twins = [\"O99\"]",
     O12 + "twins: no item O99"),
    (NINE, "twins = [\"O13\"]", "twins = []",
     NINE + ": O13: twins: O12 does not name it back"),
    (NINE, "ข้อ O12\"\nconfirmed = true",
     "ข้อ O12\"\nconfirmed = \"yes\"",
     O12 + "components[0].confirmed: Input should be a valid boolean"),
    (NINE, "code = \"O11\"", "code = \"O12\"",
     O12 + "code: exists more than once"),
    (NINE, "code = \"O20\"", "code = \"E20\"",
     NINE + ": E20: code: not an item of OIT"),
    (NINE, "score = 65.00", "score = 165.00",
     NINE + ": score: Input should be less than or equal to 100"),
    (NINE, "number = 9", "number = 10",
     NINE + ": number: indicator 10 exists twice"),
    (SEVEN, "ครบถ้วนเป็นปัจจุบัน\",\n]",
     "ครบถ้วน\",\n]", SEVEN + ": E4: steps: differ from those of E5"),
    (SEVEN, "shares_card_with = [\"E4\"]", "",
     SEVEN + ": E4: shares_card_with: E5 does not name it back"),
    ("2568/measures.toml", "actor = \"จังหวัดแจ้ง ส่วนราชการดำเนินการ\"\n", "",
     "2568/measures.toml: m1_manual: steps[0].actor: Field required"),
    ("2568/measures.toml", "\"i14\", \"i15\"", "\"i14\", \"i16\"",
     "2568/measures.toml: m7_complaint: linked_items: no item i16"),
    ("2568/measures.toml", "m4_asset\"\nindicator = 4", "m4_asset\"\nindicator = 14",
     "2568/measures.toml: m4_asset: indicator: no indicator 14"),
    ("2568/measures.toml", "number = 8", "number = 7",
     "2568/measures.toml: m7_complaint: number: measure 7 exists twice"),
    ("2568/measures.toml", "key = \"m2_eservice\"", "key = \"m1_manual\"",
     "2568/measures.toml: m1_manual: key: exists more than once"),
    ("2568/report.toml", "edition = 2568", "edition = 2569",
     "2568/report.toml: edition: stands in the folder 2568"),
    ("2568/report.toml", "level = \"ผ่าน\"", "level = \"\"",
     "2568/report.toml: level: is empty"),
    ("2568/report.toml", "edition = 2568", "edition = = 2568",
     "2568/report.toml: not valid TOML"),
    ("general.toml", "{edition}", "{edtion}",
     "general.toml: what_is_ita: answer[0]: unknown slot {edtion}"),
    ("general.toml", "source = [\"รายงานของจังหวัด\"]", "source = [\"ที่ไหนสักแห่ง\"]",
     "general.toml: what_is_ita: source[0]: Input should be"),
    ("general.toml", "source = [\"รายงานของจังหวัด\"]", "source = [\"สอบถามสำนักงานจังหวัด\"]",
     "general.toml: what_is_ita: {contact} belongs to the source"),
    ("general.toml", "cited = \"itachon.com ปี 2568\"", "",
     "general.toml: item_score: cited belongs to the source"),
    ("general.toml", "ปีอื่นอาจต่างไป โปรดตรวจกับคู่มือของปีนี้", "ปีอื่นอาจต่างไป",
     "general.toml: results_when: answer rests on another document"),
    ("general.toml", "next = [\"letters\"]", "next = [\"leters\"]",
     "general.toml: iit_eit_oit: next: leters is no button, entry or item"),
    ("general.toml", "next = [\"letters\"]", "next = [\"iit_eit_oit\"]",
     "general.toml: iit_eit_oit: next: leads to itself"),
    ("general.toml", "title = \"ITA คืออะไร\"", "title = \"การประเมิน ITA คืออะไรกันแน่\"",
     "general.toml: what_is_ita: title: is 2"),
    ("general.toml", "\"ITA คืออะไรคะ\"", "\"O12 คืออะไรคะ\"",
     "general.toml: what_is_ita: examples[0]: names a code or a link"),
    ("general.toml", "\"ITA คืออะไรคะ\"", "\"ส่งช้าแล้วเป็นอะไรไหม\"",
     "general.toml: what_is_ita: examples: “ส่งช้าแล้วเป็นอะไรไหม” stands there twice"),
    ("general.toml", "key = \"letters\"", "key = \"late\"",
     "general.toml: late: key: exists more than once"),
    ("crosswalk.toml", "code_2568 = \"O28\"", "code_2568 = \"O29\"",
     "crosswalk.toml: O29: code_2568: no item O29"),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "content"
    shutil.copytree(PACKAGED, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copy


def mistakes_of(folder: Path) -> tuple[str, ...]:
    with pytest.raises(ContentError) as caught:
        load(folder)
    assert str(caught.value).splitlines() == list(caught.value.mistakes)
    return caught.value.mistakes


def replace_once(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {path.name}: the test breaks nothing"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_an_unbroken_copy_loads(folder: Path) -> None:
    assert len(load(folder).items) == 52


@pytest.mark.parametrize(("file", "old", "new", "expected"), BREAKAGES)
def test_a_mistake_names_file_item_and_field(folder, file, old, new, expected) -> None:
    replace_once(folder / file, old, new)
    found = mistakes_of(folder)
    assert any(line.startswith(expected) for line in found), found


def test_all_mistakes_are_told_not_only_the_first(folder: Path) -> None:
    nine = folder / NINE
    replace_once(nine, "ควรเผยแพร่ข้อมูลผู้บริหาร", "เผยแพร่ข้อมูลผู้บริหาร")
    replace_once(nine, "ควรทำสถิติ", "ทำสถิติ")
    replace_once(folder / "2568/measures.toml", "fiscal_year = 2569", 'fiscal_year = "2569"')
    found = "\n".join(mistakes_of(folder))
    assert re.findall(r"O\d+: advice", found) == ["O2: advice", "O11: advice"]
    assert "measures.toml: fiscal_year: Input should be a valid integer" in found


@pytest.mark.parametrize(
    "file", ["2568/report.toml", "2568/measures.toml", "crosswalk.toml", "general.toml"]
)
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    assert mistakes_of(folder) == (f"{file}: missing",)


def test_a_file_of_another_encoding_is_named(folder: Path) -> None:
    (folder / "2568/report.toml").write_bytes('level = "ผ่าน"'.encode("tis-620"))
    assert mistakes_of(folder) == ("2568/report.toml: not UTF-8 text",)


def test_no_indicators(folder: Path) -> None:
    shutil.rmtree(folder / "2568/indicators")
    assert mistakes_of(folder) == ("2568/indicators: holds no indicator",)


def test_a_folder_that_is_no_content(tmp_path: Path) -> None:
    assert "no folder of an edition" in mistakes_of(tmp_path)[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[O29]\nwords = ['ก']", "2568/topics.toml: O29: no such code"),
        ("[O12]\nwords = []", "2568/topics.toml: O12: words: must be a list of texts, none empty"),
        ("[O12]\nwords = ['ก', '']", "2568/topics.toml: O12: words: must be a list of texts"),
        ("[O12]\nwords = 'ก'", "2568/topics.toml: O12: words: must be a list of texts"),
        ("O12 = 'ก'", "2568/topics.toml: O12: must be a table of lists of texts"),
    ],
)
def test_topics_are_checked(folder: Path, text: str, expected: str) -> None:
    (folder / "2568/topics.toml").write_text(text, encoding="utf-8")
    assert mistakes_of(folder)[0].startswith(expected)


def test_topics_and_vocabulary_may_be_absent_or_are_handed_on(folder: Path) -> None:
    (folder / "2568/topics.toml").unlink(missing_ok=True)
    (folder / "vocabulary.toml").unlink(missing_ok=True)
    assert (load(folder).topics, load(folder).vocabulary) == ({}, {})
    (folder / "2568/topics.toml").write_text("['measure:8']\nwords = ['ร้องทุกข์']")
    (folder / "vocabulary.toml").write_text("[tick]\nwords = ['เสร็จ']")
    assert load(folder).topics == {"measure:8": {"words": ["ร้องทุกข์"]}}
    assert load(folder).vocabulary == {"tick": {"words": ["เสร็จ"]}}
