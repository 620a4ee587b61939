"""`serve` (with LINE), `demo` (with the simulator) and `run` (whichever the settings allow)."""

import argparse
import sys

from bot.settings import Settings


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    for name, run, words in (
        ("serve", serve, "run with LINE"),
        ("demo", demo, "run with the simulator and sample agencies"),
        ("run", serve_or_demo, "serve when LINE is configured, else the demo"),
    ):
        subparsers.add_parser(name, help=words).set_defaults(run=run)


def serve_or_demo(args: argparse.Namespace) -> int:
    return serve(args) if Settings().has_line else demo(args)


def serve(args: argparse.Namespace) -> int:
    settings = Settings()
    problem = _missing(settings)
    if problem:
        print(f"serve: {problem}", file=sys.stderr)
        return 1
    from bot.app import Bot, create_app
    from bot.door import open_door, serve_behind
    from bot.logs import set_up
    from content.catalog import load_whole
    from models.agency import holds_samples
    from models.database import engine_for, reading, upgrade

    set_up()
    # The event loop gets its turn after 0.2 ms, not 5, while a worker thread is computing.
    sys.setswitchinterval(0.0002)
    catalog = load_whole(settings.content_dir)
    engine = engine_for(settings.database_url)
    upgrade(engine)
    with reading(engine) as session:
        if holds_samples(session):
            print("serve: this database holds sample agencies of the demo; "
                  "set DATABASE_URL to another one", file=sys.stderr)  # fmt: skip
            return 1
    door = open_door(settings.host, settings.port)
    app = create_app(Bot(settings, engine, catalog, args.now))
    return serve_behind(door, app, grace_s=5)


def _missing(settings: Settings) -> str:
    if not settings.channel_secrets:
        return "LINE_CHANNEL_SECRET is not set (LINE Developers Console → Basic settings)"
    if not (settings.line_channel_id or settings.line_channel_access_token):
        return "set LINE_CHANNEL_ID, or LINE_CHANNEL_ACCESS_TOKEN for a pilot"
    return ""


def demo(_: argparse.Namespace) -> int:
    from bot.demo import run_demo

    return run_demo(Settings())
