"""Candidate requirements: what the machine drafts, until a person reviews it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from feedback2req.domain.relation import Match

STATED = "stated"
INFERRED = "inferred"
CANDIDATE = "candidate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A verbatim quote: ``item.text[start:end] == quote``, inside its statement."""

    statement_id: str
    item_id: str
    quote: str
    start: int
    end: int
    url: str | None
    received_at: datetime | None
    rating: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One acceptance criterion; `basis` is ``stated`` or ``inferred``."""

    given: str
    when: str
    then: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Where the content of one slot comes from: `basis`, and the statements when it is stated."""

    basis: str
    statement_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule says of a text; `severity` is error, warning or note; offsets from 0."""

    rule: str
    severity: str
    message: str
    start: int
    end: int
    suggestion: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """A candidate requirement with all that proves or questions it.

    `kind` is functional, quality, fix or information; `status` is candidate until a person decides, then accepted or
    rejected; `decided_because`, `effort` (above 0, in the user's own unit) and `link` (the tracker's issue) come from
    people; `evidence` is never empty; `slots` says for every slot whether a customer stated it; `matches` are what a
    backlog holds that may be the same, the likeliest first.
    """

    key: str
    theme: str
    kind: str
    quality_characteristic: str | None
    title: str
    problem: str
    statement: str
    story: str
    acceptance_criteria: tuple[Criterion, ...]
    success_criterion: str
    proposed_solutions: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    counter_evidence: tuple[Evidence, ...]
    slots: Mapping[str, Slot]
    open_questions: tuple[str, ...]
    drafter_name: str
    drafter_version: str
    status: str = CANDIDATE
    decided_because: str | None = None
    effort: float | None = None
    link: str | None = None
    findings: tuple[Finding, ...] = ()
    matches: tuple[Match, ...] = ()
