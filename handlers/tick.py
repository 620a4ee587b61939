"""Ticking and taking back: items, single steps, lists, measures; every tick can be undone.

The person's agency alone is touched, whatever a button says. Ticking twice changes nothing.
"""

from collections.abc import Iterable

from handlers import learning
from handlers.ask import checklist_for, short_name
from handlers.checklist import Checklist, step_texts, storage_code
from handlers.intents import (
    Ask,
    AskMeasure,
    AttachEvidence,
    Intent,
    ShowRemaining,
    Target,
    Tick,
    TickAll,
    Undo,
    Untick,
)
from handlers.outcome import Outcome, Refusal, Turn, together
from handlers.past_year import item_lines
from handlers.scope import codes_in
from handlers.standing import agency_checklist
from handlers.views import line
from handlers.views.item import step_name
from handlers.views.line import Part
from handlers.views.progress import ticked_card
from models import audit
from models.task import TaskChange, TickBatch, changes_of, set_steps

Change = tuple[str, int, bool]


def tick(intent: Tick, turn: Turn) -> Outcome:
    return _set(intent.targets, intent.fiscal_year, turn, done=True)


def untick(intent: Untick, turn: Turn) -> Outcome:
    return _set(intent.targets, intent.fiscal_year, turn, done=False)


def tick_all(intent: TickAll, turn: Turn) -> Outcome:
    """Everything of a scope at once, from the button that asked."""
    if intent.scope == "measure:all":
        codes = [measure.id for measure in turn.catalog.measures]
    else:
        found = codes_in(turn.catalog, intent.scope)
        codes = [item.code for item in turn.catalog.items if item.code in found]
    return _set(tuple(Target(code) for code in codes), None, turn, done=True)


def own_agency_id(turn: Turn) -> int:
    """The agency whose checklist this person may change; a polite no for everyone else."""
    if turn.person is None or turn.agency is None or turn.agency.id is None:
        raise Refusal(turn.say("join.first"))
    if turn.agency.is_office:
        raise Refusal(turn.say("tick.office_has_none"))
    return turn.agency.id


def _set(
    targets: tuple[Target, ...], fiscal_year: int | None, turn: Turn, *, done: bool
) -> Outcome:
    agency_id = own_agency_id(turn)
    if fiscal_year is not None and fiscal_year != turn.fiscal_year:
        return _old_card(targets, fiscal_year, turn, done=done)
    known = _checked(targets, turn)
    changes = list(_changes(known, turn, done=done))
    batch = set_steps(
        turn.session, agency_id, turn.fiscal_year, changes, _person_id(turn), turn.now
    )
    checklist = checklist_for(turn)
    assert checklist is not None  # noqa: S101 – own_agency_id made sure
    if batch is None:
        return _nothing_new(known, checklist, turn, done=done)
    _audit(turn, known, done=done)
    message = _answer(known, batch, checklist, turn, done=done)
    return Outcome(
        (message,), _about(known), focus=known[-1].code, batch=batch.id, must_arrive=True
    )


def _checked(targets: tuple[Target, ...], turn: Turn) -> tuple[Target, ...]:
    """Targets that exist; Refusal that says what does not."""
    if not targets:
        raise Refusal(turn.say("tick.what"))
    for target in targets:
        steps = len(step_texts(turn.catalog, target.code))
        if not steps:
            name = short_name(turn, target.code)
            raise Refusal(turn.say("tick.not_tickable", name=name))
        if target.step > steps:
            name = short_name(turn, target.code)
            raise Refusal(turn.say("tick.no_step", name=name, step=target.step, steps=steps))
    return tuple(dict.fromkeys(targets))


def _changes(targets: Iterable[Target], turn: Turn, *, done: bool) -> Iterable[Change]:
    for target in targets:
        code = storage_code(turn.catalog, target.code)
        steps = len(step_texts(turn.catalog, target.code))
        for number in [target.step] if target.step else range(1, steps + 1):
            yield code, number, done


def _person_id(turn: Turn) -> int | None:
    return turn.person.id if turn.person else None


