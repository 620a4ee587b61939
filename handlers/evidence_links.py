"""Looking at links, taking them away, having them checked again, and last year's drafts."""

from collections.abc import Sequence

from handlers.ask import checklist_for, short_name
from handlers.evidence_save import (
    checked_code,
    item_of,
    keep_finding,
    note_change,
    own_row,
    views_of,
)
from handlers.intents import (
    KeepDraft,
    RecheckEvidence,
    RemoveEvidence,
    ShowCarryOver,
    ShowEvidence,
)
from handlers.outcome import Outcome, Refusal, Turn
from handlers.tick import own_agency_id
from handlers.views import line
from handlers.views.evidence import ItemLinks, item_links_card, short_code
from handlers.views.evidence_list import carry_over_card, links_card
from models import evidence as stored
from models.evidence import Evidence, links_of
from models.link_checks import ask_for_check
from models.review import answer_return

MOST_REMOVABLE = 8


def show(intent: ShowEvidence, turn: Turn) -> Outcome:
    """The links of one item with every finding, or all links of the agency in short."""
    if intent.code is not None:
        code = checked_code(turn, intent.code)
        return item_card(code, turn, headline=turn.say("evidence.links_of"))
    agency_id = own_agency_id(turn)
    rows = links_of(turn.session, agency_id, turn.fiscal_year)
    drafts = stored.drafts_of(turn.session, agency_id, turn.fiscal_year)
    checklist = checklist_for(turn)
    assert checklist is not None  # noqa: S101 – own_agency_id made sure
    card = links_card(
        turn.catalog.phrases, _label(turn), turn.fiscal_year, views_of(turn, rows),
        checklist.opens(), intent.page, drafts=len(drafts),
    )  # fmt: skip
    return Outcome((card,))


def item_card(
    code: str, turn: Turn, *, headline: str, added: bool = False, remarks: Sequence[str] = ()
) -> Outcome:
    """The card of one item's links; it becomes what the chat is about."""
    rows = links_of(turn.session, own_agency_id(turn), turn.fiscal_year, code)
    checklist = checklist_for(turn)
    states = {**checklist.items, **checklist.measures} if checklist else {}
    state = states.get(code)
    views = views_of(turn, rows)
    words = list(remarks)
    if any(view.waiting for view in views):
        words.append(turn.say("evidence.later"))
    if added and len(rows) > 1:
        words.append(turn.say("evidence.several", count=len(rows)))
    if added and any(view.troubles for view in views):
        words.append(turn.say("evidence.kept_anyway"))
    if added and state is not None and not state.needs_link:
        words.append(turn.say("evidence.not_needed"))
    if state is not None and state.review == "returned":
        words.append(turn.say("evidence.returned", reason=line.shorten(state.reason, 200)))
    card = item_links_card(
        turn.catalog.phrases,
        ItemLinks(code, short_name(turn, code), turn.fiscal_year, headline, views, state, words),
    )
    return Outcome((card,), (code,), focus=code, must_arrive=True)


def remove(intent: RemoveEvidence, turn: Turn) -> Outcome:
    """Asks before it takes a link away; the row and its history stay."""
    if intent.evidence_id is not None:
        row = own_row(turn, intent.evidence_id)
        return _removed(row, turn) if intent.confirmed else _ask_to_remove([row], turn)
    code = intent.code or turn.focus
    if code is None:
        own_agency_id(turn)
        raise Refusal(turn.say("evidence_change.which_item", example="ลบลิงก์"))
    code = checked_code(turn, code)
    rows = links_of(turn.session, own_agency_id(turn), turn.fiscal_year, code)
    if not rows:
        words = turn.say("evidence_change.nothing", name=short_name(turn, code))
        return Outcome((line.text(words),), (code,), focus=code)
    return _ask_to_remove(rows, turn)


def _ask_to_remove(rows: Sequence[Evidence], turn: Turn) -> Outcome:
    say, code = turn.say, rows[0].code
    title = say("evidence_change.remove_title", code=short_code(code))
    body: list[line.Part] = []
    buttons: list[line.Part] = []
    if len(rows) > 1:
        body.append(line.paragraph(say("evidence_change.remove_which", count=len(rows))))
    for number, row in enumerate(rows[:MOST_REMOVABLE], 1):
        body.append(line.marked(f"{number}.", line.shorten(row.url, 120)))
        label = say("evidence_change.remove_nth", number=number)
        if len(rows) == 1:
            label = say("evidence_change.remove_yes")
        yes = RemoveEvidence(evidence_id=row.id, confirmed=True)
        buttons.append(line.button(label, yes))
    body.append(line.small(say("evidence_change.remove_note")))
    no = line.button(say("evidence_change.remove_no"), ShowEvidence(code), style="link")
    card = line.bubble(title, body, footer=[*buttons, no], colour=line.AMBER)
    return Outcome((line.flex(title, card),), (code,), focus=code)


