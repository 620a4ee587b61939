"""Style sheets, script and font, read once; their addresses change with their content, so browsers
may keep them for a year."""

from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import Response

from office.headers import secure
from office.rendering import STATIC

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml",
          ".woff2": "font/woff2"}  # fmt: skip


def static_router() -> APIRouter:
    made = APIRouter(include_in_schema=False)
    for path in sorted(STATIC.iterdir()):
        if path.suffix in _TYPES:
            made.add_api_route(
                f"/office-static/{path.name}",
                _file(path.read_bytes(), _TYPES[path.suffix]),
                methods=["GET"],
            )
    return made


def _file(content: bytes, kind: str) -> Callable[[], Response]:
    def endpoint() -> Response:
        kept = {"Cache-Control": "public, max-age=31536000, immutable"}
        return secure(Response(content, media_type=kind, headers=kept))

    return endpoint
