"""The arithmetic of ranking: intervals, parts of a score, tests of change."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from feedback2req.domain.priority import Interval
from feedback2req.errors import InvalidCounts

Z_95 = 1.959963984540054


def wilson(n_with: int, n_total: int, *, z: float = Z_95) -> Interval:
    """Share of customers with Wilson's interval, honest for small counts too.

    Parameters
    ----------
    n_with : int
        Customers who speak of a theme.
    n_total : int, >= 1
        All customers.
    z : float, > 0, default=1.96
        Normal quantile; 1.96 gives a two-sided 95 % interval.

    Raises
    ------
    InvalidCounts
        If `n_with` lies outside [0, n_total], `n_total` is below 1 or `z` is not positive.

    References
    ----------
    .. [1] E. B. Wilson, "Probable inference", J. Am. Stat. Assoc. 22 (1927), 209-212.
    """
    if n_total < 1 or not 0 <= n_with <= n_total or not z > 0:
        raise InvalidCounts(f"{n_with} of {n_total} is no share (z = {z})")
    p, square = n_with / n_total, z * z
    centre = p + square / (2 * n_total)
    half = z * math.sqrt(p * (1 - p) / n_total + square / (4 * n_total**2))
    scale = 1 + square / n_total
    low, high = max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)
    # rounding of the square root may cross the share itself at 0 and n
    return Interval(value=p, low=min(low, p), high=max(high, p), n=n_total)


def mean_interval(values: NDArray[np.float64]) -> Interval:
    """Mean of values in [-1, 1] with Student's 95 % interval; one value alone bounds nothing."""
    n = len(values)
    if n == 0:
        return Interval(value=0.0, low=-1.0, high=1.0, n=0)
    mean = float(values.mean())
    if n == 1:
        return Interval(value=mean, low=-1.0, high=1.0, n=1)
    half = float(stats.t.ppf(0.975, n - 1)) * float(values.std(ddof=1)) / math.sqrt(n)
    return Interval(value=mean, low=max(-1.0, mean - half), high=min(1.0, mean + half), n=n)


def reach(n_customers: NDArray[np.float64], n_total: int) -> NDArray[np.float64]:
    """``ln(1 + customers) / ln(1 + all customers)``, in [0, 1]: ten more count more at ten than at a thousand."""
    if n_total < 1:
        raise InvalidCounts(f"{n_total} customers in all")
    return np.log1p(n_customers) / math.log1p(n_total)


def shrunk(total: NDArray[np.float64], n: NDArray[np.float64], prior: float, weight: float) -> NDArray[np.float64]:
    """Means that few customers cannot drive to an extreme: as if `weight` more had spoken, with the value `prior`.

    Three furious customers would otherwise outrank a hundred angry ones. This is the posterior mean under a
    conjugate prior of that weight, as in empirical Bayes estimates of many small groups.
    """
    return (total + weight * prior) / np.maximum(n + weight, 1e-12)


def change(recent: int, n_recent: int, earlier: int, n_earlier: int) -> tuple[float | None, float]:
    """Ratio of two shares of customers, and Fisher's exact two-sided p-value that they are one share.

    The ratio is None when nobody spoke of it before: a share cannot be compared with nothing.
    """
    table = np.array([[recent, n_recent - recent], [earlier, n_earlier - earlier]])
    p_value = float(stats.fisher_exact(table).pvalue)
    ratio = (recent / n_recent) / (earlier / n_earlier) if earlier and n_recent and n_earlier else None
    return ratio, p_value


def q_values(p_values: list[float]) -> list[float]:
    """Benjamini and Hochberg's adjustment over all themes tested.

    References
    ----------
    .. [1] Y. Benjamini, Y. Hochberg, "Controlling the false discovery rate", J. R. Stat. Soc. B 57 (1995).
    """
    return [float(q) for q in stats.false_discovery_control(p_values)] if p_values else []
