"""One store after the other: every contract of a store holds on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from feedback2req.adapters.store.database import Database
from feedback2req.adapters.store.migrate import migrate
from feedback2req.adapters.store.schema import metadata
from feedback2req.adapters.store.store import SqlStore
from tests.databases import Server


@pytest.fixture(scope="session")
def contracts(postgres: Server) -> Server:
    """A server with one migrated database, which tests use one after the other: a new one each takes longer."""
    migrated = Database(postgres.url(postgres.new_database("contracts")))
    migrate(migrated)
    migrated.close()
    return postgres


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of a migrated store that is empty."""
    if request.param == "postgres":
        running: Server = request.getfixturevalue("contracts")
        names = ", ".join(f'"{name}"' for name in metadata.tables if name != "meta")
        with running.connection("contracts") as connection:
            connection.execute(f"TRUNCATE {names} RESTART IDENTITY".encode())
        return running.url("contracts")
    url = f"sqlite:///{tmp_path}/store.db"
    made = Database(url)
    migrate(made)
    made.close()
    return url


@pytest.fixture
def opened(url: str) -> Iterator[Callable[[], SqlStore]]:
    """Opens the store; each call is another process as far as the database can tell."""
    stores: list[SqlStore] = []

    def one() -> SqlStore:
        stores.append(SqlStore(Database(url, busy_timeout_s=1.0)))
        return stores[-1]

    yield one
    for store in stores:
        store.close()


@pytest.fixture
def store(opened: Callable[[], SqlStore]) -> SqlStore:
    return opened()
