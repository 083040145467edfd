"""How a theme is weighed, and how sure one can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One summand of a score: ``weight * value``, value in [0, 1]."""

    name: str
    weight: float
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A value with its bounds: ``low <= value <= high``; `n` is what it rests on."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Change of a theme's share between two windows of the data.

    `direction` is ``rising``, ``falling``, ``steady`` (not shown to change) or None when nothing can be
    said; `ratio` is recent share over earlier share; `q_value` is adjusted over all themes; `reason` says
    it in words.
    """

    direction: str | None
    ratio: float | None
    q_value: float | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority:
    """Where a theme stands and why.

    ``score == sum(p.weight * p.value for p in parts)``; ranks count from 1; `rank_low` and `rank_high` are
    the 5 % and 95 % bounds over resampled customers; `without` maps a part or channel to the rank the theme
    would have without it.
    """

    score: float
    rank: int
    rank_low: int
    rank_high: int
    rank_in_kind: int
    parts: tuple[Part, ...]
    without: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The numbers of one theme: counts, share of customers, sentiment, trend, and priority if it is ranked."""

    key: str
    n_statements: int
    n_items: int
    n_customers: int
    share: Interval
    sentiment: Interval
    trend: Trend
    why: str
    priority: Priority | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Something rare but grave: a flag raised by few customers, with the statements that raised it."""

    flag: str
    label: str
    n_customers: int
    statement_ids: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One thing that cannot be concluded from this data, and why. `code` is stable, `text` is for people."""

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Standings of all themes (`themes` best first; `strengths` by customers), alarms and limits."""

    themes: tuple[Standing, ...]
    strengths: tuple[Standing, ...]
    alarms: tuple[Alarm, ...]
    limits: tuple[Limit, ...]
    formula: str
    weights: Mapping[str, float]
    meanings: Mapping[str, str]
