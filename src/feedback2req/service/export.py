"""Hand the backlog over to another tool, in the form that it takes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from feedback2req.domain.backlog import Backlog, ExistingRequirement
from feedback2req.errors import WrongUsage
from feedback2req.ports import BacklogExporter, BacklogSource, FilePlace


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportResult:
    """What was written: how many requirements there were, were chosen, and stood in the tool already."""

    path: Path
    n_all: int
    n_chosen: int
    n_known: int
    on_known: str


def export_backlog(
    source: BacklogSource,
    exporter: BacklogExporter,
    place: FilePlace,
    *,
    known: Callable[[], Collection[ExistingRequirement]] | None = None,
    statuses: Collection[str] = (),
    kinds: Collection[str] = (),
    is_new: bool = False,
    top: int | None = None,
) -> ExportResult:
    """Write the chosen part of a backlog; nothing chosen is a file without requirements, and no error.

    Parameters
    ----------
    known : callable, optional
        Reads what stands in the tool already, by which a second export updates instead of adding.
    is_new : bool
        Only what is like nothing in the tracker that the run was compared with.

    Raises
    ------
    InputNotUsable
        If the backlog, or what stands in the tool, cannot be read; nothing was written.
    OutputRefused
        If the place holds something that is not ours.
    WrongUsage
        If `known` is given for a form that is written whole each time, or `is_new` for a run without a tracker.
    """
    if known is not None and exporter.on_known == "not read":
        raise WrongUsage(f"--known does nothing for {exporter.target}", remedy="leave it out: the file is written anew")
    place.check(exporter.wrote)
    whole = source.load()
    if is_new and not whole.is_compared:
        raise WrongUsage("the run was not compared with a tracker", remedy="run again with --backlog, or drop --new")
    rows = known() if known is not None else ()
    existing = {one.key: one for one in rows if one.key is not None and one.has_own_id}
    chosen: Backlog = whole.only(statuses=statuses, kinds=kinds, is_new=is_new, top=top)
    path = place.write(exporter.render(chosen, existing))
    return ExportResult(
        path=path,
        n_all=len(whole.entries),
        n_chosen=len(chosen.entries),
        n_known=sum(entry.key in existing for entry in chosen.entries),
        on_known=exporter.on_known,
    )
