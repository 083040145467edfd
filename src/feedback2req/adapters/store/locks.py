"""Locks between processes and threads, let go of by the system when their holder dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PAUSE_S = 0.01


class FileLock:
    """One lock file: held by one thread of one process at a time; the file itself stays.

    A new description of the file is opened each time, so that threads of one process exclude each other too.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def held(self, *, timeout_s: float) -> Iterator[bool]:
        """Hold the lock; False when it could not be had in time.

        Raises
        ------
        OSError
            If the file cannot be opened.
        """
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            yield self._taken(descriptor, time.monotonic() + timeout_s)
        finally:
            os.close(descriptor)

    @staticmethod
    def _taken(descriptor: int, deadline: float) -> bool:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    return False
                time.sleep(_PAUSE_S)
            else:
                return True
