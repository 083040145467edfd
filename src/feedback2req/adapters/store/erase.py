"""placeholder"""

from feedback2req.adapters.store.database import Database


class SqlErasure:
    def __init__(self, database: Database) -> None:
        self._database = database
