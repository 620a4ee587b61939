"""The link shapes that the link doctor must tell apart, each with the findings it must give.

`http_only` is left out of the table: every answer here comes over plain http, and a test adds it.
Names and texts are samples ("ตัวอย่าง"); every host name leads to loopback in these tests.
"""

import gzip
import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import Literal

from handlers.findings import Finding
from tests.support.hostile_server import (
    Serve,
    answer,
    chunked,
    document,
    endless,
    head,
    html,
    packed,
    raw,
    redirect,
    reset,
)

F = Finding
DataYear = Literal["this", "previous"]

OWN_HOST = "www.sample.go.th"
YEAR = 2569

WORDS = (
    "หน่วยงานตัวอย่างเผยแพร่แผนปฏิบัติการและความก้าวหน้าในการดำเนินงาน ประกอบด้วยโครงการ กิจกรรม "
    "งบประมาณ ระยะเวลาดำเนินการ และผลการใช้จ่ายงบประมาณ เพื่อให้ประชาชนตรวจสอบได้ "
)
THIS_YEAR = f"<h1>แผนปฏิบัติการ</h1><p>{WORDS} ปีงบประมาณ พ.ศ. {YEAR}</p>"
PLAIN = f"<h1>โครงสร้างหน่วยงาน</h1><p>{WORDS * 2}</p>"
PAGE = document("แผนปฏิบัติการ ตัวอย่าง", THIS_YEAR)


@dataclass(frozen=True, slots=True)
class Shape:
    """A link: where it is, what answers, what must be found."""

    path: str
    serve: Serve
    found: frozenset[Finding]
    host: str = OWN_HOST
    machine_readable: bool = False
    data_year: DataYear | None = "this"
    deadline_s: float = 3.0

    @property
    def route(self) -> str:
        return self.path.partition("?")[0].partition("#")[0]


def _opens(path: str, serve: Serve, *, machine_readable: bool = False) -> Shape:
    return Shape(path, serve, frozenset(), machine_readable=machine_readable)


def _is(found: Finding, path: str, serve: Serve, *, deadline_s: float = 3.0) -> Shape:
    return Shape(path, serve, frozenset({found}), deadline_s=deadline_s)


def _at(host: str, path: str, serve: Serve, *found: Finding) -> Shape:
    return Shape(path, serve, frozenset(found), host=host)


def _year(
    path: str, text: str, *found: Finding, data_year: Literal["this", "previous"] = "this"
) -> Shape:
    serve = html("เอกสารเผยแพร่", f"<p>{WORDS}{text}</p>")
    return Shape(path, serve, frozenset(found), data_year=data_year)


def _data(path: str, body: bytes, content_type: str, *found: Finding) -> Shape:
    serve = answer(200, body, content_type)
    return Shape(path, serve, frozenset(found), machine_readable=True)


def pdf(content: bytes, *, extra: bytes = b"", packed_content: bool = True) -> bytes:
    """A small PDF of one page with this content stream."""
    stream = zlib.compress(content) if packed_content else content
    filters = b"/Filter /FlateDecode " if packed_content else b""
    return (
        b"%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n"
        b"2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj\n"
        b"3 0 obj <</Type /Page /Parent 2 0 R /Contents 4 0 R>> endobj\n"
        + extra
        + b"4 0 obj <<%s/Length %d>>\nstream\n" % (filters, len(stream))
        + stream
        + b"\nendstream endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
    )


_PICTURE = (
    b"5 0 obj <</Type /XObject /Subtype /Image /Filter /DCTDecode /Length 60>>\nstream\n"
    + b"\xff\xd8\xff\xe0 BT (not text) Tj ET "
    + b"\x00" * 30
    + b"\nendstream endobj\n"
)
TEXT_PDF = pdf(b"BT /F1 12 Tf (plan 2569) Tj ET")
SCANNED_PDF = pdf(b"q 595 0 0 842 0 0 cm /Im1 Do Q", extra=_PICTURE)


