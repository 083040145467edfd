"""One published run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.backlog import BacklogLine
from feedback2req.domain.feedback import FeedbackItem, FileReport, RejectedRow
from feedback2req.domain.priority import Priority, Ranking, Standing
from feedback2req.domain.readings import Grouping, Readings
from feedback2req.domain.requirement import Requirement
from feedback2req.domain.review import Review
from feedback2req.domain.statement import Statement
from feedback2req.domain.themes import Area, Membership, Subtheme, Theme, ThemeModel


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What moved since the last snapshot: a theme, from where to where, and the reason in words.

    `event` is new, split, up, down, grown, drew, silent, merged or gone; `label` is what the theme is called, or was;
    `other` is the key of the theme that it was split from or merged into.
    """

    key: str
    label: str
    event: str
    rank_before: int | None
    rank_after: int | None
    reason: str
    other: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedTheme:
    """A theme with its numbers: what a user iterates over. Fields of both are reachable directly."""

    theme: Theme
    standing: Standing

    @property
    def key(self) -> str:
        """Stable identity."""
        return self.theme.key

    @property
    def kind(self) -> str:
        """One of problem, wish, question, praise."""
        return self.theme.kind

    @property
    def label(self) -> str:
        """What the theme is called."""
        return self.theme.label

    @property
    def n_customers(self) -> int:
        """Different customers among the members."""
        return self.standing.n_customers

    @property
    def priority(self) -> Priority:
        """Score, rank and interval.

        Raises
        ------
        AttributeError
            For a theme of praise: strengths are never ranked.
        """
        if self.standing.priority is None:
            raise AttributeError(f"theme {self.key} is a strength: praise is never ranked")
        return self.standing.priority


class Placed(Protocol):
    """Items with their statements, read and placed among themes: a whole snapshot, or what was just sent in."""

    @property
    def items(self) -> tuple[FeedbackItem, ...]:
        """Sorted by item id."""
        ...

    @property
    def item_sentiment(self) -> NDArray[np.float32]:
        """Of shape (n_items,), in [-1, 1]."""
        ...

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Sorted by (item id, start)."""
        ...

    @property
    def statement_sentiment(self) -> NDArray[np.float32]:
        """Of shape (n_statements,), in [-1, 1]."""
        ...

    @property
    def aspects(self) -> tuple[str | None, ...]:
        """What each statement is about; None for the product as a whole."""
        ...

    @property
    def grouping(self) -> Grouping:
        """``grouping.text_of`` leads from statement to row of the readings."""
        ...

    @property
    def readings(self) -> Readings:
        """By distinct text."""
        ...

    @property
    def membership(self) -> Membership:
        """Where each statement belongs."""
        ...

    @property
    def subthemes(self) -> tuple[Subtheme, ...]:
        """Parts of themes; none for what was just sent in: parts are found among all of a theme."""
        ...

    @property
    def theme_model(self) -> ThemeModel:
        """The themes that membership names."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything one run found, whole: the input of every exporter.

    Attributes
    ----------
    product : str
        The system named in requirements; ``default`` when nobody named one.
    as_of : date or None
        The day that recency counts from; None when no item is dated.
    digests : mapping of str to str
        Of ``input`` (order-free), ``config``, ``models`` and ``code``.
    counts : mapping of str to int
        What came in and went out: ``rows_read``, ``rows_used``, ``rows_rejected``, ``items``, ``customers``,
        ``statements``, ``distinct_texts``, ``assigned``, ``unassigned_<reason>``, …
    items : tuple of FeedbackItem
        Sorted by item id.
    item_sentiment : ndarray of shape (n_items,), float32
        Sentiment of each whole item, in [-1, 1].
    statements : tuple of Statement
        Sorted by (item id, start).
    statement_sentiment : ndarray of shape (n_statements,), float32
        As read from the text, informed by the rating.
    aspects : tuple of str or None, length n_statements
        What each statement is about, as a noun phrase; None for the product as a whole.
    grouping, readings : columns by distinct text; ``grouping.text_of`` leads from statement to row.
    copy_of : mapping of str to str
        Item id to the id of the first item with the same text.
    theme_model, base_model : ThemeModel
        The themes after people's decisions, and as they were found.
    areas, subthemes : tuple of Area, tuple of Subtheme
        Over all ranked themes, and below those that are two things or more.
    changes : tuple of Change or None
        None on a first run.
    backlog : tuple of BacklogLine or None
        What the tracker held already, in its own order; None when nothing was compared.
    n_rebuilt : int
        How many statements there were at that rebuild.
    rebuilt_on : date or None
        The day that the last full rebuild of the themes counted from: `as_of` itself, unless themes were kept.
    """

    product: str
    as_of: date | None
    digests: Mapping[str, str]
    counts: Mapping[str, int]
    files: tuple[FileReport, ...]
    rejected: tuple[RejectedRow, ...]
    items: tuple[FeedbackItem, ...]
    item_sentiment: NDArray[np.float32]
    statements: tuple[Statement, ...]
    statement_sentiment: NDArray[np.float32]
    aspects: tuple[str | None, ...]
    grouping: Grouping
    readings: Readings
    membership: Membership
    theme_model: ThemeModel
    base_model: ThemeModel
    themes: tuple[RankedTheme, ...]
    strengths: tuple[RankedTheme, ...]
    ranking: Ranking
    requirements: tuple[Requirement, ...]
    copy_of: Mapping[str, str]
    changes: tuple[Change, ...] | None
    backlog: tuple[BacklogLine, ...] | None = None
    rebuilt_on: date | None = None
    n_rebuilt: int = 0
    reviews: tuple[Review, ...] = ()
    areas: tuple[Area, ...] = ()
    subthemes: tuple[Subtheme, ...] = ()
