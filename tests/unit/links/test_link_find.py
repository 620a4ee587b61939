"""Links as people really paste them into a chat."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.link_text import find_links

FOUND = [
    ("O12 https://www.x.go.th/ita/o12 ค่ะ", "https://www.x.go.th/ita/o12"),
    ("https://www.x.go.th/itaค่ะ", "https://www.x.go.th/ita"),
    ("https://x.go.thครับ", "https://x.go.th"),
    ("ดูที่https://x.go.th/planครับ", "https://x.go.th/plan"),
    ("https://x.go.th/แผน-2568/ ครับ", "https://x.go.th/%E0%B9%81%E0%B8%9C%E0%B8%99-2568/"),
    ("https://x.go.th/แผนค่ะ", "https://x.go.th/%E0%B9%81%E0%B8%9C%E0%B8%99"),
    ("https://x.go.th/O12แผน.pdf", "https://x.go.th/O12%E0%B9%81%E0%B8%9C%E0%B8%99.pdf"),
    ("https://x.go.th/ita2568และแผน", "https://x.go.th/ita2568"),
    ("www.lamphun.go.th", "https://www.lamphun.go.th"),
    ("ลิงก์:lamphun.go.th/ita", "https://lamphun.go.th/ita"),
    ("เว็บlamphun.go.thค่ะ", "https://lamphun.go.th"),
    ("sample.or.th", "https://sample.or.th"),
    ("sample.in.th/a", "https://sample.in.th/a"),
    ("bit.ly/abc", "https://bit.ly/abc"),
    ("(https://x.go.th/a_(b))", "https://x.go.th/a_(b)"),
    ("<https://x.go.th/a>", "https://x.go.th/a"),
    ("“https://x.go.th/a”", "https://x.go.th/a"),
    ("[ข้อ 1](https://x.go.th/a)", "https://x.go.th/a"),
    ("https://x.go.th/a.", "https://x.go.th/a"),
    ("https://x.go.th/a?!…", "https://x.go.th/a"),
    ("HTTPS://WWW.X.GO.TH/A", "https://www.x.go.th/A"),
    ("ｈｔｔｐｓ：／／ｘ．ｇｏ．ｔｈ／ａ", "https://x.go.th/a"),
    ("https://x.go.th/\u200ba\ufeff", "https://x.go.th/a"),
    ("https: //x.go.th/a", "https://x.go.th/a"),
    ("https:\\\\x.go.th\\a", "https://x.go.th/a"),
    ("https://https://x.go.th", "https://x.go.th"),
    ("https://x.go.th/?u=https://y.go.th/", "https://x.go.th/?u=https://y.go.th/"),
    ("https://x.go.th/%25E0%25B8%2581", "https://x.go.th/%E0%B8%81"),
    ("http://127.0.0.1:8765/x", "http://127.0.0.1:8765/x"),
    ("http://localhost:9/a", "http://localhost:9/a"),
    ("https://www.youtube.com/@sample", "https://www.youtube.com/@sample"),
    ("https://x.go.th/a?utm_source=line&id=1#top", "https://x.go.th/a?utm_source=line&id=1#top"),
]
WRAPPED = [
    ("https://x.go.th/uploads/\nfiles/plan.pdf", "https://x.go.th/uploads/files/plan.pdf"),
    ("https://x.go.th/uploads/ files/plan.pdf", "https://x.go.th/uploads/files/plan.pdf"),
    ("https://x.go.th/a/b\n/c.html", "https://x.go.th/a/b/c.html"),
    ("https://x.go.th/%E0%B8%\r\n81/a", "https://x.go.th/%E0%B8%81/a"),
    ("https://x.go.th/%E0%B8 %81", "https://x.go.th/%E0%B8%81"),
    ("https://x.go.th/a?id=\n1234", "https://x.go.th/a?id=1234"),
    ("https://x.go.th/a\n&page=2", "https://x.go.th/a&page=2"),
    ("https://x.go.th/a%20\n2570.html", "https://x.go.th/a%202570.html"),
    ("https://x.go.th/uplo\nads/a/plan.pdf", "https://x.go.th/uploads/a/plan.pdf"),
]
NOT_WRAPPED = [
    "https://x.go.th/a\nO2",
    "https://x.go.th/ita/ O12 เสร็จ",
    "https://x.go.th/ita/\nO12 เสร็จ",
    "https://x.go.th/a\n25/3/2568",
    "https://x.go.th/a\n\n/b/c.html",
    "https://x.go.th/ita/ O1/O2 เสร็จ",
    "https://x.go.th/ita/\nO1/O2 เสร็จ",
    "https://x.go.th/ita/ และ/หรือ",
    "https://x.go.th/ita/ a/b",
    "https://x.go.th/a 2568",
    "https://x.go.th/a plan.pdf",
    "https://x.go.th/a\nดูข้อ 3",
    "https://x.go.th/a เสร็จแล้ว/ครบ",
]
TWO = [
    "https://x.go.th/a\nhttps://y.go.th/b",
    "https://x.go.th/a,https://y.go.th/b",
    "https://x.go.th/ahttps://y.go.th/b",
    "https://x.go.th/a และ https://y.go.th/b",
    "https://x.go.th/a/\nhttps://y.go.th/b",
    "https://x.go.th/a\ty.go.th/b",
    "x.go.th/a www.y.go.th/b",
]
NONE = [
    "",
    "O12 เสร็จแล้ว",
    "ส่งที่ someone@sample.go.th",
    "plan.pdf และ ไฟล์.docx",
    "ftp://x.go.th/a",
    "javascript:alert(1)",
    "line://ti/p/x",
    "file:///etc/passwd",
    "https://",
    "https:// ",
    "3.5 คะแนน 80.5",
    "https://user:secret@x.go.th/",
    "ประกาศที่ 1.2/2568",
]


@pytest.mark.parametrize(("text", "url"), FOUND + WRAPPED)
def test_a_link_is_found_and_mended(text: str, url: str) -> None:
    assert [link.url for link in find_links(text)] == [url]


@pytest.mark.parametrize("text", NOT_WRAPPED)
def test_what_stands_after_a_link_is_not_drawn_into_it(text: str) -> None:
    [link] = find_links(text)
    assert link.raw in ("https://x.go.th/a", "https://x.go.th/ita/")


@pytest.mark.parametrize("text", TWO)
def test_two_links_stay_two(text: str) -> None:
    first, second = find_links(text)
    assert first.url.rstrip("/") == "https://x.go.th/a"
    assert second.url.endswith("y.go.th/b")


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_web_link_is_not_found(text: str) -> None:
    assert find_links(text) == ()


@given(st.text(st.sampled_from("กa1 .:/\n?=%ค่ะhttps://www.go.th<>()\u200bＡ,"), max_size=120))
def test_places_are_where_the_link_stands(text: str) -> None:
    end = 0
    for link in find_links(text):
        assert end <= link.start < link.end <= len(text)
        assert text[link.start : link.end] == link.raw
        end = link.end


@pytest.mark.parametrize(
    "piece",
    ["https://", "www.", "a.", "https://x.go.th/", "%", "a.go.th", "x/ ", "https://a\n", "(", "ก"],
)
def test_a_long_message_costs_little_time(piece: str) -> None:
    started = time.process_time()
    find_links(piece * (20_000 // len(piece)))
    assert time.process_time() - started < 1.0
