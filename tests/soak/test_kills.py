"""Killed at random moments: what was acknowledged is there, what was not is there whole or not at all."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from feedback2req.adapters.store.database import Database
from feedback2req.adapters.store.migrate import migrate
from feedback2req.adapters.store.schema import run
from feedback2req.adapters.store.snapshots import PUBLISHED
from feedback2req.adapters.store.store import SqlStore
from feedback2req.domain.identity import text_digest
from tests.databases import Server
from tests.factories import make_snapshot
from tests.soak.writer import FIRST_DAY, PER_IMPORT

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
N_STATEMENTS = len(make_snapshot().statements)
LONGEST_S = 0.8


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgres":
        running: Server = request.getfixturevalue("postgres")
        url = running.url(running.new_database())
    else:
        url = f"sqlite:///{tmp_path}/store.db"
    database = Database(url)
    migrate(database)
    database.close()
    return url


Done = dict[str, set[int]]


def killed(url: str, first: int, wait_s: float, done: Done) -> None:
    """Note what a writer had acknowledged when it was killed `wait_s` after its first word."""
    command = [sys.executable, "-m", "tests.soak.writer", url, str(first)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        lines = [writer.stdout.readline()]
        time.sleep(wait_s)
        writer.send_signal(signal.SIGKILL)
        lines += writer.stdout.read().splitlines(keepends=True)
        assert writer.stderr is not None
        assert writer.stderr.read() == ""
    note(lines, done)


def note(lines: list[str], done: Done) -> None:
    for line in lines:
        word, _, number = line.partition(" ")
        if word in done and number.endswith("\n"):  # a line that was cut acknowledges nothing
            done[word].add(int(number))


def looked_at(url: str, done: Done) -> None:
    store = SqlStore(Database(url))
    items = {item.item_id for item in store.items.holding("P").items}
    numbers = {int(item_id.split("-")[1]) for item_id in items}
    assert numbers >= done["imported"], "an acknowledged import is there"
    assert len(items) == PER_IMPORT * len(numbers), "an import is there whole, or not at all"
    cached = [text_digest(str(number)) for number in done["cached"]]
    assert len(store.cache("P").known("parses", "1", cached)) == len(cached)
    if done["published"]:
        answers = store.answers.answers("P")
        as_of = answers.head().as_of
        assert as_of is not None
        number = (as_of - FIRST_DAY).days
        assert max(done["published"]) <= number <= max(numbers), "the newest snapshot, or the one under way"
        assert len(answers.statements(limit=1000).records) == N_STATEMENTS, "a snapshot is there whole"
        assert len(answers.themes()) == 5
    store.close()


def test_a_writer_may_be_killed_at_any_moment(url: str, request: pytest.FixtureRequest) -> None:
    moments = random.Random(20)  # noqa: S311 - moments, no secrets
    n_kills = int(request.config.getoption("--kills"))
    first, done = 0, Done(imported=set(), cached=set(), published=set())
    for _ in range(n_kills):
        killed(url, first, moments.uniform(0.0, LONGEST_S), done)
        if url.startswith("sqlite"):
            with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        looked_at(url, done)
        first = max(done["imported"], default=-1) + 1
    store = SqlStore(Database(url))
    with store.snapshots.publication("P"):  # which sweeps what is left
        with store.database.read() as connection:
            statuses = set(connection.execute(select(run.c.status)).scalars())
        assert statuses == {PUBLISHED}
    store.close()


def test_a_server_may_be_killed_at_any_moment(postgres: Server, request: pytest.FixtureRequest) -> None:
    url = postgres.url(postgres.new_database())
    database = Database(url)
    migrate(database)
    database.close()
    moments = random.Random(21)  # noqa: S311 - moments, no secrets
    first, done = 0, Done(imported=set(), cached=set(), published=set())
    for _ in range(max(2, int(request.config.getoption("--kills")) // 10)):
        command = [sys.executable, "-m", "tests.soak.writer", url, str(first)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            lines = [writer.stdout.readline()]
            time.sleep(moments.uniform(0.0, LONGEST_S))
            postgres.control("stop", "-m", "immediate")
            lines += writer.stdout.read().splitlines(keepends=True)
            assert writer.wait(timeout=60) == 4, "a lost server is told, with the exit code for it"
        postgres.start()
        note(lines, done)
        looked_at(url, done)
        first = max(done["imported"], default=-1) + 1
