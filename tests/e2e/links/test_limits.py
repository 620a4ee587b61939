"""What the fetcher refuses, and how long and how large a visit can get."""

import resource
import time
import zlib
from collections.abc import Iterator
from dataclasses import replace

import pytest

from handlers.findings import Finding
from scheduler.links.body import MAX_BODY
from scheduler.links.check import Unchanged, check, recheck
from scheduler.links.examination import Expectation
from scheduler.links.fetch import MAX_REDIRECTS, Rules, fetch
from scheduler.links.fetched import Validators
from tests.support.hostile_server import HostileServer, answer, head, hostile_server, raw
from tests.support.hostile_shapes import PAGE, TEXT_PDF
from tests.support.pace import within

NOTHING = Expectation()


def test_without_the_setting_loopback_is_never_contacted(site: HostileServer, rules: Rules) -> None:
    visits = len(site.seen)

    for host in ("127.0.0.1", "localhost", "[::1]", "127.1", "2130706433", "www.sample.go.th"):
        fetched = fetch(site.url("/ok", host=host), replace(rules, allow_loopback=False))
        assert fetched.failure == "address", host

    assert len(site.seen) == visits


@pytest.mark.parametrize(
    "url",
    [
        "ftp://www.sample.go.th/",
        "file:///etc/passwd",
        "http://user:secret@www.sample.go.th/",
        "http://www.sample.go.th:22/",
        "http://",
        "http://[::1",
        "not a link",
        "",
        "http://www.sample.go.th:99999/",
        "http://a..b/",
    ],
)
def test_what_is_no_public_web_link_is_refused_without_a_look_up(url: str) -> None:
    def refuse_to_look_up(host: str, port: int) -> list[str]:
        raise AssertionError(host, port)

    assert fetch(url, Rules(resolve=refuse_to_look_up)).failure == "address"


def test_another_port_is_for_loopback_only(rules: Rules) -> None:
    public = replace(rules, resolve=lambda *_: ["8.8.8.8"])

    assert fetch("http://www.sample.go.th:8080/", public).failure == "address"


def test_five_redirects_are_followed_and_not_one_more(site: HostileServer, rules: Rules) -> None:
    assert MAX_REDIRECTS == 5
    followed = fetch(site.url("/hop1"), rules)
    given_up = fetch(site.url("/chain1"), rules)

    assert (followed.status, len(followed.hops)) == (200, 5)
    assert given_up.failure == "redirects"


def test_a_slow_name_server_does_not_hold_the_visit(site: HostileServer, rules: Rules) -> None:
    with within(0.8):
        fetched = fetch(site.url("/ok", host="slow-dns.go.th"), replace(rules, deadline_s=0.3))

    assert fetched.failure == "timeout"


@pytest.mark.parametrize("path", ["/slow-head", "/slow-body", "/slow-chunks", "/silent"])
def test_a_drip_ends_with_the_deadline(path: str, site: HostileServer, rules: Rules) -> None:
    with within(0.8):
        started = time.monotonic()
        fetch(site.url(path), replace(rules, deadline_s=0.3))
        assert time.monotonic() - started > 0.25


@pytest.mark.parametrize("path", ["/gzip-bomb", "/huge", "/endless-body", "/big.pdf"])
def test_no_body_is_larger_than_the_limit(path: str, site: HostileServer, rules: Rules) -> None:
    fetched = fetch(site.url(path), rules)

    assert fetched.truncated
    assert len(fetched.body) <= MAX_BODY


def test_a_slow_but_honest_file_is_judged_by_what_came(rules: Rules) -> None:
    start = head(200, "application/pdf", {"content-length": "900000"})
    serve = raw(start, TEXT_PDF + b"\n" * 400_000, then_hold_s=2)
    with hostile_server({"/slow.pdf": serve}) as server:
        seen = check(server.url("/slow.pdf"), NOTHING, replace(rules, deadline_s=0.5))

    assert seen.findings == (Finding.HTTP_ONLY,)


