"""`content check` and `content show --json`: is the content folder whole, what does it hold."""

import argparse
import json

from bot.settings import Settings


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("content", help="check or show the content folder")
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("check", help="validate every file").set_defaults(run=check)
    shown = actions.add_parser("show", help="print everything it holds")
    shown.add_argument("--json", action="store_true", help="one JSON object")
    shown.set_defaults(run=show)


def check(_: argparse.Namespace) -> int:
    from content.catalog import load_whole

    catalog = load_whole(Settings().content_dir)
    items, measures = len(catalog.items), len(catalog.measures)
    print(f"{len(catalog.indicators)} indicators, {items} items, {measures} measures: ok")
    return 0


def show(args: argparse.Namespace) -> int:
    from content.catalog import load
    from content.show import show as everything

    catalog = load(Settings().content_dir)
    if args.json:
        print(json.dumps(everything(catalog), ensure_ascii=False))
        return 0
    for item in catalog.items:
        print(f"{item.code:4} {item.title_for(catalog.edition)}")
    return 0
