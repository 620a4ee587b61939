"""The labelled messages: one file a writer, one message a line, seven fields separated by tabs.

`intent wish codes done context style text`; what each means stands in README.md beside this file.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "lines"
INTENTS = (
    "ask", "ask_measure", "score", "tick", "untick", "evidence", "progress", "remaining",
    "calendar", "register", "mute", "unmute", "help", "contact", "privacy", "smalltalk",
    "out_of_scope",
)  # fmt: skip
DONE = ("done", "open", "back", "asked", "doubt", "other", "none")
"""What is said of the things named; `not` and `part` of the files are both `open`."""
_OPEN = {"not": "open", "part": "open"}
_NONE = "-"


class BadLine(ValueError):
    """Names file and line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One message. `intent` is the main wish, `also` further ones, `or_intent` as right as it.

    `codes` are what it is about, `or_codes` as right as the last of them; `done` is one of DONE, or
    "" where nobody labelled it or where it differs by code (`done_by_code`).
    """

    text: str
    intent: str
    also: tuple[str, ...]
    or_intent: tuple[str, ...]
    wish: str
    codes: tuple[str, ...]
    or_codes: tuple[str, ...]
    done: str
    done_by_code: dict[str, str]
    context: str | None
    style: str
    writer: str

    @property
    def intents(self) -> frozenset[str]:
        """Every first answer that is right."""
        return frozenset((self.intent, *self.also, *self.or_intent))


@cache
def lines() -> tuple[Line, ...]:
    """The whole corpus, in the order of the files; raises BadLine."""
    return tuple(
        line
        for path in sorted(FOLDER.glob("*.tsv"))
        for line in read(path.read_text(encoding="utf-8"), path.stem)
    )


def read(text: str, writer: str) -> list[Line]:
    found = []
    for number, row in enumerate(text.splitlines(), start=1):
        if not row.strip() or row.startswith("#"):
            continue
        try:
            found.append(_line(row, writer))
        except ValueError as error:
            raise BadLine(f"{writer}:{number}: {error}") from error
    return found


def _line(row: str, writer: str) -> Line:
    intent, wish, codes, done, context, style, text = row.split("\t")
    wishes, *or_intents = intent.split("|")
    main, *also = wishes.split("+")
    for name in (main, *also):
        if name not in INTENTS:
            raise ValueError(f"no intent {name!r}")
    named, or_codes = _codes(codes)
    by_code = dict(pair.split("=") for pair in done.split(";")) if "=" in done else {}
    plain = "" if by_code or done == "?" else _OPEN.get(done, done)
    if plain and plain not in DONE:
        raise ValueError(f"no such state {done!r}")
    return Line(
        text=text.replace("\\n", "\n"), intent=main, also=tuple(also),
        or_intent=tuple(other.split("+")[0] for other in or_intents),
        wish="" if wish == _NONE else wish.split("|")[0], codes=named, or_codes=or_codes,
        done=plain, done_by_code=by_code, context=None if context == _NONE else context,
        style=style, writer=writer,
    )  # fmt: skip


def _codes(field: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if field == _NONE:
        return (), ()
    parts = [part.split("|") for part in field.split(",")]
    return (
        tuple(part[0] for part in parts),
        tuple(code for part in parts for code in part[1:] if code != _NONE),
    )
