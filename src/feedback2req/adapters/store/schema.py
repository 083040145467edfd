"""The tables: everything belongs to a product, and what a run wrote belongs to the run."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

REVISION = "0003"
"""The newest migration: what this program reads and writes."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Moment(TypeDecorator[datetime]):
    """An aware time as microseconds since 1970: equal and ordered alike on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """To microseconds."""
        return None if value is None else (value - _EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """From microseconds."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)


class Json(TypeDecorator[object]):
    """A JSON value as text, its keys in the order that they have."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:
        """To text."""
        return None if value is None else json.dumps(value, ensure_ascii=False, allow_nan=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> object:
        """From text."""
        found: object = None if value is None else json.loads(value)
        return found


# SQLite counts up by itself only for INTEGER
Id = BigInteger().with_variant(Integer(), "sqlite")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _product_id() -> Column[int]:
    return Column("product_id", Id, ForeignKey("product.id"), nullable=False)


meta = Table("meta", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))

product = Table(
    "product",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column(
        "current_run_id", Id
    ),  # the pointer that publication flips; no foreign key, or the two tables need each other
    Column("created_at", Moment, nullable=False),
    Column("taxonomy", Json),
)

import_ = Table(
    "import",
    metadata,
    Column("id", Id, primary_key=True),
    _product_id(),
    Column("imported_at", Moment, nullable=False),
    *(Column(f"n_{name}", Integer, nullable=False) for name in ("rows_read", "new", "same", "edited", "rejected")),
    Index(None, "product_id"),
)

import_file = Table(
    "import_file",
    metadata,
    Column("import_id", Id, ForeignKey("import.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("reading", Text, nullable=False),
    Column("report", Json, nullable=False),
    Index(None, "reading"),
)

rejected_row = Table(
    "rejected_row",
    metadata,
    Column("import_id", Id, ForeignKey("import.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("file", Text, nullable=False),
    Column("row", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("detail", Text, nullable=False),
)

item = Table(
    "item",
    metadata,
    Column("product_id", Id, ForeignKey("product.id"), primary_key=True),
    Column("item_id", Text, primary_key=True),
    Column("identity", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("import_id", Id, ForeignKey("import.id"), nullable=False),
    Column("external_id", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("row", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("url", Text),
    Column("received_at", Moment),
    Column("author", Text),
    Column("account", Text),
    Column("rating", Float(53)),
    Column("satisfaction", Float(53)),
    Column("language", Text, nullable=False),
    Column("attributes", Json, nullable=False),
    Index(None, "product_id", "identity"),
    Index(None, "product_id", "external_id"),
    Index(None, "product_id", "author"),
    Index(None, "product_id", "account"),
)

item_version = Table(
    "item_version",
    metadata,
    Column("product_id", Id, ForeignKey("product.id"), primary_key=True),
    Column("item_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("replaced_by", Id, ForeignKey("import.id"), nullable=False),
    Column("author", Text),
    Column("account", Text),
    Column("item", Json, nullable=False),
)

model = Table(
    "model",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("version", Text, nullable=False),
    UniqueConstraint("kind", "version"),
)

cache = Table(
    "cache",
    metadata,
    Column("id", Id, primary_key=True),
    _product_id(),
    Column("model_id", Id, ForeignKey("model.id"), nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("value", LargeBinary, nullable=False),
    UniqueConstraint("product_id", "model_id", "digest"),
)

vector = Table(
    "vector",
    metadata,
    Column("id", Id, primary_key=True),
    _product_id(),
    Column("model_id", Id, ForeignKey("model.id"), nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("value", LargeBinary, nullable=False),
    UniqueConstraint("product_id", "model_id", "digest"),
    CheckConstraint("length(value) % 2 = 0", name="float16"),
)

run = Table(
    "run",
    metadata,
    Column("id", Id, primary_key=True),
    _product_id(),
    Column("snapshot_id", Text, nullable=False, unique=True),
    Column("status", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("published_at", Moment),
    Column("as_of", Text),
    Column("head", Json, nullable=False),
    Column("changes", Json),
    Column("result", LargeBinary, nullable=False),  # result.json, deflated
    Column("past", LargeBinary, nullable=False),
    Column("model", LargeBinary, nullable=False),
    Column("has_statements", SmallInteger, nullable=False),
    CheckConstraint("status IN ('running', 'published', 'failed')", name="status"),
    Index(None, "product_id", "status"),
)

theme = Table(
    "theme",
    metadata,
    Column("run_id", Id, ForeignKey("run.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("number", Integer, nullable=False),  # row in the theme model: what statements name
    Column("key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("record", Json, nullable=False),
    Index(None, "run_id", "key"),
)

merged_theme = Table(
    "merged_theme",
    metadata,
    Column("product_id", Id, ForeignKey("product.id"), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("merged_into", Text, nullable=False),
)

requirement = Table(
    "requirement",
    metadata,
    Column("run_id", Id, ForeignKey("run.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("key", Text, nullable=False),
    Column("theme", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("record", Json, nullable=False),
    Index(None, "run_id", "key"),
)

statement = Table(
    "statement",
    metadata,
    Column("run_id", Id, ForeignKey("run.id"), primary_key=True),
    Column("theme", Integer, primary_key=True),  # -1: in none
    Column("place", Integer, primary_key=True),  # inside its theme, the surest first
    Column("statement_id", Text, nullable=False),
    Column("item_id", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("reading", Text),  # when it differs from the text
    Column("rest", Text, nullable=False),  # what else stands in the record, packed
    Index(None, "run_id", "item_id"),
    Index(None, "run_id", "statement_id"),
    sqlite_with_rowid=False,
)

review = Table(
    "review",
    metadata,
    Column("id", Id, primary_key=True),
    _product_id(),
    Column("review_id", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("action", Text, nullable=False),
    Column("review", Json, nullable=False),
    UniqueConstraint("product_id", "review_id"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("action", Text, nullable=False),
    Column("counts", Json, nullable=False),
)
