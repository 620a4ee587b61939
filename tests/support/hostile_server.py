"""A web server on loopback that may behave as badly as it likes: a thread and a raw socket a visit.

A shape is a path and a function that does with the connection what it wants. Nothing here frames
or corrects what is sent, so that a wrong length stays wrong.
"""

import contextlib
import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

Serve = Callable[[socket.socket, "Request"], None]


@dataclass(frozen=True, slots=True)
class Request:
    """What the visitor asked, header names in lower case."""

    path: str
    headers: dict[str, str]
    port: int


@dataclass(slots=True)
class HostileServer:
    """Where it listens and what it was asked."""

    port: int
    seen: list[Request] = field(default_factory=list)

    def url(self, path: str, *, host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"


@contextlib.contextmanager
def hostile_server(
    shapes: Mapping[str, Serve], *, tls: ssl.SSLContext | None = None
) -> Iterator[HostileServer]:
    """Serves the shapes by path, without their query, until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    server = HostileServer(listener.getsockname()[1])

    def accept() -> None:
        while True:
            try:
                visitor, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=visit, args=(visitor,), daemon=True).start()

    def visit(visitor: socket.socket) -> None:
        visitor.settimeout(10)
        with contextlib.suppress(OSError), _dressed(visitor, tls) as conn:
            if request := _read_request(conn, server.port):
                server.seen.append(request)
                serve = shapes.get(request.path.partition("?")[0], answer(404, b"no shape"))
                serve(conn, request)

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield server
    finally:
        # A thread in accept() is only woken by shutdown; close alone leaves it there.
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


@dataclass(slots=True)
class Slow:
    """A shape that takes its time, and counts how many visitors it keeps waiting at once: only
    until it answers, because whoever has the answer may already be back with the next question."""

    seconds: float
    then: Serve
    now: int = 0
    most: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, conn: socket.socket, request: Request) -> None:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(self.seconds)
        with self.lock:
            self.now -= 1
        self.then(conn, request)


def _dressed(visitor: socket.socket, tls: ssl.SSLContext | None) -> socket.socket:
    if tls is None:
        return visitor
    try:
        return tls.wrap_socket(visitor, server_side=True)
    except OSError:
        visitor.close()
        raise


def _read_request(conn: socket.socket, port: int) -> Request | None:
    head = b""
    while b"\r\n\r\n" not in head:
        piece = conn.recv(65_536)
        if piece.startswith(b"\x16"):  # a TLS greeting on a plain port, answered as sites do
            conn.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            return None
        if not piece:
            return None
        head += piece
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    return Request(first.split(" ")[1], headers, port)


def answer(
    status: int,
    body: bytes = b"",
    content_type: str = "text/html; charset=utf-8",
    **headers: str,
) -> Serve:
    """A well-formed answer; `x_name="…"` sends the header `x-name`."""

    def serve(conn: socket.socket, _request: Request) -> None:
        conn.sendall(head(status, content_type, {"content-length": str(len(body)), **headers}))
        conn.sendall(body)

    return serve


def head(status: int, content_type: str, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} Whatever", f"content-type: {content_type}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def html(title: str, body: str, **headers: str) -> Serve:
    """A UTF-8 page that answers 200."""
    return answer(200, document(title, body).encode(), **headers)


def document(title: str, body: str) -> str:
    return f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>"


def redirect(location: str, status: int = 302) -> Serve:
    """A redirect; `{port}` in the location becomes the server's own port."""

    def serve(conn: socket.socket, request: Request) -> None:
        to = location.replace("{port}", str(request.port))
        conn.sendall(head(status, "text/html", {"location": to, "content-length": "0"}))

    return serve


def raw(*pieces: bytes, pause_s: float = 0.0, then_hold_s: float = 0.0) -> Serve:
    """Exactly these bytes, piece by piece."""

    def serve(conn: socket.socket, _request: Request) -> None:
        for piece in pieces:
            conn.sendall(piece)
            time.sleep(pause_s)
        time.sleep(then_hold_s)

    return serve


def endless(start: bytes, piece: bytes, pause_s: float = 0.0) -> Serve:
    """A beginning, and then the same piece until the visitor leaves (or ten seconds pass)."""

    def serve(conn: socket.socket, _request: Request) -> None:
        conn.sendall(start)
        end = time.monotonic() + 10
        while time.monotonic() < end:
            conn.sendall(piece)
            time.sleep(pause_s)

    return serve


def reset(start: bytes = b"") -> Serve:
    """Some bytes, and then the connection is torn down instead of closed."""

    def serve(conn: socket.socket, _request: Request) -> None:
        conn.sendall(start)
        conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        conn.close()

    return serve


def chunked(*chunks: bytes, end: bytes = b"0\r\n\r\n") -> Serve:
    """A chunked page; another `end` breaks it off."""
    start = head(200, "text/html; charset=utf-8", {"transfer-encoding": "chunked"})
    framed = [b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks]
    return raw(start, *framed, end)


def packed(body: bytes, coding: str = "gzip", *, cut: int = 0) -> Serve:
    """A gzip-packed page; `cut` bytes are missing at its end, which the length does not admit."""
    data = gzip.compress(body)
    return answer(200, data[: len(data) - cut], content_encoding=coding)
