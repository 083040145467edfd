"""What a reader of points hands over, before it becomes a point with offsets."""

from __future__ import annotations

from dataclasses import dataclass

from feedback2req.stages.extract.clauses import Deed, actor
from feedback2req.stages.extract.phrases import Phrase, Wording
from feedback2req.stages.extract.view import View

_WAYS_WITHOUT_THING = ("crash", "freeze", "slow", "drain")


@dataclass(frozen=True, slots=True)
class Context:
    """One statement as a reader gets it; the probabilities are those of its intents, in [0, 1]."""

    view: View
    wording: Wording
    request: float
    problem: float
    praise: float
    question: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A point in terms of tokens; `tokens` are those it was read from."""

    force: str
    actor: str = "product"
    subject: str | None = None
    verb: str | None = None
    object: str | None = None
    complement: str | None = None
    predicate: str | None = None
    condition: str | None = None
    tokens: tuple[int, ...]

    @property
    def says_something(self) -> bool:
        """Whether more is known than the bare force: a thing, a verb with more than itself, a way to fail."""
        if self.object or self.subject or (self.verb and (self.complement or " " in self.verb)):
            return True
        return self.predicate in _WAYS_WITHOUT_THING

    def same_as(self, other: Found) -> bool:
        """Whether two findings say the same of the same thing."""
        return (self.verb, self.object, self.subject, self.predicate) == (
            other.verb,
            other.object,
            other.subject,
            other.predicate,
        )


def of_deed(
    deed: Deed,
    at: tuple[int, ...],
    *,
    force: str = "ask",
    actor: str = "user",
    subject: str | None = None,
    predicate: str | None = None,
    when: Phrase | None = None,
) -> Found:
    """A point from a verb and what it governs, read at the given tokens."""
    return Found(
        force=force,
        actor=actor,
        subject=subject,
        verb=deed.verb,
        object=deed.object,
        complement=deed.complement,
        predicate=predicate,
        condition=when.text if when else None,
        tokens=tuple(sorted({*at, *deed.tokens, *(when.tokens if when else ())})),
    )


def of_thing(
    phrase: Phrase, at: tuple[int, ...], *, force: str = "ask", predicate: str | None = None, when: Phrase | None = None
) -> Found:
    """A point about a bare thing, read at the given tokens."""
    return Found(
        force=force,
        object=phrase.text,
        predicate=predicate,
        condition=when.text if when else None,
        tokens=tuple(sorted({*at, *phrase.tokens, *(when.tokens if when else ())})),
    )


def who_fails(c: Context, verb: int) -> tuple[str, str | None, bool]:
    """Who or what a failing verb is said of: actor, thing, and whether that can be told at all."""
    return actor(c.view, c.view.subject(verb), c.wording)
