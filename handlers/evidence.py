"""Attaching links: with an item, for the item last seen, a whole table, in place of an old one.

A warning never blocks: the link is kept and the card says what is the matter. Nothing is guessed:
a link whose item is not clear waits in the conversation until the person names it.
"""

import re
from collections.abc import Sequence

from handlers.ask import checklist_for, short_name
from handlers.evidence_ask import Waiting, ask_which, asked_for, focus_item
from handlers.evidence_links import carry_over, item_card, keep_draft, media, recheck, remove, show
from handlers.evidence_save import (
    Paired,
    Saved,
    checked_code,
    replace,
    save,
    takes_links,
    views_of,
)
from handlers.evidence_words import Pasted as PastedText
from handlers.evidence_words import names_no_public_link, read_pasted, replaces
from handlers.intents import AttachEvidence, KeepPairs, Target, Tick
from handlers.outcome import Outcome, Refusal, Turn
from handlers.tick import own_agency_id, tick
from handlers.views import line
from handlers.views.evidence_list import Pasted, pasted_card, unclear_card
from models.evidence import links_of

__all__ = [
    "answer_expectation",
    "attach",
    "carry_over",
    "keep_draft",
    "keep_pairs",
    "media",
    "recheck",
    "remove",
    "show",
]

MOST_LINKS = 40
"""Links taken from one message."""
_YES = re.compile(
    r"(?:ใช่|ถูก(?:ต้อง)?|โอเค|ตกลง|ได้เลย|เก็บ|ok|okay|yes|y)(?:เลย|ครับ|ค่ะ|คะ|ค่า|จ้า|แล้ว|\s)*"
)
_QUESTION = re.compile(
    r"อะไร|ยังไง|อย่างไร|ต้อง|ไหม|มั้ย|มั๊ย|ทำไม|เมื่อไ|เท่าไ|กี่|หรือยัง|หรือเปล่า|รึยัง|ตัวอย่าง|คืบหน้า|คะแนน|[?？]"
)
"""Words with which a code is asked about, not given."""


def attach(intent: AttachEvidence, turn: Turn) -> Outcome:
    """Keep the links of a message, or ask for what is missing."""
    own_agency_id(turn)
    if not intent.links and names_no_public_link(turn.text):
        raise Refusal(turn.say("evidence.not_public"))
    if not intent.links:
        return _without_link(intent, turn)
    # A link alone is not taken to be for the card seen last, but for the one that it answers it is.
    pointed = turn.quoted is not None and focus_item(turn) is not None
    pasted = read_pasted(intent, turn.text, None if pointed else turn.focus, turn.catalog)
    intent = pasted.intent
    urls = tuple(dict.fromkeys(link.url for link in intent.links))[:MOST_LINKS]
    if not intent.problems and not pasted.table and all(link.code is None for link in intent.links):
        named = intent.codes or asked_for(turn)
        if len(named) != 1:
            return ask_which(Waiting(urls, intent.text, intent.done), turn)
        good = [Paired(named[0], url) for url in urls]
        if turn.on_old_card:
            return _unclear_pairs(good, [], 0, intent, turn)
        return _keep(good, intent, turn)
    good = [
        Paired(link.code, link.url)
        for link in intent.links
        if link.code is not None and takes_links(turn, link.code)
    ]
    bad, over = _unclear(pasted, turn), max(0, len(good) - MOST_LINKS) + pasted.over
    if bad or over or turn.on_old_card:
        return _unclear_pairs(good[:MOST_LINKS], bad, over, intent, turn)
    return _keep(good, intent, turn, without_link=pasted.without_link)


def answer_expectation(turn: Turn, codes: Sequence[str]) -> Outcome | None:
    """The answer to a question of this module; None when the message is no such answer."""
    said_yes = _YES.fullmatch(turn.text.strip().lower()) is not None
    if (turn.expecting or {}).get("later"):
        said_yes = False  # to which of the things said since?
    waiting = Waiting.of(turn.expecting)
    if waiting is not None and not _QUESTION.search(turn.text):
        focus = focus_item(turn)
        named = tuple(codes) or ((focus,) if said_yes and focus else ())
        return _attach_waiting(waiting, named, turn) if named else None
    if (turn.expecting or {}).get("kind") == "pairs" and said_yes:
        return keep_pairs(KeepPairs(), turn)
    return None


def keep_pairs(_intent: KeepPairs, turn: Turn) -> Outcome:
    """One tap: the clear pairs of the table just pasted."""
    own_agency_id(turn)
    expected = turn.expecting or {}
    if expected.get("kind") != "pairs":
        return Outcome((line.text(turn.say("evidence_many.not_waiting")),))
    pairs = [Paired(str(code), str(url)) for code, url in expected["links"]]
    intent = AttachEvidence((), done=bool(expected.get("done")))
    return _keep(pairs, intent, turn)


def _without_link(intent: AttachEvidence, turn: Turn) -> Outcome:
    """ "แนบลิงก์ O5": ask for the link, or take the one that waits for an item."""
    waiting = Waiting.of(turn.expecting)
    if waiting is not None and intent.codes:
        return _attach_waiting(waiting, intent.codes, turn)
    focus = focus_item(turn)
    codes = intent.codes or ((focus,) if focus else ())
    if not codes:
        return Outcome((line.text(turn.say("evidence.send_code_and_link")),))
    for code in codes:
        checked_code(turn, code)
    names = ", ".join(short_name(turn, code) for code in codes[:3])
    asking = Outcome(
        (line.text(turn.say("evidence.send_link", name=names)),),
        (codes[0] if len(codes) == 1 else None,),
        focus=codes[0],
        expecting={"kind": "link_of", "codes": list(codes)},
    )
    return _ticked(codes, turn).followed_by(asking) if intent.done else asking


