"""The command line: one module a command group, heavy imports only where a command needs them."""

import argparse
import importlib
import sys

from bot.clock import system_clock

COMMANDS = (
    "serve", "agency", "invite", "understand", "sweep", "content", "export", "corpus", "backup",
)  # fmt: skip


def parser() -> argparse.ArgumentParser:
    """The commands read the time by `args.now`, so that whoever calls one may bring a clock."""
    top = argparse.ArgumentParser(prog="python -m bot", description="ผู้ช่วย ITA")
    top.set_defaults(now=system_clock)
    subparsers = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in COMMANDS:
        importlib.import_module(f"bot.cli.{name}").register(subparsers)
    return top


def main(argv: list[str] | None = None) -> int:
    """Exit codes: 0 done, 1 refused or failed (one clear line on stderr), 2 usage."""
    from pydantic import ValidationError

    args = parser().parse_args(argv)
    try:
        return int(args.run(args))
    except ValidationError as error:
        for problem in error.errors():
            where = ".".join(str(part) for part in problem["loc"])
            print(f"settings: {where}: {problem['msg']}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 1
    except Exception as error:
        words = _explained(error, args.command)
        if words is None:
            raise
        print(words, file=sys.stderr)
        return 1


def _explained(error: Exception, command: str) -> str | None:
    """One line for what an operator can mend; None for a mistake of ours, which shows its trace."""
    if type(error).__name__ == "ContentError":
        return f"content: {error}"
    if type(error).__name__ == "BadWeights":
        return f"weights: {error}"
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{command}: {where}{error.strerror or error}"
    if type(error).__module__.startswith("sqlalchemy."):
        cause = str(getattr(error, "orig", None) or error).strip()
        return f"database: {cause.splitlines()[0]} (DATABASE_URL)"
    return None
