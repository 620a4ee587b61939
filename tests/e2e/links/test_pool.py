"""Many links at once: how many, how politely, and that a bad server only costs its own slot."""

import time
from collections.abc import Iterator
from concurrent.futures import wait
from dataclasses import replace
from typing import Any

import pytest

from scheduler.links.check import Unchanged
from scheduler.links.examination import Expectation
from scheduler.links.fetch import Rules
from scheduler.links.fetched import Validators
from scheduler.links.pool import LinkPool
from tests.support.hostile_server import Slow, answer, hostile_server, raw
from tests.support.hostile_shapes import PAGE
from tests.support.pace import within

NOTHING = Expectation()


def slow_page() -> Slow:
    return Slow(0.1, answer(200, PAGE.encode()))


@pytest.fixture
def pool(rules: Rules) -> Iterator[LinkPool]:
    pool = LinkPool(rules, workers=4)
    yield pool
    pool.close(wait_s=1)


def test_four_pasted_links_of_one_host_are_opened_at_once(pool: LinkPool) -> None:
    page = slow_page()
    with hostile_server({"/": page}) as server:
        futures = [pool.submit(server.url("/"), NOTHING) for _ in range(8)]
        assert all(future.result(3).opens for future in futures)

    assert page.most == 4


def test_the_recheck_asks_a_host_for_one_page_at_a_time(rules: Rules) -> None:
    pool = LinkPool(rules, workers=4, per_host=1)
    hosts = ("a.go.th", "b.go.th")
    page = slow_page()
    with hostile_server({"/": page}) as one:
        futures = [pool.submit(one.url("/", host=host), NOTHING) for host in hosts * 3]
        wait(futures, 3)

    assert len(one.seen) == 6
    assert page.most == 2
    pool.close(wait_s=1)


def test_hostile_servers_cost_a_slot_for_one_deadline(rules: Rules) -> None:
    pool = LinkPool(replace(rules, deadline_s=5.0), workers=4)
    shapes = {"/ok": answer(200, PAGE.encode()), "/silent": raw(then_hold_s=60)}
    with hostile_server(shapes) as server:
        bad = [pool.submit(server.url("/silent"), NOTHING) for _ in range(3)]
        good = [pool.submit(server.url("/ok"), NOTHING) for _ in range(20)]
        assert all(future.result(60).opens for future in good)
        assert not any(future.done() for future in bad)
        with within(6.0):
            assert not any(future.result(60).opens for future in bad)

    pool.close(wait_s=1)


def test_a_hostile_host_leaves_slots_for_other_hosts(rules: Rules) -> None:
    pool = LinkPool(rules, workers=4, per_host=3)
    shapes = {"/ok": answer(200, PAGE.encode()), "/silent": raw(then_hold_s=5)}
    with hostile_server(shapes) as server:
        silent = server.url("/silent", host="hostile.go.th")
        bad = [pool.submit(silent, NOTHING) for _ in range(12)]
        good = [pool.submit(server.url("/ok", host="good.go.th"), NOTHING) for _ in range(6)]
        assert all(future.result(1).opens for future in good)
        assert sum(future.running() for future in bad) == 3
    pool.close()


def test_a_recheck_through_the_pool_may_say_that_nothing_changed(pool: LinkPool) -> None:
    with hostile_server({"/": answer(304)}) as server:
        known = Validators(etag='"a"')
        answered = pool.resubmit(server.url("/"), NOTHING, known).result(2)

    assert answered == Unchanged(known)


def test_a_mistake_of_ours_reaches_the_one_who_waits_and_spares_the_thread(pool: LinkPool) -> None:
    not_text: Any = 5
    with hostile_server({"/": answer(200, PAGE.encode())}) as server:
        bad = [pool.submit("http://127.0.0.1/", not_text) for _ in range(8)]
        assert all(isinstance(future.exception(2), AttributeError) for future in bad)
        assert pool.submit(server.url("/"), NOTHING).result(2).opens


def test_closing_cancels_what_waits_and_leaves_what_hangs(rules: Rules) -> None:
    pool = LinkPool(rules, workers=1)
    with hostile_server({"/": raw(then_hold_s=2)}) as server:
        running = pool.submit(server.url("/"), NOTHING)
        waiting = pool.submit(server.url("/"), NOTHING)
        while not running.running():
            time.sleep(0.01)
        with within(0.5):
            pool.close()

    assert waiting.cancelled()


def test_a_closed_pool_takes_nothing_more(rules: Rules) -> None:
    pool = LinkPool(rules, workers=1)
    pool.close(wait_s=1)

    with pytest.raises(RuntimeError):
        pool.submit("http://127.0.0.1/", NOTHING)
