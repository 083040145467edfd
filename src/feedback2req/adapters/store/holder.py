"""Which process holds something in the store, and whether it is still there."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache
from pathlib import Path

_PROC = Path("/proc")


def this_process() -> bytes:
    """A name of this process that no other one ever has; empty where the system does not tell.

    Not the host's name and not the number alone: two containers may share both.
    """
    return _name_of(os.getpid())


def has_ended(holder: bytes) -> bool:
    """Whether a holder is a process of this system that is no longer there; False if that cannot be told."""
    place, _, rest = holder.partition(b" ")
    number, _, started = rest.partition(b" ")
    if not holder or place != _place() or not number.isdigit():
        return False
    return _started(int(number)) != started


@cache
def _name_of(pid: int) -> bytes:
    place, started = _place(), _started(pid)
    return b"%s %d %s" % (place, pid, started) if place and started else b""


@cache
def _place() -> bytes:
    """Which boot of this machine it is, and the space in which its process numbers count."""
    with suppress(OSError):
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}/{(_PROC / 'self/ns/pid').readlink()}".encode()
    return b""


def _started(pid: int) -> bytes:
    """When a process began, in ticks since the boot; empty if it is not there, or ended and only not yet collected."""
    with suppress(OSError):
        # the name before the last bracket may hold anything
        fields = (_PROC / str(pid) / "stat").read_bytes().rpartition(b")")[2].split()
        return b"" if fields[0] in (b"Z", b"X") else fields[19]
    return b""
