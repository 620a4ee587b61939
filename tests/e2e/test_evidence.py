"""Links from the message to the proof, over a real and badly behaved web server on loopback."""

import contextlib
import json
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot.app import WORKERS
from bot.links import LinkService
from bot.visits import PATIENT
from content.catalog import load
from handlers.evidence import answer_expectation, attach, recheck
from handlers.intents import RecheckEvidence
from handlers.postback import encode
from models.conversation import Conversation
from models.database import reading, writing
from models.evidence import Evidence, down_twice
from models.link_checks import history
from scheduler.links.examination import Expectation
from scheduler.links.fetch import Rules
from scheduler.links.fetched import Validators
from scheduler.links.pool import LinkPool
from scheduler.links.recheck import Recheck, validators_of
from simulator.message_schema import problems
from tests.support.evidence_room import Room, pasted, words_of
from tests.support.hostile_server import (
    HostileServer,
    Request,
    Serve,
    Slow,
    answer,
    hostile_server,
    html,
)
from tests.support.pace import within
from tests.support.province import at, fresh
from tests.support.statements import counted
from tests.support.until import until

WORDS = "<h1>แผนปฏิบัติการ</h1><p>หน่วยงานตัวอย่างเผยแพร่แผน ปีงบประมาณ 2570 ฉบับตัวอย่าง</p>"
GOOD = html("แผนตัวอย่าง 2570", WORDS)
GONE = answer(404, b"<h1>not here</h1>")


def slowly(seconds: float, then: Serve = GOOD) -> Serve:
    def serve(conn: socket.socket, request: Request) -> None:
        time.sleep(seconds)
        then(conn, request)

    return serve


def rules() -> Rules:
    return Rules(allow_loopback=True, deadline_s=5.0, resolve=lambda _host, _port: ["127.0.0.1"])


class Place:
    """A room whose agency's site is the hostile server."""

    def __init__(self, tmp_path: Path, site: HostileServer, shapes: dict[str, Serve]) -> None:
        self.site, self.shapes = site, shapes
        self.room = Room(fresh(tmp_path), load(), f"http://127.0.0.1:{site.port}")
        self._services: list[LinkService] = []

    def service(self, patience_s: float = 1.5) -> LinkService:
        made = LinkService(
            self.room.engine, self.room.catalog, rules(), lambda: self.room.now,
            patience_s=patience_s,
        )  # fmt: skip
        self._services.append(made)
        self.room.desk = made
        return made

    def pastes(self, service: LinkService, *lines: tuple[str, str]) -> tuple[list[str], float]:
        """The whole way of a message; what was said, and how long the links were waited for."""
        pairs = [(code, self.site.url(path)) for code, path in lines]
        text = "\n".join(f"{code} {url}" for code, url in pairs)
        started = time.monotonic()
        service.prepare(text, "Umain")
        waited = time.monotonic() - started
        return self.room.does(attach, pasted(*pairs), text=text), waited

    def close(self) -> None:
        for service in self._services:
            service.stop()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    shapes: dict[str, Serve] = {"/good": GOOD, "/gone": GONE, "/slow": slowly(1.0)}
    with hostile_server(shapes) as site:
        made = Place(tmp_path, site, shapes)
        yield made
        made.close()


def test_a_quick_finding_stands_in_the_reply(place: Place) -> None:
    with within(1.0):
        said, _ = place.pastes(place.service(), ("O12", "/gone"))
    assert "เปิดไม่ได้" in said
    assert "เว็บไซต์ตอบว่าไม่พบหน้านี้ (รหัส 404) ค่ะ" in said


def test_a_slow_finding_waits_for_the_next_message(place: Place) -> None:
    service = place.service(patience_s=0.2)
    with within(0.5):
        said, _ = place.pastes(service, ("O12", "/slow"))
    assert "กำลังตรวจ" in said
    until(lambda: service.answer_asked() > 0)
    (notice,) = place.room.notices()
    messages = json.loads(notice.body)
    assert problems(messages, endpoint="reply", escaped=True) == []
    assert "ผลตรวจลิงก์ O12" in words_of(messages[0])
    (row,) = place.room.links()
    assert row.verdict == "warning"
    assert row.told_verdict == "warning"
    assert len(place.site.seen) == 1


def test_a_late_finding_says_as_much_as_a_quick_one(place: Place) -> None:
    place.shapes["/late"] = slowly(0.6, GONE)
    service = place.service(patience_s=0.05)
    place.pastes(service, ("O12", "/late"))
    until(lambda: service.answer_asked() > 0)
    said = words_of(json.loads(place.room.notices()[0].body)[0])
    assert "เว็บไซต์ตอบว่าไม่พบหน้านี้ (รหัส 404) ค่ะ" in said


