"""Cleaning a link: what is mended, what is left alone, and what cannot be a public link."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers.link_text import clean_link

THAI = "%E0%B8%81"

CLEANED = [
    (" https://x.go.th/a b\n c ", "https://x.go.th/abc"),
    ("x.go.th/a", "https://x.go.th/a"),
    ("http:/x.go.th", "http://x.go.th"),
    (f"https://x.go.th/{THAI}", f"https://x.go.th/{THAI}"),
    ("https://x.go.th/%25E0%25B8%2581", f"https://x.go.th/{THAI}"),
    ("https://x.go.th/%2525E0%2525B8%252581", f"https://x.go.th/{THAI}"),
    ("https://x.go.th/%25E0%25B8%2581%2520a%252Fb", f"https://x.go.th/{THAI}%20a%2Fb"),
    ("https://x.go.th/a%2520b", "https://x.go.th/a%20b"),
    ("https://x.go.th/100%25", "https://x.go.th/100%25"),
    ("https://x.go.th/100%", "https://x.go.th/100%25"),
    ("https://x.go.th/?f=%25E0%25B8%2581", f"https://x.go.th/?f={THAI}"),
    (
        "https://x.go.th/?u=https%3A%2F%2Fy.go.th%2F%25E0%25B8%2581",
        "https://x.go.th/?u=https%3A%2F%2Fy.go.th%2F%25E0%25B8%2581",
    ),
    ("https://x.go.th/ก?ข=ค#ง", f"https://x.go.th/{THAI}?%E0%B8%82=%E0%B8%84#%E0%B8%87"),
    ("https://ไทย.ไทย", "https://xn--o3cw4h.xn--o3cw4h"),
    ("HTTP://X.GO.TH:8080/A", "http://x.go.th:8080/A"),
    ("https://x.go.th:/a", "https://x.go.th/a"),
    ("https://x.go.th./a", "https://x.go.th/a"),
    ("https://x.go.th/?utm_source=line&fbclid=1", "https://x.go.th/?utm_source=line&fbclid=1"),
    ("https://x.go.th/a|b^c`d{e}", "https://x.go.th/a%7Cb%5Ec%60d%7Be%7D"),
    ("http://[::1]:80/", "http://[::1]:80/"),
    ("http://intranet/a", "http://intranet/a"),
]
REFUSED = [
    "",
    "hello",
    "plan.pdf",
    "ftp://x.go.th/",
    "mailto:a@x.go.th",
    "javascript:alert(1)",
    "data:text/html,x",
    "https://",
    "https:///",
    "https://user:secret@x.go.th/",
    "https://x..go.th/",
    "https://-x.go.th/",
    "https://x.go.th:0/",
    "https://x.go.th:70000/",
    "https://" + "a" * 64 + ".go.th/",
    "https://x.go.th/\ud800",
    "https://x.go.th/" + "a" * 2_000,
    "https://x.go.th/" + "ก" * 300,
    "https://[zz]/",
]


@pytest.mark.parametrize(("raw", "url"), CLEANED)
def test_a_link_is_mended(raw: str, url: str) -> None:
    assert clean_link(raw) == url


@pytest.mark.parametrize("raw", REFUSED)
def test_what_cannot_be_a_public_link_is_refused(raw: str) -> None:
    assert clean_link(raw) is None


def test_the_longest_link_is_2000_letters() -> None:
    assert clean_link("https://x.go.th/" + "a" * 1_984) is not None
    assert clean_link("https://x.go.th/" + "a" * 1_985) is None


_LETTERS = st.sampled_from("กำ%25E08aF/:.@?#&=()[]<>\"' \n\t-_~|\\\u200bＡ。*ฯ")


@given(st.text() | st.text(_LETTERS).map("https://x.go.th/".__add__) | st.text(_LETTERS))
@example("https://x.go.th/%25%25E0")
@example("https://x.go.th/%%25E0%2525")
@example("https://x.go.th/*'\"")
def test_cleaning_never_raises_and_twice_is_once(raw: str) -> None:
    once = clean_link(raw)
    if once is not None:
        assert clean_link(once) == once
        assert once.isascii()
        assert len(once) <= 2_000
        assert once.startswith(("http://", "https://"))
        assert not any(letter.isspace() for letter in once)


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_cleaning_any_host_never_raises(host: str) -> None:
    once = clean_link(f"https://{host}/a")
    assert once is None or clean_link(once) == once
