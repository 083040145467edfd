"""Which state of a product answers are from, told cheaply; and what placing an item needs of it."""

from __future__ import annotations

import threading
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, insert, select

from feedback2req.adapters.caching.ports import VECTORS, vector_version
from feedback2req.adapters.store.blobs import SqlCache
from feedback2req.adapters.store.database import Database
from feedback2req.adapters.store.packing import NO_THEME, unpacked_model
from feedback2req.adapters.store.rows import make_product, now, product_id, storable
from feedback2req.adapters.store.schema import audit, product, review, run, statement, theme
from feedback2req.adapters.store.service_schema import service_audit
from feedback2req.adapters.store.snapshots import current_run
from feedback2req.domain.identity import digest, text_digest
from feedback2req.domain.readings import EncoderInfo
from feedback2req.domain.themes import ThemeModel


class SqlPublished:
    """Fills the port `Published`.

    On SQLite one connection of its own is asked for ``data_version``, which changes when anybody commits:
    as long as it does not, what was found before is still true, and no table is read.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._watch: Connection | None = None
        self._seen: object = None
        self._known: dict[str, str] = {}

    def version(self, product: str) -> str:
        """Changes with every snapshot, decision and erasure of a product."""
        with self._lock:
            state = self._commits()
            if state is None or state != self._seen:
                self._known.clear()
                self._seen = state
            if product not in self._known:
                self._known[product] = self._version(product)
            return self._known[product]

    def placing(self, product: str) -> ThemeModel | None:
        """The themes as people left them; None before the first snapshot."""
        with self._database.read() as connection:
            found = current_run(connection, product)
            if found is None:
                return None
            return unpacked_model(connection.execute(select(run.c.model).where(run.c.id == found.id)).scalar_one())

    def vectors(self, product: str, encoder: EncoderInfo) -> tuple[tuple[str, ...], NDArray[np.float16]]:
        """Statements in themes whose vectors are kept."""
        with self._database.read() as connection:
            found = current_run(connection, product)
            if found is None:
                return (), np.zeros((0, encoder.n_dims), dtype=np.float16)
            said = select(statement.c.statement_id, statement.c.text, statement.c.reading).where(
                statement.c.run_id == found.id, statement.c.theme != NO_THEME
            )
            digests = {row.statement_id: text_digest(row.reading or row.text) for row in connection.execute(said)}
        known = SqlCache(self._database, product).known(VECTORS, vector_version(encoder), sorted({*digests.values()}))
        ids = tuple(sorted(key for key, value in digests.items() if value in known))
        rows = [np.frombuffer(known[digests[key]], dtype="<f2") for key in ids]
        return ids, np.stack(rows).astype(np.float16) if rows else np.zeros((0, encoder.n_dims), dtype=np.float16)

    def members(self, product: str) -> Mapping[str, str]:
        """Statement id to the key of its theme, in the current snapshot."""
        with self._database.read() as connection:
            found = current_run(connection, product)
            if found is None:
                return {}
            query = (
                select(statement.c.statement_id, theme.c.key)
                .join(theme, (theme.c.run_id == statement.c.run_id) & (theme.c.number == statement.c.theme))
                .where(statement.c.run_id == found.id)
            )
            return {row.statement_id: row.key for row in connection.execute(query)}

    def close(self) -> None:
        """Let go of the connection that watches."""
        with self._lock:
            if self._watch is not None:
                self._watch.close()
                self._watch = None

    def _commits(self) -> object:
        if self._database.path is None:
            return None
        if self._watch is None:
            # in no transaction: a reader that stays open would hold the write-ahead log
            self._watch = self._database.engine.connect()
            self._watch.detach()
        cursor = self._watch.connection.cursor()
        return cursor.execute("PRAGMA data_version").fetchone()

    def _version(self, name: str) -> str:
        with self._database.read() as connection:
            number = product_id(connection, name)
            current = connection.execute(select(product.c.current_run_id).where(product.c.id == number)).scalar()
            decided = select(func.max(review.c.id), func.count()).where(review.c.product_id == number)
            reviews = tuple(connection.execute(decided).one())
            erased = connection.execute(select(func.max(audit.c.id))).scalar()
        return digest(storable(name), repr(current), repr(reviews), repr(erased))[:32]


class SqlAuditLog:
    """Fills the port `AuditLog`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, *, product: str, by: str, action: str, target: str, request_id: str) -> None:
        """Add a line."""
        with self._database.write() as connection:
            line = {"by": by, "action": action, "target": storable(target), "request_id": request_id, "at": now()}
            connection.execute(insert(service_audit).values(product_id=make_product(connection, product), **line))
