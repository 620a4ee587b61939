"""A message → what is wanted, the main wish first. Pure.

Codes, links and invites are read; a learned model says how likely each intent, state and topic is;
rules may only forbid a tick or an untick. What is not likely enough becomes a question with up to
three buttons. Nothing that could change a tick is ever guessed.
"""

import re
from dataclasses import dataclass, replace

from handlers.evidence_words import names_no_public_link
from handlers.intents import (
    AdminCommand,
    Ask,
    AttachEvidence,
    Choose,
    Clarify,
    Decline,
    Explain,
    Intent,
    Register,
    ShowScore,
    Smalltalk,
    Tick,
    Unrecognised,
    Untick,
)
from handlers.understanding import reports, spoken
from handlers.understanding.aim import Aim, bare_number, corrected, followed, named
from handlers.understanding.at_once import BESIDE, reason_of
from handlers.understanding.choices import Choice, Pointers, choices
from handlers.understanding.general import general_question, named_question
from handlers.understanding.intent_of import intent_of, words_of
from handlers.understanding.lexicon import Lexicon, build
from handlers.understanding.meaning import Meaning, as_line
from handlers.understanding.message import Message, read_message
from handlers.understanding.model import Flags, Judgement
from handlers.understanding.office_hints import office_hint
from handlers.understanding.orders import fixed_order
from handlers.understanding.signs import signs
from handlers.understanding.wanted import Wanted
from handlers.understanding.with_links import with_links

__all__ = ["Lexicon", "Meaning", "as_line", "build", "resolve"]

SURE = 0.7
"""Below this share the bot asks (measured: `make corpus-report`)."""
SURE_TO_SHOW = 0.5
MOST_BUTTONS = 3
LEAST_BUTTON = 0.02
NOTHING = 0.12
NOT_EVEN = 0.4
"""Below these, for the likeliest reading and the likeliest intent, it was not understood."""
ASIDE = 0.1
"""A second wish is served when its own score says yes and it is at least this likely."""
ACTS = frozenset({"tick", "untick", "evidence", "register", "progress"})
NOT_THEIRS = frozenset({"tick", "untick", "evidence", "progress", "out_of_scope", "remaining"})
"""What nobody may ask of another agency than one's own."""
NO_BUTTON = frozenset({"all", "empty"})
"""What a button cannot carry; any other deed may be offered, because a tap is meant."""
_ONLY_CODES = re.compile("(?:[\ue000-\ue2ff\\s,/&+.-]|และ|กับ|พร้อม|ข้อ|ดู)+")
_AWAY = re.compile(
    "^(?:เอ่อ|เออ|อ้อ|อ๋อ|เอ้ย)?(?:ไม่ใช่|มิใช่|บ่แม่น|บ่ใช่|เปลี่ยนใจ|ไม่เอา)|อยากรู้.{0,30}มากกว่า|(?:เอาเรื่อง|ขอดู).{0,30}แทน"
)
_OVERALL = re.compile(
    "(?:คืบหน้า|สถานะ|ผลงาน|ภาพ|ยอด|สรุป).{0,6}(?:รวม|ทั้งหมด)|กี่(?:ข้อ|อัน|ตัว|เปอร์|%|เปอ)|ติ๊ก(?:อะไร|ไร|ไหน|ข้อไหน)ไป|"
    "(?:ของ)?(?:หน่วยงาน|สำนักงาน|พวก)?(?:เรา|หนู|ผม)(?:ทำ)?(?:ไป)?ถึงไหน"
)
LEAST_OTHER = 0.06
"""From this share on another reading stands under an answer."""


@dataclass(frozen=True, slots=True)
class Read:
    """A message with all that was found in it, before anything is decided."""

    message: Message
    judgement: Judgement
    aim: Aim | None
    focus: str | None
    choices: list[Choice]


def resolve(
    text: str,
    lexicon: Lexicon,
    *,
    focus: str | None = None,
    agencies: tuple[str, ...] = (),
    admin: bool = False,
) -> tuple[Meaning, ...]:
    """At least one meaning, at most two; `agencies` are names of other agencies than one's own."""
    message = read_message(text, lexicon)
    if not message.run.strip():
        return (Meaning(Smalltalk() if text.strip() else Unrecognised()),)
    if fixed := fixed_order(message, lexicon, focus):
        return (fixed,)
    if admin and (order := lexicon.patterns["admin"].match(message.run)):
        return (Meaning(AdminCommand(message.text), (order[0],)),)
    if message.invite is not None and not message.links:
        return (Meaning(Register(message.invite), (message.invite,)),)
    read = read_all(message, lexicon, focus)
    if admin and (hint := _hint(read)) is not None:
        return (Meaning(hint, (next(iter(read.judgement.wish)),)),)
    if (other := _other_agency(message, agencies)) and read.choices[0].intent in NOT_THEIRS:
        return (Meaning(Decline("other_agency"), (other,)),)
    if not message.links and names_no_public_link(message.raw):
        return (Meaning(AttachEvidence((), text=words_of(message)), (message.run[:40],)),)
    if message.links:
        return with_links(message, lexicon, read.judgement, read.aim, focus)
    if (pair := corrected(message, lexicon)) is not None:
        wrong, right = pair
        return (Meaning(Ask(right.codes), (right.why,)), Meaning(Untick(wrong.targets)))
    if read.aim is not None and read.aim.targets and (mixed := reports.mixed(read, lexicon)):
        return mixed
    if (entry := general_question(read, lexicon.general)) is not None:
        return (Meaning(Explain(f"faq:{entry}"), (message.run[:40],)),)
    return _decided(read, lexicon)


