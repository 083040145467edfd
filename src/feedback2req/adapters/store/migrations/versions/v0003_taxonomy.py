"""A product's own themes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make room for them."""
    op.add_column("product", sa.Column("taxonomy", sa.Text(), nullable=True))
