"""The platform as one web application: LINE's API and a page that is a phone.

It may be mounted under any prefix; every address on the page is relative.
"""

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from simulator import api, page
from simulator.platform import Platform


def create_app(platform: Platform) -> FastAPI:
    app = FastAPI(title="LINE simulator", docs_url=None, redoc_url=None, openapi_url=None)
    app.router.redirect_slashes = False
    app.state.platform = platform
    app.include_router(api.router(platform))
    app.include_router(page.router(platform))
    app.mount("/static", StaticFiles(directory=page.STATIC), name="static")
    return app
