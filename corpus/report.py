"""`make corpus-report`: how well messages are understood by a model that never saw their writer.

Eight times the model is learnt without some writers and asked about their lines, through the real
resolver. `--misses N` also prints misses.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from content.catalog import load
from corpus.calibrate import calibrate, folds, held_out_scores
from corpus.learn import Example, examples, learn_heads
from corpus.lines import Line, lines
from corpus.pack import packed
from corpus.train import names_of, topics_of, wordings
from handlers.understanding.resolve import as_line, build, resolve

WITHOUT_ITEM = frozenset(
    {"smalltalk", "help", "register", "privacy", "out_of_scope", "unmute", "contact", "mute",
     "remaining", "score"}
)  # fmt: skip
"""Intents for which it does not matter which item an answer names."""


@dataclass(frozen=True, slots=True)
class Grade:
    """How one answer did; `right` is intent, item and tick state together."""

    line: Line
    named: bool
    intent: bool
    item: bool
    near: bool
    right: bool
    asks: bool
    one_tap: bool
    wrong_tick: bool
    wrong_untick: bool
    answer: str


def grade(line: Line, named: bool, answer: dict[str, Any]) -> Grade:
    intent, codes = str(answer["intent"]), list(answer["codes"])
    ticks = answer["done"] is True
    unticks = answer["done"] is False
    right = intent in line.intents and _item(intent, codes, line) and ticks == _ends_ticked(line)
    near = {code for found in answer["candidates"][:3] for code in [found["code"]]} | set(codes[:3])
    options = [(str(o["intent"]), list(o["codes"])) for o in answer["options"][:3]]
    reachable = any(name in line.intents and _item(name, c, line) for name, c in options)
    known = {*line.codes, *line.or_codes}
    return Grade(
        line=line, named=named, intent=intent in line.intents, item=_same(codes, line),
        near=_same(codes, line) or bool(known & near), right=right and not answer["asks"],
        asks=bool(answer["asks"]), one_tap=(right and not answer["asks"]) or reachable,
        wrong_tick=ticks and not (_ends_ticked(line) and set(codes) <= known),
        wrong_untick=unticks and "untick" not in line.intents and line.done not in ("open", "back"),
        answer=f"{intent} {codes} done={answer['done']} {options}",
    )  # fmt: skip


def _ends_ticked(line: Line) -> bool:
    return "tick" in (line.intent, *line.also) or (
        line.intent == "evidence" and line.done == "done"
    )


def _same(codes: Sequence[str], line: Line) -> bool:
    if set(codes) == set(line.codes):
        return True
    return bool(codes) and (
        codes[0] in line.or_codes or {*codes, "E4", "E5"} == {"E4", "E5", *line.codes}
    )


def _item(intent: str, codes: Sequence[str], line: Line) -> bool:
    return intent in WITHOUT_ITEM or _same(codes, line)


def graded() -> list[Grade]:
    """Every line of the corpus, answered by a model that never saw its writer."""
    catalog = load()
    bare = build(catalog, bare=True)
    found = examples(lines(), bare)
    told, topics = wordings(catalog, bare), topics_of(catalog)
    tables = calibrate(found, held_out_scores(found, told, topics), names_of(catalog, found))
    grades: list[Grade] = []
    for part in folds(found):
        inside = set(part.tolist())
        heads = learn_heads([e for n, e in enumerate(found) if n not in inside], told, topics)
        lexicon = replace(bare, model=packed(heads, tables, "held out"))
        grades += [_answered(found[place], lexicon) for place in part]
    return grades


def _answered(example: Example, lexicon: Any) -> Grade:
    line = example.line
    meanings = resolve(line.text, lexicon, focus=line.context)
    return grade(line, bool(example.named), as_line(meanings, line.context))


COLUMNS: tuple[tuple[str, Callable[[Grade], bool | None]], ...] = (
    ("intent", lambda g: g.intent),
    ("item, code", lambda g: g.item if g.named and g.line.codes else None),
    ("item, none", lambda g: g.item if not g.named and g.line.codes else None),
    ("top 3", lambda g: g.near if g.line.codes else None),
    ("at once", lambda g: g.right),
    ("one tap", lambda g: g.one_tap),
    ("asks", lambda g: g.asks),
    ("wrong", lambda g: not g.right and not g.asks),
    ("tick!", lambda g: g.wrong_tick),
    ("untick!", lambda g: g.wrong_untick),
)
COUNTED = frozenset({"tick!", "untick!"})


def row(name: str, grades: Iterable[Grade]) -> str:
    rows = list(grades)
    cells = []
    for title, ask in COLUMNS:
        marks = [mark for g in rows if (mark := ask(g)) is not None]
        value = (
            f"{sum(marks)}"
            if title in COUNTED
            else f"{sum(marks) / len(marks):.3f}"
            if marks
            else "–"
        )
        cells.append(f"{value:>10}")
    return f"{name:22}{len(rows):>6}" + "".join(cells)


def table(grades: Sequence[Grade]) -> str:
    head = f"{'':22}{'lines':>6}" + "".join(f"{title:>11}"[1:] for title, _ in COLUMNS)
    parts = [head, row("all, by unseen writers", grades)]
    keys: tuple[tuple[str, Callable[[Grade], str]], ...] = (
        ("writer", lambda g: g.line.writer),
        ("intent", lambda g: g.line.intent),
        ("style", lambda g: g.line.style),
    )
    for title, key in keys:
        groups: dict[str, list[Grade]] = defaultdict(list)
        for found in grades:
            groups[key(found)].append(found)
        parts += [
            "",
            title,
            *(row(name, groups[name]) for name in sorted(groups) if len(groups[name]) >= 10),
        ]
    return "\n".join(parts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", type=int, default=0)
    args = parser.parse_args()
    grades = graded()
    sys.stdout.write(table(grades) + "\n")
    missed = [g for g in grades if g.wrong_tick or g.wrong_untick]
    missed += [g for g in grades if not g.right and not g.asks][
        :: max(1, 2000 // (args.misses or 1))
    ]
    for found in missed[: args.misses]:
        line = found.line
        context = f"after {line.context}: " if line.context else ""
        sys.stdout.write(f"\n{context}{line.text}\n")
        sys.stdout.write(f"  {found.answer}, not {sorted(line.intents)} {line.codes}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
