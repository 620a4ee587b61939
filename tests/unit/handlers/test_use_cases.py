"""What must hold of the use cases whatever is said: rights, counts, undoing, pages that end."""

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from content.catalog import Catalog
from handlers.events import Event, Postback, Source, TextMessage
from handlers.intents import AskMeasure, ShowRemaining, Target, Tick, Undo, Untick
from handlers.postback import encode
from handlers.standing import agency_checklist
from models.audit import AuditEntry
from models.coordinator import coordinator_of
from models.database import reading, writing
from models.outbox import OutboxMessage
from models.task import TaskChange, TickBatch
from tests.support.message_checks import actions, flaws, texts
from tests.support.transcript import Chat

YEAR = 2570


class Talk(Chat):
    """A chat that also takes forged taps and looks at the rows."""

    def sends(self, name: str, data: str) -> str:
        """A postback as anybody could forge it; all the words of the answer."""
        self._happens(name, Postback(data))
        assert not flaws(self.messages(name)), data
        return "\n".join(texts(self.messages(name)))

    def writes(self, name: str, text: str) -> str:
        self.says(name, text)
        assert not flaws(self.messages(name)), text
        return "\n".join(texts(self.messages(name)))

    def bars(self, name: str) -> tuple[str, str]:
        """Items claimed and steps of measures, as n/m."""
        with reading(self.engine) as session:
            person = coordinator_of(session, self.user(name))
            assert person is not None
            found = agency_checklist(session, self.catalog, person.agency_id, YEAR)
        return str(found.claimed()), str(found.measure_steps())


@pytest.fixture
def talk(engine: Engine, catalog: Catalog) -> Talk:
    talk = Talk(engine, catalog)
    for code in ("A01", "A02"):
        talk.add_agency(code, f"หน่วยงานตัวอย่าง {code}")
    for name, agency in (
        ("one", "A01"),
        ("colleague", "A01"),
        ("other", "A02"),
        ("admin", "admin"),
    ):
        talk.joins(name, agency)
    return talk


def tap(*targets: Target, year: int | None = YEAR) -> str:
    return encode(Tick(targets, year))


def test_the_denominators(talk: Talk) -> None:
    assert talk.bars("one") == ("0/52", "0/28")


def test_an_item_is_done_when_all_its_steps_are(talk: Talk, catalog: Catalog) -> None:
    steps = len(catalog.item("O12").steps)  # type: ignore[union-attr]
    for step in range(1, steps):
        talk.sends("one", tap(Target("O12", step)))
        assert talk.bars("one")[0] == "0/52"
    talk.sends("one", tap(Target("O12", steps)))
    assert talk.bars("one")[0] == "1/52"
    talk.sends("one", encode(Untick((Target("O12", 1),), YEAR)))
    assert talk.bars("one")[0] == "0/52"


def test_every_item_and_measure_can_be_ticked_and_all_is_all(talk: Talk, catalog: Catalog) -> None:
    for item in catalog.items:
        talk.sends("one", tap(Target(item.code)))
    for measure in catalog.measures:
        talk.sends("one", tap(Target(measure.id)))
    assert talk.bars("one") == ("52/52", "28/28")
    assert "ไม่เหลือ" in talk.sends("one", encode(ShowRemaining()))


def test_e4_and_e5_tick_separately(talk: Talk) -> None:
    talk.writes("one", "E4 เสร็จแล้ว")
    assert talk.bars("one")[0] == "1/52"
    talk.writes("one", "E5 เสร็จแล้ว")
    assert talk.bars("one")[0] == "2/52"


def test_measures_three_and_four_share_one_list(talk: Talk) -> None:
    talk.sends("one", tap(Target("measure:3", 1)))
    assert talk.bars("one")[1] == "1/28"
    talk.sends("one", encode(AskMeasure(("measure:4",))))
    assert "☑" in list(texts(talk.messages("one")))
    talk.sends("one", tap(Target("measure:4", 1)))
    assert talk.bars("one")[1] == "1/28"
    talk.sends("one", encode(Untick((Target("measure:4", 1),), YEAR)))
    assert talk.bars("one")[1] == "0/28"


def test_ticking_twice_says_so_and_cannot_be_undone_twice(talk: Talk) -> None:
    talk.writes("one", "O12 เสร็จแล้ว")
    assert "ไม่มีอะไรเปลี่ยน" in talk.writes("colleague", "O12 เสร็จแล้ว")
    with reading(talk.engine) as session:
        (batch,) = session.exec(select(TickBatch)).all()
    assert "ออกแล้ว" in talk.sends("one", encode(Undo(batch.id)))
    assert "ไปแล้ว" in talk.sends("one", encode(Undo(batch.id)))
    assert talk.bars("one")[0] == "0/52"


