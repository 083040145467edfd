"""Answers to requests with an idempotency key: remembered for a day, and forgotten with what was erased."""

from __future__ import annotations

import hmac
import zlib
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from feedback2req.adapters.store.database import Database
from feedback2req.adapters.store.holder import has_ended, this_process
from feedback2req.adapters.store.rows import insert_new, make_product, product_id
from feedback2req.adapters.store.service_schema import answer
from feedback2req.domain.job import Answer

_KEPT = timedelta(hours=24)
_RUNNING = timedelta(seconds=120)
"""After so long, who began to answer has died; a process of this system is known to have died at once."""


class SqlAnswerMemory:
    """Fills the port `AnswerMemory`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, product: str, name: str, request: bytes, at: datetime) -> Answer | str | None:
        """Begin to answer, or what there is to say instead."""
        with self._database.write() as connection:
            number = make_product(connection, product)
            connection.execute(delete(answer).where(answer.c.begun_at < at - _KEPT))
            # until there is an answer, its place says who is at it
            mine = {"product_id": number, "name": name, "request": request, "begun_at": at, "body": this_process()}
            if (
                connection.execute(insert_new(connection, answer).values(mine).returning(answer.c.id)).scalar()
                is not None
            ):
                return None
            this = (answer.c.product_id == number, answer.c.name == name)
            row = connection.execute(select(answer).where(*this).with_for_update()).one()
            if not hmac.compare_digest(bytes(row.request), request):
                return "other"
            if row.status is None:
                if row.begun_at > at - _RUNNING and not has_ended(bytes(row.body or b"")):
                    return "running"
                connection.execute(update(answer).where(*this).values(begun_at=at, body=this_process()))
                return None
            return "erased" if row.body is None else Answer(status=row.status, body=zlib.decompress(row.body))

    def finish(self, product: str, name: str, answer_: Answer | None) -> None:
        """Remember the answer; None forgets that the request was begun."""
        with self._database.write() as connection:
            this = (answer.c.product_id == product_id(connection, product), answer.c.name == name)
            if answer_ is None:
                connection.execute(delete(answer).where(*this, answer.c.status.is_(None)))
                return
            packed = zlib.compress(answer_.body)
            connection.execute(update(answer).where(*this).values(status=answer_.status, body=packed))


def forget_answers(connection: Connection, number: int) -> int:
    """Empty all remembered answers of a product: whose words stand in which cannot be told."""
    kept = (answer.c.product_id == number, answer.c.status.is_not(None), answer.c.body.is_not(None))
    return connection.execute(update(answer).where(*kept).values(body=None)).rowcount
