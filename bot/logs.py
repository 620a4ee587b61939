"""One JSON line per thing that happened: no message text, names, tokens or signatures."""

import hashlib
import json
import logging
import sys
import traceback
from datetime import UTC, datetime

from typing_extensions import override

LOGGER = logging.getLogger("bot")
MAX_CAUSES = 5
_STANDARD = frozenset(vars(logging.makeLogRecord({})))


class JsonLines(logging.Formatter):
    @override
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        line |= {k: v for k, v in vars(record).items() if k not in _STANDARD and k != "message"}
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = _where(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def _where(error: BaseException) -> str:
    """Kinds and places, first cause last. What an exception says may quote a person's words."""
    parts: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(parts) < MAX_CAUSES:
        places = "".join(traceback.format_tb(cause.__traceback__))
        parts.append(f"{type(cause).__name__}\n{places}")
        cause = cause.__cause__ or cause.__context__
    return "\n".join(parts)


def set_up(level: int = logging.INFO) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("apscheduler", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)


def hashed(identifier: str | None) -> str:
    """A stable short name for an id that must not stand in a log."""
    return hashlib.sha256((identifier or "").encode()).hexdigest()[:10]
