"""`agency`, `invite` and `export` as an operator's script runs them."""

import json
import re
import subprocess
import sys
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import unquote

import pytest
from openpyxl import Workbook, load_workbook
from sqlmodel import select

from bot.cli import agency, export, invite
from models.agency import Agency
from models.audit import AuditEntry
from models.database import engine_for, reading, writing
from models.invite import Invite, find_invite
from models.office import Setting
from tests.support.one_command import bare_environment, run_command
from tests.support.province import at

NOW = at("2026-11-24")
run = partial(run_command, now=lambda: NOW)
LIST = "Code,Name,Main Web Site,Short Name,Phone\nL1,หน่วยงานก,https://l1.example,นก.,053\n"


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    for name in ("LINE_CHANNEL_SECRET", "LINE_CHANNEL_ID", "LINE_CHANNEL_ACCESS_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/bot.db")
    (tmp_path / "list.csv").write_text(LIST)
    return tmp_path


def rows(query):
    engine = engine_for(f"sqlite:///{Path.cwd()}/bot.db")
    try:
        with reading(engine) as session:
            return [row.model_dump() for row in session.exec(query).all()]
    finally:
        engine.dispose()


def listed(capsys):
    capsys.readouterr()
    assert run(agency, "agency", "list", "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_import_then_list(capsys):
    assert run(agency, "agency", "import", "list.csv", "--dry-run") == 0
    assert "ยังไม่ได้บันทึก" in capsys.readouterr().out
    assert listed(capsys) == []
    assert run(agency, "agency", "import", "list.csv") == 0
    said = capsys.readouterr().out
    assert "ใหม่ 1" in said
    assert "+ L1 หน่วยงานก" in said
    (row,) = listed(capsys)
    assert row == {
        "code": "L1", "name": "หน่วยงานก", "short_name": "นก.", "website": "https://l1.example",
        "phone": "053", "group": "", "active": True,
    }  # fmt: skip
    (line,) = rows(select(AuditEntry))
    assert (line["action"], line["subject"], line["by"]) == ("agency.import", "L1", None)


def test_an_unknown_column_is_refused_with_one_line(capsys, place):
    (place / "bad.csv").write_text("code,name,colour\nL2,x,red\n")
    assert run(agency, "agency", "import", "bad.csv") == 1
    said = capsys.readouterr()
    assert len(said.err.strip().splitlines()) == 1
    assert "colour" in said.err
    assert said.out == ""
    assert run(agency, "agency", "import", "absent.csv") == 1


def test_xlsx_goes_in_as_well(capsys, place):
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["รหัส", "ชื่อหน่วยงาน"])
    sheet.append(["L7", "หน่วยงานในตาราง"])
    book.save(place / "list.xlsx")
    assert run(agency, "agency", "import", "list.xlsx") == 0
    assert [row["code"] for row in listed(capsys)] == ["L7"]


def issued(capsys, *args):
    capsys.readouterr()
    assert run(invite, "invite", *args, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_an_invite_for_a_coordinator(capsys):
    run(agency, "agency", "import", "list.csv")
    found = issued(capsys, "l1")
    assert re.fullmatch(r"[A-Z2-9]{4}-[A-Z2-9]{4}", found["code"])
    assert (found["agency"], found["role"], found["url"]) == ("L1", "coordinator", None)
    until = datetime.fromisoformat(found["expires_at"])
    assert timedelta(days=29) < until - NOW < timedelta(days=31)
    (row,) = rows(select(Invite))
    assert row["admin"] is False
    assert found["code"].replace("-", "") not in str(row), "only the hash is kept"


def test_the_first_admin_makes_the_office(capsys):
    assert issued(capsys, "OFFICE", "--role", "admin")["agency"] == "OFFICE"
    (row,) = rows(select(Agency))
    assert row["is_office"]
    assert listed(capsys) == [], "the office is outside the 33"
    run(agency, "agency", "import", "list.csv")
    assert issued(capsys, "L1", "--role", "admin")["agency"] == "OFFICE"
    assert {row["admin"] for row in rows(select(Invite))} == {True}


def test_an_unknown_agency_names_the_nearest(capsys):
    run(agency, "agency", "import", "list.csv")
    capsys.readouterr()
    for args in (("L11",), ("OFFICE",), ("zzzz", "--role", "admin")):
        assert run(invite, "invite", *args) == 1
        said = capsys.readouterr()
        assert len(said.err.strip().splitlines()) == 1
        assert said.out == ""
    assert run(invite, "invite", "L11") == 1
    assert "L1" in capsys.readouterr().err
    assert rows(select(Invite)) == []


def test_the_link_opens_the_chat_with_the_code_typed_in(capsys, place):
    run(agency, "agency", "import", "list.csv")
    engine = engine_for(f"sqlite:///{place}/bot.db")
    with writing(engine) as session:
        session.add(Setting(key="basic_id", value="@abc123", updated_at=NOW))
    found = issued(capsys, "L1")
    assert found["url"].startswith("https://line.me/R/oaMessage/%40abc123/?")
    assert unquote(found["url"].partition("?")[2]) == f"ลงทะเบียน {found['code']}"
    with reading(engine) as session:
        assert find_invite(session, found["code"].replace("-", "")) is not None
    engine.dispose()


def test_line_out_of_reach_costs_only_the_link(capsys, monkeypatch):
    run(agency, "agency", "import", "list.csv")
    monkeypatch.setenv("LINE_CHANNEL_SECRET", "x")
    monkeypatch.setenv("LINE_CHANNEL_ACCESS_TOKEN", "y")
    monkeypatch.setenv("LINE_API_URL", "http://127.0.0.1:9")
    assert issued(capsys, "L1")["url"] is None


def test_export_writes_the_province_or_says_why_not(capsys, place):
    run(agency, "agency", "import", "list.csv")
    capsys.readouterr()
    assert run(export, "export", "out.xlsx") == 0
    book = load_workbook(place / "out.xlsx")
    assert book["รายการ"]["A2"].value == "L1"
    assert book["รายการ"].max_row == 53
    assert run(export, "export", "one.xlsx", "--agency", "l1", "--year", "2569") == 0
    assert "2569" in load_workbook(place / "one.xlsx")["สรุป"]["A1"].value
    for args in (("out.csv",), ("no/where.xlsx",), ("x.xlsx", "--agency", "L9")):
        assert run(export, "export", *args) == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 3


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("agency", ("linebot", "openpyxl", "apscheduler", "pythainlp", "fastapi", "jinja2")),
        ("invite", ("linebot", "openpyxl", "apscheduler", "pythainlp", "fastapi", "content")),
    ],
)
def test_the_command_loads_nothing_heavy(module, heavy):
    words = {"agency": ["agency", "list", "--json"], "invite": ["invite", "NONE"]}[module]
    program = (
        "import sys\nfrom bot.clock import system_clock\n"
        "from tests.support.one_command import run_command\n"
        f"from bot.cli import {module} as command\n"
        f"run_command(command, *{words!r}, now=system_clock)\n"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=bare_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr.strip().endswith("[]"), done.stderr
