"""Whether a tick or an untick may be done at once, or has to be asked about first."""

import re
from collections.abc import Sequence

from handlers.understanding.choices import Choice
from handlers.understanding.lexicon import Lexicon
from handlers.understanding.model import Judgement
from handlers.understanding.vetoes import SHORT_MESSAGE, asks, has_unread, steady, untick_veto, veto
from handlers.understanding.wanted import Wanted

TICK_SURE = 0.75
"""A tick at once asks for more certainty than any other answer."""
TOPIC_TICK_SURE = 0.95
"""The same without a code: the item is a guess too, and a wrong tick is worse than a question."""
UNTICK_SURE = 0.7
TOPIC_UNTICK_SURE = 0.85
EMPTY_SURE = 0.85
"""Below this, "not done" of nothing in particular is likelier to be talk."""
DONE_SURE = 0.75
OPEN_SURE = 0.6
VERY_SURE = 0.95
"""In a very short message with a code every other word may be a slip of a doubt."""
STORY_SURE = 0.97
"""From this certainty on a long message ticks although a word in it could be a veto."""
ASKED = 0.1
"""Below this a question in the message is likely about something else than being done."""
BESIDE = frozenset({"remaining", "calendar", "score", "contact", "help", "mute"})
"""Wishes that may stand beside a report in one message."""
_SOFT = frozenset({"part", "elsewhere", "doubts"})
_ALL_DONE = re.compile("[oie]it|(?:โอ|ไอ|อี)ไอที|(?:เสร็จ|ครบ|เรียบร้อย|ทำ|ส่ง)หมด|หมดทุก|ทุกอย่าง")


def reason_of(choice: Choice, wanted: Wanted) -> str | None:
    """Why a tick or an untick may not be done at once; None for everything else."""
    if choice.intent not in ("tick", "untick"):
        return None
    message, done = wanted.message, wanted.judgement.done
    guessed = wanted.aim is None and choice.codes != (wanted.focus,)
    if choice.intent == "untick":
        if asks(message.run, message.raw, wanted.lexicon):
            return "doubts" if _told_all_the_same(choice, wanted, UNTICK_SURE) else "asks"
        limit = TOPIC_UNTICK_SURE if guessed else UNTICK_SURE
        if not choice.codes and choice.share < EMPTY_SURE:
            return "empty"
        if reason := untick_veto(message.run, choice.codes, guessed=guessed):
            return reason
        sure = choice.share >= limit and done["open"] + done["back"] >= OPEN_SURE
        return None if sure and choice.codes else "unsure"
    loose = wanted.aim is None or not wanted.aim.targets
    if loose and (wanted.says("everything") or _ALL_DONE.search(message.run)):
        return "all"
    if not choice.codes or any(code.startswith("indicator:") for code in choice.codes):
        return "all"
    if asks(message.run, message.raw, wanted.lexicon):
        return "doubts" if _told_all_the_same(choice, wanted, TICK_SURE) else "asks"
    run = without_wishes(message.run, wanted.lexicon, wanted.judgement.also)
    reason = veto(run, message.raw, wanted.lexicon)
    story = len(message.run) > SHORT_MESSAGE and not steady(message.run)
    told = story and done["done"] >= STORY_SURE
    if reason == "asks" and _told_all_the_same(choice, wanted, TICK_SURE):
        return "doubts"
    if reason is not None and not (told and reason in _SOFT):
        return reason
    limit = TOPIC_TICK_SURE if guessed else TICK_SURE
    share = choice.share + _beside(wanted.judgement)
    least = VERY_SURE if has_unread(message.run) and not guessed else DONE_SURE
    return None if share >= limit and done["done"] >= least else "unsure"


def _told_all_the_same(choice: Choice, wanted: Wanted, limit: float) -> bool:
    """Whether the words ask, but of something else than whether it is done: the verdict is put as
    a question then, where it would have been answered with the state."""
    return wanted.judgement.done["asked"] < ASKED and choice.share >= limit


def _beside(judgement: Judgement) -> float:
    """What a second wish takes from the share of a tick that is told as well."""
    if "tick" not in judgement.also:
        return 0.0
    return sum(judgement.intent[name] for name in BESIDE if name in judgement.also)


def without_wishes(run: str, lexicon: Lexicon, also: Sequence[str]) -> str:
    """The words without a question that may stand beside a report: what is left, when it is due.

    Only where the model hears that question (`also`): "ที่เหลือแจกคู่มือ" tells what is not done, and
    "ครบกำหนดแล้ว" asks nothing.
    """
    if "กำหนดแล้ว" in run:
        return run
    for name in ("remaining", "calendar"):
        if name in also:
            run = lexicon.patterns[name].sub(" ", run)
    return run