def _removed(row: Evidence, turn: Turn) -> Outcome:
    stored.remove_link(turn.session, row, turn.now)
    note_change(turn, "evidence.remove", row)
    left = len(links_of(turn.session, row.agency_id, row.fiscal_year, row.code))
    key = "removed_left" if left else "removed"
    words = turn.say(f"evidence_change.{key}", name=short_name(turn, row.code), count=left)
    return item_card(row.code, turn, headline=words)


def recheck(intent: RecheckEvidence, turn: Turn) -> Outcome:
    """ "แก้แล้ว ตรวจใหม่": look again, and tell the office that a returned item was worked on."""
    if intent.evidence_id is not None:
        row = own_row(turn, intent.evidence_id)
        return _recheck_item(row.code, [row], turn)
    code = intent.code or turn.focus
    if code is None:
        return _recheck_all(turn)
    code = checked_code(turn, code)
    rows = links_of(turn.session, own_agency_id(turn), turn.fiscal_year, code)
    return _recheck_item(code, rows, turn)


def _recheck_item(code: str, rows: Sequence[Evidence], turn: Turn) -> Outcome:
    answered = answer_return(turn.session, item_of(turn, code), turn.now)
    looked = _look_again(rows, turn)
    if rows and rows[0].draft:
        return carry_over(ShowCarryOver(), turn)
    key = "rechecked" if looked else "rechecking"
    headline = turn.say(f"evidence.{key}") if rows else turn.say("evidence.links_of")
    remarks = [turn.say("evidence.answered")] if answered else []
    return item_card(code, turn, headline=headline, remarks=remarks)


def _recheck_all(turn: Turn) -> Outcome:
    rows = links_of(turn.session, own_agency_id(turn), turn.fiscal_year)
    if not rows:
        return Outcome((line.text(turn.say("evidence_change.nothing_to_check")),))
    _look_again(rows, turn)
    words = turn.say("evidence_change.checking_many", count=len(rows))
    return Outcome((line.text(words),))


def _look_again(rows: Sequence[Evidence], turn: Turn) -> bool:
    """Ask for a visit of each link; True if the results of all are there already."""
    ask_for_check(rows, turn.now)
    turn.session.add_all(rows)
    ready = [keep_finding(turn, row, newer=True) for row in rows]
    turn.session.flush()
    return all(ready)


def keep_draft(intent: KeepDraft, turn: Turn) -> Outcome:
    """Take last year's link over; only this tap makes it count."""
    agency_id = own_agency_id(turn)
    row = turn.session.get(Evidence, intent.evidence_id)
    if row is None or row.agency_id != agency_id:
        raise Refusal(turn.say("evidence_change.gone"))
    if row.fiscal_year != turn.fiscal_year or row.removed_at is not None:
        raise Refusal(turn.say("evidence_carry.old"))
    if not row.draft:
        raise Refusal(turn.say("evidence_carry.already"))
    by = turn.person.id if turn.person else None
    stored.confirm_draft(turn.session, row, by, turn.now)
    note_change(turn, "evidence.add", row)
    return item_card(row.code, turn, headline=turn.say("evidence.kept"))


def carry_over(intent: ShowCarryOver, turn: Turn) -> Outcome:
    """Last year's links as drafts, each looked at again."""
    agency_id = own_agency_id(turn)
    drafts = stored.carry_over(turn.session, agency_id, turn.fiscal_year, turn.now)
    if not drafts:
        words = turn.say("evidence_carry.none", year=turn.fiscal_year - 1)
        return Outcome((line.text(words),))
    views = views_of(turn, drafts)
    card = carry_over_card(turn.catalog.phrases, views, turn.fiscal_year, intent.page)
    return Outcome((card,), focus=None)


def media(_kind: str, turn: Turn) -> Outcome:
    """A file or a photo: one sentence why a public link is needed; the conversation goes on."""
    focus = turn.focus
    if focus is not None and focus in turn.catalog.codes:
        words = turn.say("evidence.media_item", name=short_name(turn, focus))
    else:
        words = turn.say("evidence.media")
    return Outcome((line.text(words),), expecting=turn.expecting, notes=("media",))


def _label(turn: Turn) -> str:
    return turn.agency.label if turn.agency else ""
