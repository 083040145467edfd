"""Schemas: made from blank, brought on from every earlier one, refused when they are not this program's."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from feedback2req.adapters.store import migrate as module
from feedback2req.adapters.store.database import Database
from feedback2req.adapters.store.migrate import backup, migrate, ready
from feedback2req.adapters.store.schema import REVISION, metadata
from feedback2req.adapters.store.store import SqlStore
from feedback2req.errors import StoreNotUsable
from tests.contracts.test_stores import ITEMS, delivery, published
from tests.databases import Server


def revisions() -> list[str]:
    config = Config()
    config.set_main_option("script_location", str(Path(module.__file__).parent / "migrations"))
    return [script.revision for script in reversed(list(ScriptDirectory.from_config(config).walk_revisions()))]


@pytest.fixture(params=["sqlite", "postgres"])
def blank(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "postgres":
        running: Server = request.getfixturevalue("postgres")
        database = Database(running.url(running.new_database()))
    else:
        database = Database(f"sqlite:///{tmp_path}/store.db")
    yield database
    database.close()


def test_the_newest_migration_is_the_one_that_the_program_names() -> None:
    assert revisions()[-1] == REVISION
    assert revisions() == sorted(revisions())


def test_migrations_from_blank_give_the_tables_that_the_program_reads(blank: Database) -> None:
    migrate(blank)
    blank.check()
    with blank.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []


@pytest.mark.parametrize("first", revisions())
def test_what_an_earlier_schema_held_is_held_after_the_migration(blank: Database, first: str) -> None:
    migrate(blank, to=first)
    store = SqlStore(blank)
    secret = store.items.secret()
    published(store)  # what 0002 adds are tables of its own
    copy = migrate(blank)
    assert (copy is not None) == (first != REVISION and blank.path is not None)
    assert store.items.secret() == secret
    assert store.items.holding("P").items == ITEMS
    assert len(store.answers.answers("P").themes()) == 5


def test_a_migration_again_does_nothing(blank: Database) -> None:
    migrate(blank)
    secret = SqlStore(blank).items.secret()
    assert migrate(blank) is None
    assert SqlStore(blank).items.secret() == secret


@pytest.mark.parametrize(("found", "remedy"), [("0000", "store migrate"), ("9999", "newer")])
def test_another_schema_is_refused_with_a_remedy(blank: Database, found: str, remedy: str) -> None:
    migrate(blank)
    with blank.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :found"), {"found": found})
    with pytest.raises(StoreNotUsable) as raised:
        ready(blank)
    assert found in raised.value.what
    assert remedy in raised.value.remedy
    assert raised.value.exit_code == 4


def test_an_empty_postgresql_database_is_not_filled_by_itself(postgres: Server) -> None:
    database = Database(postgres.url(postgres.new_database()))
    with pytest.raises(StoreNotUsable, match="holds no store"):
        ready(database)
    database.close()


def test_a_new_sqlite_file_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/store.db")
    assert ready(database)
    assert not ready(database)
    database.close()
    assert (tmp_path / "store.db").stat().st_mode & 0o777 == 0o600


def test_a_first_migration_that_was_killed_is_begun_again(tmp_path: Path) -> None:
    # what is left when the process dies between the first write and the commit: a header, and no table
    path = tmp_path / "store.db"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()
    database = Database(f"sqlite:///{path}")
    assert ready(database)
    database.check()
    database.close()


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("this is no database, and somebody needs it\n" * 20)
    before = path.read_bytes()
    database = Database(f"sqlite:///{path}")
    with pytest.raises(StoreNotUsable, match="not a database"):
        ready(database)
    database.close()
    assert path.read_bytes() == before


def test_a_backup_taken_while_others_write_is_a_store(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/store.db")
    ready(database)
    store = SqlStore(database)
    published(store)
    with database.write() as connection:
        connection.execute(text("DELETE FROM review"))
        backup(tmp_path / "store.db", tmp_path / "copy.db")
    store.items.keep("P", delivery(ITEMS[:1]))
    restored = SqlStore(Database(f"sqlite:///{tmp_path}/copy.db"))
    restored.database.check()
    assert restored.items.holding("P").items == ITEMS
    assert restored.items.secret() == store.items.secret()
    assert restored.answers.answers("P").head() == store.answers.answers("P").head()
    with pytest.raises(StoreNotUsable, match="a file of that name"):
        backup(tmp_path / "store.db", tmp_path / "copy.db")
    restored.close()
    store.close()
