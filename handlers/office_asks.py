"""The province office asks of all its agencies by chat, and is answered from the database."""

from handlers.fiscal_year import bangkok, thai_date, thai_time
from handlers.intents import (
    AskOffice,
    ForAgency,
    Intent,
    OpenPages,
    RemindGroup,
    ShowCallList,
    ShowProgress,
)
from handlers.office_figures import (
    Row,
    is_office,
    is_silent,
    office_only,
    rows,
    total_of,
    worst_first,
)
from handlers.office_items import bars_of, done_or_open
from handlers.outcome import Outcome, Refusal, Turn
from handlers.progress import show_progress
from handlers.scope import scope_name
from handlers.views import line
from handlers.views.digest import days_left
from handlers.views.office import CHOICES, Group, office_card
from models.deadline import deadlines_of
from models.overview import waiting_items
from models.quota import QuotaMonth, month_of, remaining, waiting_pushes

WORST = 5
CODES = 4
"""Item codes named beside one agency."""
MOST_WAITING = 10_000


def answer(intent: AskOffice, turn: Turn) -> Outcome:
    """Nothing is changed. Who is not of the office may only see the own agency's state."""
    if intent.about == "quota":
        return _quota(turn)
    if intent.about in ("overview", "queue") and not is_office(turn):
        return show_progress(ShowProgress(), turn)
    office_only(turn)
    match intent.about:
        case "done" | "open":
            return done_or_open(intent.about, intent.scope, turn)
        case "remind":
            return _whom_to_remind(turn)
        case "silent":
            return _silent(rows(turn), turn)
        case "worst":
            return _worst(rows(turn), turn)
        case "queue":
            return _queue(rows(turn), turn)
        case "links":
            return _links(rows(turn), turn)
        case _:
            return _overview(rows(turn), turn)


def _card(turn: Turn, key: str, groups: list[Group], buttons: list[tuple[str, Intent]]) -> Outcome:
    title = turn.say(f"office.{key}_title")
    kicker = turn.say("office.kicker", year=turn.fiscal_year)
    shown = [*buttons, (turn.say("office.pages_button"), OpenPages())]
    return Outcome((office_card(turn.catalog.phrases, title, groups, shown, kicker=kicker),))


def _nothing(turn: Turn, key: str) -> Outcome:
    """An empty state says so, with the way on."""
    quick = [
        line.quick(turn.say("office.overview_button"), AskOffice("overview")),
        line.quick(turn.say("office.pages_button"), OpenPages()),
    ]
    return Outcome((line.text(turn.say(key), quick=quick),))


def _look_at(found: list[Row], turn: Turn) -> list[tuple[str, Intent]]:
    return [
        (turn.say("office.look_button", agency=row.agency.label),
         ForAgency("show", row.agency.code))
        for row in found[:CHOICES]
    ]  # fmt: skip


def _silent(found: list[Row], turn: Turn) -> Outcome:
    """Each agency in the first group that fits: nobody joined, nothing ticked, long silent."""
    if not found:
        return _nothing(turn, "office.no_agencies")
    absent = [row for row in found if not row.joined]
    idle = [row for row in found if row.joined and not row.tally.claimed]
    quiet = [row for row in found if row.tally.claimed and is_silent(row, turn.now)]
    if not (absent or idle or quiet):
        return _nothing(turn, "office.none_silent")
    groups = [
        Group(turn.say(f"office.{key}", count=len(members), total=len(found)),
              [row.agency.label for row in members])
        for key, members in (("absent", absent), ("idle", idle), ("quiet", quiet))
        if members
    ]  # fmt: skip
    buttons: list[tuple[str, Intent]] = [
        (turn.say("office.call_button"), ShowCallList()),
    ]
    if idle:
        buttons.insert(0, (turn.say("office.remind_silent_button"), RemindGroup("silent")))
    return _card(turn, "silent", groups, buttons)


def _worst(found: list[Row], turn: Turn) -> Outcome:
    if not found:
        return _nothing(turn, "office.no_agencies")
    behind = [row for row in worst_first(found) if row.tally.red or not row.finished]
    if not behind:
        return _nothing(turn, "office.all_finished")
    shown = behind[:WORST]
    names = [
        turn.say("office.worst_row", place=place, agency=row.agency.label,
                 claimed=row.tally.claimed, total=row.tally.total)
        + (turn.say("office.worst_red", count=row.tally.red) if row.tally.red else "")
        for place, row in enumerate(shown, 1)
    ]  # fmt: skip
    heading = turn.say("office.worst_head", count=len(behind), total=len(found))
    if len(behind) > len(shown):
        names.append(turn.say("office.and_more", count=len(behind) - len(shown)))
    return _card(turn, "worst", [Group(heading, names, apart=True)], _look_at(shown, turn))


