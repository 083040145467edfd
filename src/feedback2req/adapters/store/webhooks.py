"""Webhooks out with what is on its way to them, and hooks in with what came through them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from feedback2req.adapters.store.database import Database
from feedback2req.adapters.store.rows import insert_new, make_product, now, product_id, storable
from feedback2req.adapters.store.schema import product
from feedback2req.adapters.store.service_schema import hook, hook_delivery, sending, webhook
from feedback2req.domain.job import Hook, Sending, Webhook

_SEEN = timedelta(days=7)
_MOST_DEAD = 200


class SqlWebhooks:
    """Fills the port `WebhookStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, one: Webhook) -> None:
        """Keep a webhook."""
        with self._database.write() as connection:
            connection.execute(
                insert(webhook).values(
                    webhook_id=one.webhook_id,
                    product_id=make_product(connection, one.product),
                    url=one.url,
                    events=list(one.events),
                    secret=one.secret,
                    created_at=one.created_at,
                )
            )

    def of_product(self, product: str) -> tuple[Webhook, ...]:
        """All webhooks of a product, oldest first."""
        with self._database.read() as connection:
            query = select(webhook).where(webhook.c.product_id == product_id(connection, product))
            rows = connection.execute(query.order_by(webhook.c.created_at, webhook.c.webhook_id))
            return tuple(_webhook(row, product) for row in rows)

    def remove(self, product: str, webhook_id: str) -> bool:
        """Remove a webhook and what was on its way to it."""
        with self._database.write() as connection:
            number = product_id(connection, product)
            this = (webhook.c.product_id == number, webhook.c.webhook_id == webhook_id)
            if connection.execute(select(webhook.c.webhook_id).where(*this)).scalar() is None:
                return False
            connection.execute(delete(sending).where(sending.c.webhook_id == webhook_id))
            connection.execute(delete(webhook).where(*this))
            return True

    def emit(self, product: str, event: str, event_id: str, body: str) -> int:
        """Put an event on its way to every webhook that asked for it; to how many."""
        asked = [one.webhook_id for one in self.of_product(product) if event in one.events]
        rows: list[dict[str, object]] = [
            {
                "event_id": event_id,
                "webhook_id": webhook_id,
                "event": event,
                "body": body,
                "state": "waiting",
                "attempt": 0,
                "next_at": now(),
                "created_at": now(),
            }
            for webhook_id in asked
        ]
        if rows:
            with self._database.write() as connection:
                # a job that is done again emits its events again, under the same ids
                connection.execute(insert_new(connection, sending), rows)
        return len(rows)

    def due(self, *, limit: int, lease_s: float) -> tuple[Sending, ...]:
        """Take what is to be sent now."""
        is_due = (sending.c.state == "waiting", sending.c.next_at <= now())
        with self._database.read() as connection:
            if connection.execute(select(sending.c.event_id).where(*is_due).limit(1)).scalar() is None:
                return ()
        with self._database.write() as connection:
            query = select(sending).where(*is_due).order_by(sending.c.next_at, sending.c.event_id).limit(limit)
            rows = connection.execute(query.with_for_update(skip_locked=True)).all()
            found = []
            for row in rows:
                values = {"attempt": row.attempt + 1, "next_at": now() + timedelta(seconds=lease_s)}
                connection.execute(update(sending).where(*_this(row.event_id, row.webhook_id)).values(**values))
                query_of = select(webhook, product.c.name.label("product")).join(
                    product, product.c.id == webhook.c.product_id
                )
                of = connection.execute(query_of.where(webhook.c.webhook_id == row.webhook_id)).one()
                found.append(
                    Sending(
                        event_id=row.event_id, webhook=_webhook(of, of.product), body=row.body, attempt=row.attempt + 1
                    )
                )
            return tuple(found)

    def sent(self, one: Sending, *, status: int | None, error: str | None, retry_in_s: float | None) -> None:
        """What came of a try."""
        with self._database.write() as connection:
            values: dict[str, object] = {"status": status, "error": error, "state": "sent" if error is None else "dead"}
            if error is not None and retry_in_s is not None:
                values |= {"state": "waiting", "next_at": now() + timedelta(seconds=retry_in_s)}
            this = (*_this(one.event_id, one.webhook.webhook_id), sending.c.attempt == one.attempt)
            connection.execute(update(sending).where(*this).values(**values))

    def dead(self, product: str) -> tuple[Mapping[str, object], ...]:
        """Dead letters of a product, newest first."""
        with self._database.read() as connection:
            columns = (sending.c.event_id, sending.c.webhook_id, sending.c.event, sending.c.attempt, sending.c.error)
            query = (
                select(*columns, sending.c.created_at)
                .join(webhook, webhook.c.webhook_id == sending.c.webhook_id)
                .where(webhook.c.product_id == product_id(connection, product), sending.c.state == "dead")
                .order_by(sending.c.created_at.desc(), sending.c.event_id)
                .limit(_MOST_DEAD)
            )
            return tuple(dict(row._mapping) for row in connection.execute(query))

    def add_hook(self, one: Hook) -> None:
        """Keep a hook in."""
        with self._database.write() as connection:
            connection.execute(
                insert(hook).values(
                    hook_id=one.hook_id,
                    product_id=make_product(connection, one.product),
                    source=one.source,
                    name=storable(one.name),
                    secret=one.secret,
                    created_at=now(),
                )
            )

    def hook(self, hook_id: str) -> Hook | None:
        """A hook in by its id."""
        with self._database.read() as connection:
            query = select(hook, product.c.name.label("product")).join(product, product.c.id == hook.c.product_id)
            row = connection.execute(query.where(hook.c.hook_id == hook_id)).one_or_none()
            if row is None:
                return None
            return Hook(hook_id=row.hook_id, product=row.product, source=row.source, name=row.name, secret=row.secret)

    def is_first(self, hook_id: str, delivery: str) -> bool:
        """Whether a delivery was not seen before."""
        with self._database.read() as connection:
            this = (hook_delivery.c.hook_id == hook_id, hook_delivery.c.delivery == storable(delivery))
            return connection.execute(select(hook_delivery.c.at).where(*this)).scalar() is None

    def seen(self, hook_id: str, delivery: str) -> None:
        """Remember a delivery that was taken in."""
        with self._database.write() as connection:
            connection.execute(delete(hook_delivery).where(hook_delivery.c.at < now() - _SEEN))
            row = {"hook_id": hook_id, "delivery": storable(delivery), "at": now()}
            connection.execute(insert_new(connection, hook_delivery), [row])


def _this(event_id: str, webhook_id: str) -> tuple[Any, ...]:
    return (sending.c.event_id == event_id, sending.c.webhook_id == webhook_id)


def _webhook(row: Row[Any], product: str) -> Webhook:
    return Webhook(
        webhook_id=row.webhook_id,
        product=product,
        url=row.url,
        events=tuple(row.events),
        secret=row.secret,
        created_at=row.created_at,
    )
