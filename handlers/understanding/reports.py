"""A message that reports more than one thing: mixed verdicts, exceptions, a family less one item.

"O12 เสร็จ O13 ยัง", "O1–O10 ครบ ยกเว้น O6", "EIT ครบ ขาดข้อ 3", "O16 เสร็จแล้ว เหลือข้อไหนบ้าง".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from handlers.intents import Ask, Choose, Intent, ShowCalendar, ShowRemaining, Target, Tick, Untick
from handlers.understanding.at_once import without_wishes
from handlers.understanding.intent_of import targets_of
from handlers.understanding.lexicon import Lexicon
from handlers.understanding.meaning import Meaning
from handlers.understanding.message import Message
from handlers.understanding.spoken import look
from handlers.understanding.stretches import Stretch, excepted, stretches
from handlers.understanding.verdicts import lead, verdict
from handlers.understanding.vetoes import asks, misread, untick_veto, veto

if TYPE_CHECKING:
    from handlers.understanding.resolve import Read

STATE_SURE = 0.55
"""From this share on a stretch of a message is done, or not done."""
EXCEPT_SURE = 0.4
LEAST_OWN = 3
LEAST_WHOLE = 2
_FAMILY_OF = {
    "oit": "O", "โอไอที": "O", "โอ": "O", "iit": "i", "ไอไอที": "i", "ไอ": "i",
    "eit": "E", "อีไอที": "E", "อี": "E",
}  # fmt: skip
_WHOLE_BUT = re.compile(
    "(?P<scope>oit|iit|eit|โอไอที|ไอไอที|อีไอที|โอ(?!เค)|ไอ(?!้)|อี|[\ue000-\ue2ff])[^\ue000-\ue2ff]{0,25}?"
    "(?<!ไม่)(?<!ไม่ได้)(?<!บ่)(?:ครบ|หมด(?!เวลา|แรง|ปัญญา)|ทุกข้อ|เหมิด|เบิด|เกลี้ยง)[^\ue000-\ue2ff]{0,20}?"
    "(?:ยกเว้น|(?<!ละ)เว้น|ไม่รวม|ไม่นับ|นอกจาก|except|ขาด|เหลือ|ค้าง|ติด|บ่เอา)[^\ue000-\ue2ff]{0,12}?(?=[\ue000-\ue2ff])"
)
_ALL_BUT = re.compile(
    "^[^\ue000-\ue2ff]*?(?<!ไม่)(?<!บ่)(?:ทุกข้อ|ครบ|หมด(?!เวลา|แรง|ปัญญา)|เกลี้ยง)[^\ue000-\ue2ff]{0,20}?"
    "(?:ยกเว้น|(?<!ละ)เว้น|นอกจาก|except|ขาด|เหลือ)[^\ue000-\ue2ff]{0,8}?(?=[\ue000-\ue2ff])"
)
_UNSURE = re.compile("[?？❓❔🤔]")
_OF_OTHERS = re.compile(
    "(?:อำเภอ|หน่วย(?:งาน)?|สำนักงาน|จังหวัด)อื่น|ของปี(?:ที่แล้ว|ก่อน)|[\ue000-\ue2ff]หรือ[\ue000-\ue2ff]|(?:พิมพ์|เขียน|คำ)ว่า"
)
"""What is said of the whole message and not of one stretch: then the message is judged whole."""
_OWN = re.compile("[\ue000-\uf8ff\\s\\d.,/:;()-]|และ|กับ|ส่วน|ข้อ")
_EXCEPTING = re.compile("ขาด|เหลือ|ค้าง|ติด|(?:ยก)?เว้น(?:แต่)?|นอกจาก|ไม่รวม|ไม่นับ|except|but not|แต่|ส่วน")
_REPORTS = ("tick", "untick", "progress")
_CORRECTS = re.compile("ไม่ใช่|มิใช่|บ่แม่น|บ่ใช่|not |หมายถึง(?!ว่า)|(?:พูด|พิมพ์?)ผิด|เอ้ย")
"""Two codes and a "not": which of them is meant is for the person to say."""


def mixed(read: "Read", lexicon: Lexicon) -> tuple[Meaning, ...]:
    """Ticks and unticks of one message that says both; empty when it says one thing."""
    if _UNSURE.search(read.message.raw) or _OF_OTHERS.search(read.message.run):
        return ()
    if told := _with_wish(read, lexicon):
        return told
    if not _is_report(read):
        return ()
    if whole := _whole_but(read, lexicon):
        return whole
    if left_out := excepted(read.message):
        return _with_exception(read, lexicon, left_out)
    parts = stretches(read.message)
    if len(parts) < 2:
        return ()
    if _CORRECTS.search(read.message.run):
        meant = sorted(parts, key=lambda part: verdict(part.message.run) == "open")
        both = tuple(dict.fromkeys(t for p in meant for t in _targets(read.message, p.letters)))
        deeds = tuple(Tick((target,)) for target in both[:2])
        return (Meaning(Choose((*deeds, Ask(_codes(both)))), ("corrects",)),)
    return _told(_heard(parts, read.message, lexicon), apart=_tells_apart(parts))


@dataclass(slots=True)
class _Said:
    """What is said of each target; `held` where a "done" may not tick without a question."""

    done: list[Target] = field(default_factory=list)
    open: list[Target] = field(default_factory=list)
    asked: list[Target] = field(default_factory=list)
    unknown: list[Target] = field(default_factory=list)
    held: bool = False


def _heard(parts: Sequence[Stretch], message: Message, lexicon: Lexicon) -> _Said:
    said = _Said()
    for part in parts:
        targets = _targets(message, part.letters)
        match _state(part.message, lexicon):
            case "done":
                said.done += targets
                said.held = said.held or not _may_tick(part.message.run, lexicon)
            case "open" if not _speaks_of_more(part, targets, lexicon):
                said.open += targets
            case "asked":
                said.asked += targets
            case _:
                said.unknown += targets
    return said


def _speaks_of_more(part: Stretch, targets: Sequence[Target], lexicon: Lexicon) -> bool:
    """Whether "not done" is a question, somebody's word, or about something else."""
    run = part.message.run
    return asks(run, run, lexicon) or (untick_veto(run, _codes(targets), guessed=False) == "doubts")


