"""`python -m bot understand` as its contract has it."""

import io
import json

import pytest

from bot.cli.understand import run


def _run(*lines: str) -> tuple[int, list[dict[str, object]]]:
    out = io.StringIO()
    code = run(io.StringIO("\n".join(lines)), out)
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


def test_one_line_each() -> None:
    code, answers = _run(
        '{"text": "O12 เสร็จแล้ว", "context": null}',
        "",
        '{"text": "แล้วข้อถัดไปล่ะ", "context": "O12"}',
    )
    assert code == 0
    keys = ("intent", "codes", "done", "also", "asks")
    assert [{key: answer[key] for key in keys} for answer in answers] == [
        {"intent": "tick", "codes": ["O12"], "done": True, "also": [], "asks": False},
        {"intent": "ask", "codes": ["O13"], "done": None, "also": [], "asks": False},
    ]


@pytest.mark.parametrize(
    ("quoted", "codes"), [('"O12"', ["O12"]), ("null", ["O7"]), ('"O99"', None)]
)
def test_the_quoted_card_is_stronger_than_the_one_before(
    quoted: str, codes: list[str] | None
) -> None:
    _, answers = _run(f'{{"text": "เสร็จแล้ว", "context": "O7", "quoted": {quoted}}}')
    assert [answer["codes"] for answer in answers] == ([codes] if codes else [])


def test_a_question_prints_its_buttons() -> None:
    _, (answer,) = _run('{"text": "O12 เหมือนจะเสร็จแล้ว"}')
    assert answer["asks"] is True
    assert answer["done"] is None
    options = answer["options"]
    assert isinstance(options, list)
    assert {"intent": "tick", "codes": ["O12"]} in options


@pytest.mark.parametrize(
    "line", ["not json", "[]", '{"text": 5}', '{"text": "a", "context": "O99"}', "{}"]
)
def test_a_bad_line_is_named_and_the_rest_goes_on(
    capsys: pytest.CaptureFixture[str], line: str
) -> None:
    code, answers = _run(line, '{"text": "O7"}')
    assert code == 1
    assert [answer["codes"] for answer in answers] == [["O7"]]
    assert capsys.readouterr().err.startswith("line 1: ")