def _audit(turn: Turn, targets: tuple[Target, ...], *, done: bool) -> None:
    audit.record(
        turn.session,
        turn.now,
        "task.tick" if done else "task.untick",
        by=_person_id(turn),
        agency_id=turn.agency.id if turn.agency else None,
        subject=", ".join(target_name(target) for target in targets),
        before="ยังไม่เสร็จ" if done else "เสร็จแล้ว",
        after="เสร็จแล้ว" if done else "ยังไม่เสร็จ",
    )


def _about(targets: tuple[Target, ...]) -> tuple[str | None]:
    return (together(target.code for target in targets),)


def target_name(target: Target) -> str:
    if target.step:
        return step_name(target.code, target.step)
    kind, _, number = target.code.partition(":")
    if target.code == "measure:all":
        return "มาตรการทั้งหมด"
    names = {"measure": f"มาตรการที่ {number}", "indicator": f"ตัวชี้วัดที่ {number}"}
    return names.get(kind, target.code)


def _nothing_new(
    targets: tuple[Target, ...], checklist: Checklist, turn: Turn, *, done: bool
) -> Outcome:
    names = _names(targets)
    key = "tick.already_done" if done else "tick.already_open"
    buttons = _next_buttons(targets, turn, undo=None, done=done)
    card = ticked_card(
        turn.say("tick.no_change"), [turn.say(key, names=names)], checklist, buttons,
        colour=line.SOFT, measures=_has_measure(targets),
    )  # fmt: skip
    message = line.flex(turn.say(key, names=names), card)
    return Outcome((message,), _about(targets), focus=targets[-1].code)


def _answer(
    targets: tuple[Target, ...],
    batch: TickBatch,
    checklist: Checklist,
    turn: Turn,
    *,
    done: bool,
) -> dict[str, object]:
    names = _names(targets)
    title = turn.say("tick.done" if done else "tick.undone", names=names)
    lines = [_line(target, checklist, turn) for target in targets[:6]]
    if len(targets) > 6:
        lines.append(turn.say("tick.and_more", count=len(targets) - 6))
    buttons = _next_buttons(targets, turn, undo=batch.id, done=done)
    card = ticked_card(
        title, lines, checklist, buttons,
        colour=line.GREEN if done else line.AMBER, measures=_has_measure(targets),
    )  # fmt: skip
    return line.flex(title, card)


def _line(target: Target, checklist: Checklist, turn: Turn) -> str:
    """What is left of one item after the change."""
    code = storage_code(turn.catalog, target.code)
    state = checklist.measures.get(code) or checklist.items[code]
    name = target_name(Target(target.code))
    unit = "ขั้น" if target.code.startswith("measure:") else "ข้อย่อย"
    if state.claimed:
        words = turn.say("tick.all_steps", name=name, steps=state.steps, unit=unit)
        needs = state.needs_link and state.link_state == "none"
        return words + (" " + turn.say("tick.needs_link") if needs else "")
    return turn.say(
        "tick.some_steps", name=name, done=len(state.ticked), steps=state.steps, unit=unit
    )


def _next_buttons(
    targets: tuple[Target, ...], turn: Turn, *, undo: int | None, done: bool
) -> list[Part]:
    buttons: list[Part] = []
    (one,) = _about(targets)
    if undo is not None:
        label = f"ยกเลิก {target_name(targets[0])}" if len(targets) == 1 else "ยกเลิกทั้งหมดเมื่อกี้"
        buttons.append(line.button(label if done else "เลิกทำ", Undo(undo)))
    if one and " " not in one and one.startswith("O") and done:
        attach = AttachEvidence((), (one,))
        buttons.insert(
            0, line.type_button(f"แนบลิงก์ {one}", attach, f"{one} https://", style="primary")
        )
    following = turn.catalog.next_item(targets[-1].code)
    if following is not None:
        buttons.append(line.button(f"ข้อถัดไป {following.code}", Ask((following.code,))))
    elif targets[-1].code.startswith("measure:"):
        again: Intent = AskMeasure((targets[-1].code,))
        buttons.append(line.button(f"ดู {target_name(Target(targets[-1].code))}", again))
    buttons.append(line.button("เหลืออะไรบ้าง", ShowRemaining(), style="link"))
    return buttons