def _told(said: _Said, *, apart: bool) -> tuple[Meaning, ...]:
    if not said.done or not (said.open or said.asked or said.unknown):
        return ()
    every = tuple(dict.fromkeys((*said.done, *said.unknown, *said.open, *said.asked)))
    if said.unknown or said.held:
        if said.unknown and not apart:
            return ()
        also: Intent = Tick(every) if said.unknown else Untick(tuple(said.open or said.asked))
        return (Meaning(Choose((Tick(tuple(said.done)), also, Ask(_codes(every)))), ("apart",)),)
    question = (Meaning(look(_codes(said.asked)), ("asked",)),) if said.asked else ()
    return (*_both(said.done, said.open), *question)


def _is_report(read: "Read") -> bool:
    """Whether it is one by the model, or by a plain verdict that another stretch does not share."""
    if read.choices[0].intent in _REPORTS:
        return True
    said = {verdict(part.message.run) for part in stretches(read.message)}
    return said == {"done", "open"} or ("done" in said and "" in said)


def _may_tick(run: str, lexicon: Lexicon) -> bool:
    """A plain verdict is read to the last letter; what stands before the code may be a slip."""
    reason = veto(run, run, lexicon)
    plain = reason == "unread" and verdict(run) == "done"
    return reason is None or (plain and not misread(lead(run)))


def _whole_but(read: "Read", lexicon: Lexicon) -> tuple[Meaning, ...]:
    """ "EIT ครบ ขาดข้อ 3": the rest of the family or of the indicator that is named, asked once."""
    message = read.message
    found = _WHOLE_BUT.search(message.run) or _ALL_BUT.search(message.run)
    if found is None or asks(message.run, message.raw, lexicon):
        return ()
    named = "scope" in found.groupdict()
    before = message.run[: found.start("scope" if named else 0)]
    out = _targets(message, message.run[found.end("scope") if named else found.end() :])
    scope = _scope(found["scope"], message) if named else _family(out)
    if not scope or _targets(message, before) or any(target.step for target in out):
        return ()
    rest = tuple(Target(code) for code in lexicon.members(scope) if Target(code) not in out)
    if len(rest) < LEAST_WHOLE or not {target.code for target in out} < set(lexicon.members(scope)):
        return ()
    return (Meaning(Choose((Tick(rest), Untick(tuple(out)), ShowRemaining())), ("all but",)),)


