"""The backlog as it leaves for other tools, and what stands in those tools already."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from feedback2req.domain.relation import NEW
from feedback2req.domain.requirement import Criterion


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedQuote:
    """A customer's words with the way back to where they were said.

    `url` is the ticket's own address where the export had one; `source` and `external_id` always lead back.
    """

    text: str
    source: str
    external_id: str
    url: str | None
    received_on: str
    rating: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BacklogEntry:
    """A requirement with all that goes into a tracker; numbers are those of its theme.

    `share` is that of all customers, with the ends of its 95 % interval, in [0, 1]; ranks count from 1.
    `in_tracker` says in words what stands in the tracker already; empty when nothing was compared.
    """

    key: str
    theme: str
    kind: str
    quality_characteristic: str | None
    status: str
    title: str
    problem: str
    statement: str
    story: str
    acceptance_criteria: tuple[Criterion, ...]
    success_criterion: str
    proposed_solutions: tuple[str, ...]
    open_questions: tuple[str, ...]
    evidence: tuple[TracedQuote, ...]
    counter_evidence: tuple[TracedQuote, ...]
    n_customers: int
    share: tuple[float, float, float]
    rank: int
    rank_low: int
    rank_high: int
    in_tracker: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """Requirements of one product, best first."""

    product: str
    entries: tuple[BacklogEntry, ...]

    @property
    def is_compared(self) -> bool:
        """Whether the run was told what the tracker holds; nothing can be said of an empty backlog."""
        return all(entry.in_tracker for entry in self.entries)

    def only(
        self,
        *,
        statuses: Collection[str] = (),
        kinds: Collection[str] = (),
        is_new: bool = False,
        top: int | None = None,
    ) -> Backlog:
        """The first `top` entries of the given statuses and kinds; what is empty, False or None does not choose.

        With `is_new`, only those that are like nothing in the tracker.
        """
        chosen = [
            entry
            for entry in self.entries
            if (not statuses or entry.status in statuses)
            and (not kinds or entry.kind in kinds)
            and (not is_new or entry.in_tracker == NEW)
        ]
        return replace(self, entries=tuple(chosen[:top]))


@dataclass(frozen=True, slots=True, kw_only=True)
class ExistingRequirement:
    """What stands in a tracker: an issue, a story, a line of a list.

    Attributes
    ----------
    id : str
        The tracker's own id ("ACME-12", "417"), else the row number; unique among what was read.
    has_own_id : bool
        Whether the tracker gave it, so that a row with it updates.
    title, body : str
        Plain text without the tracker's markup; `title` is never empty.
    statement : str or None
        The EARS sentence, when the body has a line that says so.
    key : str or None
        The key of the requirement that it was exported from, when it came from here.
    item_type : str or None
        What the tracker calls it: Bug, User Story.
    """

    id: str
    title: str
    body: str = ""
    statement: str | None = None
    url: str | None = None
    status: str | None = None
    key: str | None = None
    item_type: str | None = None
    file: str = ""
    has_own_id: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A customer's statement that speaks to an existing requirement, and how likely it is that it does."""

    statement_id: str
    probability: float
    is_against: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BacklogLine:
    """An existing requirement with the feedback that speaks to it.

    Attributes
    ----------
    existing : ExistingRequirement
    requirements : tuple of (str, str, float)
        Key of each draft that matches it, the relation and its probability, the likeliest first.
    n_statements, n_customers : int
        Statements that speak to it with a probability of at least one half, and whose they are.
    statements : tuple of Spoken
        The likeliest of them.
    """

    existing: ExistingRequirement
    requirements: tuple[tuple[str, str, float], ...]
    n_statements: int
    n_customers: int
    statements: tuple[Spoken, ...]
