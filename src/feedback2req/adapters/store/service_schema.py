"""The tables of the HTTP service: keys, remembered answers, jobs, webhooks and who did what."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from feedback2req.adapters.store.schema import Id, Json, Moment, metadata


def _product_id() -> Column[int]:
    return Column("product_id", Id, ForeignKey("product.id"), nullable=False)


api_key = Table(
    "api_key",
    metadata,
    Column("key_id", Text, primary_key=True),
    _product_id(),
    Column("name", Text, nullable=False),
    Column("scopes", Json, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("revoked_at", Moment),
    Column("last_used_at", Moment),
)

# what was answered may hold customers' words: an erasure empties the body, and the row says so
answer = Table(
    "answer",
    metadata,
    Column("id", Id, primary_key=True),
    _product_id(),
    Column("name", Text, nullable=False),
    Column("request", LargeBinary, nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("status", Integer),
    Column("body", LargeBinary),
    UniqueConstraint("product_id", "name"),
    Index(None, "begun_at"),
)

job = Table(
    "job",
    metadata,
    Column("job_id", Text, primary_key=True),
    _product_id(),
    Column("kind", Text, nullable=False),
    Column("once", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("lease_until", Moment),
    Column("worker", Text),
    Column("run_after", Moment, nullable=False),
    Column("cancel_requested", SmallInteger, nullable=False),
    Column("progress", Json, nullable=False),
    Column("payload", Json, nullable=False),
    Column("result", Json),
    Column("error", Json),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("finished_at", Moment),
    UniqueConstraint("product_id", "once"),
    CheckConstraint("state IN ('queued', 'running', 'done', 'failed', 'cancelled')", name="state"),
    Index(None, "state", "run_after"),
)

upload = Table(
    "upload",
    metadata,
    Column("job_id", Text, ForeignKey("job.job_id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

webhook = Table(
    "webhook",
    metadata,
    Column("webhook_id", Text, primary_key=True),
    _product_id(),
    Column("url", Text, nullable=False),
    Column("events", Json, nullable=False),
    Column("secret", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)

sending = Table(
    "sending",
    metadata,
    Column("event_id", Text, primary_key=True),
    Column("webhook_id", Text, ForeignKey("webhook.webhook_id"), primary_key=True),
    Column("event", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("status", Integer),
    Column("error", Text),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("state IN ('waiting', 'sent', 'dead')", name="state"),
    Index(None, "state", "next_at"),
)

hook = Table(
    "hook",
    metadata,
    Column("hook_id", Text, primary_key=True),
    _product_id(),
    Column("source", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)

hook_delivery = Table(
    "hook_delivery",
    metadata,
    Column("hook_id", Text, ForeignKey("hook.hook_id"), primary_key=True),
    Column("delivery", Text, primary_key=True),
    Column("at", Moment, nullable=False),
)

service_audit = Table(
    "service_audit",
    metadata,
    Column("id", Id, primary_key=True),
    _product_id(),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("request_id", Text, nullable=False),
)

TABLES = (api_key, answer, job, upload, webhook, sending, hook, hook_delivery, service_audit)
