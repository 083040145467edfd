"""API keys: ids and digests, never a secret."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, select, update

from feedback2req.adapters.store.database import Database
from feedback2req.adapters.store.rows import make_product
from feedback2req.adapters.store.schema import product
from feedback2req.adapters.store.service_schema import api_key
from feedback2req.domain.access import ApiKey

_COLUMNS = ("key_id", "name", "digest", "created_at", "expires_at", "revoked_at", "last_used_at")


class SqlKeys:
    """Fills the port `KeyStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, key: ApiKey) -> None:
        """Keep a key; its product is made when it is not there."""
        with self._database.write() as connection:
            number = make_product(connection, key.product)
            own = {name: getattr(key, name) for name in _COLUMNS}
            connection.execute(insert(api_key).values(product_id=number, scopes=list(key.scopes), **own))

    def find(self, key_id: str) -> ApiKey | None:
        """A key by its id, revoked ones included."""
        with self._database.read() as connection:
            row = connection.execute(_keys().where(api_key.c.key_id == key_id)).one_or_none()
            return None if row is None else _key(row)

    def all(self) -> tuple[ApiKey, ...]:
        """All keys, oldest first."""
        with self._database.read() as connection:
            return tuple(map(_key, connection.execute(_keys().order_by(api_key.c.created_at, api_key.c.key_id))))

    def revoke(self, key_id: str, at: datetime) -> bool:
        """Make a key useless from now on; False if there is none of that id."""
        with self._database.write() as connection:
            change = update(api_key).where(api_key.c.key_id == key_id, api_key.c.revoked_at.is_(None))
            if connection.execute(change.values(revoked_at=at)).rowcount:
                return True
            return connection.execute(_keys().where(api_key.c.key_id == key_id)).one_or_none() is not None

    def used(self, key_id: str, at: datetime) -> None:
        """Remember when a key was last used."""
        with self._database.write() as connection:
            connection.execute(update(api_key).where(api_key.c.key_id == key_id).values(last_used_at=at))


def _keys() -> Select[Any]:
    columns = [api_key.c[name] for name in (*_COLUMNS, "scopes")]
    return select(product.c.name.label("product"), *columns).join(product, product.c.id == api_key.c.product_id)


def _key(row: Row[Any]) -> ApiKey:
    own = {name: getattr(row, name) for name in _COLUMNS}
    return ApiKey(product=row.product, scopes=tuple(row.scopes), **{**own, "digest": bytes(row.digest)})
