"""Python imports this by its name when the folder is on a new process's PYTHONPATH."""

from tests.support.moved_clock import move

move()
