"""The door: the listening socket, taken before anything starts, and the server behind it.

So a busy port is one clear line, and no second bot works on the database before it finds that out.
"""

import signal
import socket

import uvicorn
from fastapi import FastAPI


def open_door(host: str, port: int) -> socket.socket:
    """A socket that listens; OSError says in one line what is in the way and what to change."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        door = socket.socket(family, socket.SOCK_STREAM)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(address)
        door.listen(2048)
    except OSError as error:
        words = f"cannot listen on {host}:{port}: {error.strerror}; set BOT_HOST or BOT_PORT"
        raise OSError(error.errno, words) from error
    return door


def serve_behind(door: socket.socket, app: FastAPI, *, grace_s: int) -> int:
    """Until SIGTERM or SIGINT; the process's exit code.

    Uvicorn raises the signal once more when all is put away; ignored, the process ends with 0.
    """
    for asked_to_end in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked_to_end, signal.SIG_IGN)
    config = uvicorn.Config(
        app, log_config=None, access_log=False, timeout_graceful_shutdown=grace_s
    )
    server = uvicorn.Server(config)
    server.run(sockets=[door])
    return 0 if server.started else 1
