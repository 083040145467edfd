"""How far ranks move when other customers of the same kind had written."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.priority import Part
from feedback2req.stages.rank.crowd import Crowd
from feedback2req.stages.rank.statistics import reach, shrunk

LOW, HIGH = 0.05, 0.95
_DECIMALS = 9
_CHUNK = 50


def rank_intervals(
    crowd: Crowd, parts: list[tuple[Part, ...]], *, prior_customers: float, n_draws: int, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """5 % and 95 % bounds of each theme's rank over resampled customers.

    Customers are drawn with replacement; one who is drawn twice counts as two people. Reach, pain and recency
    are computed anew for each draw; momentum is the outcome of a test and stays.

    Returns
    -------
    low, high : ndarray of shape (n_themes,), int64
        Ranks from 1.

    References
    ----------
    .. [1] B. Efron, R. Tibshirani, "An Introduction to the Bootstrap", Chapman & Hall (1993).
    """
    n_themes = crowd.present.shape[1]
    rng = np.random.default_rng(seed)
    ranks = np.empty((n_draws, n_themes), dtype=np.int64)
    for start in range(0, n_draws, _CHUNK):
        n = min(_CHUNK, n_draws - start)
        drawn = np.stack(
            [
                np.bincount(rng.integers(0, crowd.n_customers, crowd.n_customers), minlength=crowd.n_customers)
                for _ in range(n)
            ]
        ).astype(np.float64)
        scores = _scores(drawn, crowd, parts, prior_customers)
        order = np.argsort(-scores, axis=1, kind="stable")
        np.put_along_axis(ranks[start : start + n], order, np.arange(1, n_themes + 1)[None, :].repeat(n, 0), axis=1)
    low = np.quantile(ranks, LOW, axis=0, method="lower")
    high = np.quantile(ranks, HIGH, axis=0, method="higher")
    return low.astype(np.int64), high.astype(np.int64)


def _scores(
    drawn: NDArray[np.float64], crowd: Crowd, parts: list[tuple[Part, ...]], weight: float
) -> NDArray[np.float64]:
    people = drawn @ crowd.present
    value = {
        "reach": reach(people, crowd.n_customers),
        "pain": shrunk(drawn @ crowd.pain, people, crowd.mean_pain, weight),
        "recency": shrunk(drawn @ crowd.recency, people, crowd.mean_recency, weight),
    }
    total = np.zeros_like(people)
    for name in (p.name for p in parts[0]):
        importance = np.array([next(p for p in theme if p.name == name).weight for theme in parts])
        fixed = np.array([next(p for p in theme if p.name == name).value for theme in parts])
        total += importance * value.get(name, fixed[None, :])
    spoken: NDArray[np.float64] = np.where(people > 0, total, 0.0)
    return spoken.round(_DECIMALS)
