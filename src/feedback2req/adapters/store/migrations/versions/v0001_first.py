"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "audit",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_table(
        "meta",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_meta")),
    )
    op.create_table(
        "model",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model")),
        sa.UniqueConstraint("kind", "version", name=op.f("uq_model_kind_version")),
    )
    op.create_table(
        "product",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("current_run_id", ID, nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("name", name=op.f("uq_product_name")),
    )
    op.create_table(
        "cache",
        sa.Column("id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("model_id", ID, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["model_id"], ["model.id"], name=op.f("fk_cache_model_id")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_cache_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cache")),
        sa.UniqueConstraint("product_id", "model_id", "digest", name=op.f("uq_cache_product_id_model_id_digest")),
    )
    op.create_table(
        "import",
        sa.Column("id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.Column("n_rows_read", sa.Integer(), nullable=False),
        sa.Column("n_new", sa.Integer(), nullable=False),
        sa.Column("n_same", sa.Integer(), nullable=False),
        sa.Column("n_edited", sa.Integer(), nullable=False),
        sa.Column("n_rejected", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_import_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import")),
    )
    op.create_index(op.f("ix_import_product_id"), "import", ["product_id"], unique=False)
    op.create_table(
        "merged_theme",
        sa.Column("product_id", ID, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("merged_into", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_merged_theme_product_id")),
        sa.PrimaryKeyConstraint("product_id", "key", name=op.f("pk_merged_theme")),
    )
    op.create_table(
        "review",
        sa.Column("id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("review_id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("review", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_review_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("product_id", "review_id", name=op.f("uq_review_product_id_review_id")),
    )
    op.create_table(
        "run",
        sa.Column("id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("snapshot_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.Column("as_of", sa.Text(), nullable=True),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=True),
        sa.Column("result", sa.LargeBinary(), nullable=False),
        sa.Column("past", sa.LargeBinary(), nullable=False),
        sa.Column("model", sa.LargeBinary(), nullable=False),
        sa.Column("has_statements", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("status IN ('running', 'published', 'failed')", name=op.f("ck_run_status")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_run_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sa.UniqueConstraint("snapshot_id", name=op.f("uq_run_snapshot_id")),
    )
    op.create_index(op.f("ix_run_product_id_status"), "run", ["product_id", "status"], unique=False)
    op.create_table(
        "vector",
        sa.Column("id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("model_id", ID, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(value) % 2 = 0", name=op.f("ck_vector_float16")),
        sa.ForeignKeyConstraint(["model_id"], ["model.id"], name=op.f("fk_vector_model_id")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_vector_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vector")),
        sa.UniqueConstraint("product_id", "model_id", "digest", name=op.f("uq_vector_product_id_model_id_digest")),
    )
    op.create_table(
        "import_file",
        sa.Column("import_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reading", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import.id"], name=op.f("fk_import_file_import_id")),
        sa.PrimaryKeyConstraint("import_id", "position", name=op.f("pk_import_file")),
    )
    op.create_index(op.f("ix_import_file_reading"), "import_file", ["reading"], unique=False)
    op.create_table(
        "item",
        sa.Column("product_id", ID, nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("import_id", ID, nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=True),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("account", sa.Text(), nullable=True),
        sa.Column("rating", sa.Float(precision=53), nullable=True),
        sa.Column("satisfaction", sa.Float(precision=53), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import.id"], name=op.f("fk_item_import_id")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_item_product_id")),
        sa.PrimaryKeyConstraint("product_id", "item_id", name=op.f("pk_item")),
    )
    op.create_index(op.f("ix_item_product_id_account"), "item", ["product_id", "account"], unique=False)
    op.create_index(op.f("ix_item_product_id_author"), "item", ["product_id", "author"], unique=False)
    op.create_index(op.f("ix_item_product_id_external_id"), "item", ["product_id", "external_id"], unique=False)
    op.create_index(op.f("ix_item_product_id_identity"), "item", ["product_id", "identity"], unique=False)
    op.create_table(
        "item_version",
        sa.Column("product_id", ID, nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("replaced_by", ID, nullable=False),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("account", sa.Text(), nullable=True),
        sa.Column("item", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_item_version_product_id")),
        sa.ForeignKeyConstraint(["replaced_by"], ["import.id"], name=op.f("fk_item_version_replaced_by")),
        sa.PrimaryKeyConstraint("product_id", "item_id", "version", name=op.f("pk_item_version")),
    )
    op.create_table(
        "rejected_row",
        sa.Column("import_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import.id"], name=op.f("fk_rejected_row_import_id")),
        sa.PrimaryKeyConstraint("import_id", "position", name=op.f("pk_rejected_row")),
    )
    op.create_table(
        "requirement",
        sa.Column("run_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_requirement_run_id")),
        sa.PrimaryKeyConstraint("run_id", "position", name=op.f("pk_requirement")),
    )
    op.create_index(op.f("ix_requirement_run_id_key"), "requirement", ["run_id", "key"], unique=False)
    op.create_table(
        "statement",
        sa.Column("run_id", ID, nullable=False),
        sa.Column("theme", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reading", sa.Text(), nullable=True),
        sa.Column("rest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_statement_run_id")),
        sa.PrimaryKeyConstraint("run_id", "theme", "place", name=op.f("pk_statement")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_statement_run_id_item_id"), "statement", ["run_id", "item_id"], unique=False)
    op.create_index(op.f("ix_statement_run_id_statement_id"), "statement", ["run_id", "statement_id"], unique=False)
    op.create_table(
        "theme",
        sa.Column("run_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_theme_run_id")),
        sa.PrimaryKeyConstraint("run_id", "position", name=op.f("pk_theme")),
    )
    op.create_index(op.f("ix_theme_run_id_key"), "theme", ["run_id", "key"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        # float16 does not compress: trying to costs time on every write
        op.execute("ALTER TABLE vector ALTER COLUMN value SET STORAGE EXTERNAL")
