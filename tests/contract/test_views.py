"""Every card over all of the content: LINE would take it, and no button leads nowhere."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from content.catalog import Catalog
from handlers import ask, help, lifecycle, privacy, progress, register, tick
from handlers.checklist import Checklist, ItemState, checklist_of, storage_code
from handlers.intents import (
    Ask,
    AskMeasure,
    Candidate,
    Clarify,
    ConfirmMove,
    Contact,
    Decline,
    OldButton,
    Privacy,
    Register,
    ShowHelp,
    ShowProgress,
    ShowRemaining,
    ShowScore,
    Smalltalk,
    Target,
    Tick,
    Undo,
    Unrecognised,
    Untick,
    Wish,
)
from handlers.outcome import Message, Outcome, Refusal, Turn
from handlers.views import line
from handlers.views.indicator import all_measures_card, indicator_cards, measure_card
from handlers.views.item import item_brief, item_card
from handlers.views.progress import progress_card
from models.agency import Agency, office
from models.coordinator import coordinator_of, join
from models.database import writing
from models.invite import issue
from models.office import Note, Question, Setting
from tests.support.message_checks import flaws, lost_in_the_sdk

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
YEAR = 2570
LONG_NAME = "สำนักงานตัวอย่างที่มีชื่อยาวมากเพื่อทดสอบการแสดงผลประจำจังหวัดและอำเภอ" * 2
LONG_REASON = "โปรดแก้ลิงก์ให้เปิดได้และเพิ่มข้อมูลของปีงบประมาณปัจจุบันให้ครบทุกหัวข้อ " * 6
SDK_FIRST, SDK_EACH = 60, 6
Found = Iterator[tuple[str, Message]]


def check(messages: Iterable[tuple[str, Message]], at_least: int) -> None:
    """All of them, so that one run names every flaw."""
    wrong: list[str] = []
    count = 0
    for name, message in messages:
        count += 1
        wrong += [f"{name}: {flaw}" for flaw in flaws([message])]
        if count <= SDK_FIRST or count % SDK_EACH == 0:  # the SDK takes milliseconds a card
            lost = lost_in_the_sdk(message)
            wrong += [f"{name}: {lost}"] if lost else []
    assert not wrong, "\n".join(dict.fromkeys(wrong))
    assert count >= at_least


def states(code: str, steps: int) -> Iterator[tuple[str, ItemState | None]]:
    """A stranger's card and every standing that an item can have."""
    everything = frozenset(range(1, steps + 1))
    yield "stranger", None
    yield "open", ItemState(code, frozenset(), steps)
    yield "begun", ItemState(code, frozenset({1}), steps, 1, "checking")
    yield "claimed", ItemState(code, everything, steps)
    yield "opens", ItemState(code, everything, steps, 3, "opens", "accepted")
    yield "dead", ItemState(code, everything, steps, 20, "dead")
    yield "unknown", ItemState(code, everything, steps, 1, "unknown")
    yield "returned", ItemState(code, everything, steps, 1, "opens", "returned", LONG_REASON)
    yield "returned open", ItemState(code, frozenset(), steps, 1, "dead", "returned", LONG_REASON)


def checklists(catalog: Catalog) -> Iterator[tuple[str, Checklist | None]]:
    steps = {(item.code, n) for item in catalog.items for n in range(1, len(item.steps) + 1)}
    for measure in catalog.measures:
        code = storage_code(catalog, measure.id)
        steps |= {(code, n) for n in range(1, len(measure.steps) + 1)}
    codes = [item.code for item in catalog.items]
    yield "stranger", None
    yield "empty", checklist_of(catalog, YEAR, set())
    yield "full", checklist_of(catalog, YEAR, steps, links=dict.fromkeys(codes, (9, "opens")))
    yield (
        "red",
        checklist_of(
            catalog,
            YEAR,
            steps,
            links=dict.fromkeys(codes, (9, "dead")),
            reviews=dict.fromkeys(codes, ("returned", LONG_REASON)),
        ),
    )


