"""What comes in, as the OpenAPI document describes it: nothing that is not named here."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from feedback2req.domain.feedback import RawItem

MOST_ITEMS = 1_000


MOST_CHARACTERS = 50_000


_STARS = (1.0, 5.0)


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


class ErasureRequest(Strict):
    """Whom to erase, as the source names them, or by pseudonym."""

    author: Name


class RunRequest(Strict):
    """A re-rank; `full` finds all themes anew."""

    full: bool = False


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


Event = Literal["snapshot.published", "theme.emerged", "feedback.reassigned"]


class WebhookIn(Strict):
    """Where events are to go."""

    url: Annotated[str, StringConstraints(min_length=8, max_length=2_000)]
    events: Annotated[list[Event], Field(min_length=1, max_length=3)]
