"""What models said of texts: opaque answers, and vectors, by the digest of the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Table, bindparam, select

from feedback2req.adapters.store.database import Database
from feedback2req.adapters.store.rows import N_PER_QUERY, insert_new, make_product, pieces, product_id
from feedback2req.adapters.store.schema import cache, model, vector

VECTORS = "vectors"
_N_PER_TRANSACTION = 2_000


class SqlCache:
    """Fills the port `Cache` for one product; vectors have a table of their own."""

    def __init__(self, database: Database, product: str) -> None:
        self._database = database
        self._product = product

    def known(self, kind: str, version: str, digests: Sequence[bytes]) -> dict[bytes, bytes]:
        """What is kept of these texts."""
        table = _table(kind)
        found: dict[bytes, bytes] = {}
        with self._database.read() as connection:
            number, model_id = product_id(connection, self._product), _model_id(connection, kind, version)
            if number is None or model_id is None:
                return {}
            query = select(table.c.digest, table.c.value).where(
                table.c.product_id == number,
                table.c.model_id == model_id,
                table.c.digest.in_(bindparam("wanted", expanding=True)),
            )
            # in the order of the index: neighbours lie on one page
            for some in pieces(sorted(set(digests)), N_PER_QUERY):
                found.update(connection.execute(query, {"wanted": some}).all())
        return found

    def keep(self, kind: str, version: str, answers: Mapping[bytes, bytes]) -> None:
        """Keep answers; what is kept already stays."""
        table = _table(kind)
        # many transactions: a run that is stopped has what it had computed, and nobody waits long for the lock
        for some in pieces(sorted(answers.items()), _N_PER_TRANSACTION):
            with self._database.write() as connection:
                number = make_product(connection, self._product)
                connection.execute(insert_new(connection, model), [{"kind": kind, "version": version}])
                model_id = _model_id(connection, kind, version)
                rows = [
                    {"product_id": number, "model_id": model_id, "digest": key, "value": value} for key, value in some
                ]
                connection.execute(insert_new(connection, table), rows)


def _table(kind: str) -> Table:
    return vector if kind == VECTORS else cache


def _model_id(connection: Connection, kind: str, version: str) -> int | None:
    return connection.execute(select(model.c.id).where(model.c.kind == kind, model.c.version == version)).scalar()
