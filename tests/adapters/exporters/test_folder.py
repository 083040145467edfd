"""The folder of a run: whole or not at all."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from feedback2req.adapters.exporters.folder import EXPORTERS, FolderPublisher, check_folder, write_folder
from feedback2req.domain.snapshot import Snapshot
from feedback2req.errors import OutputRefused
from tests.factories import make_snapshot, without_themes

NAMES = {
    "report.html",
    "backlog.md",
    "digest.html",
    "digest.md",
    "backlog.xlsx",
    "reviews.yaml",
    "items.jsonl",
    "statements.jsonl",
    "rejected.jsonl",
    "result.json",
    "run.json",
}


class Interrupted:
    """An exporter during which somebody presses Ctrl-C."""

    name = "result.json"

    def render(self, snapshot: Snapshot) -> bytes:
        raise KeyboardInterrupt


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_file_is_written_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "out"
    written = write_folder(make_snapshot(), folder, force=False, run_info={"wall_s": 1.5})
    assert set(contents(folder)) == set(written) == NAMES
    assert all(path == folder / name for name, path in written.items())
    assert json.loads(written["run.json"].read_text("utf-8")) == {"wall_s": 1.5}


def test_a_second_run_replaces_the_first(tmp_path: Path) -> None:
    write_folder(make_snapshot(), tmp_path, force=False, run_info={})
    write_folder(without_themes(make_snapshot()), tmp_path, force=False, run_info={})
    assert json.loads((tmp_path / "result.json").read_text("utf-8"))["themes"] == []


def test_the_decisions_of_people_are_never_written_over(tmp_path: Path) -> None:
    write_folder(make_snapshot(), tmp_path, force=False, run_info={})
    (tmp_path / "reviews.yaml").write_text("- mine\n")
    write_folder(make_snapshot(), tmp_path, force=True, run_info={})
    assert (tmp_path / "reviews.yaml").read_text() == "- mine\n"


def test_a_folder_with_something_else_is_refused_and_forced(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("dear")
    with pytest.raises(OutputRefused, match=r"thesis\.doc"):
        write_folder(make_snapshot(), tmp_path, force=False, run_info={})
    assert set(contents(tmp_path)) == {"thesis.doc"}
    write_folder(make_snapshot(), tmp_path, force=True, run_info={})
    assert set(contents(tmp_path)) == {"thesis.doc", *NAMES}
    assert (tmp_path / "thesis.doc").read_text() == "dear"


def test_what_a_desktop_leaves_is_no_reason_to_refuse(tmp_path: Path) -> None:
    (tmp_path / ".DS_Store").write_text("")
    check_folder(tmp_path, force=False)


def test_a_file_a_dead_link_and_a_folder_in_the_way_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "nowhere")
    blocked = tmp_path / "blocked"
    (blocked / "report.html").mkdir(parents=True)
    for path in (file, link, blocked):
        with pytest.raises(OutputRefused):
            write_folder(make_snapshot(), path, force=True, run_info={})


def test_a_folder_that_cannot_be_made_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OutputRefused, match="cannot be written to"):
        write_folder(make_snapshot(), tmp_path / "a" / ("b" * 300), force=False, run_info={})
    assert list(tmp_path.iterdir()) == []


def test_a_publisher_refuses_before_the_work_and_writes_after_it(tmp_path: Path) -> None:
    (tmp_path / "else").write_text("")
    with pytest.raises(OutputRefused):
        FolderPublisher(tmp_path).check()
    publisher = FolderPublisher(tmp_path, force=True)
    publisher.check()
    assert set(publisher.publish(make_snapshot(), {})) == NAMES


def test_an_interrupted_run_leaves_no_new_folder(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        write_folder(
            make_snapshot(), tmp_path / "a" / "b", force=False, run_info={}, exporters=(*EXPORTERS[:-1], Interrupted())
        )
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_run_leaves_the_old_one_as_it_was(tmp_path: Path) -> None:
    write_folder(make_snapshot(), tmp_path, force=False, run_info={})
    before = contents(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        write_folder(
            without_themes(make_snapshot()),
            tmp_path,
            force=False,
            run_info={"again": True},
            exporters=(*EXPORTERS[:-1], Interrupted()),
        )
    assert contents(tmp_path) == before


def test_a_failure_while_files_are_put_in_place_leaves_no_new_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if target.name == "result.json":
            raise OSError("disk gone")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(OSError, match="disk gone"):
        write_folder(make_snapshot(), tmp_path / "out", force=False, run_info={})
    assert list(tmp_path.iterdir()) == []


def test_result_json_is_put_in_place_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    placed = []
    replace = Path.replace

    def noting(self: Path, target: Path) -> Path:
        placed.append(target.name)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", noting)
    write_folder(make_snapshot(), tmp_path, force=False, run_info={})
    assert placed[-1] == "result.json"


def test_what_a_killed_run_left_is_cleared_once_it_is_old(tmp_path: Path) -> None:
    old, young = tmp_path / ".feedback2req-old.tmp", tmp_path / ".feedback2req-young.tmp"
    old.write_text("")
    young.write_text("")
    long_ago = time.time() - 86_400
    os.utime(old, (long_ago, long_ago))
    write_folder(make_snapshot(), tmp_path, force=False, run_info={})
    assert not old.exists()
    assert young.exists()