def workbook(words: str) -> bytes:
    """As much of a spreadsheet file as a reader of its words needs."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/sharedStrings.xml", f"<sst><si><t>{words}</t></si></sst>")
    return target.getvalue()


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LOGIN_FORM = "<form><input name=u><input type=password name=p><button>ตกลง</button></form>"
_LOOPS = '<a href="">O1</a><a href="?">O2</a><a href="#x">O3</a>'
_MENU = "".join(f'<a href="/menu{number}">เมนู {number}</a>' for number in range(30))
_PACKED_BOMB = gzip.compress(b"\x00" * 60_000_000, 9)
_HEAD = head(200, "text/html; charset=utf-8", {})
_HEADER = b"x-a: " + b"b" * 900 + b"\r\n"
_HEAVY = b"x-a: " + b"b" * 60_000 + b"\r\n"
_LONG_HEAD = head(200, "text/html", {"content-length": "100000"})

_OPENING = (
    _opens("/ok", html("แผน", THIS_YEAR)),
    _opens("/ok-tis620", answer(200, PAGE.encode("cp874"), "text/html; charset=tis-620")),
    _opens("/ok-windows-874", answer(200, PAGE.encode("cp874"), "text/html; charset=windows-874")),
    _opens("/ok-no-charset", answer(200, PAGE.encode(), "text/html")),
    _opens("/ok-874-unsaid", answer(200, PAGE.encode("cp874"), "text/html")),
    _opens("/ok-charset-lies", answer(200, PAGE.encode("cp874"), "text/html; charset=utf-8")),
    _opens("/ok-charset-unknown", answer(200, PAGE.encode(), "text/html; charset=x-nothing")),
    _opens(
        "/ok-meta-charset",
        answer(200, b'<meta charset="tis-620">' + PAGE.encode("cp874"), "text/html"),
    ),
    _opens("/ok-bom", answer(200, b"\xef\xbb\xbf" + PAGE.encode())),
    _opens("/ok-utf16", answer(200, PAGE.encode("utf-16"), "text/html")),
    _opens("/ok-gzip", packed(PAGE.encode())),
    _opens("/ok-deflate", answer(200, zlib.compress(PAGE.encode()), content_encoding="deflate")),
    _opens(
        "/ok-raw-deflate",
        answer(200, zlib.compress(PAGE.encode())[2:-4], content_encoding="deflate"),
    ),
    _opens("/ok-chunked", chunked(PAGE.encode()[:100], PAGE.encode()[100:])),
    _opens("/ok-no-length", raw(_HEAD, PAGE.encode())),
    _opens("/ok-http10", raw(b"HTTP/1.0 200 OK\r\ncontent-type: text/html\r\n\r\n", PAGE.encode())),
    _opens("/ok-interim", raw(b"HTTP/1.1 100 Continue\r\n\r\n", _HEAD, PAGE.encode())),
    _opens("/ok-early-hints", raw(b"HTTP/1.1 103 Hints\r\nlink: x\r\n\r\n", _HEAD, PAGE.encode())),
    _opens("/ok-no-type", raw(b"HTTP/1.1 200 OK\r\n\r\n", PAGE.encode())),
    _opens("/ok-404-in-news", html("ข่าวประชาสัมพันธ์", THIS_YEAR + "<p>ประกาศที่ 404/2569</p>")),
    _opens("/ok-order-404", html("ประกาศที่ 404/2569 ตัวอย่าง", THIS_YEAR)),
    _opens("/ok-login-box", html("สำนักงานตัวอย่าง", THIS_YEAR + WORDS * 4 + _LOGIN_FORM + _MENU)),
    _opens("/ok-picture", html("แผนผัง", '<img src="chart.png" alt="">')),
    _opens("/ok-viewer", html("แผน", '<iframe src="plan.pdf"></iframe>')),
    _opens(
        "/ok-accordion",
        html(
            "สารบัญ",
            '<a href="#a">1</a><a href="#b">2</a><a href="#c">3</a>'
            + f"<p id=a>{WORDS}</p><p id=b>{WORDS}</p><p id=c>{WORDS}</p>",
        ),
    ),
    _opens("/ok-index", html("สารบัญ O1-O28", PLAIN + _MENU)),
    _opens("/ok-slash", redirect("/ok-slash/")),
    _opens("/ok?next=/login&utm_source=line", html("แผน", THIS_YEAR)),
    _opens("/ok-unclosed", html("แผน", THIS_YEAR + "<!-- <p>" + "<b" * 50)),
    _opens("/ok-login-guide", html("คู่มือบริการ", THIS_YEAR + WORDS * 4)),
    _opens("/big.pdf", answer(200, TEXT_PDF + b"\n" * 3_000_000, "application/pdf")),
    _opens("/file.docx", answer(200, workbook("ปี 2569"), "application/octet-stream")),
    _opens("/ok.png", answer(200, b"\x89PNG\r\n\x1a\n" + b"x" * 500, "image/png")),
)

_STATUS = (
    _is(F.NOT_FOUND, "/404", answer(404, document("404", "ไม่พบหน้า").encode())),
    _is(F.NOT_FOUND, "/404-empty", answer(404)),
    _is(F.NOT_FOUND, "/410", answer(410, b"gone")),
    _is(F.SERVER_ERROR, "/400", answer(400, b"bad request")),
    _is(F.SERVER_ERROR, "/500", answer(500, b"oops")),
    _is(F.SERVER_ERROR, "/502", answer(502, b"bad gateway")),
    _is(F.SERVER_ERROR, "/503", answer(503, b"busy", retry_after="120")),
    _is(F.TIMEOUT, "/504", answer(504, b"gateway time-out")),
    _is(F.LOGIN_WALL, "/401", answer(401, b"who?", www_authenticate="Basic")),
    _is(F.LOGIN_WALL, "/403", answer(403, b"<h1>Forbidden</h1>")),
    _is(F.UNREADABLE, "/304-unasked", answer(304)),
    _is(F.UNREADABLE, "/302-nowhere", answer(302, b"moved")),
    _is(F.EMPTY_PAGE, "/204", raw(b"HTTP/1.1 204 No Content\r\n\r\n")),
    _is(F.ROBOT_WALL, "/429", answer(429, b"slow down")),
)

_WALLS = (
    Shape("/to-members", redirect("/member/login.php?next=/plan"), frozenset({F.LOGIN_WALL})),
    Shape("/to-sso", redirect("/sso/"), frozenset({F.LOGIN_WALL})),
    _is(F.LOGIN_WALL, "/form", html("เข้าสู่ระบบ", _LOGIN_FORM)),
    _is(F.LOGIN_WALL, "/form-untitled", html("ระบบสารบรรณ", _LOGIN_FORM)),
    _is(F.LOGIN_WALL, "/form-english", html("Sign in", _LOGIN_FORM + WORDS * 5)),
    _is(F.LOGIN_WALL, "/members-only", html("แจ้ง", "<p>หน้านี้เฉพาะสมาชิกของระบบเท่านั้น</p>")),
    _is(F.ROBOT_WALL, "/challenge", answer(403, b"<title>Just a moment...</title>")),
    _is(F.ROBOT_WALL, "/mitigated", answer(403, b"no", cf_mitigated="challenge")),
    _is(
        F.ROBOT_WALL,
        "/challenge-503",
        answer(503, b"<title>x</title><script src=/cdn-cgi/challenge-platform/h></script>"),
    ),
    _is(F.ROBOT_WALL, "/captcha", html("ตรวจสอบ", "ยืนยันว่าท่านไม่ใช่หุ่นยนต์")),
    _is(F.ROBOT_WALL, "/rejected", html("Request Rejected", "The requested URL was rejected.")),
    _is(
        F.ROBOT_WALL,
        "/script-app",
        html("App", "<div id=root></div><script src=a.js></script>"),
    ),
    _at(
        "drive.google.com",
        "/file/d/1/view",
        redirect("http://accounts.google.com:{port}/v3/signin"),
        F.PRIVATE_SHARE,
        F.FOREIGN_SITE,
    ),
    _at(
        "drive.google.com",
        "/file/d/2/view",
        html("Google Drive", "<p>You need access</p>"),
        F.PRIVATE_SHARE,
        F.FOREIGN_SITE,
    ),
    _at(
        "drive.google.com",
        "/file/d/3/view",
        html("แผนปฏิบัติการ.pdf", THIS_YEAR),
        F.FOREIGN_SITE,
    ),
    _at(
        "sample-my.sharepoint.com",
        "/p/1",
        answer(403, b"403 FORBIDDEN"),
        F.PRIVATE_SHARE,
        F.FOREIGN_SITE,
    ),
    _at(
        "1drv.ms",
        "/f/1",
        redirect("http://login.live.com:{port}/login.srf"),
        F.PRIVATE_SHARE,
        F.FOREIGN_SITE,
    ),
    _at(
        "www.facebook.com",
        "/groups/1",
        redirect("/login/?next=x"),
        F.PRIVATE_SHARE,
        F.FOREIGN_SITE,
    ),
    _at("www.facebook.com", "/400-for-strangers", answer(400), F.PRIVATE_SHARE, F.FOREIGN_SITE),
    _at(
        "www.facebook.com",
        "/sample",
        html("Log in to Facebook", "<p>log in</p>"),
        F.PRIVATE_SHARE,
        F.FOREIGN_SITE,
    ),
)

_SOFT = (
    _is(F.SOFT_ERROR, "/soft-404", html("404 Not Found", "<h1>404</h1>")),
    _is(F.SOFT_ERROR, "/soft-thai", html("ตัวอย่าง", "<p>ขออภัย ไม่พบหน้าที่ท่านต้องการ</p>")),
    _is(
        F.SOFT_ERROR,
        "/soft-heading",
        html("สำนักงานตัวอย่าง", f"<h1>ไม่พบหน้านี้</h1>{_MENU}{WORDS * 5}"),
    ),
    _is(F.SOFT_ERROR, "/soft-english", html("Sample", "<h1>Page not found</h1>" + _MENU)),
    _is(F.SOFT_ERROR, "/soft-database", html("", "Error establishing a database connection")),
    _is(
        F.SOFT_ERROR,
        "/soft-php",
        html("Sample", "Fatal error: Uncaught Exception in /a.php:3"),
    ),
    _is(F.SOFT_ERROR, "/nginx", html("Welcome to nginx!", "<p>If you see this page…</p>")),
    _is(F.SOFT_ERROR, "/apache", html("Apache2 Debian Default Page: It works", PLAIN)),
    _is(F.SOFT_ERROR, "/parked", html("sample", "This domain is for sale. Buy this domain.")),
    _is(F.SOFT_ERROR, "/suspended", html("Account Suspended", "Contact your provider.")),
    _is(F.SOFT_ERROR, "/closed", html("สำนักงานตัวอย่าง", "<h2>ปิดปรับปรุงเว็บไซต์ชั่วคราว</h2>")),
    Shape("/deep/plan-2569", redirect("/"), frozenset({F.SOFT_ERROR, F.MOVED})),
    _is(F.EMPTY_PAGE, "/empty", answer(200)),
    _is(F.EMPTY_PAGE, "/blank", html("", "  <p> </p> ")),
    _is(F.EMPTY_PAGE, "/only-title", html("แผนปฏิบัติการ 2569", "")),
    _is(F.EMPTY_PAGE, "/empty.pdf", answer(200, b"", "application/pdf")),
)

_MOVES = (
    Shape("/moved", redirect("/ok", 301), frozenset({F.MOVED})),
    Shape("/moved-308", redirect("/ok", 308), frozenset({F.MOVED})),
    Shape("/moved-thai", redirect("/แผน".encode().decode("latin-1")), frozenset({F.MOVED})),
    Shape("/hop1", redirect("/hop2"), frozenset({F.MOVED})),
    Shape(
        "/moved-away",
        redirect("http://other.go.th:{port}/ok"),
        frozenset({F.MOVED, F.FOREIGN_SITE}),
    ),
    Shape(
        "/moved-by-page",
        html("", '<meta http-equiv=refresh content="0; url=/ok">'),
        frozenset({F.MOVED}),
    ),
    Shape(
        "/moved-by-script",
        html("", '<script>window.location.href = "/ok"</script>'),
        frozenset({F.MOVED}),
    ),
    _at("bit.ly", "/short", redirect(f"http://{OWN_HOST}:{{port}}/ok"), F.MOVED),
    Shape("/moved-gone", redirect("/404", 301), frozenset({F.NOT_FOUND, F.MOVED})),
    _is(F.TOO_MANY_REDIRECTS, "/loop", redirect("/loop")),
    Shape("/loop-a", redirect("/loop-b"), frozenset({F.TOO_MANY_REDIRECTS})),
    Shape("/chain1", redirect("/chain2"), frozenset({F.TOO_MANY_REDIRECTS})),
    Shape(
        "/page-loop",
        html("", '<meta http-equiv=refresh content="0; url=/page-loop?again">'),
        frozenset({F.ROBOT_WALL, F.MOVED}),
    ),
)
_STEPS: dict[str, Serve] = {
    "/": html("หน้าหลัก", PLAIN),
    "/ok-slash/": html("แผน", THIS_YEAR),
    "/%E0%B9%81%E0%B8%9C%E0%B8%99": html("แผน", THIS_YEAR),
    "/loop-b": redirect("/loop-a"),
    "/member/login.php": html("เข้าสู่ระบบ", _LOGIN_FORM),
    "/sso/": html("ระบบ", PLAIN),
    "/v3/signin": html("Sign in - Google Accounts", _LOGIN_FORM),
    "/login.srf": html("Sign in", _LOGIN_FORM),
    "/login/": html("Facebook", PLAIN),
    **{f"/hop{number}": redirect(f"/hop{number + 1}") for number in range(2, 5)},
    "/hop5": redirect("/ok"),
    **{f"/chain{number}": redirect(f"/chain{number + 1}") for number in range(2, 7)},
    "/chain7": html("แผน", THIS_YEAR),
}

_FORBIDDEN = tuple(
    _is(F.ADDRESS_NOT_ALLOWED, f"/to-{name}", redirect(location))
    for name, location in (
        ("private", "http://10.0.0.1/"),
        ("home", "http://192.168.1.1/admin"),
        ("metadata", "http://169.254.169.254/latest/meta-data/"),
        ("nat", "http://100.64.0.1/"),
        ("zero", "http://0.0.0.0/"),
        ("v6-private", "http://[fd00:ec2::254]/"),
        ("v6-mapped", "http://[::ffff:10.0.0.1]/"),
        ("rebound", "http://rebound.go.th/"),
        ("file", "file:///etc/passwd"),
        ("ftp", "ftp://www.sample.go.th/a"),
        ("script", "javascript:alert(1)"),
        ("user", "http://admin:secret@www.sample.go.th:{port}/ok"),
        ("nonsense", "http://[::1"),
    )
)

_BROKEN = (
    _is(F.UNREADABLE, "/wrong-length", raw(_LONG_HEAD, PAGE.encode())),
    _is(F.UNREADABLE, "/reset", reset(_LONG_HEAD + b"<p>")),
    _is(F.UNREADABLE, "/hang-up", raw()),
    _is(F.UNREADABLE, "/garbage", raw(b"\x00\x01\x02 not http at all\r\n\r\n")),
    _is(F.UNREADABLE, "/half-head", raw(b"HTTP/1.1 20")),
    _is(F.UNREADABLE, "/bad-status", raw(b"HTTP/1.1 abc OK\r\n\r\n")),
    _is(F.UNREADABLE, "/interim-only", raw(b"HTTP/1.1 102 Wait\r\n\r\n" * 50)),
    _is(
        F.UNREADABLE,
        "/endless-head",
        endless(b"HTTP/1.1 200 OK\r\n", _HEADER),
    ),
    _is(
        F.UNREADABLE,
        "/heavy-head",
        raw(b"HTTP/1.1 200 OK\r\n", _HEAVY * 90, b"\r\n", PAGE.encode()),
    ),
    _is(F.UNREADABLE, "/endless-line", endless(b"HTTP/1.1 200 OK\r\nx: ", b"b" * 9_000)),
    _is(F.UNREADABLE, "/endless-body", endless(_HEAD, PAGE.encode())),
    _is(F.UNREADABLE, "/chunk-cut", chunked(PAGE.encode(), end=b"")),
    _is(F.UNREADABLE, "/chunk-nonsense", chunked(PAGE.encode(), end=b"zz\r\n")),
    _is(
        F.UNREADABLE,
        "/endless-chunks",
        endless(head(200, "text/html", {"transfer-encoding": "chunked"}), b"1\r\nx\r\n" * 5_000),
        deadline_s=30.0,
    ),
    _is(F.UNREADABLE, "/gzip-bomb", answer(200, _PACKED_BOMB, content_encoding="gzip")),
    _is(F.UNREADABLE, "/gzip-cut", packed(PAGE.encode(), cut=20)),
    _is(F.UNREADABLE, "/gzip-not", answer(200, PAGE.encode(), content_encoding="gzip")),
    _is(F.UNREADABLE, "/brotli", answer(200, b"\x8b\x02\x80", content_encoding="br")),
    _is(F.UNREADABLE, "/binary-as-page", answer(200, bytes(range(256)) * 20)),
    _is(F.UNREADABLE, "/huge", answer(200, PAGE.encode() * 8_000)),
    _is(F.UNREADABLE, "/hollow.pdf", answer(200, b"%PDF-1.4\n", "application/pdf")),
    _is(F.TIMEOUT, "/silent", raw(then_hold_s=2), deadline_s=0.4),
    _is(
        F.TIMEOUT,
        "/slow-head",
        endless(b"HTTP/1.1 200 OK\r\nx: ", b"a", 0.05),
        deadline_s=0.4,
    ),
    _is(F.TIMEOUT, "/slow-body", endless(_LONG_HEAD, b"a", 0.05), deadline_s=0.4),
    _is(
        F.TIMEOUT,
        "/slow-chunks",
        endless(head(200, "text/html", {"transfer-encoding": "chunked"}), b"1\r\nx\r\n", 0.05),
        deadline_s=0.4,
    ),
    _is(F.TIMEOUT, "/slow-end", raw(_LONG_HEAD, b"a" * 9_000, then_hold_s=2), deadline_s=0.4),
    Shape("/slow-hops", redirect("/silent"), frozenset({F.TIMEOUT}), deadline_s=0.4),
)

_CONTENT = (
    _is(
        F.SELF_INDEX,
        "/self",
        html("สารบัญ", PLAIN + '<a href="/self">O4</a>' + _LOOPS),
    ),
    _is(
        F.SELF_INDEX,
        "/self-menu",
        html(
            "สารบัญ",
            f'<nav>{_MENU}</nav>{PLAIN}<a href="/self-menu/">O4</a>{_LOOPS}',
        ),
    ),
    _year("/year-last", "ประจำปี 2568", F.WRONG_YEAR),
    _year("/year-last-thai", "ประจำปี ๒๕๖๘", F.WRONG_YEAR),
    _year("/year-last-ce", "fiscal year 2025", F.WRONG_YEAR),
    _year("/year-last-short", "ปีงบประมาณ 68", F.WRONG_YEAR),
    _year("/year-copyright", "ประจำปี 2568 <footer>© 2569 ตัวอย่าง</footer>", F.WRONG_YEAR),
    _year("/year-both", "ประจำปี 2568 และปี 2569"),
    _year("/year-this-thai", "เทียบปี ๒๕๖๘ กับปี ๒๕๖๙"),
    _year("/year-this-ce", "2025 and 2026"),
    _year("/year-span", "แผน 5 ปี พ.ศ. 2566 - 2570"),
    _year("/year-quarter", "ประกาศ ณ วันที่ 15 พฤศจิกายน 2568"),
    _year("/year-none", "ไม่ระบุปี"),
    _year("/year-previous", "รายงานปี 2568", data_year="previous"),
    _year("/year-too-old", "รายงานปี 2567", F.WRONG_YEAR, data_year="previous"),
    _data("/data.pdf", SCANNED_PDF, "application/pdf", F.SCANNED_PDF),
    _data(
        "/data-plain.pdf",
        pdf(b"q /Im1 Do Q", extra=_PICTURE, packed_content=False),
        "application/pdf",
        F.SCANNED_PDF,
    ),
    _data("/data-unsaid", SCANNED_PDF, "application/octet-stream", F.SCANNED_PDF),
    _data("/data.jpg", b"\xff\xd8\xff" + b"x" * 500, "image/jpeg", F.SCANNED_PDF),
    _data("/text.pdf", TEXT_PDF, "application/pdf"),
    _data("/text-last.pdf", pdf(b"BT (plan 2568) Tj ET"), "application/pdf", F.WRONG_YEAR),
    _data("/data.xlsx", workbook("ปี 2569"), _XLSX),
    _data("/last.xlsx", workbook("ปี 2568"), _XLSX, F.WRONG_YEAR),
    _data("/data.csv", "รายการ,วงเงิน\nจัดซื้อ 2569,100\n".encode("cp874"), "text/csv"),
    _data("/data.html", f"<table><tr><td>{WORDS}</td></tr></table>".encode(), "text/html"),
    Shape("/scan-is-fine.pdf", answer(200, SCANNED_PDF, "application/pdf"), frozenset()),
    _at("other.go.th", "/foreign", html("แผน", THIS_YEAR), F.FOREIGN_SITE),
    _at("ita.sample.go.th", "/below", html("แผน", THIS_YEAR)),
    _at("sample.go.th", "/without-www", html("แผน", THIS_YEAR)),
    _at("notsample.go.th", "/look-alike", html("แผน", THIS_YEAR), F.FOREIGN_SITE),
    _at("staging.sample.go.th", "/staged", html("แผน", THIS_YEAR), F.TEST_HOST),
    _at("web-dev2.sample.go.th", "/dev", html("แผน", THIS_YEAR), F.TEST_HOST),
    _at("intranet", "/inside", html("แผน", THIS_YEAR), F.TEST_HOST, F.FOREIGN_SITE),
    _at(
        "files.local",
        "/inside-local",
        html("แผน", THIS_YEAR),
        F.TEST_HOST,
        F.FOREIGN_SITE,
    ),
    _at("127.0.0.1", "/bare-address", html("แผน", THIS_YEAR), F.FOREIGN_SITE),
    _at(
        "nowhere.go.th",
        "/dns",
        html("แผน", THIS_YEAR),
        F.COULD_NOT_CONNECT,
        F.FOREIGN_SITE,
    ),
    _at(
        "rebound.go.th",
        "/rebound",
        html("แผน", THIS_YEAR),
        F.ADDRESS_NOT_ALLOWED,
        F.FOREIGN_SITE,
    ),
    _at("mixed.go.th", "/mixed", html("แผน", THIS_YEAR), F.FOREIGN_SITE),
    _at(
        "old-test.sample.go.th",
        "/many",
        html("แผน", f"<p>{WORDS} 2568</p>"),
        F.TEST_HOST,
        F.WRONG_YEAR,
    ),
)

SHAPES: tuple[Shape, ...] = (
    *_OPENING,
    *_STATUS,
    *_WALLS,
    *_SOFT,
    *_MOVES,
    *_FORBIDDEN,
    *_BROKEN,
    *_CONTENT,
)
ROUTES: dict[str, Serve] = {**{shape.route: shape.serve for shape in SHAPES}, **_STEPS}
ROUTES["/ok"] = html("แผน", THIS_YEAR)
