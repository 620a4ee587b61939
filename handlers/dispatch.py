"""Intent → use case. mypy checks that no intent is forgotten."""

from handlers import (
    admin_orders,
    ask,
    calendar,
    calls,
    choose,
    evidence,
    explain,
    help,
    office_asks,
    office_notes,
    office_reminders,
    one_agency,
    pages,
    privacy,
    progress,
    register,
    reminders,
    review,
    tick,
)
from handlers.intents import (
    AdminCommand,
    Ask,
    AskMeasure,
    AskOffice,
    AttachEvidence,
    Choose,
    Clarify,
    ConfirmMove,
    Contact,
    Decline,
    Explain,
    ForAgency,
    Intent,
    KeepDraft,
    KeepPairs,
    Mute,
    NoneOfThese,
    NoteFor,
    OldButton,
    OpenPages,
    Privacy,
    RecheckEvidence,
    Register,
    RemindGroup,
    RemoveEvidence,
    Review,
    ShowCalendar,
    ShowCallList,
    ShowCarryOver,
    ShowEvidence,
    ShowHelp,
    ShowProgress,
    ShowRemaining,
    ShowScore,
    Smalltalk,
    Snooze,
    Tick,
    TickAll,
    Undo,
    Unmute,
    Unrecognised,
    Untick,
)
from handlers.outcome import Outcome, Turn


def handle(intent: Intent, turn: Turn) -> Outcome:
    """One wish, answered. Raises Refusal for a polite no."""
    match intent:
        case Ask():
            return ask.ask(intent, turn)
        case AskMeasure():
            return ask.ask_measure(intent, turn)
        case ShowScore():
            return ask.score(intent, turn)
        case Clarify():
            return ask.clarify(intent, turn)
        case Choose():
            return choose.choose(intent, turn)
        case NoneOfThese():
            return choose.none_of_these(turn)
        case TickAll():
            return tick.tick_all(intent, turn)
        case Explain():
            return explain.explain(intent, turn)
        case Tick():
            return tick.tick(intent, turn)
        case Untick():
            return tick.untick(intent, turn)
        case Undo():
            return tick.undo(intent, turn)
        case ShowProgress():
            return progress.show_progress(intent, turn)
        case ShowRemaining():
            return progress.show_remaining(intent, turn)
        case AttachEvidence():
            return evidence.attach(intent, turn)
        case RemoveEvidence():
            return evidence.remove(intent, turn)
        case ShowEvidence():
            return evidence.show(intent, turn)
        case RecheckEvidence():
            return evidence.recheck(intent, turn)
        case KeepPairs():
            return evidence.keep_pairs(intent, turn)
        case KeepDraft():
            return evidence.keep_draft(intent, turn)
        case ShowCarryOver():
            return evidence.carry_over(intent, turn)
        case ShowCalendar():
            return calendar.show(intent, turn)
        case Mute():
            return reminders.mute(intent, turn)
        case Unmute():
            return reminders.unmute(intent, turn)
        case Snooze():
            return reminders.snooze(intent, turn)
        case Register():
            return register.register(intent, turn)
        case ConfirmMove():
            return register.confirm_move(intent, turn)
        case Privacy():
            return privacy.privacy(intent, turn)
        case ShowHelp():
            return help.show_help(intent, turn)
        case Smalltalk():
            return help.smalltalk(intent, turn)
        case Contact():
            return help.contact(intent, turn)
        case Decline():
            return help.decline(intent, turn)
        case Unrecognised():
            return help.unrecognised(intent, turn)
        case OldButton():
            return help.old_button(intent, turn)
        case OpenPages():
            return pages.open_pages(intent, turn)
        case ShowCallList():
            return calls.show_calls(intent, turn)
        case Review():
            return review.review(intent, turn)
        case AdminCommand():
            return admin_orders.order(intent, turn)
        case AskOffice() | ForAgency() | RemindGroup() | NoteFor():
            return _of_office(intent, turn)


def _of_office(intent: AskOffice | ForAgency | RemindGroup | NoteFor, turn: Turn) -> Outcome:
    match intent:
        case AskOffice():
            return office_asks.answer(intent, turn)
        case ForAgency():
            return one_agency.for_agency(intent, turn)
        case RemindGroup():
            return office_reminders.remind_group(intent, turn)
        case NoteFor():
            return office_notes.preview(intent, turn)