def _queue(found: list[Row], turn: Turn) -> Outcome:
    steps = {item.code: len(item.steps) for item in turn.catalog.items}
    codes: dict[int, list[str]] = {}
    for key, code in waiting_items(turn.session, turn.fiscal_year, steps, MOST_WAITING):
        codes.setdefault(key, []).append(code)
    order = [item.code for item in turn.catalog.items]
    waiting = sorted(
        (row for row in found if row.agency.id in codes),
        key=lambda row: (-row.tally.waiting, row.agency.code),
    )
    if not waiting:
        return _nothing(turn, "office.none_waiting")
    names = [
        turn.say("office.queue_row", agency=row.agency.label, count=row.tally.waiting,
                 codes=_some(sorted(codes[row.agency.id or 0], key=order.index), turn))
        for row in waiting
    ]  # fmt: skip
    total = sum(row.tally.waiting for row in waiting)
    heading = turn.say("office.queue_head", count=total, agencies=len(waiting))
    return _card(turn, "queue", [Group(heading, names, apart=True)], _look_at(waiting, turn))


def _some(codes: list[str], turn: Turn) -> str:
    words = ", ".join(codes[:CODES])
    more = len(codes) - CODES
    return f"{words} {turn.say('tick.and_more', count=more)}" if more > 0 else words


def _links(found: list[Row], turn: Turn) -> Outcome:
    broken = sorted(
        (row for row in found if row.tally.dead),
        key=lambda row: (-row.tally.dead, row.agency.code),
    )
    if not broken:
        return _nothing(turn, "office.no_dead_links")
    names = [
        turn.say("office.links_row", agency=row.agency.label, count=row.tally.dead)
        for row in broken
    ]
    heading = turn.say("office.links_head", agencies=len(broken))
    return _card(turn, "links", [Group(heading, names, apart=True)], _look_at(broken, turn))


def _overview(found: list[Row], turn: Turn) -> Outcome:
    if not found:
        return _nothing(turn, "office.no_agencies")
    whole = total_of(found)
    counts = {
        "agencies": len(found),
        "finished": sum(row.finished for row in found),
        "red": sum(row.tally.red > 0 for row in found),
        "idle": sum(not row.tally.claimed for row in found),
        "absent": sum(not row.joined for row in found),
        "waiting": whole.waiting,
    }
    lines = [turn.say("office.overview", **counts), _next_date(turn)]
    buttons: list[tuple[str, Intent]] = [
        (turn.say("office.worst_button"), AskOffice("worst")),
        (turn.say("office.queue_button"), AskOffice("queue")),
        (turn.say("office.call_button"), ShowCallList()),
        (turn.say("office.pages_button"), OpenPages()),
    ]
    card = office_card(
        turn.catalog.phrases, turn.say("office.overview_title"), [], buttons,
        kicker=turn.say("office.as_of", year=turn.fiscal_year, when=thai_time(turn.now)),
        bars=bars_of(whole), lines=lines,
    )  # fmt: skip
    return Outcome((card,))


def _next_date(turn: Turn) -> str:
    today = bangkok(turn.now).date()
    coming = [row for row in deadlines_of(turn.session, turn.fiscal_year) if row.due_on >= today]
    if not coming:
        return turn.say("office.no_date")
    first = min(coming, key=lambda row: row.due_on)
    return turn.say(
        "office.next_date", scope=scope_name(turn.catalog, first.scope),
        date=thai_date(first.due_on), days=days_left(turn.catalog.phrases, first.due_on, today),
    )  # fmt: skip


def _quota(turn: Turn) -> Outcome:
    """LINE's own figure, as it was last read, and what waits to be sent."""
    if not is_office(turn):
        raise Refusal(turn.say("orders.only_office"))
    ledger, left = (
        turn.session.get(QuotaMonth, month_of(turn.now)),
        remaining(turn.session, turn.now),
    )
    if ledger is None or ledger.read_at is None:
        words = turn.say("office.quota_unknown")
    elif left is None:
        words = turn.say("office.quota_unlimited", used=ledger.consumed)
    else:
        words = turn.say("office.quota_left", left=left, limit=ledger.limit, used=ledger.consumed)
    lines = [words]
    if ledger is not None and ledger.read_at is not None:
        lines.append(turn.say("office.quota_read", when=thai_time(ledger.read_at)))
    if waiting := waiting_pushes(turn.session):
        lines.append(turn.say("office.quota_waiting", count=waiting))
    quick = [
        line.quick(turn.say("office.overview_button"), AskOffice("overview")),
        line.quick(turn.say("office.pages_button"), OpenPages()),
    ]
    return Outcome((line.text("\n".join(lines), quick=quick),))


def _whom_to_remind(turn: Turn) -> Outcome:
    groups = ("all", "open", "silent", "red")
    buttons: list[tuple[str, Intent]] = [
        (turn.say(f"office.remind_{group}_button"), RemindGroup(group))  # type: ignore[arg-type]
        for group in groups
    ]
    title, lines = turn.say("office.remind_title"), [turn.say("office.remind_whom")]
    return Outcome((office_card(turn.catalog.phrases, title, [], buttons, lines=lines),))
