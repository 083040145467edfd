"""Whatever fails, at whatever moment: the error is clear, nothing that was held is lost, and the next try does it."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from feedback2req.adapters.store.database import Database
from feedback2req.adapters.store.locks import FileLock
from feedback2req.adapters.store.migrate import migrate, ready
from feedback2req.adapters.store.store import SqlStore
from feedback2req.errors import Feedback2reqError, StoreNotUsable
from tests.contracts.test_stores import ITEMS, SNAPSHOT, delivery, published
from tests.databases import Server

LATER = replace(SNAPSHOT, as_of=date(2016, 8, 1))
EDITED = [replace(item, text=f"{item.text} (edited)") for item in ITEMS[:3]]
MOST_STEPS = 200


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite store with a published snapshot."""
    path = tmp_path_factory.mktemp("prepared") / "store.db"
    store = opened(f"sqlite:///{path}")
    ready(store.database)
    published(store)
    store.close()
    return path


@pytest.fixture
def copies(prepared: Path, tmp_path: Path) -> Iterator[Callable[[], SqlStore]]:
    """A fresh copy of it at each call, at the same place."""
    stores: list[SqlStore] = []

    def copy() -> SqlStore:
        for store in stores:
            store.close()
        shutil.copy(prepared, tmp_path / "store.db")
        stores.append(opened(f"sqlite:///{tmp_path}/store.db"))
        return stores[-1]

    yield copy
    for store in stores:
        store.close()


def opened(url: str) -> SqlStore:
    return SqlStore(Database(url, busy_timeout_s=0.3))


class Broken(sqlite3.OperationalError):
    """What a driver says when the disk does not answer."""


@contextmanager
def failing_at(engine: Engine, step: int) -> Iterator[list[int]]:
    """Fail at the `step`-th statement or commit; the list says how far it came."""
    seen: list[int] = []

    def count(*_: object) -> None:
        seen.append(1)
        if len(seen) == step:
            raise Broken("disk I/O error")

    listened = ("before_cursor_execute", "commit")
    for name in listened:
        event.listen(engine, name, count)
    try:
        yield seen
    finally:
        for name in listened:
            event.remove(engine, name, count)


def publish(store: SqlStore) -> None:
    with store.snapshots.publication("P") as publication:
        publication.publish(LATER)


def edit(store: SqlStore) -> None:
    store.items.keep("P", delivery([*EDITED, replace(ITEMS[0], item_id="item-new")]))


def erase(store: SqlStore) -> None:
    store.erasure.forget(str(ITEMS[1].author))


def whole(store: SqlStore) -> tuple[object, ...]:
    """All that a reader may see, in a form that two equal stores have alike."""
    answers = store.answers.answers("P")
    head = answers.head()
    return (
        store.items.holding("P"),
        store.items.versions("P", ITEMS[0].item_id),
        head.record,
        answers.themes(),
        answers.requirements(),
        answers.statements(limit=1000),
    )


