"""The folder of a run: written whole or not at all."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from feedback2req.adapters.exporters.atomic import TEMPORARY, sync_folder, temporary_path, write_synced
from feedback2req.adapters.exporters.backlog_markdown import BacklogMarkdown
from feedback2req.adapters.exporters.backlog_xlsx import BacklogXlsx
from feedback2req.adapters.exporters.digest import DigestMarkdown
from feedback2req.adapters.exporters.items_jsonl import ItemsJsonl
from feedback2req.adapters.exporters.json_text import json_document
from feedback2req.adapters.exporters.rejected_jsonl import RejectedJsonl
from feedback2req.adapters.exporters.result_json import ResultJson
from feedback2req.adapters.exporters.reviews_yaml import ReviewsYaml
from feedback2req.adapters.exporters.statements_jsonl import StatementsJsonl
from feedback2req.adapters.report.digest import DigestHtml
from feedback2req.adapters.report.page import HtmlReport
from feedback2req.adapters.reviews_file import read_reviews
from feedback2req.domain.snapshot import Snapshot
from feedback2req.errors import OutputRefused
from feedback2req.ports import Exporter

RUN_FILE = "run.json"

EXPORTERS: tuple[Exporter, ...] = (
    HtmlReport(),
    BacklogMarkdown(),
    BacklogXlsx(),
    DigestMarkdown(),
    DigestHtml(),
    ReviewsYaml(),
    ItemsJsonl(),
    StatementsJsonl(),
    RejectedJsonl(),
    ResultJson(),
)
"""In the order in which they are put in place; ``result.json`` last: who sees a new one sees the rest new too."""


_OF_THE_DESKTOP = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_STALE_S = 3600.0


class FolderPublisher:
    """Writes snapshots to one folder.

    Parameters
    ----------
    folder : Path
        Made with its parents if it does not exist.
    force : bool, default=False
        Write beside files that are not ours.
    """

    def __init__(self, folder: Path, *, force: bool = False) -> None:
        self.folder = folder
        self.force = force

    def check(self) -> None:
        """Refuse now what would be refused later; see `check_folder`."""
        check_folder(self.folder, force=self.force)

    def publish(self, snapshot: Snapshot, run_info: Mapping[str, object]) -> Mapping[str, Path]:
        """Write everything, or nothing; see `write_folder`."""
        return write_folder(snapshot, self.folder, force=self.force, run_info=run_info)


def check_folder(folder: Path, *, force: bool) -> None:
    """Refuse a folder that must not be written to; ask before the work, not after it.

    Raises
    ------
    OutputRefused
        If the path is no folder, or holds anything but the files of a run and `force` is not given.
    """
    if not folder.exists():
        if folder.is_symlink():
            raise OutputRefused(f"{folder} is a link that leads nowhere", remedy="remove it, or name another folder")
        return
    if not folder.is_dir():
        raise OutputRefused(f"{folder} is a file, not a folder", remedy="name another folder with --out")
    own = {exporter.name for exporter in EXPORTERS} | {RUN_FILE}
    blocked = sorted(name for name in own if (folder / name).is_dir())
    if blocked:
        raise OutputRefused(f"{folder / blocked[0]} is a folder, and a file has to go there", remedy="move it away")
    foreign = sorted(
        entry.name
        for entry in folder.iterdir()
        if entry.name not in own | _OF_THE_DESKTOP and not entry.name.startswith(TEMPORARY)
    )
    if foreign and not force:
        more = f" and {len(foreign) - 1} more" if len(foreign) > 1 else ""
        raise OutputRefused(
            f"{folder} holds something that is not from a run: {foreign[0]}{more}",
            remedy="name another folder, or give --force to write beside it (nothing of it is deleted)",
        )


def write_folder(
    snapshot: Snapshot,
    folder: Path,
    *,
    force: bool,
    run_info: Mapping[str, object],
    exporters: Sequence[Exporter] = EXPORTERS,
) -> dict[str, Path]:
    """Write every file of a run and say where each one is.

    All files are rendered and on disk under temporary names before the first one is put in place; a run that
    fails or is interrupted leaves an old folder as it was, and no new one behind.

    Parameters
    ----------
    snapshot : Snapshot
        What to write.
    folder : Path
        Made with its parents if it does not exist.
    force : bool
        Write beside files that are not ours.
    run_info : mapping
        Timings, machine, memory: the content of ``run.json``, what may differ between two equal runs.
    exporters : sequence of Exporter
        In the order in which they are put in place.

    Returns
    -------
    dict of str to Path
        By file name.

    Raises
    ------
    OutputRefused
        See `check_folder`; also when the folder may not be written to.
    """
    check_folder(folder, force=force)
    made = _make(folder)
    waiting: dict[str, Path] = {}
    placed: list[Path] = []
    try:
        _remove_stale(folder)
        _stage(folder, RUN_FILE, json_document(run_info), waiting)
        for exporter in exporters:
            if exporter.name != ReviewsYaml.name or _adds_decisions(folder / exporter.name, snapshot):
                _stage(folder, exporter.name, exporter.render(snapshot), waiting)
        for name, temporary in waiting.items():
            placed.append(folder / name)
            temporary.replace(folder / name)
        sync_folder(folder)
    except BaseException:  # an interrupt too must leave nothing behind
        for path in (*waiting.values(), *(placed if made else ())):
            path.unlink(missing_ok=True)
        for path in reversed(made):
            if not any(path.iterdir()):
                path.rmdir()
        raise
    return {name: folder / name for name in (*(exporter.name for exporter in exporters), RUN_FILE)}


def _make(folder: Path) -> list[Path]:
    """Make a folder with its parents; the ones that were made, outermost first."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()][::-1]
    made: list[Path] = []
    try:
        for path in missing:
            path.mkdir()
            made.append(path)
        if not os.access(folder, os.W_OK):
            raise PermissionError(f"no permission to write to {folder}")
    except OSError as error:
        for path in reversed(made):
            path.rmdir()
        raise OutputRefused(f"{folder} cannot be written to: {error}", remedy="name another folder") from error
    return made


def _adds_decisions(path: Path, snapshot: Snapshot) -> bool:
    """Whether a run replayed decisions that the file does not hold: else it stays as a person wrote it."""
    if not path.exists():
        return True
    return bool(snapshot.reviews) and {r.review_id for r in snapshot.reviews} > {
        r.review_id for r in read_reviews(path)
    }


def _stage(folder: Path, name: str, content: bytes, waiting: dict[str, Path]) -> None:
    """Write a file beside its place; one that stands there already with this content keeps its time stamp."""
    place = folder / name
    if place.exists() and place.stat().st_size == len(content) and place.read_bytes() == content:
        return
    waiting[name] = temporary_path(folder)
    write_synced(waiting[name], content)


def _remove_stale(folder: Path) -> None:
    """Remove what a killed run left; young ones may belong to a run that is still going."""
    for path in folder.glob(f"{TEMPORARY}*.tmp"):
        if time.time() - path.stat().st_mtime > _STALE_S:
            path.unlink(missing_ok=True)
