"""Each finding of the doctor comes with a remedy, and a sound store has no fault."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from feedback2req.adapters.store import doctor
from feedback2req.adapters.store.database import Database
from feedback2req.adapters.store.doctor import Finding, examine
from feedback2req.adapters.store.migrate import migrate, ready
from feedback2req.adapters.store.store import SqlStore
from tests.contracts.test_stores import SNAPSHOT, published
from tests.databases import Server


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = SqlStore(Database(f"sqlite:///{tmp_path}/store.db"))
    ready(opened.database)
    published(opened)
    yield opened
    opened.close()


def found(store: SqlStore, severity: str) -> list[Finding]:
    findings = [one for one in examine(store.database) if one.severity == severity]
    assert all(one.what and one.remedy for one in findings)
    return findings


def test_a_sound_store_has_no_fault(store: SqlStore) -> None:
    assert found(store, "fault") == []


def test_postgresql_is_looked_into_too(postgres: Server) -> None:
    store = SqlStore(Database(postgres.url(postgres.new_database())))
    assert [one.what[:24] for one in found(store, "fault")] == ["the database holds no st"]
    migrate(store.database)
    published(store)
    assert found(store, "fault") == []
    store.close()


def test_the_fault_of_older_sqlite_is_named_where_it_is(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.sqlite3, "sqlite_version_info", (3, 51, 2))
    assert any("checkpoints" in one.what for one in found(store, "warning"))
    monkeypatch.setattr(doctor.sqlite3, "sqlite_version_info", (3, 51, 3))
    assert not any("checkpoints" in one.what for one in found(store, "warning"))


def test_a_network_file_system_is_a_fault(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_file_system", lambda _: "nfs4")
    assert ["network file system" in one.what for one in found(store, "fault")] == [True]


def test_a_file_that_others_may_open_is_told(store: SqlStore, tmp_path: Path) -> None:
    (tmp_path / "store.db").chmod(0o644)
    assert any("mode 644" in one.what for one in found(store, "warning"))


def test_rows_of_a_run_that_was_cut_off_are_told_unless_it_is_at_work(store: SqlStore) -> None:
    with store.snapshots.publication("P") as publication:
        publication._begin(SNAPSHOT, _result(), "snap-cut")
        assert not any("cut off" in one.what for one in found(store, "warning"))
    assert any("1 runs were cut off" in one.what for one in found(store, "warning"))
    with store.snapshots.publication("P"):
        pass
    assert not any("cut off" in one.what for one in found(store, "warning"))


def _result() -> dict[str, object]:
    import json

    from feedback2req.adapters.exporters.result_json import ResultJson

    return dict(json.loads(ResultJson().render(SNAPSHOT)))


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("DELETE FROM meta", "secret is gone"),
        ("UPDATE product SET current_run_id = 99", "current snapshot is not there"),
        ("UPDATE alembic_version SET version_num = '0000'", "schema 0000"),
    ],
)
def test_what_somebody_broke_by_hand_is_a_fault(store: SqlStore, statement: str, says: str) -> None:
    with store.database.write() as connection:
        connection.execute(text(statement))
    assert [says in one.what for one in found(store, "fault")] == [True]


def test_rows_that_point_nowhere_are_a_fault(store: SqlStore, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "store.db")) as connection, connection:
        connection.execute("DELETE FROM run")
    assert any("point nowhere" in one.what for one in found(store, "fault"))
