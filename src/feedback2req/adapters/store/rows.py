"""What several kinds of rows need: products by name, rows that may be there, lists in handy pieces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import Connection, Insert, Table, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from feedback2req.adapters.store.schema import product

T = TypeVar("T")
_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")
N_PER_QUERY = 500
N_PER_INSERT = 5_000


def pieces(things: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The list in parts of at most `size`."""
    for start in range(0, len(things), size):
        yield things[start : start + size]


def now() -> datetime:
    """The time that an event is recorded with."""
    return datetime.now(UTC)


def storable(text: str) -> str:
    """A text that both databases take: NUL and lone surrogates become the replacement character."""
    return text if text.isascii() and "\x00" not in text else _NOT_STORABLE.sub("\ufffd", text)


def storable_json(value: object) -> object:
    """A JSON value whose texts both databases take."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [storable_json(one) for one in value]
    if isinstance(value, dict):
        return {storable(name): storable_json(one) for name, one in value.items()}
    return value


def product_id(connection: Connection, name: str) -> int | None:
    """The product's number; None when there is no such product."""
    return connection.execute(select(product.c.id).where(product.c.name == storable(name))).scalar()


def make_product(connection: Connection, name: str) -> int:
    """The product's number; it is made when it is not there."""
    connection.execute(insert_new(connection, product), [{"name": storable(name), "created_at": now()}])
    found = product_id(connection, name)
    assert found is not None  # noqa: S101 - it was put there in this transaction
    return found


def insert_new(connection: Connection, table: Table) -> Insert:
    """An insert that passes over rows that are there."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def insert_all(connection: Connection, table: Table, rows: Sequence[dict[str, object]]) -> None:
    """Insert rows, many a statement."""
    for some in pieces(rows, N_PER_INSERT):
        connection.execute(insert(table), list(some))
