"""Running a command and saying what it cost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMMAND = Path(sys.executable).parent / "feedback2req"
_EVERY_S = 0.05
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a command took.

    Attributes
    ----------
    wall_s : float
        From start to end.
    cpu_s : float
        User and system time of the command and all its children.
    peak_mib : float
        Peak resident memory of its largest process, as the kernel counts it.
    peak_all_mib : float
        Highest sum over all its processes at one moment, sampled; pages that they share count once a process.
    """

    wall_s: float
    cpu_s: float
    peak_mib: float
    peak_all_mib: float


class CommandFailedError(Exception):
    """A measured command ended with another exit code than 0."""


def run(command: Sequence[str | Path], *, env: dict[str, str] | None = None) -> Cost:
    """Run a command to its end, and measure it and its children.

    Raises
    ------
    CommandFailedError
        If its exit code is not 0; the message holds the end of what it said.
    """
    with tempfile.TemporaryFile("w+b") as said:
        started = time.perf_counter()
        child = subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=said, stderr=said,
            cwd=ROOT, env={**os.environ, **(env or {})},
        )  # fmt: skip
        peak, done = [0.0], threading.Event()
        watcher = threading.Thread(target=_watch, args=(child.pid, peak, done), daemon=True)
        watcher.start()
        # wait4 gives the same account as RUSAGE_CHILDREN, but of this child and its own children alone
        _, status, usage = os.wait4(child.pid, 0)
        wall_s = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        done.set()
        watcher.join()
        if child.returncode:
            said.seek(0)
            tail = said.read().decode("utf-8", "replace")[-2000:]
            raise CommandFailedError(f"{command[0]} ended with {child.returncode}:\n{tail}")
    peak_mib = usage.ru_maxrss / 1024
    return Cost(
        wall_s=round(wall_s, 3),
        cpu_s=round(usage.ru_utime + usage.ru_stime, 3),
        peak_mib=round(peak_mib, 1),
        peak_all_mib=round(max(peak[0], peak_mib), 1),
    )


def write_json(path: Path, content: object) -> None:
    """Write a result, readable and by rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(path.suffix + ".tmp")
    temporary.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")
    temporary.replace(path)


def _watch(pid: int, peak: list[float], done: threading.Event) -> None:
    while not done.wait(_EVERY_S):
        peak[0] = max(peak[0], sum(_resident(one) for one in _tree(pid)) / 2**20)


def _tree(pid: int) -> list[int]:
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        for path in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                waiting += [int(child) for child in path.read_text().split()]
            except OSError:
                continue
    return found


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0
