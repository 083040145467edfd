"""One store: its parts over one database."""

from __future__ import annotations

from feedback2req.adapters.store.answers import SqlAnswerStore
from feedback2req.adapters.store.blobs import SqlCache
from feedback2req.adapters.store.database import Database
from feedback2req.adapters.store.erase import SqlErasure
from feedback2req.adapters.store.items import SqlItems
from feedback2req.adapters.store.reviews import SqlReviews
from feedback2req.adapters.store.snapshots import SqlSnapshots
from feedback2req.adapters.store.taxonomies import SqlTaxonomies


class SqlStore:
    """Fills the port `Store`."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.items = SqlItems(database)
        self.snapshots = SqlSnapshots(database)
        self.answers = SqlAnswerStore(database)
        self.reviews = SqlReviews(database)
        self.taxonomies = SqlTaxonomies(database)
        self.erasure = SqlErasure(database)

    def cache(self, product: str) -> SqlCache:
        """What models said of the texts of a product."""
        return SqlCache(self.database, product)

    def close(self) -> None:
        """Let go of all connections."""
        self.database.close()
