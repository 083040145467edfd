"""The main job: read exports, analyse them, publish the answer, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

# the analysis takes seconds to import: a file that is not there is told before that
if TYPE_CHECKING:
    from feedback2req.config import PipelineConfig
    from feedback2req.domain.backlog import ExistingRequirement
    from feedback2req.domain.feedback import Feedback
    from feedback2req.domain.review import Review
    from feedback2req.domain.snapshot import Snapshot
    from feedback2req.domain.taxonomy import GivenTheme
    from feedback2req.pipeline import Tools
    from feedback2req.ports import Progress, Reader


class Publisher(Protocol):
    """Writes a snapshot somewhere."""

    def check(self) -> None:
        """Refuse now what would be refused later.

        Raises
        ------
        OutputRefused
            If the place holds something that is not ours.
        """
        ...

    def publish(self, snapshot: Snapshot, run_info: Mapping[str, object]) -> Mapping[str, Path]:
        """Write everything, or nothing; files by name."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """What a run gave: the snapshot and where its files are."""

    snapshot: Snapshot
    files: Mapping[str, Path]


def run_feedback(
    paths: Sequence[Path],
    *,
    reader: Reader,
    tools: Callable[[], Tools],
    publisher: Publisher,
    progress: Progress,
    run_info: Callable[[], Mapping[str, object]],
    on_read: Callable[[Feedback], None],
    product: str | None = None,
    as_of: date | None = None,
    config: PipelineConfig | None = None,
    backlog: Callable[[], Sequence[ExistingRequirement]] | None = None,
    reviews: Callable[[], Sequence[Review]] = tuple,
    taxonomy: Callable[[], Sequence[GivenTheme]] = tuple,
) -> RunResult:
    """Read, analyse and publish; the output place is checked before any work is done.

    Parameters
    ----------
    paths : sequence of Path
        ``-`` is standard input.
    tools : callable
        Makes the models, which take seconds to load: not before the input has proved readable.
    run_info : callable
        Timings, machine and memory, asked for at the end.
    on_read : callable
        Told what was read, before the long part begins.
    backlog : callable, optional
        Reads what a tracker holds already; asked before the long part.
    reviews : callable, optional
        Reads what people decided; asked before the long part, too.
    taxonomy : callable, optional
        Reads the themes that the user wants kept; asked before the long part.

    Raises
    ------
    InputNotUsable
        If the input cannot be read or nothing in it can be analysed; nothing was written.
    OutputRefused
        If the output place holds something that is not ours.
    """
    publisher.check()
    progress.stage("read", len(paths))
    feedback = reader.read(paths)
    on_read(feedback)
    existing, decisions, given = None if backlog is None else backlog(), reviews(), taxonomy()
    from feedback2req.pipeline import run

    snapshot = run(
        feedback,
        tools(),
        product=product,
        as_of=as_of,
        config=config,
        backlog=existing,
        reviews=decisions,
        taxonomy=given,
    )
    progress.stage("publish", 1)
    return RunResult(snapshot=snapshot, files=publisher.publish(snapshot, run_info()))