def test_a_hostile_server_costs_a_reply_a_second_and_a_half(place: Place) -> None:
    place.shapes["/never"] = slowly(4.0)
    with within(2.0):
        _, waited = place.pastes(place.service(), ("O12", "/never"))
    assert waited > 1.4


def test_many_hostile_pastes_leave_workers_for_the_others(place: Place) -> None:
    place.shapes["/never"] = slowly(4.0)
    service = place.service()
    urls = [place.site.url(f"/never?{number}") for number in range(PATIENT + 1)]
    waits: list[float] = []

    def paste(url: str) -> None:
        started = time.monotonic()
        service.prepare(f"O12 {url}", "Umain")
        waits.append(time.monotonic() - started)

    pastes = [threading.Thread(target=paste, args=(url,)) for url in urls]
    for one in pastes:
        one.start()
    for one in pastes:
        one.join()
    first, *others = sorted(waits)
    assert PATIENT < WORKERS
    assert min(others) > 1.4
    assert first < 0.7 * min(others), "who found no place to wait went on at once"


def test_a_question_survives_the_process_that_was_asked(place: Place) -> None:
    first = place.service(patience_s=0.05)
    place.pastes(first, ("O12", "/slow"))
    first.stop()
    second = place.service()
    second.start()
    until(lambda: place.room.links()[0].verdict == "warning")
    assert len(place.room.notices()) == 1


def test_two_processes_answer_once(place: Place) -> None:
    first, second = place.service(patience_s=0.05), place.service(patience_s=0.05)
    place.room.desk = first
    place.pastes(first, ("O12", "/slow"))
    first.start()
    second.start()
    until(lambda: place.room.notices() != [])
    place.room.now += timedelta(hours=1)
    assert (first.answer_asked(), second.answer_asked()) == (0, 0)
    assert len(place.room.notices()) == 1
    (row,) = place.room.links()
    with reading(place.room.engine) as session:
        assert len(history(session, row.id or 0)) == 1


def test_26_lines_in_one_message_are_one_card_and_one_notice(place: Place) -> None:
    quick = Slow(0.05, GOOD)
    for number in range(1, 27):
        place.shapes[f"/o{number}"] = slowly(2.0) if number % 9 == 0 else quick
    place.shapes["/o3"] = GONE
    service = place.service(patience_s=1.0)
    lines = [(f"O{number}", f"/o{number}") for number in range(1, 27)]
    with within(1.5):
        said, _ = place.pastes(service, *lines)
    assert "รับลิงก์แล้ว 26 ลิงก์" in said
    assert "23/26" in said
    assert "กำลังตรวจอีก 2 ลิงก์ ผลจะมาพร้อมข้อความถัดไปของท่านค่ะ" in said
    assert quick.most >= 4
    until(lambda: (service.answer_asked(), place.room.notices())[1] != [])
    (notice,) = place.room.notices()
    assert {row.verdict for row in place.room.links()} == {"warning", "dead"}
    assert "ผลตรวจลิงก์ 2 ลิงก์" in words_of(json.loads(notice.body)[0])


def test_a_strangers_links_are_not_opened(place: Place) -> None:
    service = place.service()
    service.prepare(f"O12 {place.site.url('/good')}", "Ustranger")
    service.prepare(f"O12 {place.site.url('/good')}", None)
    assert place.site.seen == []


def test_one_visit_serves_every_item_and_each_is_judged_by_its_own_year(place: Place) -> None:
    place.shapes["/last"] = html("รายงานปี 2569", "<p>รายงานตัวอย่าง ปีงบประมาณ 2569</p>" * 3)
    service = place.service()
    said, _ = place.pastes(service, ("O12", "/last"), ("O13", "/last"))
    assert len(place.site.seen) == 1
    assert any("ระบุปี 2569 แต่ไม่พบปี 2570" in words for words in said if "O12" in words)
    assert not any("ไม่พบปี" in words for words in said if "O13" in words)


def test_a_link_whose_item_only_words_name_is_ready_too(place: Place) -> None:
    service, url = place.service(), place.site.url("/gone")
    text = f"ลิงก์แผนยุทธศาสตร์ {url}"
    service.prepare(text, "Umain")
    assert "เปิดไม่ได้" in place.room.does(attach, pasted(("O5", url)), text=text)


