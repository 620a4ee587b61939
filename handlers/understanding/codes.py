"""Codes as people write them: "O.12", "โอสิบสอง", "012", "I4", "ข้อ 12", "E4-5", "o1 ถึง o3".

Every mention is taken out of the text and leaves one private-use letter behind, so that what is
read afterwards never mistakes a digit of a code for something else.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from handlers.intents import Target
from handlers.understanding.code_words import (
    A_NUMBER,
    BARE,
    FAMILY,
    HEAD,
    LEAD,
    LEAD_LENGTH,
    MORE,
    NO_ITEM,
    OF_ALL,
    RANGE,
    SAID_OF,
    SCOPES,
    SPLIT_NUMBER,
    STEP,
    TAIL,
    UNIT,
)
from handlers.understanding.numbers import value

MARK = 0xE000
"""Private-use letters from here on stand for mentions, one each, in reading order."""
MAX_MENTIONS = 200


@dataclass(frozen=True, slots=True)
class Numbering:
    """What exists: the numbers of each family, and how many steps a code has."""

    families: Mapping[str, frozenset[int]]
    steps: Mapping[str, int]

    def code(self, family: str, number: int) -> str | None:
        if number not in self.families.get(family, frozenset()):
            return None
        return f"{family}{number}"


@dataclass(frozen=True, slots=True)
class Mention:
    """What stood in one place: targets that exist, codes that do not, numbers without a family."""

    said: str
    targets: tuple[Target, ...] = ()
    missing: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    steps: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    text: str
    mentions: tuple[Mention, ...]

    def at(self, letter: str) -> Mention | None:
        place = ord(letter) - MARK
        return self.mentions[place] if 0 <= place < len(self.mentions) else None


def read_codes(text: str, numbering: Numbering) -> Reading:
    """All mentions in a normalised text whose links and invite codes are already taken out."""
    text = SPLIT_NUMBER.sub(r"\1", text)
    reader = _Reader(text, numbering)
    pieces: list[str] = []
    mentions: list[Mention] = []
    position = 0
    while len(mentions) < MAX_MENTIONS and (head := HEAD.search(text, position)):
        found = reader.mention(head)
        if found is None:
            pieces.append(text[position : head.start() + 1])
            position = head.start() + 1
            continue
        mention, end = found
        pieces += [text[position : head.start()], chr(MARK + len(mentions))]
        mentions.append(mention)
        position = end
    return reader.with_bare("".join(pieces) + text[position:], mentions)


class _Reader:
    """Reads one mention from its head on: number, list or range, steps."""

    def __init__(self, text: str, numbering: Numbering) -> None:
        self.text = text
        self.numbering = numbering
        scopes = [family for family, pattern in SCOPES if pattern.search(text)]
        self.scope = scopes[0] if len(scopes) == 1 else None

    def with_bare(self, text: str, mentions: list[Mention]) -> Reading:
        """Numbers without a letter in a report: "O5-9 จบ 10 กับ 11 ยัง", "14 จบ 15 ยัง (โอหมด)"."""
        self.text = text
        named = {t.code[0] for m in mentions for t in m.targets if ":" not in t.code}
        family = self.scope or (named.pop() if len(named) == 1 else None)
        pieces: list[str] = []
        position, start = 0, 0
        while len(mentions) < MAX_MENTIONS and (head := BARE.search(text, start)):
            start = head.start()
            found = self._bare(start, head["n"], family)
            if found is None:
                start += len(head["n"])
                continue
            mention, end = found
            pieces += [text[position:start], chr(MARK + len(mentions))]
            mentions.append(mention)
            position = start = end
        return Reading("".join(pieces) + text[position:], tuple(mentions))

    def _bare(self, start: int, first: str, family: str | None) -> tuple[Mention, int] | None:
        before, end = self.text[max(0, start - LEAD_LENGTH) : start], start + len(first)
        if UNIT.match(self.text, end) or NO_ITEM.search(before):
            return None
        numbers, end = self._numbers(family or "?", int(first), end)
        listed = len(numbers) > 1
        of_one = family or self._khor_family(str(max(numbers)))
        begins = LEAD.search(before) or self.scope or (listed and of_one != "?")
        told = listed or SAID_OF.match(self.text, end)
        if not begins or not told or not all(map(self._exists, numbers)):
            return None
        said = self.text[start:end].strip()
        if of_one == "?":
            return (self._without_family("?", said, numbers), end) if listed else None
        if not all(self.numbering.code(of_one, number) for number in numbers):
            return None
        return self._with_family(of_one, said, numbers, end)

    def mention(self, head: re.Match[str]) -> tuple[Mention, int] | None:
        kind = str(head.lastgroup).rstrip("234")
        start = head.end()
        number = A_NUMBER.match(self.text, start)
        if number is None or value(number[0]) > 999 or TAIL.match(self.text, number.end()):
            return None
        direct = kind in "OiE" and len(head[0]) == 1 and head[0] != "0"
        if not direct and OF_ALL.match(self.text, number.end()):
            return None
        if not direct and UNIT.match(self.text, number.end()):
            return None
        if kind == "khor":
            kind = self._khor_family(number[0])
        family = f"{kind}:" if kind in ("measure", "indicator") else kind
        numbers, end = self._numbers(family, value(number[0]), number.end())
        said = self.text[head.start() : end].strip()
        if kind in ("step", "?"):
            return self._without_family(kind, said, numbers), end
        return self._with_family(family, said, numbers, end)

    def _khor_family(self, number: str) -> str:
        if number.startswith("0"):
            return "O"
        if self.scope is not None:
            return self.scope
        homes = [name for name in ("O", "i", "E") if self.numbering.code(name, value(number))]
        return homes[0] if len(homes) == 1 else "?"

    def _numbers(self, family: str, first: int, end: int) -> tuple[list[int], int]:
        """The first number and what a list or a range adds to it."""
        numbers = [first]
        while len(numbers) < MAX_MENTIONS:
            rising = (match := RANGE.match(self.text, end)) and value(match["n"]) > numbers[-1]
            if match and rising and self._same(family, match):
                numbers += self._between(family, numbers.pop(), value(match["n"]))
            elif (match := MORE.match(self.text, end)) and self._goes_on(family, match):
                numbers.append(value(match["n"]))
            else:
                break
            end = match.end()
        return numbers, end

    def _same(self, family: str, match: re.Match[str]) -> bool:
        named = match["fam"]
        same = named is None or FAMILY[named[0]] == family
        return same and not self._stops(match.end()) and value(match["n"]) <= 999

    def _goes_on(self, family: str, match: re.Match[str]) -> bool:
        """Whether a number continues the list: "มาตรการที่ 2" after an O item begins another."""
        same = match["fam"] is None or FAMILY[match["fam"][0]] == family
        return same and not self._stops(match.end()) and not UNIT.match(self.text, match.end())

    def _stops(self, end: int) -> bool:
        return TAIL.match(self.text, end) is not None

    def _between(self, family: str, first: int, last: int) -> Iterator[int]:
        """Both ends of the range, and of what lies between only what exists."""
        low, high = min(first, last), max(first, last)
        known = self.numbering.families.get(family, frozenset(range(low, min(high, 60))))
        yield from sorted({low, high} | {number for number in known if low < number < high})

    def _without_family(self, kind: str, said: str, numbers: list[int]) -> Mention:
        if kind == "step":
            return Mention(said, steps=tuple(numbers))
        known = [number for number in numbers if self._exists(number)]
        return Mention(said, numbers=tuple(known), missing=() if known else (said,))

    def _exists(self, number: int) -> bool:
        return any(self.numbering.code(family, number) for family in ("O", "i", "E"))

    def _with_family(
        self, family: str, said: str, numbers: list[int], end: int
    ) -> tuple[Mention, int]:
        codes = [self.numbering.code(family, number) for number in numbers]
        missing = tuple(
            f"{family}{number}" for number, code in zip(numbers, codes, strict=True) if not code
        )
        known = [code for code in codes if code]
        if len(known) == 1 and (found := self._steps(end)):
            steps, end = found
            return Mention(said, tuple(Target(known[0], step) for step in steps), missing), end
        return Mention(said, tuple(Target(code) for code in dict.fromkeys(known)), missing), end

    def _steps(self, end: int) -> tuple[list[int], int] | None:
        match = STEP.match(self.text, end)
        if match is None or UNIT.match(self.text, match.end()):
            return None
        # A step that does not exist stays one: it must never become the whole item.
        return self._numbers("step", value(match["n"]), match.end())
