"""A store from the command line: import, answers, and what looks after it."""

from __future__ import annotations

import csv
import io
import json
import sys
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from feedback2req.adapters.exporters.folder import FolderPublisher
from feedback2req.adapters.store.database import Database
from feedback2req.adapters.store.schema import REVISION
from feedback2req.adapters.store.store import SqlStore
from feedback2req.cli import main
from tests.contracts.test_stores import published
from tests.factories import CLOUD, make_snapshot

ROWS = (
    ("1", "Copying to the SD card fails.", "2024-01-02", "ana@example.org", "Files"),
    ("2", "Please add Google Drive.", "2024-01-03", "bo", "Files"),
    ("3", "", "2024-01-03", "bo", "Files"),
    ("4", "Playback stops after a minute.", "2024-01-04", "cy", "Music"),
)


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def run(*words: str, **environment: str) -> Done:
    """The command line in this process: a process each would take most of the time to start."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["feedback2req", *words])
        for name, value in environment.items():
            patch.setenv(name, value)
        with pytest.raises(SystemExit) as ended:
            main()
    told = [stream.buffer.getvalue().decode() for stream in (out, err) if not stream.flush()]  # type: ignore[attr-defined, func-returns-value]
    return Done(int(ended.value.code or 0), *told)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "export.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("id", "text", "date", "author", "product"), *ROWS])
    return path


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/store.db"


@pytest.fixture
def filled(url: str) -> str:
    from feedback2req.adapters.store.migrate import ready

    store = SqlStore(Database(url))
    ready(store.database)
    published(store)
    store.close()
    return url


@pytest.fixture
def folder(tmp_path: Path) -> str:
    FolderPublisher(tmp_path / "out").publish(make_snapshot(), {})
    return str(tmp_path / "out")


def test_an_import_says_what_was_new_the_same_edited_and_rejected(export: Path, url: str) -> None:
    first = run("import", str(export), "--store", url)
    assert (first.returncode, first.stderr) == (0, "")
    assert "Made a new store" in first.stdout
    assert "3 items: 3 new, 0 same, 0 edited; 1 rows rejected\n  rejected: 1 empty_text" in first.stdout
    again = run("import", str(export), "--strict", FEEDBACK2REQ_STORE=url)
    assert again.returncode == 5
    assert "3 items: 0 new, 3 same, 0 edited" in again.stdout
    assert "Nothing new." in again.stdout
    export.write_text(export.read_text("utf-8").replace("Google Drive.", "Google Drive!"), "utf-8")
    edited = run("import", str(export), "--store", url)
    assert "3 items: 0 new, 2 same, 1 edited" in edited.stdout


def test_only_the_rows_of_a_named_product_are_imported_into_it(export: Path, url: str) -> None:
    done = run("import", str(export), "--store", url, "--product", "Music")
    assert "1 items: 1 new, 0 same, 0 edited; 3 rows rejected" in done.stdout
    store = SqlStore(Database(url))
    assert store.items.products() == ("Music",)
    store.close()


def test_pseudonyms_are_those_of_the_store(export: Path, url: str) -> None:
    from feedback2req.domain.identity import pseudonym

    run("import", str(export), "--store", url)
    store = SqlStore(Database(url))
    secret = store.items.secret()
    authors = {item.author for item in store.items.holding("default").items}
    store.close()
    assert authors == {pseudonym(secret, name) for name in ("ana@example.org", "bo", "cy")}


def test_an_input_that_is_not_usable_makes_no_store(tmp_path: Path, url: str) -> None:
    done = run("import", str(tmp_path / "none.csv"), "--store", url)
    assert done.returncode == 3
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_is_not_there_or_not_named_is_told(url: str, tmp_path: Path) -> None:
    assert run("themes", "--store", url).returncode == 4
    assert run("themes").returncode == 2
    assert run("themes", "--store", url, "--from", str(tmp_path)).returncode == 2
    assert run("themes", "--store", "mysql://x/y").returncode == 2
    assert run("themes", "--from", str(tmp_path)).returncode == 3


@pytest.mark.parametrize("command", [("themes",), ("requirements",), ("search", "google"), ("changes",)])
@pytest.mark.parametrize("form", ["table", "csv"])
def test_a_store_and_a_folder_answer_alike(filled: str, folder: str, command: tuple[str, ...], form: str) -> None:
    of_store = run(*command, "--store", filled, "--format", form)
    of_folder = run(*command, "--from", folder, "--format", form)
    assert (of_store.returncode, of_store.stderr) == (0, "")
    assert of_store.stdout == of_folder.stdout
    assert len(of_store.stdout.splitlines()) > 1
    assert "\u202e" not in of_store.stdout


def weeks_in(url: str) -> list[str]:
    """A store with four weeks; their ids, oldest first."""
    from feedback2req.adapters.store.migrate import ready
    from tests.contracts.test_changes import WEEKS

    with closing(SqlStore(Database(url))) as store:
        ready(store.database)
        return [published(store, one) for one in WEEKS]


def test_changes_are_told_between_any_two_snapshots_by_id_or_day(url: str) -> None:
    ids = weeks_in(url)
    done = run("changes", "--store", url, "--since", "2026-10-07", "--until", ids[2])
    assert (done.returncode, done.stderr) == (0, "")
    head, note, _ = done.stdout.split("\n", 2)
    assert head == f"From {ids[0]} (2026-10-05) to {ids[2]} (2026-10-19)."
    assert "from one snapshot to the next alone" in note
    by_id = run("changes", "--store", url, "--since", ids[0], "--until", ids[2], "--format", "json").stdout
    assert [one["event"] for one in json.loads(by_id)] == ["up", "down", "merged"]
    table = list(csv.reader(io.StringIO(run("changes", "--store", url, "--since", ids[0], "--format", "csv").stdout)))
    assert [row[1:4] for row in table] == [["event", "before", "after"], ["up", "2", "1"], ["down", "1", "2"]]


def test_changes_without_a_range_are_those_of_the_newest_snapshot(url: str) -> None:
    ids = weeks_in(url)
    plain = run("changes", "--store", url).stdout
    assert run("changes", "--store", url, "--since", ids[2]).stdout == (
        f"From {ids[2]} (2026-10-19) to {ids[3]} (2026-10-26).\n{plain}"
    )
    assert "first snapshot" in run("changes", "--store", url, "--until", ids[0]).stdout


def test_a_range_that_is_none_is_told_in_three_lines(url: str, folder: str) -> None:
    ids = weeks_in(url)
    for words, code in (
        (("--since", "snap-nobody"), 3),
        (("--since", "2026-10-04"), 3),
        (("--since", ids[2], "--until", ids[1]), 2),
        (("--since", ids[2], "--until", ids[2]), 2),
    ):
        done = run("changes", "--store", url, *words)
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (code, "", 3)
        assert ids[0] in done.stderr
    assert run("changes", "--from", folder, "--since", ids[0]).returncode == 2


@pytest.mark.parametrize(("form", "name"), [("markdown", "digest.md"), ("html", "digest.html")])
def test_the_digest_of_a_store_and_of_a_folder_is_the_file_of_the_folder(
    form: str, name: str, filled: str, folder: str
) -> None:
    file = (Path(folder) / name).read_text("utf-8")
    for place in (("--store", filled), ("--from", folder)):
        assert run("changes", *place, "--format", form).stdout == file


def test_a_digest_over_several_weeks_says_since_when(url: str) -> None:
    ids = weeks_in(url)
    text = run("changes", "--store", url, "--since", ids[0], "--format", "markdown").stdout
    assert "2 changes since the snapshot of 2026-10-05. Statements that changed sides" in text
    assert [line.split(" | ")[-1] for line in text.splitlines() if line.startswith("| ")][1:] == [
        "was 2 |",
        "was 1 |",
        "as before |",
    ]


def test_filters_choose_alike_in_a_store_and_a_folder(filled: str, folder: str) -> None:
    week = ("--since", "2016-06-05", "--until", "2016-06-08", "--source", "google-play", "--format", "json")
    for command, key in ((("themes", *week), "key"), (("requirements", *week), "theme")):
        of_store, of_folder = (
            json.loads(run(*command, *place).stdout) for place in (("--store", filled), ("--from", folder))
        )
        assert of_store == of_folder
        assert [one[key] for one in of_store] == [CLOUD]
    assert run("themes", "--store", filled, "--source", "elsewhere").stdout == "Nothing found.\n"


def test_a_search_by_meaning_begins_with_what_holds_the_words_and_takes_no_filter(filled: str, folder: str) -> None:
    by_word, meant = (
        run("search", "google", "--store", filled, "--format", "csv", *also) for also in ((), ("--meaning",))
    )
    assert (meant.returncode, meant.stderr) == (0, "")
    assert sorted(meant.stdout.splitlines()) == sorted(by_word.stdout.splitlines())
    nothing = run("search", "google", "--meaning", "--store", filled, "--product", "unheard of")
    assert nothing.returncode == run("search", "google", "--store", filled, "--product", "unheard of").returncode == 3
    for filtered in (("--from", folder), ("--store", filled, "--source", "google-play")):
        refused = run("search", "google", "--meaning", *filtered)
        assert refused.returncode == 2
        assert "leave out --meaning" in refused.stderr


def test_a_store_of_several_products_asks_which(filled: str) -> None:
    store = SqlStore(Database(filled))
    published(store, product="Q")
    store.close()
    asked = run("themes", "--store", filled)
    assert asked.returncode == 2
    assert "P, Q" in asked.stderr
    assert run("themes", "--store", filled, "--product", "Q").returncode == 0
    assert run("themes", "--store", filled, "--product", "unheard of").returncode == 3


def test_a_backlog_is_exported_from_a_store_as_from_a_folder(filled: str, folder: str, tmp_path: Path) -> None:
    places = {"store": ("--store", filled), "folder": ("--from", folder)}
    for name, place in places.items():
        done = run("export", "jira-csv", str(tmp_path / f"{name}.csv"), *place)
        assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "store.csv").read_bytes() == (tmp_path / "folder.csv").read_bytes()


def test_a_store_is_looked_after(filled: str, tmp_path: Path) -> None:
    assert f"schema {REVISION}" in run("store", "migrate", "--store", filled).stdout
    assert run("store", "backup", str(tmp_path / "copy.db"), "--store", filled).returncode == 0
    looked = run("store", "doctor", "--store", f"sqlite:///{tmp_path}/copy.db")
    assert (looked.returncode, "0 faults" in looked.stdout) == (0, True)
    assert run("store", "doctor", "--store", f"sqlite:///{tmp_path}/none.db").returncode == 4
    author = make_snapshot().items[1].author
    forgot = run("store", "forget", "--author", str(author), "--store", filled)
    assert "1 items" in forgot.stdout
    assert str(author) not in forgot.stdout
    assert "Erased: nothing" in run("store", "forget", "--author", "nobody", "--store", filled).stdout
    assert run("store", "forget", "--store", filled).returncode == 2
    # all items are from 2016, but one has no date
    assert "14 items" in run("store", "forget", "--older-than", "365", "--store", filled).stdout
