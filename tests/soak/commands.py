"""Runs ``feedback2req import`` and ``feedback2req rerank``, as they are typed: to be killed at any moment.

What takes seconds to load is loaded before it says that it is ready, so that kills hit the work.
"""

from __future__ import annotations

import sys

import scipy.cluster.hierarchy  # noqa: F401
import sklearn.cluster  # noqa: F401
from click import Command

import feedback2req.pipeline
import feedback2req.store_wiring  # noqa: F401
from feedback2req.cli.importing import import_command
from feedback2req.cli.rerank import rerank_command


def given(command: Command, *arguments: str) -> None:
    """Give one command, to its end."""
    command.main(list(arguments), standalone_mode=False)


def work(url: str, file: str) -> None:
    """Take a file in, then publish the next snapshot; tell when each is done."""
    say("ready")
    given(import_command, file, "--store", url, "--product", "P")
    say("imported")
    given(rerank_command, "--store", url, "--product", "P")
    say("published")


def say(word: str) -> None:
    """One word on stderr: what the commands themselves say goes to stdout."""
    sys.stderr.write(f"{word}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    work(sys.argv[1], sys.argv[2])
