"""Long work that was asked for: what it is, how far it is, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

QUEUED, RUNNING, DONE, FAILED, CANCELLED = "queued", "running", "done", "failed", "cancelled"
FINAL = (DONE, FAILED, CANCELLED)
IMPORT, RERANK = "import", "rerank"
MOST_ATTEMPTS = 5
"""A job that took its worker with it so often is not tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job.

    Attributes
    ----------
    attempt : int
        How often it was begun; also the fencing token: who holds an older one has lost the job.
    seq : int
        Grows with every change that a watcher should see.
    progress : mapping
        ``{"stage": name, "done": n, "total": n}``; empty before the first stage.
    result, error : mapping or None
        What came of it.
    """

    job_id: str
    product: str
    kind: str
    state: str
    attempt: int
    seq: int
    progress: Mapping[str, object]
    payload: Mapping[str, object]
    result: Mapping[str, object] | None
    error: Mapping[str, object] | None
    cancel_requested: bool
    created_at: datetime
    finished_at: datetime | None
    created_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that came with a job: its name as the sender wrote it, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer that is remembered for who sends the same request again."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Where events of a product go; `secret` signs them, and is told once."""

    webhook_id: str
    product: str
    url: str
    events: tuple[str, ...]
    secret: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One event on its way to one webhook; `event_id` stays the same over all tries."""

    event_id: str
    webhook: Webhook
    body: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """A way in for a support tool's own deliveries: signed with a secret that both sides know."""

    hook_id: str
    product: str
    source: str
    name: str
    secret: str
