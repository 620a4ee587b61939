"""Columns, lines and sentences with item codes and links: what belongs to what."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.link_text import MAX_PAIRS, pairs


def read_code(words: str) -> str | None:
    match = re.fullmatch(r"(?:ข้อ ?)?o ?(\d{1,2})", words.strip(), re.IGNORECASE)
    return f"O{match[1]}" if match and 1 <= int(match[1]) <= 28 else None


def read(text: str) -> list[tuple[str | None, str | None, str]]:
    return [
        (pair.code_text, pair.url and pair.url.removeprefix("https://x.go.th/"), pair.note)
        for pair in pairs(text, read_code)
    ]


CASES = [
    ("O1 https://x.go.th/1", [("O1", "1", "")]),
    ("https://x.go.th/1", [(None, "1", "no_code")]),
    ("O1", [("O1", None, "no_link")]),
    ("สวัสดีค่ะ", []),
    ("ข้อ\tลิงก์\nO1\thttps://x.go.th/1\nO2\thttps://x.go.th/2", [("O1", "1", ""), ("O2", "2", "")]),
    ("O1\thttps://x.go.th/1\n\thttps://x.go.th/1b", [("O1", "1", ""), ("O1", "1b", "carried")]),
    ("O1 https://x.go.th/1 https://x.go.th/1b", [("O1", "1", ""), ("O1", "1b", "")]),
    ("O1 https://x.go.th/1 / O2 https://x.go.th/2", [("O1", "1", ""), ("O2", "2", "")]),
    ("O1 https://x.go.th/1 O2 https://x.go.th/2", [("O1", "1", ""), ("O2", "2", "")]),
    ("https://x.go.th/1 O1\nhttps://x.go.th/2 O2", [("O1", "1", ""), ("O2", "2", "")]),
    ("https://x.go.th/1,O1\nhttps://x.go.th/2;O2", [("O1", "1", ""), ("O2", "2", "")]),
    ("O1,https://x.go.th/1\r\nO2,https://x.go.th/2", [("O1", "1", ""), ("O2", "2", "")]),
    ('"O1","https://x.go.th/1"', [("O1", "1", "")]),
    ("1\tO1\tโครงสร้าง\thttps://x.go.th/1", [("O1", "1", "")]),
    ("O1\nhttps://x.go.th/1\nO2\nhttps://x.go.th/2", [("O1", "1", ""), ("O2", "2", "")]),
    ("O1 O2 https://x.go.th/1", [("O1", "1", "shared"), ("O2", "1", "shared")]),
    ("ข้อ O 12: https://x.go.th/12", [("O12", "12", "")]),
    ("(O12) https://x.go.th/12", [("O12", "12", "")]),
    ("แนบลิงก์ O12 https://x.go.th/12 ค่ะ", [("O12", "12", "")]),
    ("O99 https://x.go.th/99", [(None, "99", "unknown_code")]),
    (
        "O1 https://x.go.th/1\nO99 https://x.go.th/99",
        [("O1", "1", ""), (None, "99", "unknown_code")],
    ),
    ("O1 https://x.go.th/1\nO1 https://x.go.th/1", [("O1", "1", ""), ("O1", "1", "repeated")]),
    ("O1 https://x.go.th/1\nO2\t-", [("O1", "1", ""), ("O2", None, "no_link")]),
    (
        "O1 https://x.go.th/a/\nb/c.pdf\nO2 https://x.go.th/2",
        [("O1", "a/b/c.pdf", ""), ("O2", "2", "")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_codes_and_links_are_paired(text: str, expected: list[object]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize("separator", ["\t", " ", ",", ": ", " | ", " - ", "\n"])
def test_26_pasted_lines_are_26_pairs(separator: str) -> None:
    text = "\n".join(f"O{n}{separator}https://www.x.go.th/ita/{n}" for n in range(1, 27))

    assert [(pair.code_text, pair.note) for pair in pairs(text, read_code)] == [
        (f"O{n}", "") for n in range(1, 27)
    ]


def test_what_is_past_the_limit_is_said_not_lost() -> None:
    text = "\n".join(f"O1 https://x.go.th/{n}" for n in range(MAX_PAIRS + 2))

    notes = [pair.note for pair in pairs(text, read_code)]

    assert notes == [""] * MAX_PAIRS + ["too_many"] * 2


@given(st.text(st.sampled_from("O129 \n\t,;กhttps://x.go.th/a"), max_size=200))
def test_pairing_never_raises_and_loses_no_link(text: str) -> None:
    for pair in pairs(text, read_code):
        assert pair.code_text or pair.url