def test_a_link_that_waits_for_its_item_is_ready_when_the_item_is_named(place: Place) -> None:
    service, room = place.service(), place.room
    url = place.site.url("/good")
    service.prepare(url, "Umain")
    room.does(attach, pasted((None, url)), text=url)
    with writing(room.engine) as session:
        expecting = json.dumps(room.expecting())
        session.add(
            Conversation(source_key="user:Umain", expecting=expecting, expecting_at=room.now)
        )
    service.prepare("o12", "Umain")
    said = room.with_turn(lambda turn: answer_expectation(turn, ("O12",)), text="o12")
    assert "เปิดหน้าได้ แต่มีข้อที่ควรดู" in said


def test_mended_and_tapped_is_looked_at_afresh_within_the_reply(place: Place) -> None:
    service = place.service()
    said, _ = place.pastes(service, ("O12", "/gone"))
    assert "เปิดไม่ได้" in said
    place.shapes["/gone"] = GOOD
    place.room.now += timedelta(seconds=20)
    service.prepare_tap(encode(RecheckEvidence("O12")), "Umain")
    said = place.room.does(recheck, RecheckEvidence("O12"))
    assert said[0] == "ตรวจใหม่แล้วค่ะ"
    assert "เปิดหน้าได้ แต่มีข้อที่ควรดู" in said


@pytest.mark.parametrize("words", ["ตรวจใหม่ O12", "แก้แล้วค่ะ ตรวจใหม่ข้อ O12", "เช็คใหม่ O12"])
def test_mended_and_typed_is_looked_at_afresh_too(place: Place, words: str) -> None:
    service = place.service()
    place.pastes(service, ("O12", "/gone"))
    place.shapes["/gone"] = GOOD
    place.room.now += timedelta(seconds=1)
    service.prepare(words, "Umain")
    said = place.room.does(recheck, RecheckEvidence("O12"), text=words)
    assert said[0] == "ตรวจใหม่แล้วค่ะ"
    assert "เปิดหน้าได้ แต่มีข้อที่ควรดู" in said


def test_a_recheck_that_was_only_typed_is_answered_with_a_new_visit(place: Place) -> None:
    service = place.service()
    place.pastes(service, ("O12", "/gone"))
    place.shapes["/gone"] = GOOD
    place.room.now += timedelta(seconds=20)
    said = place.room.does(recheck, RecheckEvidence("O12"))
    assert said[0] == "กำลังตรวจใหม่ค่ะ"
    until(lambda: (service.answer_asked(), place.room.links()[0].verdict)[1] == "warning")


def nightly(place: Place, *, workers: int = 4) -> Recheck:
    pool = LinkPool(rules(), workers=workers, per_host=1)
    return Recheck(place.room.engine, place.room.catalog, pool)


def a_night(place: Place, night: str) -> None:
    """Every ten minutes from eight to five, and once by day."""
    recheck_ = nightly(place)
    moment, ends = at(night, "20:00"), at(night, "20:00") + timedelta(hours=9)
    while moment < ends:
        recheck_.run(moment)
        moment += timedelta(minutes=30)
    recheck_.run(ends - timedelta(seconds=30))
    recheck_.run(ends + timedelta(hours=3))


def test_down_one_night_is_nothing_two_is_one_message_back_is_one(place: Place) -> None:
    place.pastes(place.service(), ("O12", "/good"))
    a_night(place, "2026-11-23")
    assert place.room.notices() == []
    place.shapes["/good"] = GONE
    a_night(place, "2026-11-24")
    assert place.room.notices() == []
    a_night(place, "2026-11-25")
    assert [n.kind for n in place.room.notices()] == ["link_down"]
    messages = json.loads(place.room.notices()[0].body)
    assert problems(messages, endpoint="push", escaped=True) == []
    assert "O12" in messages[0]["altText"]
    with reading(place.room.engine) as session:
        ((row, owner),) = down_twice(session, 2570)
    assert (row.code, owner) == ("O12", place.room.links()[0].added_by)
    a_night(place, "2026-11-26")
    assert len(place.room.notices()) == 1
    place.shapes["/good"] = GOOD
    a_night(place, "2026-11-27")
    a_night(place, "2026-11-28")
    assert [n.kind for n in place.room.notices()][1:] == ["link_back"]
    with reading(place.room.engine) as session:
        assert down_twice(session, 2570) == []
        checks = history(session, row.id or 0)
    assert [check.verdict for check in checks][:2] == ["warning", "warning"]
    assert [check.status for check in checks].count(404) == 3
    assert len({check.text_hash for check in checks if check.status == 200}) == 1


def test_the_recheck_asks_a_host_for_one_page_at_a_time(place: Place) -> None:
    page = Slow(0.03, GOOD)
    place.shapes.update({f"/{number}": page for number in range(12)})
    store(place, [f"{place.site.url(f'/{number}')}" for number in range(12)])
    nightly(place, workers=8).run(at("2026-11-24", "04:59"))
    assert len(place.site.seen) == 12
    assert page.most == 1


