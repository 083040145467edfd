"""The weekly job itself, killed at random moments: what was published stays, and the next run makes up for it."""

from __future__ import annotations

import csv
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from feedback2req import store_wiring
from feedback2req.adapters.store.database import Database
from feedback2req.adapters.store.migrate import migrate
from feedback2req.adapters.store.packing import inflated
from feedback2req.adapters.store.schema import product, run, statement
from feedback2req.errors import RerankRunning
from feedback2req.pipeline import Tools
from feedback2req.service.rerank import rerank
from tests.databases import Server

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data" / "samples" / "messenger" / "reviews.csv"
N_FIRST, N_NEW = 160, 30
LATE_S = 0.5
"""Of the moments some lie behind the end: a job that is done must not look otherwise."""

Document = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where stores are made: `copy` gives the URL of a new one that holds what another holds; `remove` removes it."""

    first: str
    copy: Callable[[str], str]
    remove: Callable[[str], None]


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "sqlite":

        def copied(url: str) -> str:
            shutil.copyfile(url.removeprefix("sqlite:///"), tmp_path / "copy.db")
            return f"sqlite:///{tmp_path}/copy.db"

        def removed(_: str) -> None:
            for path in tmp_path.glob("copy.db*"):
                path.unlink()

        first = f"sqlite:///{tmp_path}/first.db"
    else:
        running: Server = request.getfixturevalue("postgres")

        def copied(url: str) -> str:
            name, template = running.new_database(), url.partition("?")[0].rpartition("/")[2]
            with running.connection("postgres") as connection:
                connection.execute(f'DROP DATABASE "{name}"'.encode())
                connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
            return running.url(name)

        def removed(url: str) -> None:
            with running.connection("postgres") as connection:
                connection.execute(f'DROP DATABASE "{url.partition("?")[0].rpartition("/")[2]}" WITH (FORCE)'.encode())

        first = running.url(running.new_database())
    with closing(Database(first)) as database:
        migrate(database)
    return Place(first=first, copy=copied, remove=removed)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    with SAMPLE.open(encoding="utf-8", newline="") as stream:
        head, *rows = list(csv.reader(stream))
    found = []
    for name, part in (("first", rows[:N_FIRST]), ("new", rows[N_FIRST : N_FIRST + N_NEW])):
        path = tmp_path / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([head, *part])
        found.append(path)
    return found[0], found[1]


@contextmanager
def started(url: str, file: Path) -> Iterator[subprocess.Popen[str]]:
    """The commands, from the moment on that they are loaded."""
    command = [sys.executable, "-m", "tests.soak.commands", url, str(file)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, process_group=0
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "ready\n"
        yield process


def undisturbed(url: str, file: Path, tools: Tools) -> None:
    """The same two commands in this process, which has the models already; a killed one may take a while to die."""
    store_wiring.import_files([file], tools.progress, store=url, product="P", on_read=_hear, on_made=_hear)
    with closing(store_wiring.open_store(url)) as store:
        end, known = time.monotonic() + 10.0, store_wiring.cached(tools, store.cache("P"))
        while True:
            try:
                rerank("P", store=store, tools=lambda: known, progress=tools.progress, run_info=dict)
            except RerankRunning:
                assert time.monotonic() < end
                time.sleep(0.2)
            else:
                return


def _hear(_: object) -> None:
    pass


def published(url: str) -> Document:
    """All that the current snapshot says, but for its id and time."""
    with closing(Database(url)) as database, database.read() as connection:
        current = connection.execute(select(product.c.current_run_id)).scalar_one()
        row = connection.execute(select(run).where(run.c.id == current)).one()
        rows = connection.execute(select(statement).where(statement.c.run_id == current)).all()
        said = sorted(tuple(value for name, value in one._mapping.items() if name != "run_id") for one in rows)
        return inflated(row.result), inflated(row.past), bytes(row.model), row.changes, said


def test_the_weekly_job_may_be_killed_at_any_moment(
    place: Place, files: tuple[Path, Path], tools: Tools, request: pytest.FixtureRequest
) -> None:
    first, new = files
    undisturbed(place.first, first, tools)
    before, reference = published(place.first), place.copy(place.first)
    with started(reference, new) as process:
        loaded = time.monotonic()
        assert process.wait(timeout=300) == 0
    longest_s, after = time.monotonic() - loaded, published(reference)
    place.remove(reference)
    assert before != after
    moments = random.Random(22)  # noqa: S311 - moments, no secrets
    n_kills = int(request.config.getoption("--kills"))
    ends: list[str] = []
    for number in range(n_kills):
        url = place.copy(place.first)
        with started(url, new) as process:
            # spread over the whole of it, by strata: few kills, too, hit early and late ones
            time.sleep((longest_s + LATE_S) * (number + moments.random()) / n_kills)
            process.send_signal(signal.SIGKILL)
            assert process.stderr is not None
            ends.append(process.stderr.read().strip().rpartition("\n")[2])
        if url.startswith("sqlite"):
            with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        # what was told is there; what was not may be there, whole
        assert published(url) in ([after] if ends[-1] == "published" else [before, after])
        undisturbed(url, new, tools)
        assert published(url) == after
        place.remove(url)
    assert {"", "imported"} & set(ends), "most kills hit the work"
