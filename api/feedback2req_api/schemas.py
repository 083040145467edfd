"""What goes out, as the OpenAPI document describes it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from feedback2req_api.incoming import Event

T = TypeVar("T")


class Out(BaseModel):
    """What goes out."""

    model_config = ConfigDict(extra="forbid")


class Sentiment(Out):
    """How it feels: a label, and a score in [-1, 1]."""

    label: Literal["negative", "neutral", "positive"]
    score: float


class Flag(Out):
    """Something that stands out, with the words that say so."""

    flag: str
    words: list[str]


class Statement(Out):
    """One point that a customer makes, as in ``statements.jsonl``."""

    statement_id: str
    item_id: str
    start: int
    end: int
    text: str
    reading: str | None
    intents: dict[str, float]
    intent: str
    sentiment: Sentiment
    aspect: str | None
    quality_characteristic: str | None
    flags: list[Flag]
    theme: str | None
    subtheme: str | None
    state: Literal["core", "attached", "unassigned"]
    reason: str | None
    strength: float


class SourcedStatement(Statement):
    """A statement with what its item says of where it came from."""

    external_id: str | None
    source: str | None
    product: str | None
    url: str | None
    received_at: datetime | None
    rating: float | None


class FoundStatement(SourcedStatement):
    """A statement that a search found; `similarity` is its cosine to the question, null without a vector."""

    similarity: float | None


class Belonging(Out):
    """How an item belongs to a theme."""

    key: str
    label: str
    state: Literal["core", "attached"]
    similarity: float


class ItemProblem(Out):
    """Why an item was rejected."""

    code: Literal["empty_text", "repeated"]
    detail: str


class Reading(Out):
    """What an item says, and where it belongs."""

    intents: dict[str, float]
    sentiment: Sentiment | None
    statements: list[Statement]
    themes: list[Belonging]
    requirements: list[str]


class FeedbackItemOut(Reading):
    """What became of one item."""

    external_id: str | None
    item_id: str | None
    status: Literal["created", "duplicate", "updated", "read", "rejected"]
    problem: ItemProblem | None


class FeedbackAnswer(Out):
    """A result an item, in order."""

    snapshot: str | None
    items: list[FeedbackItemOut]


class HeldItem(Reading):
    """One item as it stands now."""

    snapshot: str | None
    external_id: str
    item_id: str
    source: str
    text: str
    url: str | None
    received_at: datetime | None
    rating: float | None
    language: str
    author: str | None
    account: str | None
    attributes: dict[str, str]


class Erased(Out):
    """What was erased, in numbers."""

    counts: dict[str, int]


class JobOut(Out):
    """A job."""

    id: str
    kind: Literal["import", "rerank"]
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    attempt: int
    progress: dict[str, Any]
    result: dict[str, Any] | None
    error: dict[str, Any] | None
    cancel_requested: bool
    created_at: datetime
    finished_at: datetime | None


class Snapshot(Out):
    """A published snapshot."""

    id: str
    as_of: str | None
    published_at: datetime | None
    counts: dict[str, int]


class Theme(BaseModel):
    """A theme, as in ``result.json``; a merged one has its key and `merged_into` alone."""

    model_config = ConfigDict(extra="allow")

    key: str
    kind: Literal["problem", "wish", "question", "praise"]
    label: str
    criterion: str
    n_statements: int
    n_items: int
    n_customers: int
    priority: dict[str, Any] | None


class MergedTheme(Out):
    """Where a theme went."""

    key: str
    merged_into: str


class Requirement(BaseModel):
    """A candidate requirement, as in ``result.json``."""

    model_config = ConfigDict(extra="allow")

    key: str
    theme: str
    kind: Literal["functional", "quality", "fix", "information"]
    status: Literal["candidate", "accepted", "rejected", "merged"]
    title: str
    statement: str
    evidence: list[dict[str, Any]]
    priority: dict[str, Any]


class Change(Out):
    """What moved from one snapshot to a later one, and why."""

    key: str
    label: str
    event: str
    rank_before: int | None
    rank_after: int | None
    reason: str
    other: str | None


class Part(Out, Generic[T]):
    """A part of a list; `next` asks for the part that follows."""

    items: list[T]
    next: str | None


class ReviewOut(Out):
    """A decision as it was kept; it takes effect with the next snapshot."""

    review_id: str
    at: datetime
    by: str
    action: str
    target: str
    value: str | None


class WebhookOut(Out):
    """A webhook; its secret is told once, when it is made."""

    id: str
    url: str
    events: list[Event]
    created_at: datetime


class NewWebhook(WebhookOut):
    """A webhook with the secret that signs its deliveries."""

    secret: str


class DeadLetter(Out):
    """An event that could not be delivered."""

    event_id: str
    webhook_id: str
    event: str
    attempt: int
    error: str | None
    created_at: datetime


class Webhooks(Part[WebhookOut]):
    """All webhooks of the product, and what could not be delivered to them."""

    dead: list[DeadLetter]


class HookAnswer(Out):
    """What became of a delivery."""

    status: Literal["taken", "seen", "ignored"]
    items: int


class Health(Out):
    """Answer of the liveness probe."""

    status: Literal["ok"]
    version: str


class Ready(Out):
    """Answer of the readiness probe."""

    status: Literal["ready", "not ready"]
    checks: dict[str, str]
