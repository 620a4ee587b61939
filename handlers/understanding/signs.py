"""What the learned model looks at in a message: runs of letters, words, and what was taken out.

The same function serves training and use, so a change here asks for `make train`.
"""

import re
from zlib import crc32

from handlers.understanding.codes import MARK, Mention
from handlers.understanding.message import Message
from handlers.understanding.words import cut

LONGEST_RUN = 5
MOST_LETTERS = 1_000
"""What follows is not looked at: the wish of a message stands in its first thousand letters."""
BUCKETS = 1 << 20
_KINDS = {
    "O": "\uf010", "i": "\uf011", "E": "\uf012", "indicator": "\uf013", "measure": "\uf014",
}  # fmt: skip
_MISSING, _NUMBER, _STEP, _SEVERAL = "\uf015", "\uf016", "\uf017", "\uf018"
_DIGITS = re.compile(r"\d+")
_WHOLE = re.compile(r"(?<!\d)(?:100\s?%|(\d+)/\1(?!\d))")
"""All of it, in figures; other shares are parts and become zeros."""
_MENTION = re.compile(f"[{chr(MARK)}-{chr(MARK + 0x2FF)}]")
_LENGTHS = (4, 9, 18, 35, 70, 140)


def masked(message: Message) -> str:
    """The message in one run, each code as a letter for its family, each number as zeros."""
    run = _WHOLE.sub("ครบถ้วน", message.run[:MOST_LETTERS])
    run = _MENTION.sub(lambda found: _kind(message.mention(found[0])), run)
    return _DIGITS.sub(lambda found: "0" * min(len(found[0]), 4), run.replace(" ", ""))


def _kind(mention: Mention | None) -> str:
    if mention is None:
        return ""
    if not mention.targets:
        return _MISSING if mention.missing else _NUMBER if mention.numbers else _STEP
    first = mention.targets[0]
    letter = _KINDS[first.code.partition(":")[0] if ":" in first.code else first.code[0]]
    several = _SEVERAL if len({target.code for target in mention.targets}) > 1 else ""
    return letter + several + (_STEP if first.step else "")


def signs(message: Message, focus: str | None) -> list[int]:
    """The buckets of everything seen in a message after the card of `focus`, each once."""
    run = masked(message)
    framed = f"^{run}$"
    seen = {
        framed[place : place + size]
        for size in range(2, LONGEST_RUN + 1)
        for place in range(len(framed) - size + 1)
    }
    words = cut(run)
    seen.update("w:" + word for word in words)
    seen.update(f"b:{one}_{two}" for one, two in zip(["^", *words], [*words, "$"], strict=True))
    seen.update(_around(run, focus, bool(message.reading.mentions)))
    return sorted({crc32(sign.encode()) % BUCKETS for sign in seen})


def _around(run: str, focus: str | None, named: bool) -> list[str]:
    size = sum(len(run) >= limit for limit in _LENGTHS)
    found = [f"size:{size}", "codes" if named else "no code"]
    if focus:
        family = focus.partition(":")[0] if ":" in focus else focus[0]
        found += [
            "focus",
            f"focus:{family}",
            f"focus&{found[1]}",
            f"focus&size:{min(len(run) // 8, 6)}",
        ]
    return found