def test_items(catalog: Catalog) -> None:
    def cards() -> Found:
        for item in catalog.items:
            for name, state in states(item.code, len(item.steps)):
                note = LONG_REASON if name.startswith("returned") else ""
                card = item_card(catalog, item, YEAR, state, note)
                yield f"{item.code} {name}", line.flex(item.title_for(YEAR), card)
                brief = item_brief(catalog, item, YEAR, state)
                yield f"{item.code} {name} brief", line.flex(item.title_for(YEAR), brief)

    check(cards(), 52 * 9 * 2)


def test_indicators(catalog: Catalog) -> None:
    def cards() -> Found:
        for indicator in catalog.indicators:
            for name, checklist in checklists(catalog):
                found = indicator_cards(catalog, indicator, checklist)
                card = found[0] if len(found) == 1 else line.carousel(found)
                yield f"{indicator.number} {name}", line.flex("ตัวชี้วัด", card)

    check(cards(), 40)


def test_measures(catalog: Catalog) -> None:
    def cards() -> Found:
        for measure in catalog.measures:
            for name, state in states(storage_code(catalog, measure.id), len(measure.steps)):
                for over in (True, False):
                    card = measure_card(catalog, measure, YEAR, state, over=over)
                    yield f"{measure.id} {name}", line.flex("มาตรการ", card)
        for name, checklist in checklists(catalog):
            yield f"all {name}", line.flex("มาตรการ", all_measures_card(catalog, checklist))

    check(cards(), 8 * 9 * 2)


def test_progress(catalog: Catalog) -> None:
    cards = (
        (name, line.flex("ความคืบหน้า", progress_card(catalog, checklist, LONG_NAME)))
        for name, checklist in checklists(catalog)
        if checklist is not None
    )
    check(cards, 3)


class Somebody:
    """Turns of one person; rows stay for the next turn, as they do in a chat."""

    def __init__(self, session: Session, catalog: Catalog, role: str) -> None:
        self.session, self.catalog = session, catalog
        user = f"U{role}"
        self.turn = Turn(session, catalog, NOW, user, f"user:{user}", text="ข้อความที่พิมพ์")
        if role == "stranger":
            return
        agency = office(session, "ลำพูน", NOW) if role == "office" else self.agency("A01")
        assert agency.id is not None
        person = join(session, user, agency.id, admin=role == "office", now=NOW)
        self.turn = Turn(
            session, catalog, NOW, user, f"user:{user}", person, agency, text="ข้อความที่พิมพ์"
        )

    def agency(self, code: str) -> Agency:
        row = Agency(code=code, name=LONG_NAME + code, created_at=NOW)
        self.session.add(row)
        self.session.flush()
        return row


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with writing(engine) as session:
        yield session


@pytest.fixture
def member(session: Session, catalog: Catalog) -> Somebody:
    return Somebody(session, catalog, "member")


def said(name: str, outcome: Outcome) -> Found:
    assert outcome.messages, f"{name}: silence"
    assert len(outcome.messages) <= 5
    for message in outcome.messages:
        yield name, message


def refused(name: str, refusal: Refusal) -> Found:
    yield name, line.text(refusal.text)


def test_questions_about_several_items(member: Somebody) -> None:
    codes = [item.code for item in member.catalog.items]
    stranger = Turn(member.session, member.catalog, NOW, "Ux", "user:Ux")

    def answers() -> Found:
        for turn in (member.turn, stranger):
            for width in (1, 2, 3, 4, 5, 12, 13, len(codes)):
                for start in range(0, len(codes), 1 if width in (2, 4) else 13):
                    wanted = tuple(codes[start : start + width])
                    yield from said(f"ask {wanted}", ask.ask(Ask(wanted), turn))
            for wanted in (("indicator:9", "indicator:1"), ("O12", "indicator:9")):
                yield from said(f"ask {wanted}", ask.ask(Ask(wanted, ("O99", "i77")), turn))
            yield from said("missing", ask.ask(Ask((), ("O99",)), turn))
            yield from said("measures", ask.ask_measure(AskMeasure(("measure:all",)), turn))
            several = AskMeasure(tuple(f"measure:{n}" for n in range(1, 9)))
            yield from said("measures", ask.ask_measure(several, turn))
            yield from said("score", ask.score(ShowScore(), turn))
            yield from said("score", ask.score(ShowScore(("indicator:3", "O12")), turn))

    check(answers(), 200)


