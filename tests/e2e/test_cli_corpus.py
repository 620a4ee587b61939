"""`corpus export` as an operator runs it: lines that the corpus can read, and nobody's name."""

from functools import partial
from pathlib import Path

import pytest

from bot.cli import corpus
from corpus.lines import read
from models.agency import Agency
from models.coordinator import join
from models.database import engine_for, upgrade, writing
from models.lesson import Lesson
from tests.support.one_command import run_command
from tests.support.province import at

NOW = at("2026-11-24")
run = partial(run_command, now=lambda: NOW)


def lesson(text: str, label: str | None = None, meant: str = "", context: str | None = None):
    return Lesson(
        text=text, answered="smalltalk", meant=meant, how="none", context=context, first_at=NOW,
        last_at=NOW, label=label, labelled_at=NOW if label else None,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Labelled, explained and open rows; a name that became known after the row was kept."""
    url = f"sqlite:///{tmp_path}/bot.db"
    monkeypatch.setenv("DATABASE_URL", url)
    engine = engine_for(url)
    upgrade(engine)
    with writing(engine) as session:
        agency = Agency(code="A01", name="หน่วยงานตัวอย่าง", created_at=NOW)
        session.add(agency)
        session.flush()
        person = join(session, "U1", agency.id or 0, admin=False, now=NOW)
        person.name = "สมปอง ตัวอย่างดี"
        session.add_all(
            [
                person,
                lesson("สมปอง บอกว่าใบซื้อครบ\nโทร 0812345678", "tick O12,O13", context="O12"),
                lesson("ใบซื้อ\tยังไม่ครบ", "untick O12"),
                lesson("มาตรการสองมีอะไร", "ask_measure measure:2"),
                lesson("เปิดหน้าเว็บที", meant="dashboard"),
                lesson("พอจะถามได้ไหม", meant="help"),
                lesson("คุณสมปอง", meant="help"),
                lesson("[ชื่อ] 0812345678", meant="help"),
                lesson("ไม่มีใครอธิบาย"),
            ]
        )
    engine.dispose()
    return tmp_path


def test_labelled_rows_are_lines_of_the_corpus(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(corpus, "corpus", "export") == 0
    out = capsys.readouterr().out
    assert "tick\t-\tO12,O13\tdone\tO12\tin_use\tบอกว่าใบซื้อครบ\\nโทร\n" in out
    assert all(line.count("\t") == 6 for line in out.splitlines())
    found = {line.intent: line for line in read(out, "in-use")}
    assert set(found) == {"tick", "untick", "ask_measure"}
    assert (found["tick"].codes, found["tick"].done) == (("O12", "O13"), "done")
    assert found["tick"].text == "บอกว่าใบซื้อครบ\nโทร"
    assert (found["untick"].done, found["untick"].text) == ("open", "ใบซื้อ ยังไม่ครบ")
    assert (found["ask_measure"].done, found["ask_measure"].context) == ("", None)


def test_all_adds_what_a_tap_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(corpus, "corpus", "export", "--all") == 0
    said = capsys.readouterr()
    assert "2 แถว" in said.err
    found = read(said.out, "in-use")
    assert {line.intent for line in found} == {"tick", "untick", "ask_measure", "help"}


def test_a_database_that_is_not_there_is_not_made(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{place}/no/where.db")
    assert run(corpus, "corpus", "export") == 1
    assert "DATABASE_URL" in capsys.readouterr().err
    assert not (place / "no").exists()
    (place / "empty.db").touch()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{place}/empty.db")
    assert run(corpus, "corpus", "export") == 1
    assert "DATABASE_URL" in capsys.readouterr().err


def test_a_file_is_never_replaced_without_force(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = place / "in-use.tsv"
    assert run(corpus, "corpus", "export", target) == 0
    assert "3 บรรทัด" in capsys.readouterr().out
    assert len(read(target.read_text(encoding="utf-8"), "in-use")) == 3
    target.write_text("ของเดิม", encoding="utf-8")
    assert run(corpus, "corpus", "export", target) == 1
    said = capsys.readouterr()
    assert len(said.err.strip().splitlines()) == 1
    assert "--force" in said.err
    assert target.read_text(encoding="utf-8") == "ของเดิม"
    assert run(corpus, "corpus", "export", target, "--force") == 0
    assert target.read_text(encoding="utf-8") != "ของเดิม"


@pytest.mark.parametrize("name", ["no/such/file.tsv", "."])
def test_a_place_that_takes_no_file(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(corpus, "corpus", "export", name, "--force") == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1
    assert "โฟลเดอร์" in said.err
