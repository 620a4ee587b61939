"""`understand`: JSON lines in, JSON lines out, through the real resolver and without a database.

A line that cannot be read is named on stderr and skipped; the command goes on and then exits 1.
"""

import argparse
import json
import sys
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from handlers.understanding.lexicon import Lexicon


class BadLine(ValueError):
    """A line that is not a question to the resolver."""


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "understand", help="what the bot makes of messages, as JSON lines"
    )
    parser.set_defaults(run=lambda _args: run(sys.stdin, sys.stdout))


def run(stdin: TextIO, stdout: TextIO) -> int:
    # The resolver and the content are loaded here, so that other commands start without them.
    from bot.settings import Settings
    from content.catalog import load
    from handlers.understanding.resolve import build

    lexicon = build(load(Settings().content_dir))
    failed = False
    for number, line in enumerate(stdin, start=1):
        if not line.strip():
            continue
        try:
            answer = answer_line(line, lexicon)
        except BadLine as error:
            print(f"line {number}: {error}", file=sys.stderr)
            failed = True
            continue
        print(json.dumps(answer, ensure_ascii=False), file=stdout, flush=True)
    return 1 if failed else 0


def answer_line(line: str, lexicon: "Lexicon") -> dict[str, object]:
    from handlers.understanding.resolve import as_line, resolve

    try:
        question = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadLine(f"not JSON: {error.msg}") from None
    if not isinstance(question, dict) or not isinstance(question.get("text"), str):
        raise BadLine('must be an object with "text", a string')
    for name in ("context", "quoted"):
        code = question.get(name)
        if code is not None and not (isinstance(code, str) and lexicon.has(code)):
            raise BadLine(f'"{name}" is no code: {code!r}')
    # The card that a message quotes is stronger than the one shown last.
    focus = question.get("quoted") or question.get("context")
    return as_line(resolve(question["text"], lexicon, focus=focus), focus)
