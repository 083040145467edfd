"""What is wrong, or may go wrong, with a store; each finding comes with a remedy."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, inspect, select, text

from feedback2req.adapters.store.database import Database
from feedback2req.adapters.store.schema import REVISION, item, meta, product, run, statement, vector
from feedback2req.adapters.store.snapshots import PUBLISHED, RUNNING
from feedback2req.domain.printable import printable
from feedback2req.errors import RerankRunning

_WAL_FIXED = (3, 51, 3)
_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "ceph", "glusterfs", "afs", "virtiofs"}
)
_WARNING, _FAULT = "warning", "fault"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`severity` is ``fault`` (something is wrong) or ``warning`` (something may go wrong)."""

    severity: str
    what: str
    remedy: str


def examine(database: Database) -> Iterator[Finding]:
    """All findings, faults and warnings, in the order in which they are looked for."""
    found = database.revision()
    if found != REVISION:
        what = "the database holds no store" if found is None else f"the store has schema {printable(found, 20)}"
        yield Finding(
            severity=_FAULT,
            what=f"{what}; this program needs {REVISION}",
            remedy="feedback2req store migrate, or a newer feedback2req where the schema is newer",
        )
        return
    if database.path is not None:
        yield from _of_file(database, database.path)
    else:
        yield from _of_server(database)
    yield from _of_rows(database)


def _of_file(database: Database, path: Path) -> Iterator[Finding]:
    if sqlite3.sqlite_version_info < _WAL_FIXED:
        yield Finding(
            severity=_WARNING,
            what=f"SQLite {sqlite3.sqlite_version} may damage a file that one connection commits to while another "
            "one checkpoints (mended in 3.51.3)",
            remedy="this program never does both at once: open the file with no other program that writes",
        )
    kind = _file_system(path)
    if kind in _NETWORK:
        yield Finding(
            severity=_FAULT,
            what=f"the file lies on a network file system ({kind}), where locks cannot be relied on",
            remedy="move it to a local disk, or use PostgreSQL",
        )
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield Finding(
            severity=_WARNING,
            what=f"others than its owner may open the file (mode {mode:o}), and it holds customers' words",
            remedy=f"chmod 600 {printable(str(path), 300)}",
        )
    for pragma, what in (("integrity_check", "the file is damaged"), ("foreign_key_check", "rows point nowhere")):
        rows = [str(row[0]) for row in database.raw(f"PRAGMA {pragma}")]
        if rows not in (["ok"], []):
            yield Finding(
                severity=_FAULT, what=f"{what}: {printable(rows[0], 120)}", remedy="restore the newest backup"
            )


def _of_server(database: Database) -> Iterator[Finding]:
    with database.read() as connection:
        version = int(connection.execute(text("SHOW server_version_num")).scalar_one())
        encoding = str(connection.execute(text("SHOW server_encoding")).scalar_one())
    if version < 150000:
        yield Finding(
            severity=_WARNING, what=f"PostgreSQL {version // 10000} was not tested", remedy="use PostgreSQL 15 or newer"
        )
    if encoding != "UTF8":
        yield Finding(
            severity=_FAULT,
            what=f"the database's encoding is {printable(encoding, 20)}",
            remedy="make a database with ENCODING 'UTF8', and move the store there",
        )


def _of_rows(database: Database) -> Iterator[Finding]:
    with database.read() as connection:
        missing = [name for name in _TABLES if not inspect(connection).has_table(name)]
        if missing:
            yield Finding(
                severity=_FAULT, what=f"tables are missing: {', '.join(missing)}", remedy="restore the newest backup"
            )
            return
        if connection.execute(select(func.count()).select_from(meta)).scalar_one() == 0:
            yield Finding(
                severity=_FAULT,
                what="the store's secret is gone: new pseudonyms would not match the old ones",
                remedy="restore the newest backup",
            )
        products = connection.execute(select(product.c.id, product.c.name, product.c.current_run_id)).all()
        for one in products:
            name = printable(one.name, 60)
            status = connection.execute(select(run.c.status).where(run.c.id == one.current_run_id)).scalar()
            if one.current_run_id is not None and status != PUBLISHED:
                yield Finding(
                    severity=_FAULT,
                    what=f"{name}: the current snapshot is not there",
                    remedy="feedback2req rerank publishes a new one; or restore the newest backup",
                )
            widths = list(
                connection.execute(
                    select(vector.c.model_id)
                    .where(vector.c.product_id == one.id)
                    .group_by(vector.c.model_id)
                    .having(func.min(func.length(vector.c.value)) != func.max(func.length(vector.c.value)))
                ).scalars()
            )
            if widths:
                yield Finding(
                    severity=_FAULT,
                    what=f"{name}: vectors of one encoder differ in length",
                    remedy="restore the newest backup",
                )
            yield from _missing_vectors(connection, one.id, one.current_run_id, name)
    for one in products:
        yield from _orphans(database, one.id, printable(one.name, 60))


_TABLES = (item.name, statement.name, run.name, vector.name, product.name)


def _missing_vectors(connection: Connection, number: int, run_id: int | None, name: str) -> Iterator[Finding]:
    placed = select(func.count()).select_from(statement).where(statement.c.run_id == run_id, statement.c.theme >= 0)
    n_vectors = select(func.count()).select_from(vector).where(vector.c.product_id == number)
    if connection.execute(placed).scalar_one() and not connection.execute(n_vectors).scalar_one():
        yield Finding(
            severity=_WARNING,
            what=f"{name}: no vector is kept of the statements in themes",
            remedy="nothing has to be done: the next rerank computes them again",
        )


def _orphans(database: Database, number: int, name: str) -> Iterator[Finding]:
    with database.read() as connection:
        query = select(func.count()).select_from(run).where(run.c.product_id == number, run.c.status == RUNNING)
        n_running = int(connection.execute(query).scalar_one())
    if not n_running:
        return
    try:
        with database.reranking(number):
            yield Finding(
                severity=_WARNING,
                what=f"{name}: {n_running} runs were cut off and have left rows that nobody sees",
                remedy="the next rerank removes them",
            )
    except RerankRunning:
        return  # they are at work


def _file_system(path: Path) -> str | None:
    """The kind of file system that a file lies on, where the system tells."""
    try:
        lines = Path("/proc/self/mounts").read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    real = os.path.realpath(path)
    kinds = {}
    for line in lines:
        _, mount, kind, *_ = line.split(" ")
        kinds[mount.replace("\\040", " ")] = kind
    under = [mount for mount in kinds if real == mount or real.startswith(mount.rstrip("/") + "/")]
    return kinds[max(under, key=len)] if under else None
