"""`make train`: from the corpus and the content's own wordings to the weights that are used."""

import sys
from collections.abc import Iterator
from pathlib import Path

from content.catalog import Catalog, load
from corpus.calibrate import calibrate, held_out_scores
from corpus.learn import AIMS, Example, examples, learn_heads, wishes_in
from corpus.lines import DONE, FOLDER, INTENTS, lines
from corpus.pack import fingerprint, packed, write
from handlers.understanding.lexicon import Lexicon, build, wordings_of
from handlers.understanding.message import read_message
from handlers.understanding.model import WEIGHTS
from handlers.understanding.signs import signs

ROOT = Path(__file__).parents[1]
UNDERSTANDING = ROOT / "handlers" / "understanding"
CODE = (
    *(ROOT / "corpus" / name for name in (
        "calibrate.py", "learn.py", "lines.py", "pack.py", "wordings.tsv",
    )),
    *(UNDERSTANDING / f"{name}.py" for name in (
        "code_words", "codes", "keyboard", "message", "model", "numbers", "signs", "thai", "words",
    )),
)  # fmt: skip
"""What decides the signs of a message and what is learnt from them."""

Wordings = list[tuple[str, list[int]]]


def topics_of(catalog: Catalog) -> tuple[str, ...]:
    return (
        *(item.code for item in catalog.items),
        *(f"indicator:{indicator.number}" for indicator in catalog.indicators),
        *(f"measure:{measure.number}" for measure in catalog.measures),
        "measure:all",
    )


def wordings(catalog: Catalog, lexicon: Lexicon) -> Wordings:
    """The content's titles and demands, and the everyday wordings beside the corpus, with signs."""
    told = [(code, text) for code, texts in wordings_of(catalog).items() for text in texts]
    return [
        (code, signs(read_message(text, lexicon), None)) for code, text in (*told, *_everyday())
    ]


def _everyday() -> Iterator[tuple[str, str]]:
    for row in (FOLDER.parent / "wordings.tsv").read_text(encoding="utf-8").splitlines():
        code, _, text = row.partition("\t")
        if text:
            yield code, text


def made_from() -> str:
    return fingerprint([*FOLDER.glob("*.tsv"), *CODE], ROOT)


def names_of(catalog: Catalog, found: list[Example]) -> dict[str, tuple[str, ...]]:
    return {
        "intent": INTENTS, "done": DONE, "aim": AIMS, "topic": topics_of(catalog),
        "wish": wishes_in(found),
    }  # fmt: skip


def main() -> int:
    catalog = load()
    lexicon = build(catalog, bare=True)
    found = examples(lines(), lexicon)
    told, topics = wordings(catalog, lexicon), topics_of(catalog)
    tables = calibrate(found, held_out_scores(found, told, topics), names_of(catalog, found))
    size = write(packed(learn_heads(found, told, topics), tables, made_from()), WEIGHTS)
    sys.stdout.write(f"{WEIGHTS.name}: {size / 1e6:.2f} MB from {len(found):,} lines\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
