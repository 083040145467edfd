"""The export command as a user runs it: what it writes, what it says, and what it refuses."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from feedback2req.adapters.exporters.folder import write_folder
from feedback2req.cli.export import KINDS, STATUSES, TARGETS
from feedback2req.store_wiring import make_backlog_source
from feedback2req.wiring import read_backlog
from tests.cli.test_run import assert_refused, call
from tests.factories import make_snapshot, with_backlog, without_themes

KEYS = ["req-00000000000000b2", "req-00000000000000a1"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_folder(make_snapshot(), tmp_path / "run", force=False, run_info={})
    return tmp_path / "run"


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8").splitlines(keepends=True)))


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_writes_the_whole_backlog_once_and_again_over_itself(
    target: str, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "backlog"
    assert call("export", target, out, "--from", folder).stdout.decode().startswith("Wrote 2 of 2 requirements")
    first = out.read_bytes()
    assert call("export", target, out, "--from", folder).returncode == 0
    assert out.read_bytes() == first
    assert sorted(p.name for p in tmp_path.iterdir()) == ["backlog", "run"]


def test_the_backlog_of_a_folder_holds_what_the_run_found_best_first(folder: Path) -> None:
    backlog = make_backlog_source(None, folder).load()
    snapshot = make_snapshot()
    assert backlog.product == snapshot.product
    assert [e.key for e in backlog.entries] == KEYS
    for entry, requirement in zip(backlog.entries, snapshot.requirements, strict=True):
        assert (entry.title, entry.statement, entry.acceptance_criteria) == (
            requirement.title,
            requirement.statement,
            requirement.acceptance_criteria,
        )
        assert [q.text for q in entry.evidence] == [e.quote for e in requirement.evidence]
    quotes = {q.external_id: q for e in backlog.entries for q in e.evidence}
    assert quotes["a01"].url == "https://example.org/reviews/1?a=1&b=2"
    assert quotes["a02"].url is None  # javascript:
    assert quotes["a01"].source == "google-play"


def test_filters_choose_and_nothing_chosen_is_a_valid_empty_file_that_is_said(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "b.csv"
    call("export", "csv", out, "--from", folder, "--kind", "fix", "--kind", "quality")
    assert [row["Key"] for row in rows(out)] == KEYS[:1]
    call("export", "csv", out, "--from", folder, "--top", "1")
    assert [row["Key"] for row in rows(out)] == KEYS[:1]
    done = call("export", "csv", out, "--from", folder, "--status", "accepted")
    assert (done.returncode, rows(out)) == (0, [])
    assert b"None of 2 requirements was chosen" in done.stdout


@pytest.mark.parametrize("target", TARGETS)
def test_an_empty_backlog_gives_a_valid_empty_file_and_says_so(target: str, tmp_path: Path) -> None:
    write_folder(without_themes(make_snapshot()), tmp_path / "run", force=False, run_info={})
    done = call("export", target, tmp_path / "out", "--from", tmp_path / "run")
    assert (done.returncode, (tmp_path / "out").stat().st_size > 0) == (0, True)
    assert b"holds no requirement" in done.stdout


def test_a_second_export_updates_what_the_tracker_has(folder: Path, tmp_path: Path) -> None:
    exported = tmp_path / "jira.csv"
    exported.write_text(f"Issue key,Summary,Issue Type,Labels\nACME-4,Renamed,Story,{KEYS[0]}\n", "utf-8")
    out = tmp_path / "out.csv"
    done = call("export", "jira-csv", out, "--from", folder, "--known", exported)
    assert [(row["Issue key"], row["Issue Type"]) for row in rows(out)] == [("ACME-4", "Story"), ("", "Story")]
    assert b"1 stand in the tracker already: updated." in done.stdout


def test_our_own_file_given_as_known_gives_no_ids_that_are_not_the_trackers(folder: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    call("export", "azure-csv", first, "--from", folder)
    assert [one.key for one in read_backlog(first)] == KEYS
    call("export", "azure-csv", second, "--from", folder, "--known", first)
    assert second.read_bytes() == first.read_bytes()


def test_an_export_says_what_the_tracker_holds(tmp_path: Path) -> None:
    write_folder(with_backlog(make_snapshot()), tmp_path / "run", force=False, run_info={})
    call("export", "csv", tmp_path / "out.csv", "--from", tmp_path / "run")
    told = [row["In the tracker"] for row in rows(tmp_path / "out.csv")]
    assert told[0] == "new"
    assert told[1].startswith("already there: ACME-1")
    call("export", "csv", tmp_path / "out.csv", "--from", tmp_path / "run", "--new")
    assert [row["Key"] for row in rows(tmp_path / "out.csv")] == KEYS[:1]


def test_a_file_of_others_is_not_written_over_without_force(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "mine.csv"
    out.write_text("Summary\nmine\n", "utf-8")
    said = assert_refused(call("export", "jira-csv", out, "--from", folder), 2, tmp_path / "none")
    assert "--force" in said
    assert out.read_text("utf-8") == "Summary\nmine\n"
    assert call("export", "jira-csv", out, "--from", folder, "--force").returncode == 0
    assert len(rows(out)) == 2


def _newer(folder: Path) -> None:
    path = folder / "result.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "schema_version": "2.0"}), "utf-8")


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (lambda f: (f / "result.json").unlink(), "holds no result.json"),
        (lambda f: (f / "items.jsonl").unlink(), "items.jsonl is missing"),
        (lambda f: (f / "items.jsonl").write_text("", "utf-8"), "do not fit together"),
        (lambda f: (f / "items.jsonl").write_text("{", "utf-8"), "is no JSON lines"),
        (lambda f: (f / "result.json").write_text("{", "utf-8"), "is no JSON"),
        (lambda f: (f / "result.json").write_text("[]", "utf-8"), "is not that of a run"),
        (_newer, "has the form 2.0"),
    ],
)
def test_a_folder_that_is_not_that_of_a_run_is_refused(spoil: object, word: str, folder: Path, tmp_path: Path) -> None:
    spoil(folder)  # type: ignore[operator]
    out = tmp_path / "out.csv"
    assert word in assert_refused(call("export", "csv", out, "--from", folder), 3, out)
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["csv", "out", "--from", "none"], 3, "no folder"),
        (["nothing", "out", "--from", "run"], 2, "nothing"),
        (["csv", "run", "--from", "run"], 2, "is a folder"),
        (["csv", "none/out", "--from", "run"], 2, "is not there"),
        (["csv", "out", "--from", "run", "--known", "x.csv"], 2, "--known does nothing"),
        (["github-json", "out", "--from", "run", "--type", "Bug"], 2, "--type means nothing"),
        (["jira-csv", "out", "--from", "run", "--known", "x.csv"], 3, "no such file"),
        (["csv", "out", "--from", "run", "--top", "0"], 2, "--top"),
        (["csv", "out", "--from", "run", "--new"], 2, "not compared"),
    ],
)
def test_what_cannot_be_is_told_in_three_lines(
    arguments: list[str], code: int, word: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert word in assert_refused(call("export", *arguments), code, tmp_path / "out")


def test_the_choices_are_those_of_the_records() -> None:
    schema = json.loads((Path(__file__).parents[2] / "docs/reference/result.schema.json").read_text("utf-8"))
    properties = schema["$defs"]["requirement"]["properties"]
    assert set(properties["kind"]["enum"]) == set(KINDS)
    assert set(properties["status"]["enum"]) == set(STATUSES)