def test_notes_of_the_office_beside_every_item(member: Somebody) -> None:
    for item in member.catalog.items:
        member.session.add(Note(code=item.code, text=LONG_REASON, updated_at=NOW))
    member.session.flush()
    answers = (
        pair
        for item in member.catalog.items
        for pair in said(item.code, ask.ask(Ask((item.code,)), member.turn))
    )
    check(answers, 52)


def every_target(catalog: Catalog) -> Iterator[Target]:
    for item in catalog.items:
        yield from (Target(item.code, step) for step in range(len(item.steps) + 1))
    for measure in catalog.measures:
        yield from (Target(measure.id, step) for step in range(len(measure.steps) + 1))


def test_ticks_and_their_undoing(member: Somebody) -> None:
    turn = member.turn

    def answers() -> Found:
        for target in every_target(member.catalog):
            name = f"{target.code}.{target.step}"
            done = tick.tick(Tick((target,)), turn)
            yield from said(f"tick {name}", done)
            yield from said(f"again {name}", tick.tick(Tick((target,)), turn))
            assert isinstance(done.batch, int)
            if target.step == 0:
                yield from said(f"undo {name}", tick.undo(Undo(done.batch), turn))
                yield from said(f"untick {name}", tick.untick(Untick((target,)), turn))
            else:
                yield from said(f"untick {name}", tick.untick(Untick((target,)), turn))
        everything = tuple(Target(item.code) for item in member.catalog.items)
        done = tick.tick(Tick(everything), turn)
        assert isinstance(done.batch, int)
        yield from said("all", done)
        yield from said("all again", tick.tick(Tick(everything), turn))
        yield from said("all undone", tick.undo(Undo(), replace(turn, last_batch=done.batch)))
        for old in (Tick(everything[:3], 2569), Tick((Target("measure:2", 1),), 2569)):
            yield from said("old card", tick.tick(old, turn))
        yield from said("nothing to undo", tick.undo(Undo(987_654), turn))

    check(answers(), 800)


def test_what_cannot_be_ticked(member: Somebody, session: Session, catalog: Catalog) -> None:
    stranger = Turn(session, catalog, NOW, "Ux", "user:Ux")
    of_office = Somebody(session, catalog, "office").turn

    def refusals() -> Found:
        for turn, wanted in (
            (stranger, Tick((Target("O12"),))),
            (of_office, Tick((Target("O12"),))),
            (member.turn, Tick(())),
            (member.turn, Tick((Target("O12", 99),))),
            (member.turn, Tick((Target("indicator:9"),))),
            (member.turn, Tick((Target("measure:all"),))),
        ):
            with pytest.raises(Refusal) as refusal:
                tick.tick(wanted, turn)
            yield from refused(str(wanted), refusal.value)

    check(refusals(), 6)


def test_remaining_pages_end(member: Somebody) -> None:
    scopes = [None, "O", "i", "E", "measure:all", "measure:3"]
    scopes += [f"indicator:{n}" for n in range(1, 11)]

    def pages() -> Found:
        for scope in scopes:
            for page in range(-1, 12):
                wanted = ShowRemaining(page, scope)
                yield from said(str(wanted), progress.show_remaining(wanted, member.turn))

    check(pages(), 16 * 13)


def test_whether_something_is_done(member: Somebody) -> None:
    codes = [item.code for item in member.catalog.items] + [f"measure:{n}" for n in range(1, 9)]

    def answers() -> Found:
        for code in [*codes, "measure:all", *(f"indicator:{n}" for n in range(1, 11))]:
            yield from said(code, progress.show_progress(ShowProgress((code,)), member.turn))
        for wanted in ((), tuple(codes), ("O12", "i3", "measure:2")):
            yield from said("many", progress.show_progress(ShowProgress(wanted), member.turn))

    check(answers(), 70)


