"""The published backlog of a store, for other tools."""

from __future__ import annotations

from sqlalchemy import select

from feedback2req.adapters.readers.run_folder import backlog_of, quoted_items
from feedback2req.adapters.store.answers import opened
from feedback2req.adapters.store.database import Database
from feedback2req.adapters.store.packing import inflated
from feedback2req.adapters.store.rows import N_PER_QUERY, pieces
from feedback2req.adapters.store.schema import item, run
from feedback2req.domain.backlog import Backlog


class SqlBacklog:
    """Fills the port `BacklogSource`."""

    def __init__(self, database: Database, product: str) -> None:
        self._database = database
        self._product = product

    def load(self) -> Backlog:
        """All requirements of the current snapshot, best first."""
        with opened(self._database, self._product, None) as (connection, found):
            result = inflated(connection.execute(select(run.c.result).where(run.c.id == found.id)).scalar_one())
            items = {}
            for some in pieces(sorted(quoted_items(result)), N_PER_QUERY):
                query = select(item.c.item_id, item.c.source, item.c.external_id).where(
                    item.c.product_id == found.product_id, item.c.item_id.in_(some)
                )
                items.update({row.item_id: dict(row._mapping) for row in connection.execute(query)})
            return backlog_of(result, items)
