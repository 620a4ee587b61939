"""The real time. Everything else gets `now` as an argument, the commands as `args.now`."""

from datetime import UTC, datetime


def system_clock() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)