def test_unclear_questions(member: Somebody) -> None:
    codes = [item.code for item in member.catalog.items]
    codes += [f"measure:{n}" for n in range(1, 9)] + [f"indicator:{n}" for n in range(1, 11)]
    wishes: tuple[Wish, ...] = ("ask", "tick", "untick", "evidence", "progress")

    def answers() -> Found:
        for wish in wishes:
            for start in range(0, len(codes), 3):
                candidates = tuple(Candidate(code, 0.5) for code in codes[start : start + 4])
                wanted = Clarify(wish, candidates, "12")
                yield from said(f"{wish} {start}", ask.clarify(wanted, member.turn))
        for start in range(len(codes)):
            candidates = tuple(Candidate(code, 0.5) for code in codes[start : start + 4])
            yield from said("lost", help.unrecognised(Unrecognised(candidates), member.turn))
        yield from said("lost", help.unrecognised(Unrecognised(), member.turn))

    check(answers(), 150)


@pytest.mark.parametrize("role", ["stranger", "member", "office"])
def test_talk(role: str, session: Session, catalog: Catalog) -> None:
    turn = Somebody(session, catalog, role).turn
    session.add(Setting(key="contact", value="โทร 000-000-000 (ตัวอย่าง)", updated_at=NOW))
    session.add(Question(text="ข้อความที่พิมพ์", answer="คำตอบ", first_at=NOW, last_at=NOW))
    session.flush()

    def answers() -> Found:
        yield from said("help", help.show_help(ShowHelp(), turn))
        for kind in ("greeting", "thanks", "other"):
            yield from said(kind, help.smalltalk(Smalltalk(kind), turn))
        for about in ("person", "corruption"):
            yield from said(about, help.contact(Contact(about), turn))
        for reason in ("subject", "fake_evidence", "other_agency", "instructions"):
            yield from said(reason, help.decline(Decline(reason), turn))
        yield from said("old", help.old_button(OldButton("a=gone"), turn))
        yield from said("answered", help.unrecognised(Unrecognised(), turn))
        for wish in ("what", "delete", "keep", "confirm_delete"):
            yield from said(wish, privacy.privacy(Privacy(wish), turn))
        yield from said("follow", lifecycle.follow(turn))
        yield from said("group", lifecycle.join_group(turn))
        yield from said("sticker", lifecycle.sticker(turn))
        yield from said("empty", lifecycle.empty(turn))
        yield from said("register", register.register(Register(), turn))
        yield from said("no move", register.confirm_move(ConfirmMove(yes=True), turn))

    check(answers(), 18)


@pytest.mark.parametrize("admin", [False, True])
def test_joining(admin: bool, session: Session, catalog: Catalog) -> None:
    somebody = Somebody(session, catalog, "stranger")
    agency, other = somebody.agency("B01"), somebody.agency("B02")
    assert agency.id is not None
    assert other.id is not None
    code, invite = issue(session, agency.id, NOW, admin=admin)
    second, moving = issue(session, other.id, NOW)

    def answers() -> Found:
        turn = somebody.turn
        for wrong in ("ZZZZZZZZ", "YYYYYYYY"):
            yield from said("wrong", register.register(Register(wrong), turn))
        yield from said("welcome", register.register(Register(code), turn))
        yield from said("used", register.register(Register(code), turn))
        inside = replace(turn, person=coordinator_of(session, "Ustranger"), agency=agency)
        yield from said("already", register.register(Register(), inside))
        asked = register.register(Register(second), inside)
        yield from said("move?", asked)
        assert asked.expecting == {"kind": "move", "invite": moving.id}
        stays = replace(inside, expecting=asked.expecting)
        yield from said("stays", register.confirm_move(ConfirmMove(yes=False), stays))
        yield from said("moves", register.confirm_move(ConfirmMove(yes=True), stays))
        for _ in range(5):
            yield from said("wrong", register.register(Register("XXXXXXXX"), turn))
        yield from said("paused", register.register(Register("XXXXXXXX"), turn))

    check(answers(), 12)
    assert invite.used_at == moving.used_at == NOW
