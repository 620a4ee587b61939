"""Which item is a link for? What waits in the conversation until the person says so."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from handlers.ask import checklist_for, short_name
from handlers.evidence_save import takes_links
from handlers.intents import AttachEvidence
from handlers.outcome import MAX_MESSAGES, Outcome, Turn
from handlers.views import line
from handlers.views.evidence import short_code

_BESIDE = frozenset(
    {
        "Ask", "AskMeasure", "OldButton", "OpenPages", "ShowCalendar", "ShowCarryOver",
        "ShowEvidence", "ShowProgress", "ShowRemaining", "ShowScore", "Tick", "Undo", "Untick",
    }
)  # fmt: skip
"""What may be said in between. Joining, moving and erasing forget the link, as does a new one."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Links in the conversation whose item is still to be named."""

    urls: tuple[str, ...]
    text: str = ""
    done: bool = False

    @classmethod
    def of(cls, expecting: Mapping[str, Any] | None) -> "Waiting | None":
        if expecting is None or expecting.get("kind") != "link_for":
            return None
        urls = tuple(str(url) for url in expecting.get("urls", ()))
        return cls(urls, str(expecting.get("text", "")), bool(expecting.get("done")))

    def as_expectation(self) -> dict[str, Any]:
        return {"kind": "link_for", "urls": list(self.urls), "text": self.text, "done": self.done}


def ask_which(waiting: Waiting, turn: Turn) -> Outcome:
    """Ask which item the links are for, the one last seen first."""
    focus = focus_item(turn)
    key = "evidence.which_focus" if focus else "evidence.which"
    words = turn.say(key, name=short_name(turn, focus)) if focus else turn.say(key)
    buttons = []
    pointed = [code for code in turn.quoted.codes if takes_links(turn, code)] if turn.quoted else []
    others = [code for code in pointed or _without_any(turn) if code != focus]
    for place, code in enumerate([focus, *others[:2]] if focus else others):
        label = turn.say("evidence.yes_button", code=short_code(code))
        style = "primary" if focus and place == 0 else "secondary"
        buttons.append(line.button(label, AttachEvidence((), (code,)), style=style))
    body = [line.paragraph(words)]
    body += [line.small(line.shorten(url, 90)) for url in waiting.urls[:3]]
    if len(waiting.urls) > 1:
        body.append(line.small(turn.say("evidence.which_count", count=len(waiting.urls))))
    title = turn.say("evidence.which_title")
    card = line.bubble(title, body, footer=buttons, size="kilo")
    message = line.flex(f"{title} {words}", card)
    return Outcome((message,), (focus,), expecting=waiting.as_expectation())


def _without_any(turn: Turn) -> list[str]:
    """Three items that still need a link, ticked ones first."""
    checklist = checklist_for(turn)
    states = checklist.items.values() if checklist else ()
    open_items = [s for s in states if s.applies and s.needs_link and not s.links]
    return [s.code for s in sorted(open_items, key=lambda s: -len(s.ticked))[:3]]


def asked_for(turn: Turn) -> tuple[str, ...]:
    """The item whose link was asked for a moment ago, unless the person points at a message."""
    expected = turn.expecting or {} if turn.quoted is None else {}
    codes = expected.get("codes", ()) if expected.get("kind") == "link_of" else ()
    return tuple(str(code) for code in codes)


def focus_item(turn: Turn) -> str | None:
    focus = turn.focus
    return focus if focus is not None and takes_links(turn, focus) else None


def still_waiting(outcome: Outcome, turn: Turn) -> Outcome:
    """A pasted link is not forgotten because something else is asked in between."""
    kept = dict(turn.expecting or {})
    beside = bool(outcome.notes) and _BESIDE.issuperset(outcome.notes)
    if outcome.expecting is not None or not beside or kept.get("kind") not in ("link_for", "pairs"):
        return outcome
    if kept["kind"] == "link_for" and len(outcome.messages) < MAX_MESSAGES:
        # First, because LINE shows the quick replies of the last message only.
        outcome = outcome.preceded_by(line.text(turn.say("evidence.which_again")))
    return replace(outcome, expecting={**kept, "later": True})
