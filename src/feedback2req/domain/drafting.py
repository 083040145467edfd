"""What a drafter outside of the program is told, and what it answers; nothing of the answer is believed yet."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DrafterInfo:
    """Which drafter worded a requirement: `name` and `version`, as they stand in the result."""

    name: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One slot of a proposal: its text, and the ids of the statements that are said to bear it out."""

    text: str
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedCriterion:
    """One proposed criterion of acceptance; without `cites` it is the drafter's own."""

    given: str
    when: str
    then: str
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A requirement as a drafter proposes it.

    Attributes
    ----------
    kind : str
        functional, quality, fix or information.
    statement : str
        The EARS sentence; `trigger` and `response` are the ids that its two halves rest on.
    want : Claim
        What follows "As a user, I want ".
    quotes : tuple of (id, quote)
        Words that are said to stand in the statements, to the letter.
    """

    kind: str
    title: str
    problem: Claim
    statement: str
    trigger: tuple[str, ...]
    response: tuple[str, ...]
    want: Claim
    criteria: tuple[ProposedCriterion, ...]
    quotes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """All that a drafter learns: no author, no account, no link, no date, no rating.

    Attributes
    ----------
    system : str
        How the product is named in a sentence.
    kind : str
        Kind of the theme: problem, wish or question.
    statements : tuple of (id, text)
        Masked statements of one theme, under ids that hold for this brief alone: s1, s2, …
    refused, reasons
        An earlier proposal and why it was not accepted; None and empty the first time.
    """

    system: str
    kind: str
    statements: tuple[tuple[str, str], ...]
    refused: Proposal | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A proposal, or None with the `outcome` that says why; `asked` tells whether anybody was asked at all."""

    proposal: Proposal | None
    outcome: str = "ok"
    asked: bool = True
