"""Who is done with an item, an indicator or a measure, and who is not yet."""

from typing import Literal

from handlers.ask import short_name
from handlers.checklist import Bar
from handlers.intents import Ask, AskMeasure, AskOffice, Intent, OpenPages, RemindGroup
from handlers.office_figures import rows, total_of
from handlers.outcome import Outcome, Refusal, Turn
from handlers.scope import codes_in
from handlers.views.office import Group, office_card
from models.overview import Tally


def done_or_open(about: Literal["done", "open"], scope: str | None, turn: Turn) -> Outcome:
    if scope is not None and not codes_in(turn.catalog, scope):
        raise Refusal(turn.say("review.no_item", code=scope))
    found = rows(turn, scope)
    if not found:
        empty = scope is None or not rows(turn)
        raise Refusal(turn.say("office.no_agencies" if empty else "office.applies_to_none"))
    finished = [row for row in found if row.finished]
    shown = finished if about == "done" else [row for row in found if not row.finished]
    count = {"count": len(shown), "total": len(found)}
    heading = turn.say(f"office.{about}_head" if shown else f"office.{about}_none", **count)
    card = office_card(
        turn.catalog.phrases,
        short_name(turn, scope) if scope else turn.say("office.everything"),
        [Group(heading, [row.agency.label for row in shown])],
        _buttons(about, scope, turn, everybody=not shown, nobody=len(shown) == len(found)),
        kicker=turn.say("office.kicker", year=turn.fiscal_year),
        bars=bars_of(total_of(found)),
    )
    return Outcome((card,), focus=scope) if scope else Outcome((card,))


def _buttons(
    about: Literal["done", "open"], scope: str | None, turn: Turn, *, everybody: bool, nobody: bool
) -> list[tuple[str, Intent]]:
    """What cannot say anything new is left out."""
    buttons: list[tuple[str, Intent]] = []
    if about == "open" and not everybody:
        buttons.append((turn.say("office.remind_open_button"), RemindGroup("open", scope)))
    if not (everybody or nobody):
        other: Literal["done", "open"] = "open" if about == "done" else "done"
        buttons.append((turn.say(f"office.{other}_button"), AskOffice(other, scope)))
    if scope and (turn.catalog.item(scope) or scope.startswith("measure:")):
        kind = AskMeasure if scope.startswith("measure:") else Ask
        buttons.append((f"ดู {short_name(turn, scope) if ':' in scope else scope}", kind((scope,))))
    buttons.append((turn.say("office.pages_button"), OpenPages()))
    return buttons


def bars_of(tally: Tally) -> tuple[tuple[str, Bar], ...]:
    """The three honest bars, over all agencies that the items apply to."""
    bars = (
        ("อ้างว่าเสร็จ", Bar(tally.claimed, tally.total)),
        ("ลิงก์เปิดได้ (ข้อ O)", Bar(tally.opens, tally.need_link)),
        ("จังหวัดตรวจแล้ว", Bar(tally.accepted, tally.total)),
    )
    return bars if tally.need_link else (bars[0], bars[2])
