"""Connections and transactions: the same for both databases, with what each of them needs."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, ProgrammingError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from feedback2req.adapters.store.locks import FileLock
from feedback2req.adapters.store.schema import REVISION, metadata
from feedback2req.domain.printable import printable
from feedback2req.errors import RerankRunning, StoreNotUsable, WrongUsage

_LOCK_SPACE = 0xF2B
_CHECKPOINT_COMMITS = 64
_CHECKPOINT_BYTES = 64 << 20
_CHECKPOINT_WAIT_MS = 200
_MIGRATE = "bring it up to date: feedback2req store migrate --store URL"
_REMEDIES = (
    ("full", "make room on the disk, and do it again: nothing of it was kept"),
    ("readonly", "the file and its folder have to be writable"),
    ("read-only", "the database takes no writes: name one that does"),
    ("locked", "another program holds the store: wait for it, or end it"),
    ("malformed", "look into it with `feedback2req store doctor`, and restore a backup"),
    ("not a database", "name the file of a store"),
    ("unable to open", "look at the path and its permissions"),
)
# without "import", which is a word of SQL, and holds nothing of a customer
_TABLES = ", ".join(table.name for table in metadata.sorted_tables if table.name != "import")
_CONNECT = "look at the address, and whether the server runs"


class Database:
    """A store's database, reached by an URL.

    Parameters
    ----------
    url : str
        ``sqlite:///path.db`` or ``postgresql+psycopg://…``.
    busy_timeout_s : float, > 0, default=10
        How long to wait for a lock.

    Raises
    ------
    WrongUsage
        If the URL is none, names another database, or needs a package that is not installed.
    """

    def __init__(self, url: str, *, busy_timeout_s: float = 10.0) -> None:
        self.url = _parsed(url)
        self.busy_timeout_s = busy_timeout_s
        self.path = Path(str(self.url.database)) if self.url.get_backend_name() == "sqlite" else None
        self._lock = FileLock(self.path.with_name(self.path.name + ".lock")) if self.path is not None else None
        self._n_commits = 0
        self.engine = self._engine()

    @property
    def place(self) -> str:
        """The URL as it may be shown: without password and options."""
        return printable(self.url.set(password=None, query={}).render_as_string(), 300)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the store."""
        if self.path is not None and not self.path.exists():
            raise StoreNotUsable(
                "there is no store", where=self.place, remedy="make it: feedback2req import FILE --store URL"
            )
        options: dict[str, Any] = {"isolation_level": "REPEATABLE READ"} if self.path is None else {}
        with self._told(), self.engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection in one transaction: kept whole, or not at all."""
        with self.writer(), self._told():
            with self.engine.connect().execution_options(writes=True) as connection, connection.begin():
                yield connection
            self._n_commits += 1
            is_time = self._n_commits % _CHECKPOINT_COMMITS == 0 or self._wal_bytes() > _CHECKPOINT_BYTES
            if is_time and self.path is not None:  # PostgreSQL looks after its own log
                # it is committed: that the log cannot be emptied now must not look as if it were not
                with suppress(StoreNotUsable):
                    self._checkpoint()

    @contextmanager
    def writer(self) -> Iterator[None]:
        """Be the only writer of a SQLite file.

        SQLite before 3.51.3 may damage a file when one connection commits while another one checkpoints; here
        both happen under this lock alone.
        """
        if self._lock is None:
            yield
            return
        with ExitStack() as stack:
            try:
                is_held = stack.enter_context(self._lock.held(timeout_s=self.busy_timeout_s))
            except OSError as error:
                raise StoreNotUsable(
                    f"the store cannot be written to: {error.strerror}",
                    where=self.place,
                    remedy="the file and its folder have to be writable",
                ) from error
            if not is_held:
                raise StoreNotUsable(
                    "the store is locked: another program writes to it", where=self.place, remedy=_REMEDIES[3][1]
                )
            yield

    @contextmanager
    def reranking(self, product_id: int) -> Iterator[Callable[[], None]]:
        """Be the only one who publishes for a product; what is yielded makes sure that it is still so.

        Raises
        ------
        RerankRunning
            If another process, or another thread, is at it.
        """
        with ExitStack() as stack:
            still_held: Callable[[], None] = lambda: None  # noqa: E731 - a file's lock is held as long as we live
            if self.path is not None:
                lock = FileLock(self.path.with_name(f"{self.path.name}.rerank-{product_id}.lock"))
                is_held = stack.enter_context(lock.held(timeout_s=0.0))
            else:
                with self._told():
                    own = stack.enter_context(self.engine.connect().execution_options(isolation_level="AUTOCOMMIT"))
                    asked = text("SELECT pg_try_advisory_lock(:space, :product)")
                    is_held = own.execute(asked, {"space": _LOCK_SPACE, "product": product_id}).scalar_one()
                # the lock goes with the connection: it must not live on in the pool
                own.detach()
                still_held = partial(self._is_alive, own)
                if is_held:
                    stack.callback(_let_go, own, product_id)
            if not is_held:
                raise RerankRunning(
                    "another re-rank of this product is running",
                    where=self.place,
                    remedy="wait until it is done; nothing was changed",
                )
            yield still_held

    def _is_alive(self, connection: Connection) -> None:
        """Raise when a connection, and with it its lock, was lost."""
        with self._told():
            connection.execute(text("SELECT 1"))

    def revision(self) -> str | None:
        """The schema that the database has; None for an empty one."""
        with self.read() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()

    def is_empty(self) -> bool:
        """Whether the database has no table at all."""
        with self.read() as connection:
            return not inspect(connection).get_table_names()

    def check(self) -> None:
        """Refuse a database with another schema than this program's.

        Raises
        ------
        StoreNotUsable
            If it is empty, older or newer.
        """
        found = self.revision()
        if found is None:
            raise StoreNotUsable("the database holds no store", where=self.place, remedy=_MIGRATE)
        if found > REVISION:
            raise StoreNotUsable(
                f"the store has schema {printable(found, 20)}, and this program knows {REVISION}",
                where=self.place,
                remedy="use the version of feedback2req that migrated it, or a newer one",
            )
        if found < REVISION:
            raise StoreNotUsable(
                f"the store has schema {printable(found, 20)}, and this program needs {REVISION}",
                where=self.place,
                remedy=_MIGRATE,
            )

    def close(self) -> None:
        """Close all connections; who has written empties the write-ahead log into the file, too."""
        if self._n_commits and self.path is not None:  # who has only read waits for nobody
            with suppress(StoreNotUsable), self.writer():
                if self._wal_bytes():
                    self._checkpoint()
        self.engine.dispose()

    def raw(self, *statements: str) -> list[Any]:
        """Run statements outside of any transaction; the rows of the last one."""
        with self._told():
            connection = self.engine.raw_connection()
            try:
                cursor = connection.cursor()
                for statement in statements:
                    cursor.execute(statement)
                return list(cursor.fetchall()) if cursor.description else []
            finally:
                connection.close()

    def analyze(self) -> None:
        """Tell SQLite how its rows are spread; PostgreSQL looks for itself.

        Without it the statements of one item are looked for among all of a run.
        """
        if self.path is not None:
            with self.writer():
                self.raw("PRAGMA analysis_limit=1000", "ANALYZE")

    def vacuum(self) -> None:
        """Write the database anew, so that nothing of what was deleted is left in its pages.

        Raises
        ------
        StoreNotUsable
            If somebody reads a state from before, and so holds its pages.
        """
        if self.path is None:
            with self._told(), self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text(f"VACUUM (FULL) {_TABLES}"))
            return
        with self.writer():
            self.raw("VACUUM")
            (is_busy, *_), *_ = self.raw("PRAGMA wal_checkpoint(TRUNCATE)")
        if is_busy:
            raise StoreNotUsable(
                "it is erased, but somebody is reading an older state, whose pages are still in the log",
                where=self.place,
                remedy="give the same command again when they are done",
            )

    def _checkpoint(self) -> None:
        # readers may hold the log: what is left is for the next time
        self.raw(
            f"PRAGMA busy_timeout={_CHECKPOINT_WAIT_MS}",
            "PRAGMA wal_checkpoint(TRUNCATE)",
            f"PRAGMA busy_timeout={int(self.busy_timeout_s * 1000)}",
        )

    def _wal_bytes(self) -> int:
        if self.path is None:
            return 0
        with suppress(OSError):
            return self.path.with_name(self.path.name + "-wal").stat().st_size
        return 0

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (IntegrityError, ProgrammingError):
            raise
        except (DBAPIError, sqlite3.Error, PoolTimeout) as error:
            raise self._error(error) from error

    def _error(self, error: Exception) -> StoreNotUsable:
        # the driver's own first line: what follows may hold values, and values are feedback
        said = str(getattr(error, "orig", None) or error).partition("\n")[0]
        remedy = next((r for sign, r in _REMEDIES if sign in said.casefold()), _CONNECT if self.path is None else "")
        return StoreNotUsable(f"the store failed: {printable(said, 200)}", where=self.place, remedy=remedy)

    def _engine(self) -> Engine:
        try:
            engine = create_engine(self.url, **({} if self.path is not None else {"pool_pre_ping": True}))
        except ModuleNotFoundError as error:
            raise WrongUsage(
                f"{printable(self.url.drivername, 40)} needs a package that is not installed",
                where=self.place,
                remedy="pip install 'feedback2req[postgres]', and write postgresql+psycopg://",
            ) from error
        if self.path is not None:
            self._listen(engine)
        return engine

    def _listen(self, engine: Engine) -> None:
        @event.listens_for(engine, "connect")
        def connected(connection: DBAPIConnection, _: object) -> None:
            connection.isolation_level = None  # transactions begin where we say, and not where the driver guesses
            for pragma in (
                f"busy_timeout={int(self.busy_timeout_s * 1000)}",
                "synchronous=FULL",
                "foreign_keys=ON",
                "wal_autocheckpoint=0",
                "secure_delete=FAST",
                "cache_size=-32768",
            ):
                connection.execute(f"PRAGMA {pragma}")

        @event.listens_for(engine, "begin")
        def began(connection: Connection) -> None:
            writes = connection.get_execution_options().get("writes")
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _let_go(connection: Connection, product_id: int) -> None:
    """Unlock by word: the server ends a closed connection in its own time, and the next one would find it locked."""
    with suppress(SQLAlchemyError):  # a connection that was lost holds nothing any more
        connection.execute(
            text("SELECT pg_advisory_unlock(:space, :product)"), {"space": _LOCK_SPACE, "product": product_id}
        )


def make_file(path: Path) -> None:
    """An empty file that its owner alone may read: it will hold customers' words.

    Raises
    ------
    StoreNotUsable
        If it cannot be made.
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StoreNotUsable(
            f"the store cannot be made: {error.strerror}",
            where=printable(str(path), 300),
            remedy="look at the path and its permissions",
        ) from error


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise WrongUsage(
            "the store's URL is none", remedy="write sqlite:///path.db or postgresql+psycopg://user@host/name"
        ) from error
    backend = parsed.get_backend_name()
    if backend not in ("sqlite", "postgresql") or not parsed.database or parsed.database == ":memory:":
        raise WrongUsage(
            f"a store is a SQLite file or a PostgreSQL database, not {printable(parsed.drivername, 40)}",
            remedy="write sqlite:///path.db or postgresql+psycopg://user@host/name",
        )
    return parsed
