"""What comes in and goes out, as the OpenAPI document describes it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Generic, Literal, Self, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from feedback2req.domain.feedback import RawItem

MOST_ITEMS = 1_000
MOST_CHARACTERS = 50_000
_STARS = (1.0, 5.0)

T = TypeVar("T")
Name = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Words = Annotated[str, StringConstraints(max_length=MOST_CHARACTERS)]


def _sane(value: datetime) -> datetime:
    if not 1980 <= value.year <= 2200:
        raise ValueError("a year from 1980 to 2200 is expected")
    return value.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_sane)]


class Strict(BaseModel):
    """What comes in: nothing that is not named here."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Turn(Strict):
    """One message of a conversation; what customers wrote is read, the rest is not."""

    role: Literal["customer", "agent", "system"]
    text: Words


class FeedbackIn(Strict):
    """One item: `text`, or `subject` and `turns` of a conversation; all else is optional."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "external_id": "ticket-4711",
                    "source": "zendesk-eu",
                    "text": "The export to CSV loses my umlauts. Please add a UTF-8 option.",
                    "received_at": "2026-11-23T09:30:00Z",
                    "rating": 2,
                    "author": "c.meyer@example.org",
                    "account": "ACME",
                    "attributes": {"plan": "team"},
                }
            ]
        }
    )

    external_id: Name | None = Field(default=None, description="Your own id: the same id again is an update.")
    source: Annotated[str, StringConstraints(min_length=1, max_length=100)] = Field(
        default="api", description="The instance it comes from, such as zendesk-eu."
    )
    text: Words | None = None
    subject: Annotated[str, StringConstraints(max_length=1_000)] | None = None
    turns: Annotated[list[Turn], Field(max_length=500)] | None = None
    url: Annotated[str, StringConstraints(max_length=2_000)] | None = None
    received_at: Moment | None = Field(default=None, description="When it was written, with an offset.")
    rating: float | None = Field(default=None, allow_inf_nan=False, description="Stars from 1 to 5 mean satisfaction.")
    author: Annotated[str, StringConstraints(max_length=300)] | None = Field(
        default=None, description="Kept as a keyed hash only."
    )
    account: Annotated[str, StringConstraints(max_length=300)] | None = None
    language: Annotated[str, StringConstraints(max_length=35)] | None = None
    attributes: Annotated[
        dict[Annotated[str, StringConstraints(max_length=100)], Annotated[str, StringConstraints(max_length=1_000)]],
        Field(max_length=50),
    ] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _has_words(self) -> Self:
        if (self.text is None) == (self.turns is None):
            raise ValueError("either text or turns is expected")
        if self.text is not None and self.subject is not None:
            raise ValueError("subject goes with turns")
        if self.turns is not None and sum(len(turn.text) for turn in self.turns) > MOST_CHARACTERS:
            raise ValueError(f"a conversation may have {MOST_CHARACTERS} characters")
        return self

    def raw(self, row: int) -> RawItem:
        """The item before cleaning; of a conversation the subject and what customers wrote."""
        text = self.text
        if text is None:
            said = [turn.text for turn in self.turns or () if turn.role == "customer"]
            text = "\n".join(part for part in (self.subject, "\n\n".join(said)) if part)
        return RawItem(
            file="api",
            row=row,
            source=self.source,
            text=text,
            external_id=self.external_id,
            url=self.url,
            received_at=self.received_at,
            author=self.author,
            account=self.account,
            rating=self.rating,
            rating_scale=_STARS if self.rating is not None and _STARS[0] <= self.rating <= _STARS[1] else None,
            language=self.language,
            attributes=self.attributes,
        )


class FeedbackRequest(Strict):
    """One item or up to 1,000."""

    items: Annotated[list[FeedbackIn], Field(min_length=1, max_length=MOST_ITEMS)]
    store: bool = Field(default=True, description="false: read and forget.")


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


class ErasureRequest(Strict):
    """Whom to erase, as the source names them, or by pseudonym."""

    author: Name


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


class RunRequest(Strict):
    """A re-rank; `full` finds all themes anew."""

    full: bool = False


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
    """What moved since the snapshot before, and why."""

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


class ThemeReview(Strict):
    """A decision about a theme."""

    action: Literal["rename", "merge", "split", "pin", "move"]
    value: Name | None = Field(default=None, description="The new label, or the key of the theme that takes it in.")
    statements: Annotated[list[Name], Field(max_length=500)] = Field(
        default_factory=list, description="The statements that go, of a split or a move."
    )


class RequirementReview(Strict):
    """A decision about a requirement."""

    action: Literal["accept", "reject", "effort", "link"]
    value: Name | None = Field(default=None, description="Why, the effort as a number above 0, or the tracker's issue.")


class ReviewOut(Out):
    """A decision as it was kept; it takes effect with the next snapshot."""

    review_id: str
    at: datetime
    by: str
    action: str
    target: str
    value: str | None


Event = Literal["snapshot.published", "theme.emerged", "feedback.reassigned"]


class WebhookIn(Strict):
    """Where events are to go."""

    url: Annotated[str, StringConstraints(min_length=8, max_length=2_000)]
    events: Annotated[list[Event], Field(min_length=1, max_length=3)]


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
