"""How far a run is: timings for ``run.json``, bars on a terminal, JSON lines for machines."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID


class SystemClock:
    """Monotonic seconds of this machine."""

    def now_s(self) -> float:
        """Seconds since some fixed moment."""
        return time.perf_counter()


class StageProgress:
    """Times each stage, and shows it if asked to.

    Parameters
    ----------
    bars : bool
        Draw a bar a stage on stderr.
    json_log : bool
        Write a JSON line a finished stage to stderr.
    """

    def __init__(self, *, bars: bool = False, json_log: bool = False) -> None:
        self._clock = SystemClock()
        self._json_log = json_log
        self._show = bars
        self._bars: Bars | None = None
        self._task: TaskID | None = None
        self._name: str | None = None
        self._total = 0
        self._started_s = 0.0
        self.times_s: dict[str, float] = {}

    @contextmanager
    def running(self) -> Iterator[StageProgress]:
        """Show bars from here to the end of the block; the last stage is closed on the way out."""
        if self._show:
            self._bars = _new_bars()
            self._bars.start()
        try:
            yield self
            self._finish()
        finally:
            if self._bars is not None:
                self._bars.stop()

    def stage(self, name: str, total: int) -> None:
        """A stage begins that will handle `total` things; the one before it has ended."""
        self._finish()
        self._name, self._total, self._started_s = name, total, self._clock.now_s()
        if self._bars is not None:
            self._task = self._bars.add_task(name, total=max(total, 1))

    def advance(self, n: int) -> None:
        """`n` more things are done."""
        if self._bars is not None and self._task is not None:
            self._bars.advance(self._task, n)

    def event(self, name: str, fields: Mapping[str, object]) -> None:
        """A line of the JSON log, if there is to be one; fields are names, counts and times, never feedback."""
        if self._json_log:
            print(json.dumps({"event": name, **fields}), file=sys.stderr, flush=True)  # noqa: T201 - this is the log

    def _finish(self) -> None:
        if self._name is None:
            return
        taken_s = self._clock.now_s() - self._started_s
        self.times_s[self._name] = round(taken_s, 3)
        if self._bars is not None and self._task is not None:
            self._bars.update(self._task, completed=max(self._total, 1))
        self.event("stage", {"stage": self._name, "n": self._total, "time_s": round(taken_s, 3)})
        self._name = None


def _new_bars() -> Bars:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:>9}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True))
