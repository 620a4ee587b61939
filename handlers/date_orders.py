"""Deadlines and days off by chat: checked, shown, and written only when the office confirms."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from handlers.fiscal_year import bangkok, fiscal_year_days, fiscal_year_on, thai_date
from handlers.order_words import RemoveDeadline, RemoveHoliday, SetDeadline, SetHoliday
from handlers.outcome import Outcome, Refusal, Turn
from handlers.scope import scope_name
from handlers.views.digest import days_left
from handlers.views.orders import choose_words_card, preview_card
from handlers.workdays import Workdays
from models import audit
from models.deadline import (
    deadline_for,
    holiday_rows,
    holiday_words,
    remove_deadline,
    remove_holiday,
    set_deadline,
    set_holiday,
    split_holidays,
)
from models.office import Holiday


def preview_deadline(order: SetDeadline, turn: Turn) -> Outcome:
    if order.scope is None:
        raise _no_scope(order, turn)
    day = _day(order.day, turn, has_date=order.has_date)
    _check_deadline(day, turn)
    today = bangkok(turn.now).date()
    name = scope_name(turn.catalog, order.scope)
    left = days_left(turn.catalog.phrases, day, today)
    lines = [turn.say("deadline.preview", scope=name, date=thai_date(day), days=left)]
    present = deadline_for(turn.session, turn.fiscal_year, order.scope)
    if present is not None and present.due_on != day:
        lines.append(turn.say("deadline.replaces", date=thai_date(present.due_on)))
    if order.note:
        lines.append(turn.say("deadline.note", note=order.note))
    warning = _warning(day, turn)
    waiting = {"order": "deadline", "scope": order.scope, "day": str(day), "note": order.note}
    lines.append(turn.say("deadline.reminders"))
    return _ask(turn, "deadline.preview_title", lines, waiting, warning)


def _no_scope(order: SetDeadline, turn: Turn) -> Refusal:
    """A date without an item: the usual groups are one tap away, each shown before it is kept."""
    words = turn.say("deadline.no_scope")
    if order.day is None:
        return Refusal(words)
    typed = f"{order.day.day}/{order.day.month}/{order.day.year + 543}"
    title = turn.say("deadline.of_what", date=thai_date(order.day))
    orders = [turn.say("deadline.order", scope=scope, date=typed)
              for scope in ("ทั้งหมด", "OIT", "IIT", "EIT")]  # fmt: skip
    return Refusal(words, messages=(choose_words_card(title, words, orders),))


def _check_deadline(day: date, turn: Turn) -> None:
    if day < bangkok(turn.now).date():
        raise Refusal(turn.say("deadline.past", date=thai_date(day)))
    if fiscal_year_on(day) != turn.fiscal_year:
        first, last = fiscal_year_days(turn.fiscal_year)
        raise Refusal(
            turn.say(
                "deadline.outside",
                date=thai_date(day),
                year=turn.fiscal_year,
                first=thai_date(first),
                last=thai_date(last),
            )
        )


def _warning(day: date, turn: Turn) -> str:
    """A date on a day off is allowed, but said."""
    workdays = Workdays(*split_holidays(holiday_rows(turn.session)))
    if workdays.is_workday(day):
        return ""
    name = workdays.holiday(day)
    return turn.say("deadline.holiday", name=name) if name else turn.say("deadline.weekend")


def preview_removal(order: RemoveDeadline, turn: Turn) -> Outcome:
    if order.scope is None:
        raise Refusal(turn.say("deadline.no_scope"))
    name = scope_name(turn.catalog, order.scope)
    present = deadline_for(turn.session, turn.fiscal_year, order.scope)
    if present is None:
        raise Refusal(turn.say("deadline.none", scope=name))
    lines = [turn.say("deadline.remove", scope=name, date=thai_date(present.due_on))]
    waiting = {"order": "remove_deadline", "scope": order.scope}
    return _ask(turn, "deadline.remove_title", lines, waiting)


def preview_holiday(order: SetHoliday, turn: Turn) -> Outcome:
    day = _day(order.day, turn, has_date=order.has_date)
    if day < bangkok(turn.now).date():
        raise Refusal(turn.say("holiday.past", date=thai_date(day)))
    name = order.name[:80] or turn.say("holiday.no_name")
    key = "holiday.works" if order.works else "holiday.add"
    waiting = {"order": "holiday", "day": str(day), "name": name, "works": order.works}
    words = turn.say(key, date=thai_date(day), name=name)
    return _ask(turn, "holiday.preview_title", [words], waiting)


def preview_holiday_removal(order: RemoveHoliday, turn: Turn) -> Outcome:
    day = _day(order.day, turn, has_date=order.has_date)
    if turn.session.get(Holiday, day) is None:
        raise Refusal(turn.say("holiday.none", date=thai_date(day)))
    words = turn.say("holiday.remove", date=thai_date(day))
    waiting = {"order": "remove_holiday", "day": str(day)}
    return _ask(turn, "holiday.preview_title", [words], waiting)


def apply_dates(waiting: Mapping[str, Any], turn: Turn) -> str:
    """Write what was confirmed; everything is checked again, since time has passed."""
    match waiting.get("order"):
        case "deadline":
            return _write_deadline(waiting, turn)
        case "remove_deadline":
            return _drop_deadline(str(waiting["scope"]), turn)
        case "holiday":
            return _write_holiday(waiting, turn)
        case _:
            return _drop_holiday(date.fromisoformat(str(waiting["day"])), turn)


def _write_deadline(waiting: Mapping[str, Any], turn: Turn) -> str:
    scope, day = str(waiting["scope"]), date.fromisoformat(str(waiting["day"]))
    _check_deadline(day, turn)
    present = deadline_for(turn.session, turn.fiscal_year, scope)
    before = present.due_on.isoformat() if present else ""
    set_deadline(
        turn.session,
        turn.fiscal_year,
        scope,
        day,
        note=str(waiting.get("note", "")),
        by=turn.person.id if turn.person else None,
        now=turn.now,
    )
    _note(turn, "deadline.set", scope, before, day.isoformat())
    return turn.say("deadline.saved", scope=scope_name(turn.catalog, scope), date=thai_date(day))


def _drop_deadline(scope: str, turn: Turn) -> str:
    present = deadline_for(turn.session, turn.fiscal_year, scope)
    name = scope_name(turn.catalog, scope)
    if present is None:
        raise Refusal(turn.say("deadline.none", scope=name))
    remove_deadline(turn.session, present, turn.now)
    _note(turn, "deadline.remove", scope, present.due_on.isoformat(), "")
    return turn.say("deadline.removed", scope=name)


def _write_holiday(waiting: Mapping[str, Any], turn: Turn) -> str:
    day, name = date.fromisoformat(str(waiting["day"])), str(waiting["name"])
    before = holiday_words(turn.session, day)
    set_holiday(turn.session, day, name, works=bool(waiting["works"]))
    _note(turn, "holiday.set", day.isoformat(), before, holiday_words(turn.session, day))
    return turn.say("holiday.saved", date=thai_date(day))


def _drop_holiday(day: date, turn: Turn) -> str:
    before = holiday_words(turn.session, day)
    if not remove_holiday(turn.session, day):
        raise Refusal(turn.say("holiday.none", date=thai_date(day)))
    _note(turn, "holiday.remove", day.isoformat(), before, "")
    return turn.say("holiday.removed", date=thai_date(day))


def _day(day: date | None, turn: Turn, *, has_date: bool) -> date:
    if day is None:
        raise Refusal(turn.say("orders.bad_date" if has_date else "orders.no_date"))
    return day


def _ask(
    turn: Turn, title: str, lines: list[str], waiting: Mapping[str, Any], warning: str = ""
) -> Outcome:
    card = preview_card(turn.catalog.phrases, turn.say(title), lines, warning=warning)
    return Outcome((card,), expecting={"kind": "order", **waiting})


def _note(turn: Turn, action: str, subject: str, before: str, after: str) -> None:
    by = turn.person.id if turn.person else None
    audit.record(turn.session, turn.now, action, by=by, subject=subject, before=before, after=after)