def _hint(read: Read) -> Intent | None:
    codes = read.aim.codes if read.aim is not None and read.aim.named else ()
    return office_hint(read.judgement, read.choices[0], codes, links=bool(read.message.links))


def judged(message: Message, lexicon: Lexicon, focus: str | None) -> Judgement:
    """What the model makes of a message, or of a stretch of one."""
    assert lexicon.model is not None  # noqa: S101 – only training builds a lexicon without
    mentions = message.reading.mentions
    flags = Flags(
        named=any(m.targets for m in mentions),
        missing=any(m.missing for m in mentions),
        number=any(m.numbers or m.steps for m in mentions),
        links=bool(message.links),
        invite=message.invite is not None,
        focus=focus is not None,
    )
    return lexicon.model.judge(lexicon.model.scores(signs(message, focus)), flags)


def read_all(message: Message, lexicon: Lexicon, focus: str | None) -> Read:
    judgement = judged(message, lexicon, focus)
    aim = named(message.reading.mentions, focus, lexicon)
    beside = followed(message, focus, lexicon) if aim is None else None
    aim = aim or (bare_number(message.run, lexicon) if beside is None else None)
    at = Pointers(
        named=aim.codes if aim else (),
        homes=tuple(c.code for c in aim.candidates) if aim and not aim.targets else (),
        followed=beside.codes if beside else (),
        focus=focus,
        away=focus is not None and _AWAY.search(message.run) is not None,
        overall=_OVERALL.search(message.run) is not None,
        nothing=bool(aim and aim.missing and not aim.targets),
    )
    return Read(message, judgement, aim or beside, focus, choices(judgement, at))


def _decided(read: Read, lexicon: Lexicon) -> tuple[Meaning, ...]:
    wanted = Wanted(read.message, read.judgement, read.aim, read.focus, lexicon)
    aim = read.aim
    if aim and aim.named and aim.codes and _ONLY_CODES.fullmatch(read.message.run):
        shown = Choice("ask", aim.codes, 1.0)
        measures = all(code.startswith("measure:") for code in aim.codes)
        kind = replace(shown, intent="ask_measure") if measures else shown
        return (Meaning(intent_of(kind, wanted), (read.message.run,)),)
    best, *others = read.choices
    nearest = spoken.candidates(read.choices)
    lost = best.share < NOTHING and read.judgement.intent[read.judgement.best] < NOT_EVEN
    if lost and not (read.aim and read.aim.named):
        return (Meaning(Unrecognised(nearest[:2]), (read.message.run[:40],), nearest),)
    reason = reason_of(best, wanted)
    if reason == "empty" and others:
        best, *others = others
        reason = reason_of(best, wanted)
    if reason is not None:
        return (spoken.held_back(reason, best, wanted, nearest),)
    intent = intent_of(best, wanted)
    options = tuple(
        intent_of(other, wanted)
        for other in others[: MOST_BUTTONS - 1]
        if other.share >= LEAST_BUTTON and reason_of(other, wanted) not in NO_BUTTON
    )
    evidence = (best.intent, f"{best.share:.2f}")
    if best.share < _enough(best, read) and options:
        asked = tuple(
            named_question(option, read, lexicon.general) for option in (intent, *options)
        )
        distinct = tuple(dict.fromkeys(asked))
        return (Meaning(spoken.question(distinct, read.aim), evidence, nearest),)
    likely = [intent_of(o, wanted) for o in others[: MOST_BUTTONS - 1] if o.share >= LEAST_OTHER]
    beside = tuple(o for o in options if o != intent and o in likely and o != ShowScore())
    main = Meaning(intent, evidence, nearest, beside)
    if isinstance(intent, Tick | Untick) and aim is not None and aim.missing:
        return (main, Meaning(Ask((), aim.missing)))
    return (main, *_aside(best, wanted)) if not isinstance(intent, Clarify | Choose) else (main,)


def _enough(best: Choice, read: Read) -> float:
    """The card of an item that is named, and the list of measures, do no harm."""
    named_item = read.aim is not None and read.aim.named and bool(read.aim.targets)
    shows = best.intent == "ask" and (named_item or best.codes == (read.focus,))
    return SURE_TO_SHOW if shows or best.codes == ("measure:all",) else SURE


def _aside(best: Choice, wanted: Wanted) -> tuple[Meaning, ...]:
    """One further wish that the same message states."""
    for name in wanted.judgement.also:
        share = wanted.judgement.intent[name]
        if name in BESIDE and name != best.intent and best.intent in ACTS and share >= ASIDE:
            return (Meaning(intent_of(Choice(name, (), share), wanted), (name,)),)
    return ()


def _other_agency(message: Message, agencies: tuple[str, ...]) -> str | None:
    """Another agency's name: its ticks and its data are not this person's."""
    for agency in agencies:
        plain = "".join(agency.lower().split())
        if len(plain) >= 3 and plain in message.run:
            return plain
    return None