def test_nothing_secret_is_sent_and_no_cookie_comes_back(rules: Rules) -> None:
    shapes = {
        "/": answer(302, location="/there", set_cookie="session=1"),
        "/there": answer(200, PAGE.encode()),
    }
    with hostile_server(shapes) as server:
        fetch(server.url("/"), replace(rules, contact_url="https://ita.example/about"))

    for request in server.seen:
        sent = set(request.headers) - {""}
        assert sent == {
            "host",
            "user-agent",
            "accept",
            "accept-language",
            "accept-encoding",
            "connection",
        }
        assert "+https://ita.example/about" in request.headers["user-agent"]
        assert "br" not in request.headers["accept-encoding"]


def test_an_unchanged_page_is_recognised_by_its_validators(rules: Rules) -> None:
    shapes = {"/": answer(200, PAGE.encode(), etag='"v1"', last_modified="Mon, 02 Mar 2026")}
    with hostile_server(shapes) as server:
        first = check(server.url("/"), NOTHING, rules)
        shapes["/"] = answer(304)
        again = recheck(server.url("/"), NOTHING, rules, first.validators)

    assert first.validators == Validators('"v1"', "Mon, 02 Mar 2026")
    assert again == Unchanged(first.validators)
    assert server.seen[1].headers["if-none-match"] == '"v1"'
    assert server.seen[1].headers["if-modified-since"] == "Mon, 02 Mar 2026"


def test_an_odd_contact_is_left_out_and_spoils_no_visit(rules: Rules) -> None:
    with hostile_server({"/": answer(200, PAGE.encode())}) as server:
        for contact in ("https://หน่วยงาน.ไทย", "x\r\nEvil: 1"):
            assert fetch(server.url("/"), replace(rules, contact_url=contact)).status == 200

    assert all("+" not in request.headers["user-agent"] for request in server.seen)
    assert not any("evil" in request.headers for request in server.seen)


def test_validators_cannot_smuggle_header_lines(rules: Rules) -> None:
    with hostile_server({"/": answer(200, PAGE.encode())}) as server:
        fetch(server.url("/"), rules, Validators('"x"\r\nEvil: 1', "ก"))

    assert not {"evil", "if-none-match", "if-modified-since"} & set(server.seen[0].headers)


def test_text_of_a_page_is_short_and_harmless(rules: Rules) -> None:
    body = "<title>ก\u202eข\x07</title><p>" + "ยาว\u200b<b>มาก</b>&lt;script&gt; " * 200
    with hostile_server({"/": answer(200, body.encode())}) as server:
        seen = check(server.url("/"), NOTHING, rules)

    assert len(seen.excerpt) <= 200
    assert all(letter.isprintable() for letter in seen.title + seen.excerpt)
    assert "\u202e" not in seen.title


@pytest.mark.parametrize(
    "body",
    [
        "<!--" * 75_000,
        "<!" * 150_000,
        "</" * 150_000,
        "<a" * 150_000,
        "<a " * 100_000,
        "<a =" * 75_000,
        "<a href='" * 33_000,
        '<a b="' * 50_000,
        "<?" * 150_000,
        "&#" * 150_000,
        "<script>" * 37_000,
        "<![CDATA[" * 33_000,
        "<div>" * 60_000,
        "<a href=x>" * 30_000,
        "<title>" * 42_000,
        "2568-" * 60_000,
        "ปี " * 75_000,
        "<" + "a" * 299_999,
        "a" * 300_000,
        "ขออภัย" * 50_000,
        "location=" * 30_000,
    ],
    ids=lambda body: body[:10],
)
@pytest.mark.parametrize("ending", ["", ">"])
def test_a_malicious_page_costs_little_time(body: str, ending: str, rules: Rules) -> None:
    with hostile_server({"/": answer(200, (body + ending).encode())}) as server:
        started = time.process_time()
        check(server.url("/"), Expectation((), 2569, "this"), rules)

    assert time.process_time() - started < 2.0


def test_a_charset_that_unpacks_is_not_believed(rules: Rules) -> None:
    bomb = b"".join(_packed_zeros(megabytes=400))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with hostile_server({"/": answer(200, bomb, "text/html; charset=zlib")}) as server:
        seen = check(server.url("/"), NOTHING, rules)

    assert Finding.UNREADABLE in seen.findings
    grown_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown_kb < 100_000


def _packed_zeros(megabytes: int) -> Iterator[bytes]:
    packer = zlib.compressobj()
    for _ in range(megabytes):
        yield packer.compress(bytes(1_000_000))
    yield packer.flush()
