"""Which codes a stretch of a message points to: those it names, or those beside the card before."""

import re
from dataclasses import dataclass

from handlers.intents import Candidate, Target
from handlers.understanding.codes import Mention
from handlers.understanding.lexicon import Lexicon
from handlers.understanding.message import Message
from handlers.understanding.numbers import NUMBER

MOST = 4
_FAMILIES = ("O", "i", "E")


@dataclass(frozen=True, slots=True)
class Aim:
    """`targets` are sure; otherwise `candidates` are what may have been meant, best first."""

    targets: tuple[Target, ...] = ()
    missing: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    said: str = ""
    why: str = ""
    named: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(target.code for target in self.targets))


def named(mentions: tuple[Mention, ...], focus: str | None, lexicon: Lexicon) -> Aim | None:
    """What codes and numbers in the text say; None when there are none."""
    if not mentions:
        return None
    targets = _with_steps(mentions, focus, lexicon)
    missing = tuple(dict.fromkeys(code for mention in mentions for code in mention.missing))
    said = " ".join(mention.said for mention in mentions)
    if targets or missing:
        return Aim(targets, missing, said=said, why=said, named=True)
    numbers = [number for mention in mentions for number in mention.numbers]
    if focus and len(numbers) > 1 and (of_card := _of_family(focus[0], numbers, lexicon)):
        return Aim(of_card, said=said, why=said, named=True)
    found = tuple(_homes(numbers, focus, lexicon))
    return Aim(candidates=found[:MOST], said=said, why=said, named=True) if found else None


def _with_steps(
    mentions: tuple[Mention, ...], focus: str | None, lexicon: Lexicon
) -> tuple[Target, ...]:
    """All targets; a step on its own belongs to the one code named, else to the focus."""
    targets = tuple(dict.fromkeys(target for mention in mentions for target in mention.targets))
    steps = tuple(step for mention in mentions for step in mention.steps)
    if not steps:
        return targets
    owners = {target.code for target in targets} or ({focus} if focus else set())
    if len(owners) != 1:
        return targets
    owner = owners.pop()
    if not lexicon.numbering.steps.get(owner):
        return targets
    return tuple(Target(owner, step) for step in steps)


def _of_family(family: str, numbers: list[int], lexicon: Lexicon) -> tuple[Target, ...]:
    """A list of numbers means items of the card's family, when all of them exist."""
    codes = [lexicon.numbering.code(family, number) for number in numbers]
    return tuple(Target(code) for code in codes if code) if all(codes) else ()


def _homes(numbers: list[int], focus: str | None, lexicon: Lexicon) -> list[Candidate]:
    """The items a bare number may mean: the family shown just before first, then O, i, E."""
    order = sorted(_FAMILIES, key=lambda family: not (focus or "").startswith(family))
    found: list[Candidate] = []
    for number in numbers[:2]:
        score = 0.6
        for family in order:
            if code := lexicon.numbering.code(family, number):
                found.append(Candidate(code, score))
                score -= 0.2
    return found


def corrected(message: Message, lexicon: Lexicon) -> tuple[Aim, Aim] | None:
    """ "ไม่ใช่ O12 หมายถึง O13": what was not meant, and what was."""
    match = lexicon.patterns["not_but"].search(message.run)
    if match is None:
        return None
    marks = [mention for letter in match[0] if (mention := message.mention(letter)) is not None]
    if len(marks) != 2 or not all(mention.targets for mention in marks):
        return None
    pair = tuple(Aim(m.targets, said=m.said, why=match[0], named=True) for m in marks)
    return (pair[0], pair[1]) if match[0].startswith("ไม") else (pair[1], pair[0])


_BARE = re.compile(rf"(?<![\d.,/:\-a-z])({NUMBER})(?![\d.,/:%\-a-z])")
_NO_CODE = re.compile(
    r"%|บาท|คน|วัน|สัปดาห์|อาทิตย์|เดือน|ปี|ครั้ง|ข้อ|เรื่อง|ไฟล์|โมง|ทุ่ม|นาที|ชั่วโมง|คะแนน|แห่ง|หน่วย|ขั้น|ตัว|อัน|รอบ|หน้า|จาก|รายการ|มาตรการ|ตัวชี้วัด|น\.|ครบ(?:ทั้ง)?\s?\d"
)
_FAMILY_WORDS = (
    ("O", re.compile(r"โอ(?!เค|กาส|น)|oit|(?<![a-z])o(?![a-z])|เว็บ")),
    ("i", re.compile(r"ไอ(?!ที|ซี)|iit|คนใน|(?<![a-z])i(?![a-z])")),
    ("E", re.compile(r"อี(?!ก|เมล|-?เซอร์)|eit|คนนอก|(?<![a-z])e(?![a-z])")),
)
SHORT = 25
"""Letters up to which a number in a message may be an item without its letter."""


def bare_number(run: str, lexicon: Lexicon) -> Aim | None:
    """The items that the only number of a short message may mean."""
    found = _BARE.findall(run)
    if len(run) > SHORT or len(found) != 1 or not found[0].isdigit() or _NO_CODE.search(run):
        return None
    number = int(found[0])
    named_families = [family for family, words in _FAMILY_WORDS if words.search(run)]
    homes = [
        code
        for family in (*named_families, *(f for f in _FAMILIES if f not in named_families))
        if (code := lexicon.numbering.code(family, number))
    ]
    if not homes:
        return Aim(missing=(found[0],), why=found[0]) if 28 < number < 100 else None
    if named_families and homes[0].startswith(named_families[0]):
        return Aim((Target(homes[0]),), said=found[0], why=found[0])
    scores = (0.6, 0.4, 0.2)
    candidates = tuple(Candidate(code, s) for code, s in zip(homes, scores, strict=False))
    return Aim(candidates=candidates, said=found[0], why=found[0], named=True)


def followed(message: Message, focus: str | None, lexicon: Lexicon) -> Aim | None:
    """What "this one", "the next one", "last year's" mean after `focus`."""
    run = message.run
    here = lexicon.patterns["this_one"].match(run) if focus else None
    for kind in ("next_one", "previous_one"):
        if here is None and (match := lexicon.patterns[kind].search(run)):
            return _beside(focus, 1 if kind == "next_one" else -1, match[0], lexicon)
    if focus is None:
        return None
    for kind in ("last_year", "this_year", "outside", "inside", "report", "plan"):
        match = lexicon.patterns[f"of_{kind}"].search(run)
        neighbours = lexicon.neighbours.get(focus, {}).get(kind)
        if match and neighbours and is_filler(run.replace(match[0], ""), lexicon):
            return Aim((Target(neighbours[0]),), why=match[0])
    if match := lexicon.patterns["this_one"].search(run):
        return Aim((Target(focus),), why=match[0])
    return None


def _beside(focus: str | None, offset: int, said: str, lexicon: Lexicon) -> Aim | None:
    if focus is None:
        return None
    order: tuple[str, ...] = lexicon.order
    if focus not in order:
        family = focus.partition(":")[0] + ":"
        order = tuple(f"{family}{n}" for n in sorted(lexicon.numbering.families.get(family, ())))
    place = order.index(focus) + offset if focus in order else -1
    if not 0 <= place < len(order):
        return None
    return Aim((Target(order[place]),), why=said)


def is_filler(text: str, lexicon: Lexicon) -> bool:
    """Whether nothing is left that could name a topic."""
    rest = lexicon.patterns["filler"].sub("", text)
    rest = re.sub("[\u0e30-\u0e4e\\s]", "", rest)
    return len(rest) <= 2
