"""The pages of in and out, served beside the office's own."""

import threading
import time

import pytest
import uvicorn
from fastapi import FastAPI

from office.app import router
from office.exchange.pages import PAGES as EXCHANGE
from office.frame import Desk
from office.pages import PAGES
from office.static_files import static_router
from tests.support.office import CATALOG, PROVINCE, Browser, build


@pytest.fixture
def province(tmp_path):
    built = build(tmp_path, agencies=3)
    app = FastAPI(openapi_url=None)
    desk = Desk(built.engine, CATALOG, "http://127.0.0.1", PROVINCE, built.clock)
    app.include_router(router(desk, (*EXCHANGE, *PAGES)))
    app.include_router(static_router())
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    limit = time.monotonic() + 10
    while not server.started and time.monotonic() < limit:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    built.url = f"http://127.0.0.1:{port}"
    yield built
    server.should_exit = True
    thread.join(10)
    built.engine.dispose()


@pytest.fixture
def admin(province):
    return Browser(province.url).sign_in(province, province.person("OFFICE"))


@pytest.fixture
def coordinator(province):
    return Browser(province.url).sign_in(province, province.person("A01"))
