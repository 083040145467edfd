"""What people decided, as rows that are only ever added."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import TypeAdapter
from sqlalchemy import select

from feedback2req.adapters.store.database import Database
from feedback2req.adapters.store.rows import insert_all, make_product, product_id, storable_json
from feedback2req.adapters.store.schema import review
from feedback2req.domain.review import Review

_REVIEW = TypeAdapter(Review)


class SqlReviews:
    """Fills the port `ReviewStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def reviews(self, product: str) -> tuple[Review, ...]:
        """All decisions in the order in which they were added."""
        with self._database.read() as connection:
            found = connection.execute(
                select(review.c.review)
                .where(review.c.product_id == product_id(connection, product))
                .order_by(review.c.id)
            ).scalars()
            return tuple(_REVIEW.validate_python(one) for one in found)

    def add(self, product: str, reviews: Sequence[Review]) -> int:
        """Add decisions; those whose id is there already are passed over."""
        with self._database.write() as connection:
            number = make_product(connection, product)
            held = set(connection.execute(select(review.c.review_id).where(review.c.product_id == number)).scalars())
            fresh = {one.review_id: one for one in reviews if one.review_id not in held}
            rows: list[dict[str, object]] = [
                {
                    "product_id": number,
                    "review_id": one.review_id,
                    "at": one.at,
                    "action": one.action,
                    "review": storable_json(_REVIEW.dump_python(one, mode="json")),
                }
                for one in fresh.values()
            ]
            insert_all(connection, review, rows)
            return len(rows)