def test_an_undo_takes_back_its_own_message_and_no_more(talk: Talk) -> None:
    talk.writes("one", "O1 เสร็จแล้ว")
    talk.writes("one", "เสร็จ O1-O3 และ O7")
    assert talk.bars("one")[0] == "4/52"
    talk.writes("one", "ยกเลิกเมื่อกี้")
    assert talk.bars("one")[0] == "1/52"


def test_nobody_touches_another_agency(talk: Talk) -> None:
    """A forged undo, and every tap, acts on one's own agency or not at all."""
    talk.writes("one", "O12 เสร็จแล้ว")
    with reading(talk.engine) as session:
        (batch,) = session.exec(select(TickBatch)).all()
    assert "ไม่มีรายการ" in talk.sends("other", encode(Undo(batch.id)))
    talk.sends("other", encode(Untick((Target("O12"),), YEAR)))
    assert talk.bars("one")[0] == "1/52"
    talk.sends("other", tap(Target("O13")))
    assert (talk.bars("one")[0], talk.bars("other")[0]) == ("1/52", "1/52")
    talk.sends("one", encode(Undo(batch.id)))
    assert talk.bars("one")[0] == "0/52"


def test_an_old_years_card_changes_nothing(talk: Talk) -> None:
    words = talk.sends("one", tap(Target("O12"), year=YEAR - 1))
    assert str(YEAR - 1) in words
    assert talk.bars("one")[0] == "0/52"


def test_who_and_when_is_kept_and_audited(talk: Talk) -> None:
    talk.writes("one", "O12 เสร็จแล้ว")
    talk.writes("colleague", "O12 ยังไม่เสร็จ")
    with reading(talk.engine) as session:
        people = [coordinator_of(session, talk.user(name)) for name in ("one", "colleague")]
        changes = session.exec(select(TaskChange)).all()
        audit = session.exec(select(AuditEntry)).all()
    assert {(c.by, c.done) for c in changes} == {
        (person.id, done) for person, done in zip(people, (True, False), strict=True) if person
    }
    assert [entry.action for entry in audit][-2:] == ["task.tick", "task.untick"]


def pages(talk: Talk, scope: str | None) -> Iterator[list[str]]:
    """The codes of each page, following the button until there is none."""
    data: str | None = encode(ShowRemaining(1, scope))
    for _ in range(20):
        if data is None:
            return
        talk.sends("one", data)
        found = list(actions(talk.messages("one")))
        yield [each["label"].removeprefix("ดู ") for each in found if each["label"].startswith("ดู ")]
        data = next((each["data"] for each in found if each["label"] == "หน้าถัดไป"), None)
    raise AssertionError("the pages do not end")


def test_the_pages_of_what_is_left_show_everything_once_and_end(
    talk: Talk, catalog: Catalog
) -> None:
    talk.writes("one", "เสร็จ O1-O3")
    shown = [code for page in pages(talk, None) for code in page]
    items = [code for code in shown if not code.startswith("มาตรการ")]
    left = {item.code for item in catalog.items} - {"O1", "O2", "O3"}
    assert len(items) == len(set(items))
    assert set(items) == left
    assert len(shown) - len(items) == len(catalog.measure_rows)
    weakest = catalog.weakest_indicators()[0]
    assert weakest.score == 65.00
    assert shown[0] in weakest.items
    for page in pages(talk, f"indicator:{weakest.number}"):
        assert set(page) <= set(weakest.items)


def test_a_typed_label_is_a_tap_on_the_card_last_shown(talk: Talk) -> None:
    talk.writes("one", "O12")
    talk.writes("one", "O12 ข้อ 2 เสร็จ")
    talk.writes("one", "ข้อถัดไป O13")
    assert "O13" in talk.writes("one", "O13 เสร็จแล้ว")
    assert talk.bars("one")[0] == "1/52"


def test_a_stranger_sees_no_agency_and_changes_nothing(talk: Talk) -> None:
    for text in ("O12 เสร็จแล้ว", "ความคืบหน้า", "เหลืออะไรบ้าง", "ยกเลิกเมื่อกี้"):
        words = talk.writes("stranger", text)
        assert "รหัสเชิญ" in words
        assert "หน่วยงานตัวอย่าง" not in words
    assert "ข้อย่อยที่ทำเครื่องหมายแล้ว" not in talk.writes("stranger", "O12")


