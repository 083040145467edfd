"""The themes that the people of a product want kept, beside the product."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import TypeAdapter
from sqlalchemy import select, update

from feedback2req.adapters.store.database import Database
from feedback2req.adapters.store.rows import make_product, storable_json
from feedback2req.adapters.store.schema import product as products
from feedback2req.domain.taxonomy import GivenTheme

_TAXONOMY = TypeAdapter(tuple[GivenTheme, ...])


class SqlTaxonomies:
    """Fills the port `TaxonomyStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def taxonomy(self, product: str) -> tuple[GivenTheme, ...]:
        """The themes last kept, in their order; none where there are none."""
        with self._database.read() as connection:
            found = connection.execute(select(products.c.taxonomy).where(products.c.name == product)).scalar()
            return () if found is None else _TAXONOMY.validate_python(found)

    def keep(self, product: str, themes: Sequence[GivenTheme]) -> None:
        """Keep these in place of all before; none drops them."""
        kept = storable_json(_TAXONOMY.dump_python(tuple(themes), mode="json")) if themes else None
        with self._database.write() as connection:
            number = make_product(connection, product)
            connection.execute(update(products).where(products.c.id == number).values(taxonomy=kept))
