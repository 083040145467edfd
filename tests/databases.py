"""Databases for tests: SQLite files, and a PostgreSQL server of the tests' own."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

_PLACES = (Path("/usr/lib/postgresql"), Path("/opt/homebrew/opt/postgresql"), Path("/usr/local/pgsql"))
_NUMBER = itertools.count(1)


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL, reached by a socket in its folder."""

    folder: Path
    port: int
    programs: Path

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://tests@/{name}?host={self.folder}&port={self.port}"

    def new_database(self, name: str = "") -> str:
        """A database of a test's own."""
        name = name or f"store_{next(_NUMBER)}"
        with self.connection("postgres") as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0'.encode())
        return name

    def connection(self, name: str) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=str(self.folder), port=self.port, user="tests", dbname=name, autocommit=True, connect_timeout=10
        )

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses= -c max_connections=50"
        self.control("-o", options, "-l", str(self.folder / "log"), "start")

    def control(self, *words: str) -> None:
        _run(self.programs / "pg_ctl", "-D", self.folder / "data", "-w", *words)


def programs() -> Path | None:
    """Where PostgreSQL 15 or newer is installed."""
    found = [path.parent for place in _PLACES for path in place.glob("**/bin/initdb")]
    named = shutil.which("initdb")
    return max(found, key=str, default=Path(named).parent if named else None)


@contextmanager
def server() -> Iterator[Server]:
    """Start a server in a folder of its own, and stop it at the end; skip when none is installed."""
    where = programs()
    if where is None:
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL is not installed, and in CI it has to be")
        pytest.skip("PostgreSQL is not installed")
    # a short path: that of a socket may have no more than about 100 characters
    folder = Path(tempfile.mkdtemp(prefix="f2r-pg-", dir="/tmp"))
    try:
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        running = Server(folder=folder, port=54321, programs=where)
        _run(where / "initdb", "-D", folder / "data", "-U", "tests", "--auth=trust", "-E", "UTF8", "--no-sync")
        running.start()
        try:
            yield running
        finally:
            running.control("-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(*words: str | Path) -> None:
    # PostgreSQL refuses to run as root
    user = "postgres" if os.geteuid() == 0 else None
    done = subprocess.run(
        [str(word) for word in words],
        user=user,
        cwd="/",
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
