"""The night's files: whole, fourteen days, readable when nothing else is."""

import re
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from functools import partial
from html.parser import HTMLParser

import pytest
from openpyxl import load_workbook
from typing_extensions import override

from models.database import reading
from office.exchange.files import drop_older, write_whole
from office.exchange.nightly import write_nightly
from tests.support.at_once import at_once
from tests.support.office import CATALOG, build

NIGHT = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
"""01:30 of the 24th in Bangkok."""


@pytest.fixture
def province(tmp_path):
    built = build(tmp_path)
    yield built
    built.engine.dispose()


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_files_of_the_day_and_fourteen_nights_of_them(province, tmp_path):
    folder = tmp_path / "nightly"
    for day in range(20):
        for _ in range(1 + day % 2):
            with reading(province.engine) as session:
                write_nightly(session, CATALOG, folder, NIGHT + timedelta(days=day), "ลำพูน")
    (folder / "note.txt").write_text("mine")
    days = ["2026-11-30", *(f"2026-12-{day:02}" for day in range(1, 14))]
    assert len(days) == 14
    expected = [f"ita-{day}.{ending}" for ending in ("html", "xlsx") for day in days]
    assert names(folder) == sorted([*expected, "note.txt"])
    assert load_workbook(folder / "ita-2026-12-13.xlsx").sheetnames[:2] == ["สรุป", "รายการ"]


class Loads(HTMLParser):
    """Everything that a browser would fetch or run."""

    def __init__(self):
        super().__init__()
        self.found = []

    @override
    def handle_starttag(self, tag, attrs):
        if tag in ("script", "img", "iframe", "link"):
            self.found.append(tag)
        self.found += [name for name, _ in attrs if name == "src" or name.startswith("on")]


def test_the_page_needs_nothing_and_runs_nothing(province, tmp_path):
    province.attach("A01", "O1", url="https://a01.example.go.th/x?a=1&b=%3C")
    province.attach("A01", "O2", verdict="dead", findings='["not_found", "no_such_finding"]')
    with reading(province.engine) as session:
        written = write_nightly(session, CATALOG, tmp_path / "n", NIGHT, "<b>ลำพูน</b>")
    page = written.paths[1].read_text()
    loads = Loads()
    loads.feed(page)
    assert loads.found == []
    assert "<b>ลำพูน</b>" not in page
    assert 'href="https://a01.example.go.th/x?a=1&amp;b=%3C"' in page
    assert "เว็บไซต์ตอบว่าไม่พบหน้านี้" in page
    for agency in ("หน่วยงานตัวอย่าง 1", "หน่วยงานตัวอย่าง 2"):
        assert agency in page
    assert len(re.findall(r"<b>O28</b>", page)) == 2
    assert page.index("หน่วยงานตัวอย่าง 1</b>") < page.index("หน่วยงานตัวอย่าง 2</b>"), "worst first"


def test_the_page_carries_its_letters(province, tmp_path):
    with reading(province.engine) as session:
        written = write_nightly(session, CATALOG, tmp_path / "n", NIGHT, "ลำพูน")
    page = written.paths[1].read_text(encoding="utf-8")
    fonts = re.findall(r'url\("data:font/woff2;base64,([^"]+)"\)', page)
    assert len(fonts) == 4
    assert all(b64decode(font).startswith(b"wOF2") for font in fonts)
    assert "font-src data:" in page


def test_a_write_that_fails_leaves_yesterdays_file(tmp_path):
    target = tmp_path / "x.xlsx"
    write_whole(target, b"old")
    with pytest.raises(TypeError):
        write_whole(target, "no bytes")  # type: ignore[arg-type]
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["x.xlsx"]


def test_writers_at_the_same_moment_are_all_right(tmp_path):
    target = tmp_path / "x.xlsx"
    texts = [bytes([number]) * 200_000 for number in range(8)]
    at_once([partial(write_whole, target, text) for text in texts])
    assert target.read_bytes() in texts
    assert names(tmp_path) == ["x.xlsx"]


def test_only_our_own_old_files_go(tmp_path):
    for name in ("ita-2026-01-01.xlsx", "ita-9999-99-99.html", "other-2026-01-01.xlsx", "ita-x"):
        (tmp_path / name).write_text("x")
    drop_older(tmp_path, "ita", NIGHT.date())
    assert names(tmp_path) == ["ita-9999-99-99.html", "ita-x", "other-2026-01-01.xlsx"]
