"""Whole messages and short orders that mean one thing only: read by rule, before the model."""

import re

from handlers.intents import (
    AskMeasure,
    AttachEvidence,
    Contact,
    Intent,
    Mute,
    OpenPages,
    Privacy,
    RecheckEvidence,
    Register,
    ShowCalendar,
    ShowCallList,
    ShowHelp,
    ShowProgress,
    ShowRemaining,
    ShowScore,
    Snooze,
    Undo,
    Unmute,
)
from handlers.understanding.lexicon import Lexicon
from handlers.understanding.meaning import Meaning
from handlers.understanding.message import Message

SHORT_ORDER = 25
_LABEL = re.compile("แนบ(?:ลิงก์|ลิงค์|หลักฐาน)[\ue000-\ue2ff]*")
_YEAR = re.compile("(?:ของ)?ปี(?:งบประมาณ|งบ)?(?:พ\\.?ศ\\.?)?\\d{2,4}$")
_REST = re.compile("พัก(?:เตือน)?(?:ข้อ)?(?:นี้|[\ue000-\ue2ff])?(?:ไว้)?(?:อีก)?\\s?(\\d{1,3})\\s?วัน")
"""What the bot says can be typed to leave an item out of the reminders."""
_GLOBAL: dict[str, Intent] = {
    "progress": ShowProgress(), "remaining": ShowRemaining(), "calendar": ShowCalendar(),
    "help": ShowHelp(), "score": ShowScore(), "measures": AskMeasure(("measure:all",)),
    "mute": Mute(), "unmute": Unmute(), "contact": Contact(), "privacy": Privacy(),
    "register": Register(),
}  # fmt: skip


def fixed_order(message: Message, lexicon: Lexicon, focus: str | None) -> Meaning | None:
    """Whole messages, and short orders, whose words mean one thing only."""
    patterns, run = lexicon.patterns, message.run
    if (name := lexicon.fixed.get(_YEAR.sub("", run.replace(" ", "")))) is not None:
        return Meaning(_GLOBAL[name], (run,))
    if message.links:
        return None
    if (rest := _REST.fullmatch(run)) and (code := _one_code(message) or focus):
        return Meaning(Snooze(code, max(1, min(int(rest[1]), 366))), (run,))
    if order := _about_links(message, lexicon):
        return Meaning(order, (run,))
    if len(run) > SHORT_ORDER or message.reading.mentions:
        return None
    if call := patterns["call_list"].search(run):
        return Meaning(ShowCallList(), (call[0],))
    if pages := patterns["pages"].search(run):
        return Meaning(OpenPages(), (pages[0],))
    if (last := patterns["undo_last"].search(run)) and patterns["taken_back"].search(run):
        return Meaning(Undo(), (last[0],))
    return None


def _one_code(message: Message) -> str | None:
    codes = [target.code for mention in message.reading.mentions for target in mention.targets]
    return codes[0] if codes else None


def _about_links(message: Message, lexicon: Lexicon) -> Intent | None:
    """The labels of the buttons under a link, with or without the item's code."""
    patterns, run = lexicon.patterns, message.run
    codes = [target.code for mention in message.reading.mentions for target in mention.targets]
    if patterns["evidence_recheck"].search(run):
        return RecheckEvidence(_one_code(message))
    if _LABEL.fullmatch(run):
        return AttachEvidence((), tuple(codes))
    return None