def _family(out: Sequence[Target]) -> str:
    """Of "everything but O13" the family of what is left out."""
    families = {target.code[0] for target in out if ":" not in target.code}
    return families.pop() if len(families) == 1 else ""


def _scope(said: str, message: Message) -> str:
    """A family's letter, or the one indicator that a code stands for."""
    if (family := _FAMILY_OF.get(said)) is not None:
        return family
    mention = message.mention(said)
    codes = [target.code for target in mention.targets] if mention else []
    return codes[0] if len(codes) == 1 and codes[0].startswith("indicator:") else ""


def _tells_apart(parts: Sequence[Stretch]) -> bool:
    """Whether more than one stretch has words of its own after its codes."""
    return sum(len(_OWN.sub("", part.message.run)) >= LEAST_OWN for part in parts) > 1


def _with_wish(read: "Read", lexicon: Lexicon) -> tuple[Meaning, ...]:
    """ "O16 เสร็จแล้ว เหลือข้อไหนบ้าง": the report is judged without the question beside it."""
    run = without_wishes(read.message.run, lexicon, read.judgement.also)
    if run == read.message.run or read.aim is None or "tick" not in read.judgement.also:
        return ()
    part = replace(read.message, run=run)
    if _state(part, lexicon) != "done" or veto(run, run, lexicon) is not None:
        return ()
    calendar = lexicon.patterns["calendar"].search(read.message.run)
    wish: Intent = ShowCalendar() if calendar else ShowRemaining()
    return (Meaning(Tick(targets_of(read.aim.codes, read.aim)), ("done",)), Meaning(wish))


def _state(part: Message, lexicon: Lexicon) -> str:
    from handlers.understanding.resolve import SURE, judged

    if plain := verdict(part.run):
        return plain
    judgement = judged(part, lexicon, None)
    shares = judgement.done
    if judgement.best in ("ask", "ask_measure") and judgement.intent[judgement.best] >= SURE:
        return "asked"
    if shares["done"] >= STATE_SURE:
        return "done"
    return "open" if shares["open"] + shares["back"] >= STATE_SURE else ""


def _with_exception(read: "Read", lexicon: Lexicon, left_out: str) -> tuple[Meaning, ...]:
    """ "O1-O10 ครบ ยกเว้น O6": what is said is said of the others, the excepted is not done."""
    kept = [letter for letter in read.message.run if read.message.mention(letter)]
    kept = [letter for letter in kept if letter not in left_out]
    first = stretches(read.message)[0].message
    out = set(_targets(read.message, left_out))
    rest = [target for target in _targets(read.message, "".join(kept)) if target not in out]
    # The words of the exception itself ("ขาด", "เหลือ") deny nothing of the others.
    said = _EXCEPTING.sub(" ", first.run)
    shares = read.judgement.done
    tells = shares["done"] + shares["open"] >= EXCEPT_SURE and _state(first, lexicon) != "open"
    if not rest or not tells or veto(said, said, lexicon) is not None:
        question = (
            Choose((Tick(tuple(rest)), Untick(tuple(out)), Ask(_codes(rest)))) if rest else None
        )
        return (Meaning(question, ("except",)),) if question else ()
    return _both(rest, sorted(out, key=lambda target: target.code))


def _both(done: Sequence[Target], open_: Sequence[Target]) -> tuple[Meaning, ...]:
    ticked = tuple(dict.fromkeys(target for target in done if target not in open_))
    not_done = (Meaning(Untick(tuple(dict.fromkeys(open_))), ("not done",)),) if open_ else ()
    return (Meaning(Tick(ticked), ("done",)), *not_done)


def _targets(message: Message, letters: str) -> list[Target]:
    found = (message.mention(letter) for letter in letters)
    return [
        t
        for mention in found
        if mention
        for t in mention.targets
        if ":" not in t.code or t.code[0] == "m"
    ]


def _codes(targets: Sequence[Target]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(target.code for target in targets))