def _names(targets: tuple[Target, ...]) -> str:
    names = [target_name(target) for target in targets]
    return ", ".join(names[:6]) + (f" และอีก {len(names) - 6} ข้อ" if len(names) > 6 else "")


def _has_measure(targets: tuple[Target, ...]) -> bool:
    return any(target.code.startswith("measure:") for target in targets)


def _old_card(targets: tuple[Target, ...], fiscal_year: int, turn: Turn, *, done: bool) -> Outcome:
    """A button of another year's card: it says how that year stands, changes nothing of it, and
    offers this year's."""
    this_year = tuple(t for t in targets if step_texts(turn.catalog, t.code))
    words = turn.say("tick.old_card", year=fiscal_year, this_year=turn.fiscal_year)
    if not this_year:
        return Outcome((line.text(words),))
    names = _names(this_year)
    intent = Tick(this_year, turn.fiscal_year) if done else Untick(this_year, turn.fiscal_year)
    verb = "เสร็จ" if done else "ยังไม่เสร็จ"
    label = f"{names} ปี {turn.fiscal_year} {verb}"
    buttons = [line.button(label, intent, style="primary")]
    if this_year[0].code in turn.catalog.codes:
        buttons.append(line.button(f"ดู {this_year[0].code}", Ask((this_year[0].code,))))
    then = agency_checklist(turn.session, turn.catalog, own_agency_id(turn), fiscal_year)
    codes = list(dict.fromkeys(target.code for target in this_year))[:5]
    body = [line.paragraph(one) for one in (*item_lines(codes, then, turn), words)]
    card = line.bubble(f"การ์ดของปี {fiscal_year}", body, footer=buttons)
    return Outcome((line.flex(words, card),))


def undo(intent: Undo, turn: Turn) -> Outcome:
    """All ticks of one message and no more; the batch must be this agency's."""
    agency_id = own_agency_id(turn)
    batch_id = intent.batch if intent.batch is not None else turn.last_batch
    batch = turn.session.get(TickBatch, batch_id) if batch_id is not None else None
    if batch is None or batch.agency_id != agency_id:
        return Outcome((line.text(turn.say("tick.nothing_to_undo")),))
    if batch.undone_at is not None:
        return Outcome((line.text(turn.say("tick.already_undone")),))
    if batch.fiscal_year != turn.fiscal_year:
        words = turn.say("tick.old_card", year=batch.fiscal_year, this_year=turn.fiscal_year)
        return Outcome((line.text(words),))
    assert batch.id is not None  # noqa: S101 – read from the database
    changes = changes_of(turn.session, batch.id)
    reverse = [(change.code, change.step, not change.done) for change in changes]
    set_steps(turn.session, agency_id, batch.fiscal_year, reverse, _person_id(turn), turn.now)
    batch.undone_at = turn.now
    turn.session.add(batch)
    learning.undone(batch.id, turn)
    targets = _targets_of(changes, turn)
    was_done = changes[0].done
    _audit(turn, targets, done=not was_done)
    checklist = checklist_for(turn)
    assert checklist is not None  # noqa: S101 – own_agency_id made sure
    title = turn.say("tick.undone" if was_done else "tick.done", names=_names(targets))
    lines = [_line(target, checklist, turn) for target in targets[:6]]
    card = ticked_card(
        title, lines, checklist, _next_buttons(targets, turn, undo=None, done=False),
        colour=line.AMBER, measures=_has_measure(targets),
    )  # fmt: skip
    message = line.flex(title, card)
    return Outcome(
        (message,), _about(targets), focus=targets[-1].code, batch=None, must_arrive=True
    )


def _targets_of(changes: list[TaskChange], turn: Turn) -> tuple[Target, ...]:
    """Steps put together again: an item whose steps all changed is named as a whole."""
    steps: dict[str, list[int]] = {}
    for change in changes:
        steps.setdefault(change.code, []).append(change.step)
    targets: list[Target] = []
    for code, numbers in steps.items():
        whole = len(numbers) == len(step_texts(turn.catalog, code))
        targets += [Target(code)] if whole else [Target(code, n) for n in sorted(numbers)]
    return tuple(targets)
