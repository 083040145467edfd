"""The stage: themes in, ranked with intervals, reasons and limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from feedback2req.config import PipelineConfig
from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.priority import Part, Priority, Ranking, Standing, Trend
from feedback2req.domain.readings import Grouping, Readings
from feedback2req.domain.statement import Statement
from feedback2req.domain.themes import Theme
from feedback2req.stages.rank.alarms import alarms
from feedback2req.stages.rank.crowd import Crowd, gather
from feedback2req.stages.rank.limits import limits
from feedback2req.stages.rank.resampling import rank_intervals
from feedback2req.stages.rank.statistics import mean_interval, reach, shrunk, wilson
from feedback2req.stages.rank.trends import momentum, trends
from feedback2req.stages.rank.words import why

FORMULA = "score = Σ weight · part"
MEANINGS = {
    "reach": "ln(1 + customers) / ln(1 + all customers): how many different customers speak of it",
    "pain": "mean over its customers of max(0, -sentiment), mixed with a few customers of average pain: how badly "
    "they feel about it",
    "momentum": "1 when its share of customers is shown to rise (q <= 0.05), 0 when shown to fall, else 0.5",
    "recency": "mean over its customers of 0.5^(days before the day counted from / half-life), mixed likewise",
}
_DECIMALS = 4


def rank(
    themes: Sequence[Theme],
    statements: Sequence[Statement],
    items: Mapping[str, FeedbackItem],
    *,
    sentiment: NDArray[np.float32],
    item_sentiment: Mapping[str, float],
    grouping: Grouping,
    readings: Readings,
    as_of: date | None,
    config: PipelineConfig,
) -> Ranking:
    """Weigh every theme, by customers and not by messages.

    Parameters
    ----------
    themes : sequence of Theme
        Those of kind praise are strengths: counted, listed apart, never ranked.
    sentiment : ndarray of shape (n_statements,), float32
    item_sentiment : mapping of item id to sentiment
    as_of : date or None
        The day that recency counts from; None when no item is dated.

    Returns
    -------
    Ranking
        Themes best first; equal scores stand in the order of customers, then keys.
    """
    wanted = [t for t in themes if t.kind != "praise"]
    strengths = [t for t in themes if t.kind == "praise"]
    crowd = _crowd(wanted, statements, items, sentiment, as_of, config)
    found = trends(crowd, window_days=config.trend_window_days)
    parts = _parts(crowd, found, config)
    ranked = _standings(wanted, statements, crowd, found, parts, config)
    praise = _strengths(strengths, statements, _crowd(strengths, statements, items, sentiment, as_of, config))
    return Ranking(
        themes=tuple(sorted(ranked, key=lambda s: s.priority.rank if s.priority else 0)),
        strengths=tuple(sorted(praise, key=lambda s: (-s.n_customers, s.key))),
        alarms=alarms(statements, items, grouping, readings),
        limits=tuple(limits(items, item_sentiment, crowd, window_days=config.trend_window_days, n_ranked=len(ranked))),
        formula=FORMULA,
        weights={name: weight for name, weight in _weights(config).items() if name in _available(crowd)},
        meanings={name: text for name, text in MEANINGS.items() if name in _available(crowd)},
    )


def _crowd(
    themes: Sequence[Theme],
    statements: Sequence[Statement],
    items: Mapping[str, FeedbackItem],
    sentiment: NDArray[np.float32],
    as_of: date | None,
    config: PipelineConfig,
) -> Crowd:
    return gather(themes, statements, items, sentiment, as_of=as_of, half_life_days=config.half_life_days)


def _weights(config: PipelineConfig) -> dict[str, float]:
    return {
        "reach": config.weight_reach,
        "pain": config.weight_pain,
        "momentum": config.weight_momentum,
        "recency": config.weight_recency,
    }


def _available(crowd: Crowd) -> tuple[str, ...]:
    dated = bool((crowd.newest >= 0).any())
    return ("reach", "pain", "momentum", "recency") if dated else ("reach", "pain")


def _parts(crowd: Crowd, found: list[Trend], config: PipelineConfig) -> list[tuple[Part, ...]]:
    """Parts of every theme, rounded first, so that a reader can add them up on paper."""
    people = np.asarray(crowd.present.sum(axis=0), dtype=np.float64)
    weight = config.prior_customers
    values = {
        "reach": reach(people, max(1, crowd.n_customers)),
        "pain": shrunk(np.asarray(crowd.pain.sum(axis=0)), people, crowd.mean_pain, weight),
        "momentum": momentum(found),
        "recency": shrunk(np.asarray(crowd.recency.sum(axis=0)), people, crowd.mean_recency, weight),
    }
    weights = _weights(config)
    return [
        tuple(
            Part(name=name, weight=weights[name], value=float(np.clip(round(float(values[name][t]), _DECIMALS), 0, 1)))
            for name in _available(crowd)
        )
        for t in range(len(people))
    ]


def _score(parts: tuple[Part, ...], *, without: str = "") -> float:
    return round(sum(p.weight * p.value for p in parts if p.name != without), 6)


def _ranks(scores: list[float], people: list[int], keys: list[str]) -> list[int]:
    order = sorted(range(len(scores)), key=lambda t: (-scores[t], -people[t], keys[t]))
    ranks = [0] * len(scores)
    for position, t in enumerate(order, start=1):
        ranks[t] = position
    return ranks


def _standings(
    themes: list[Theme],
    statements: Sequence[Statement],
    crowd: Crowd,
    found: list[Trend],
    parts: list[tuple[Part, ...]],
    config: PipelineConfig,
) -> list[Standing]:
    if not themes:
        return []
    people = [int(n) for n in np.asarray(crowd.present.sum(axis=0))]
    keys = [t.key for t in themes]
    scores = [_score(p) for p in parts]
    ranks = _ranks(scores, people, keys)
    without = {
        name: _ranks([_score(p, without=name) for p in parts], people, keys) for name in (p.name for p in parts[0])
    }
    low, high = rank_intervals(
        crowd, parts, prior_customers=config.prior_customers, n_draws=config.n_bootstrap, seed=config.seed
    )
    standings = []
    for t, theme in enumerate(themes):
        priority = Priority(
            score=scores[t],
            rank=ranks[t],
            rank_low=min(int(low[t]), ranks[t]),
            rank_high=max(int(high[t]), ranks[t]),
            rank_in_kind=1 + sum(ranks[o] < ranks[t] and themes[o].kind == theme.kind for o in range(len(themes))),
            parts=parts[t],
            without={name: of[t] for name, of in without.items()},
        )
        standings.append(_standing(theme, t, statements, crowd, found[t], priority))
    return standings


def _strengths(themes: list[Theme], statements: Sequence[Statement], crowd: Crowd) -> list[Standing]:
    nothing = Trend(direction=None, ratio=None, q_value=None, reason="strengths are not ranked")
    return [_standing(theme, t, statements, crowd, nothing, None) for t, theme in enumerate(themes)]


def _standing(
    theme: Theme, t: int, statements: Sequence[Statement], crowd: Crowd, trend: Trend, priority: Priority | None
) -> Standing:
    column = crowd.present[:, [t]]
    share = wilson(int(column.sum()), crowd.n_customers)
    people = column.nonzero()[0]
    sentiment = mean_interval(np.asarray(crowd.sentiment[people, :][:, [t]].toarray()).ravel())
    return Standing(
        key=theme.key,
        n_statements=len(theme.members),
        n_items=len({statements[m].item_id for m in theme.members}),
        n_customers=int(column.sum()),
        share=share,
        sentiment=sentiment,
        trend=trend,
        why=why(theme.kind, share, sentiment, trend),
        priority=priority,
    )
