"""Bring a store's schema up to date."""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, insert, select

from feedback2req.adapters.store.database import Database, make_file
from feedback2req.adapters.store.schema import REVISION, meta
from feedback2req.domain.printable import printable
from feedback2req.errors import StoreNotUsable

SECRET = "secret"  # noqa: S105 - the name of a row


def migrate(database: Database, *, to: str = REVISION) -> Path | None:
    """Bring the schema up to a revision in one transaction, and make the store's secret if there is none.

    Returns
    -------
    Path or None
        The copy of a SQLite file that was made before it was changed.

    Raises
    ------
    StoreNotUsable
        If the database cannot be written to, or is newer than this program.
    """
    copy = None
    if database.path is not None:
        make_file(database.path)
    found = database.revision()
    if found is not None and found >= to:
        if found > to:
            database.check()
        return None
    if database.path is not None:
        if found is not None:
            copy = _copied(database.path, f"before-{to}")
        with database.writer():
            database.raw("PRAGMA journal_mode=WAL")
    with database.write() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, to)
        _make_secret(connection)
    return copy


def ready(database: Database) -> bool:
    """Make a new SQLite store, or check the one that there is; whether it was made.

    Raises
    ------
    StoreNotUsable
        If the schema is another one, or a PostgreSQL database holds no store.
    """
    # a file without a table is what a killed first import leaves
    is_new = database.path is not None and (not database.path.exists() or database.is_empty())
    if is_new:
        migrate(database)
    else:
        database.check()
    return is_new


def backup(source: Path, target: Path) -> None:
    """Copy a SQLite store while others use it; the copy is whole, and one file.

    Raises
    ------
    StoreNotUsable
        If the copy cannot be written, or the target exists.
    """
    if target.exists():
        raise StoreNotUsable(
            "there is a file of that name", where=printable(str(target), 300), remedy="name one that is not there"
        )
    make_file(target)
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)
        raise StoreNotUsable(f"the backup failed: {error}", where=printable(str(target), 300)) from error


def _copied(path: Path, name: str) -> Path:
    """Copy beside the file; a copy of an earlier try is older and is kept."""
    number = 1
    while (copy := path.with_name(f"{path.name}.{name}" + (f"-{number}" if number > 1 else ""))).exists():
        number += 1
    backup(path, copy)
    return copy


def _make_secret(connection: Connection) -> None:
    if connection.execute(select(meta.c.value).where(meta.c.name == SECRET)).scalar() is None:
        connection.execute(insert(meta).values(name=SECRET, value=secrets.token_hex(32)))
