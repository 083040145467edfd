"""One store after the other: every contract of a store holds on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from feedback2req.adapters.store.database import Database
from feedback2req.adapters.store.migrate import migrate
from feedback2req.adapters.store.store import SqlStore
from tests.databases import Server, server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    with server() as running:
        migrated = Database(running.url(running.new_database()))
        migrate(migrated)
        migrated.close()
        yield running


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of a migrated store that is empty."""
    if request.param == "postgres":
        running: Server = request.getfixturevalue("postgres")
        return running.url(running.new_database("store_1"))
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