def intact(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.parametrize("work", [edit, *(pytest.param(one, marks=pytest.mark.slow) for one in (publish, erase))])
def test_a_failure_at_any_step_leaves_the_old_state_or_the_new_one(
    copies: Callable[[], SqlStore], tmp_path: Path, work: Callable[[SqlStore], None]
) -> None:
    store = copies()
    before = whole(store)
    work(store)
    after = whole(store)
    for step in range(1, MOST_STEPS):
        store = copies()
        with failing_at(store.database.engine, step) as seen:
            try:
                work(store)
            except StoreNotUsable:
                failed = True
            else:
                failed = False
        assert intact(tmp_path / "store.db")
        found = whole(store)
        assert found in (before, after), step
        if not failed:
            assert found == after
        if found == before:
            work(store)
        assert whole(store) == after, step
        if len(seen) < step:
            break
    else:
        pytest.fail("more steps than were expected")
    assert step > 5


@pytest.mark.parametrize("work", [edit, publish, erase])
def test_postgresql_too_holds_the_old_state_or_the_new_one(postgres: Server, work: Callable[[SqlStore], None]) -> None:
    def prepared() -> SqlStore:
        store = opened(postgres.url(postgres.new_database()))
        migrate(store.database)
        published(store)
        return store

    store = prepared()
    before = whole(store)
    work(store)
    after = whole(store)
    store.close()
    for step in (3, 7, 12, 18):
        store = prepared()
        with failing_at(store.database.engine, step), suppress(StoreNotUsable):
            work(store)
        found = whole(store)
        assert found in (before, after), step
        if found == before:
            work(store)
        assert whole(store) == after, step
        store.close()


def refused(work: Callable[[], object], *, says: str, remedy: str) -> None:
    with pytest.raises(Feedback2reqError) as raised:
        work()
    assert raised.value.exit_code == 4
    assert says in raised.value.what
    assert remedy in raised.value.remedy
    assert len(str(raised.value).splitlines()) <= 3
    assert "Copying" not in str(raised.value), "an error must not tell what a customer said"


def test_a_full_disk_is_told_and_nothing_is_lost(copies: Callable[[], SqlStore], tmp_path: Path) -> None:
    store = copies()
    before = whole(store)

    def limit(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA max_page_count=1")  # no page more than there are

    store.close()
    event.listen(store.database.engine, "connect", limit)
    long = [replace(item, text="x" * 50_000, item_id=f"long-{n}") for n, item in enumerate(ITEMS)]
    refused(lambda: store.items.keep("P", delivery(long)), says="full", remedy="make room")
    refused(lambda: store.cache("P").keep("parses", "1", {b"k" * 32: b"x" * 100_000}), says="full", remedy="make room")
    event.remove(store.database.engine, "connect", limit)
    store.close()
    assert whole(store) == before
    assert store.items.keep("P", delivery(long)).n("new") == len(long)
    assert intact(tmp_path / "store.db")


def test_a_store_that_another_program_of_ours_writes_to_is_told_locked(
    copies: Callable[[], SqlStore], tmp_path: Path
) -> None:
    store = copies()
    before = whole(store)
    with FileLock(tmp_path / "store.db.lock").held(timeout_s=0.0) as is_held:
        assert is_held
        refused(lambda: edit(store), says="locked", remedy="wait")
        assert whole(store) == before, "readers do not wait for writers"
        started = time.monotonic()
        store.close()
        assert time.monotonic() - started < store.database.busy_timeout_s
    edit(store)


def test_a_store_that_a_strange_program_writes_to_is_told_locked(
    copies: Callable[[], SqlStore], tmp_path: Path
) -> None:
    store = copies()
    with closing(sqlite3.connect(tmp_path / "store.db", isolation_level=None)) as strange:
        strange.execute("BEGIN IMMEDIATE")
        refused(lambda: edit(store), says="locked", remedy="wait")
        strange.execute("ROLLBACK")
    edit(store)


def test_a_store_that_may_only_be_read_is_told_so(
    copies: Callable[[], SqlStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = copies()
    before = whole(store)
    store.close()

    def protect(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA query_only=ON")

    event.listen(store.database.engine, "connect", protect)
    refused(lambda: edit(store), says="readonly", remedy="writable")

    def denied(*_: object, **__: object) -> int:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr("feedback2req.adapters.store.locks.os.open", denied)
        refused(lambda: edit(store), says="Permission denied", remedy="writable")
        assert whole(store) == before


def test_a_damaged_file_is_told(copies: Callable[[], SqlStore], tmp_path: Path) -> None:
    store = copies()
    store.close()
    path = tmp_path / "store.db"
    raw = bytearray(path.read_bytes())
    raw[4096 : len(raw)] = b"\xff" * (len(raw) - 4096)
    path.write_bytes(raw)
    refused(lambda: whole(store), says="malformed", remedy="doctor")


def test_a_place_that_is_not_there_is_told_and_not_made(tmp_path: Path) -> None:
    refused(lambda: opened(f"sqlite:///{tmp_path}/none.db").items.products(), says="no store", remedy="import")
    assert list(tmp_path.iterdir()) == []
    missing = opened(f"sqlite:///{tmp_path}/no/such/folder.db")
    refused(lambda: ready(missing.database), says="No such file", remedy="path")


def test_a_lost_connection_is_told_and_the_right_to_publish_goes_with_it(postgres: Server) -> None:
    name = postgres.new_database()
    store = opened(postgres.url(name))
    migrate(store.database)
    published(store)
    before = whole(store)
    with store.snapshots.publication("P") as publication:
        with postgres.connection("postgres") as server:
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
                (name,),
            )
        other = opened(postgres.url(name))
        with other.snapshots.publication("P"):
            pass  # the lock went with the connection
        other.close()
        with pytest.raises(StoreNotUsable):
            publication.publish(LATER)
    assert whole(store) == before
    publish(store)
    store.close()


def test_a_server_that_is_not_there_is_told(postgres: Server) -> None:
    url = f"postgresql+psycopg://tests:hunter2@/none?host={postgres.folder}&port=1"
    with pytest.raises(StoreNotUsable) as raised:
        opened(url).items.products()
    assert "hunter2" not in str(raised.value)
    assert "server" in raised.value.remedy