FORGED = (
    "a=tick&t=O99", "a=tick&t=O12.99&y=2570", "a=tick&t=O12.-1", "a=tick&t=measure:9",
    "a=tick&t=measure:x", "a=tick&t=measure:", "a=tick&t=indicator:9", "a=tick&t=", "a=tick&t=.",
    "a=tick&t=O12&y=99999999999999999999", "a=tick&t=O12.99999999999999999999&y=2570",
    "a=untick&t=zzz&y=2570", "a=undo&b=99999999999999999999", "a=undo&b=-1", "a=ask", "a=ask&c=O99",
    "a=ask&c=indicator:99", "a=ask&c=indicator:x", "a=ask&c=indicator:", "a=ask&c=measure:1",
    "a=ask&c=measure:all", "a=ask&c=%00", "a=measure&c=measure:99", "a=measure&c=O12",
    "a=measure&c=measure:x", "a=measure", "a=score&c=indicator:99", "a=score&c=indicator:x",
    "a=progress&c=measure:99", "a=progress&c=measure:x", "a=progress&c=indicator:99",
    "a=progress&c=indicator:x", "a=progress&c=O99", "a=remaining&p=99999999999999999999",
    "a=remaining&p=-5", "a=remaining&s=indicator:99", "a=remaining&s=", "a=mute&d=-5",
    "a=mute&d=99999999999999999999", "a=snooze&c=O99", "a=snooze&c=O12&d=99999999999999999999",
    "a=snooze&c=O12&d=-9", "a=attach&c=O99", "a=attach&c=measure:1", "a=pairs", "a=unlink",
    "a=unlink&c=O99", "a=unlink&e=99999999999999999999&ok=1", "a=unlink&e=1&ok=1", "a=links&c=O99",
    "a=links&p=99999999999999999999", "a=links&p=-2", "a=recheck&c=O99",
    "a=recheck&e=99999999999999999999", "a=keep&e=99999999999999999999", "a=keep&e=1",
    "a=carry&p=99999999999999999999", "a=carry&p=-2", "a=move&ok=1", "a=privacy&k=confirm_delete",
    "a=pages", "a=calls", "a=review&g=A01&c=O12&ok=1", "a=review&g=ZZ&c=O12&ok=0",
    "a=review&g=A01&c=O99&ok=0&r=x", "a=review&g=A01&c=measure:1&ok=1", "nonsense", "",
)  # fmt: skip


@pytest.mark.parametrize("who", ["one", "stranger", "admin"])
def test_a_forged_button_is_answered_and_never_an_exception(talk: Talk, who: str) -> None:
    failed: list[str] = []
    for data in FORGED:
        try:
            assert talk.sends(who, data), "silence"
        except Exception as error:
            failed.append(f"{data}: {type(error).__name__}: {str(error)[:100]}")
    assert not failed, "\n".join(failed)
    assert talk.bars("one") == ("0/52", "0/28")


def test_a_coordinator_cannot_review_or_call(talk: Talk) -> None:
    before = _rows(talk.engine)
    for data in ("a=review&g=A02&c=O12&ok=1", "a=review&g=A01&c=O12&ok=1", "a=calls"):
        assert "หน่วยงานตัวอย่าง A02" not in talk.sends("one", data)
    assert _rows(talk.engine) == before


def _rows(engine: Engine) -> int:
    with reading(engine) as session:
        return len(session.exec(select(AuditEntry)).all())


def test_deleting_takes_the_words_and_answers_with_it(talk: Talk) -> None:
    talk.writes("one", "O12 เสร็จแล้ว")
    talk.writes("one", "ลบข้อมูลของฉัน")
    talk.writes("one", "ยืนยันลบข้อมูลของฉัน")
    with writing(talk.engine) as session:
        assert coordinator_of(session, talk.user("one")) is None
        assert _kept(session, talk.user("one")) == 1  # the last word itself
    assert talk.bars("colleague")[0] == "1/52"


def _kept(session: Session, user: str) -> int:
    rows = session.exec(select(OutboxMessage).where(OutboxMessage.line_user_id == user)).all()
    return len(
        [row for row in rows if "O12" in row.body or "ลบ" in json.loads(row.body)[0]["text"]]
    )


def test_a_message_of_a_group_says_nothing_and_changes_nothing(talk: Talk) -> None:
    for text in ("O12 เสร็จแล้ว", "ลบข้อมูลของฉัน", "ความคืบหน้า"):
        source = Source("group", "C" + "1" * 32, talk.user("one"))
        with writing(talk.engine) as session:
            talk.maker.take(session, Event(TextMessage(text, "g"), source, "group"), talk.now)
    with reading(talk.engine) as session:
        assert session.exec(select(OutboxMessage)).all() == []
    assert talk.bars("one")[0] == "0/52"