def _attach_waiting(waiting: Waiting, codes: Sequence[str], turn: Turn) -> Outcome:
    own_agency_id(turn)
    if not all(takes_links(turn, code) for code in codes):
        words = turn.say("evidence.no_such_item", code=short_name(turn, codes[0]))
        return Outcome((line.text(words),), expecting=waiting.as_expectation())
    if len(codes) > 1 and len(codes) == len(waiting.urls):
        pairs = [Paired(code, url) for code, url in zip(codes, waiting.urls, strict=True)]
    else:
        pairs = [Paired(code, url) for code in codes for url in waiting.urls][:MOST_LINKS]
    intent = AttachEvidence((), done=waiting.done, text=waiting.text)
    return _keep(pairs, intent, turn)


def _keep(
    pairs: Sequence[Paired],
    intent: AttachEvidence,
    turn: Turn,
    *,
    without_link: Sequence[str] = (),
) -> Outcome:
    """Save, and show the one card that fits: of the item, or of the whole table."""
    if not pairs:
        raise Refusal(turn.say("evidence_many.none_good"))
    codes = list(dict.fromkeys(checked_code(turn, pair.code) for pair in pairs))
    note = intent.text if len(codes) == 1 else ""
    replaced = False
    if len(pairs) == 1 and replaces(turn.text):
        one, replaced = replace(turn, pairs[0], note)
        saved = [one]
    else:
        saved = save(turn, pairs, note)
    ticked = _ticked(codes, turn) if intent.done else None
    shown = (
        _item_shown(codes[0], saved, turn, replaced=replaced)
        if len(codes) == 1 else _table_shown(codes, saved, turn, without_link)
    )  # fmt: skip
    return shown.followed_by(ticked) if ticked else shown


def _item_shown(code: str, saved: list[Saved], turn: Turn, *, replaced: bool) -> Outcome:
    new = any(one.is_new for one in saved)
    key = "replaced" if replaced else "added" if new else "duplicate"
    if key == "added" and replaces(turn.text) and _has_several(code, turn):
        key = "not_replaced"
    return item_card(code, turn, headline=turn.say(f"evidence.{key}"), added=new and not replaced)


def _has_several(code: str, turn: Turn) -> bool:
    return len(links_of(turn.session, own_agency_id(turn), turn.fiscal_year, code)) > 1


def _table_shown(
    codes: list[str], saved: list[Saved], turn: Turn, without_link: Sequence[str]
) -> Outcome:
    rows = list({one.row.id: one.row for one in saved}.values())
    checklist = checklist_for(turn)
    to_tick = tuple(
        code for code in codes
        if checklist and code in checklist.items and not checklist.items[code].claimed
    )  # fmt: skip
    pasted = Pasted(
        links=views_of(turn, rows),
        items=len(codes),
        fiscal_year=turn.fiscal_year,
        duplicates=sum(not one.is_new for one in saved),
        codes_to_tick=to_tick,
        remarks=[turn.say("evidence_many.without_link", codes=", ".join(without_link))]
        if without_link
        else [],
    )
    card = pasted_card(turn.catalog.phrases, pasted)
    return Outcome((card,), focus=codes[-1], must_arrive=True)


def _unclear(pasted: PastedText, turn: Turn) -> list[str]:
    """The lines that cannot be kept, each with the reason."""
    say, intent = turn.say, pasted.intent
    bad: list[str] = []
    for link in intent.links:
        if link.code is None:
            stood = pasted.lines.get(link.url)
            key = "unknown_code" if stood and stood.note == "unknown_code" else "no_code"
            bad.append(say(f"evidence_many.{key}", line=stood.line if stood else link.url))
        elif not takes_links(turn, link.code):
            bad.append(say("evidence_many.no_such_code", code=link.code, line=link.url))
    return bad + [say("evidence_many.unreadable", line=words) for words in intent.problems]


def _unclear_pairs(
    good: list[Paired], bad: list[str], over: int, intent: AttachEvidence, turn: Turn
) -> Outcome:
    if not good:
        words = "\n".join([turn.say("evidence_many.none_good"), *bad[:10]])
        return Outcome((line.text(words),))
    title, remarks = (
        turn.say("evidence_many.unclear_title" if bad else "evidence_many.too_many_title"),
        [],
    )
    if over:
        remarks.append(turn.say("evidence_many.too_many", limit=MOST_LINKS, count=over))
    if turn.quoted is not None and turn.on_old_card:
        title = turn.say("evidence_many.old_card_title", year=turn.quoted.fiscal_year)
        remarks.append(turn.say("evidence_many.old_card", year=turn.fiscal_year))
    shown = [(pair.code, pair.url) for pair in good]
    card = unclear_card(turn.catalog.phrases, title, shown, bad[:MOST_LINKS], remarks)
    return Outcome((card,), expecting={"kind": "pairs", "links": shown, "done": intent.done})


def _ticked(codes: Sequence[str], turn: Turn) -> Outcome:
    return tick(Tick(tuple(Target(code) for code in codes)), turn)
