"""Runs one command group of the command line without importing the others."""

import argparse
from types import ModuleType


def run_command(module: ModuleType, *argv: object) -> int:
    parser = argparse.ArgumentParser()
    module.register(parser.add_subparsers(required=True))
    args = parser.parse_args([str(arg) for arg in argv])
    return int(args.run(args))
