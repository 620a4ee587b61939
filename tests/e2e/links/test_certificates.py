"""https as an assessor's browser sees it: the right certificate, the wrong one, none at all."""

import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from handlers.findings import Finding
from scheduler.links.check import check
from scheduler.links.examination import Expectation
from scheduler.links.fetch import Rules
from tests.support.hostile_server import HostileServer, answer, hostile_server, redirect
from tests.support.hostile_shapes import OWN_HOST, PAGE

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")

EXPECTATION = Expectation((OWN_HOST,), 2569, "this")
SHAPES = {"/ok": answer(200, PAGE.encode())}


@dataclass(frozen=True, slots=True)
class Papers:
    """A certificate authority made for these tests, and a certificate that it signed."""

    authority: Path
    certificate: Path
    key: Path

    def serving(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context

    def trusting(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.authority)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    folder = tmp_path_factory.mktemp("papers")

    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    new = ("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl(*new, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Sample CA", "-days", "2")
    openssl(
        *new,
        *("-keyout", "site.key", "-out", "site.pem", "-subj", "/CN=sample", "-days", "2"),
        *("-addext", f"subjectAltName=DNS:{OWN_HOST}", "-CA", "ca.pem", "-CAkey", "ca.key"),
    )
    return Papers(folder / "ca.pem", folder / "site.pem", folder / "site.key")


@pytest.fixture(scope="module")
def secure_site(papers: Papers) -> Iterator[HostileServer]:
    with hostile_server(SHAPES, tls=papers.serving()) as server:
        yield server


def test_a_good_certificate_opens_without_a_word(
    secure_site: HostileServer, papers: Papers, rules: Rules
) -> None:
    trusting = replace(rules, tls=papers.trusting())

    seen = check(secure_site.url("/ok", host=OWN_HOST, scheme="https"), EXPECTATION, trusting)

    assert seen.findings == (Finding.OPENS,)
    assert seen.opens


def test_a_certificate_for_another_name_is_wrong(
    secure_site: HostileServer, papers: Papers, rules: Rules
) -> None:
    trusting = replace(rules, tls=papers.trusting())
    url = secure_site.url("/ok", host="ita.sample.go.th", scheme="https")

    assert check(url, EXPECTATION, trusting).findings == (Finding.BAD_CERTIFICATE,)


def test_an_unknown_issuer_is_wrong(secure_site: HostileServer, rules: Rules) -> None:
    url = secure_site.url("/ok", host=OWN_HOST, scheme="https")

    assert check(url, EXPECTATION, rules).findings == (Finding.BAD_CERTIFICATE,)


def test_a_site_that_speaks_no_tls_cannot_be_reached(site: HostileServer, rules: Rules) -> None:
    url = site.url("/ok", host=OWN_HOST, scheme="https")

    assert check(url, EXPECTATION, rules).findings == (Finding.COULD_NOT_CONNECT,)


def test_a_handshake_that_never_ends_is_a_time_out(rules: Rules) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"https://{OWN_HOST}:{listener.getsockname()[1]}/"
        seen = check(url, EXPECTATION, replace(rules, deadline_s=0.3))

    assert seen.findings == (Finding.TIMEOUT,)


def test_https_that_ends_on_http_is_http_only(
    secure_site: HostileServer, papers: Papers, rules: Rules
) -> None:
    with hostile_server({"/": answer(200, PAGE.encode())}) as plain:
        down = {"/down": redirect(plain.url("/", host=OWN_HOST))}
        with hostile_server(down, tls=papers.serving()) as server:
            url = server.url("/down", host=OWN_HOST, scheme="https")
            seen = check(url, EXPECTATION, replace(rules, tls=papers.trusting()))

    assert Finding.HTTP_ONLY in seen.findings


def test_http_that_leads_to_https_is_not_http_only(
    secure_site: HostileServer, papers: Papers, rules: Rules
) -> None:
    up = redirect(secure_site.url("/ok", host=OWN_HOST, scheme="https"), 301)
    with hostile_server({"/ok": up}) as plain:
        url = plain.url("/ok", host=OWN_HOST)
        seen = check(url, EXPECTATION, replace(rules, tls=papers.trusting()))

    assert seen.status == 200
    assert Finding.HTTP_ONLY not in seen.findings
