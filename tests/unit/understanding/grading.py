"""Lines of the corpus and how an answer to one is judged: intent, item, tick, top three."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handlers.understanding.lexicon import Lexicon
from handlers.understanding.resolve import as_line, resolve

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    intent: str
    codes: list[str]
    accept: list[str]
    done: bool | None
    context: str | None
    style: str
    note: str

    @property
    def names_a_code(self) -> bool:
        return self.style not in ("topic", "plain", "northern", "english") and self.codes != []


@dataclass(frozen=True, slots=True)
class Grade:
    line: Line
    intent: bool
    item: bool
    near: bool
    tick: bool
    wrong_tick: bool
    answer: str


def read(folder: str) -> list[Line]:
    paths = sorted((HERE / folder).glob("*.jsonl"))
    texts = [line for path in paths for line in path.read_text("utf-8").splitlines()]
    return [Line(**json.loads(text)) for text in texts]


def grade(line: Line, lexicon: Lexicon) -> Grade:
    answer: dict[str, Any] = as_line(resolve(line.text, lexicon, focus=line.context), line.context)
    codes = list(answer["codes"])
    candidates = [found["code"] for found in answer["candidates"][:3]]
    others = [word[4:] for word in line.note.split() if word.startswith("alt:")]
    item = set(codes) == set(line.codes) or bool(codes and codes[0] in line.accept)
    known = {*line.codes, *line.accept}
    ticked = answer["done"] is True
    return Grade(
        line=line,
        intent=answer["intent"] in (line.intent, *others),
        item=item,
        near=item or bool(known & {*codes[:3], *candidates}),
        tick=ticked == (line.done is True),
        wrong_tick=ticked and (line.done is not True or not set(codes) <= known),
        answer=f"{answer['intent']} {codes} done={answer['done']}",
    )


def share(grades: Iterable[Grade], what: str) -> float:
    marks: list[bool] = [getattr(found, what) for found in grades]
    return sum(marks) / len(marks)


def table(grades: list[Grade]) -> str:
    """A line a group, then every miss, for the message of a failing test."""
    groups: dict[str, list[Grade]] = defaultdict(list)
    for found in grades:
        groups[found.line.intent].append(found)
        groups[f"style {found.line.style}"].append(found)
    rows = [
        f"{name:24} {len(found):4} intent {share(found, 'intent'):.3f} "
        f"item {share(found, 'item'):.3f} near {share(found, 'near'):.3f}"
        for name, found in sorted(groups.items())
    ]
    misses = [
        f"{found.line.text} → {found.answer}, not {found.line.intent} {found.line.codes}"
        for found in grades
        if not (found.intent and found.item and found.tick) or found.wrong_tick
    ]
    return "\n".join(["", *rows, *misses])
