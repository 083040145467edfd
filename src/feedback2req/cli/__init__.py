"""The command line, one file a command group."""

from feedback2req.cli.main import main

__all__ = ["main"]
