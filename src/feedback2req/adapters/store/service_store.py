"""What the HTTP service keeps in a store, its parts over one database."""

from __future__ import annotations

from feedback2req.adapters.store.database import Database
from feedback2req.adapters.store.jobs import SqlJobs
from feedback2req.adapters.store.keys import SqlKeys
from feedback2req.adapters.store.published import SqlAuditLog, SqlPublished
from feedback2req.adapters.store.remembered import SqlAnswerMemory
from feedback2req.adapters.store.store import SqlStore
from feedback2req.adapters.store.webhooks import SqlWebhooks


class SqlServiceStore(SqlStore):
    """A store with the tables of the service."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.keys = SqlKeys(database)
        self.memory = SqlAnswerMemory(database)
        self.jobs = SqlJobs(database)
        self.webhooks = SqlWebhooks(database)
        self.published = SqlPublished(database)
        self.audit = SqlAuditLog(database)

    def close(self) -> None:
        """Let go of all connections."""
        self.published.close()
        super().close()