def test_an_unchanged_page_is_asked_for_conditionally_and_stays_proven(place: Place) -> None:
    whole = html("แผนตัวอย่าง 2570", WORDS, etag='"v1"')

    def serve(conn: socket.socket, request: Request) -> None:
        known = request.headers.get("if-none-match") == '"v1"'
        (answer(304) if known else whole)(conn, request)

    place.shapes["/tagged"] = serve
    place.pastes(place.service(), ("O12", "/tagged"))
    a_night(place, "2026-11-24")
    assert [request.headers.get("if-none-match") for request in place.site.seen] == [None, '"v1"']
    (row,) = place.room.links()
    with reading(place.room.engine) as session:
        newest, first = history(session, row.id or 0)
    assert (newest.status, newest.verdict) == (304, "warning")
    assert newest.text_hash == first.text_hash != ""
    place.shapes["/tagged"] = GONE
    a_night(place, "2026-11-25")
    assert place.room.links()[0].verdict == "dead"
    a_night(place, "2026-11-26")
    assert place.site.seen[-1].headers.get("if-none-match") is None


def test_a_warning_that_the_office_can_lift_is_looked_at_in_full(place: Place) -> None:
    place.shapes["/tagged"] = html("แผนตัวอย่าง 2570", WORDS, etag='"v1"')
    place.pastes(place.service(), ("O12", "/tagged"))
    (row,) = place.room.links()
    expected = Expectation(fiscal_year=2570)
    assert validators_of(row, expected).etag == '"v1"'
    row.findings = '["foreign_site"]'
    assert validators_of(row, expected) == Validators()


def store(place: Place, urls: list[str], verdict: str = "opens") -> None:
    with writing(place.room.engine) as session:
        for number, url in enumerate(urls):
            session.add(
                Evidence(
                    agency_id=place.room.agency_id,
                    fiscal_year=2570,
                    code=f"O{number % 28 + 1}",
                    url=url,
                    verdict=verdict,
                    added_at=at("2026-11-01"),
                    checked_at=at("2026-11-22"),
                )
            )


def test_when_nobody_answers_it_is_our_network_and_nothing_is_recorded(place: Place) -> None:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as closed:
        port = closed.getsockname()[1]
    store(place, [f"http://host{number}.go.th:{port}/" for number in range(6)])
    recheck_ = nightly(place)
    recheck_.run(at("2026-11-24", "04:59"))
    recheck_.run(at("2026-11-24", "09:00"))
    assert {row.verdict for row in place.room.links()} == {"opens"}


def test_a_single_silent_site_is_down(place: Place) -> None:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as closed:
        port = closed.getsockname()[1]
    store(place, [place.site.url("/good"), f"http://host.go.th:{port}/"])
    nightly(place).run(at("2026-11-24", "04:59"))
    assert [row.verdict for row in place.room.links()] == ["warning", "dead"]


def test_only_one_process_rechecks(place: Place) -> None:
    store(place, [place.site.url("/good")])
    first, second = nightly(place), nightly(place)
    first.run(at("2026-11-24", "04:57"))
    with writing(place.room.engine) as session:
        for row in session.exec(select(Evidence)):
            row.checked_at = at("2026-11-22")
    assert second.run(at("2026-11-24", "04:58")).visited == 0
    assert first.run(at("2026-11-24", "04:59")).visited == 1


def test_1000_links_are_looked_at_without_holding_up_the_webhook(place: Place) -> None:
    stored: list[str] = []

    def page(conn: socket.socket, request: Request) -> None:
        """A webhook commits while the recheck waits for this page: whoever held the lock would
        wait for us, and we for them."""
        path = str(place.room.engine.url.database)
        with contextlib.closing(sqlite3.connect(path, timeout=20)) as webhook:
            webhook.execute("BEGIN IMMEDIATE")
            webhook.commit()
        stored.append(request.path)
        GOOD(conn, request)

    place.shapes["/page"] = page
    urls = [
        place.site.url(f"/page?n={number}", host=f"agency{number % 33}.go.th")
        for number in range(1_000)
    ]
    store(place, urls)
    with counted(place.room.engine) as asked, within(60):
        report = nightly(place, workers=8).run(at("2026-11-24", "04:59"), pass_s=600)
    assert report.visited == 1_000
    assert {row.verdict for row in place.room.links()} == {"warning"}
    assert len(stored) == 1_000, "a page was asked for while the database was locked"
    assert asked.most_rows <= 40, "what one commit writes is what a webhook may have to wait for"
    assert asked.count < 12_000
    assert asked.commits < 1_000, asked
