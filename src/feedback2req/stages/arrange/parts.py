"""Which themes are two things: halves that lie apart along the line between them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans

MIN_TEXTS = 16
"""Different texts below which a theme is one thing: of fewer nobody can tell."""

MIN_PART = 4
MAX_KURTOSIS = 1.55
"""Kurtosis along the line between two halves up to which they are two things; chosen on HWU64: docs/decisions/0015."""

_SEARCHES = 4
_DIGITS = 6


def parts_of(vectors: NDArray[np.float64], told: NDArray[np.bool_], seed: int) -> NDArray[np.int64]:
    """Part of each member of one theme, of shape (n_members,), by size; all -1 where the theme is one thing.

    Halved by 2-means again and again, as G-means does [1]_, but judged by the kurtosis along the line between both
    halves: it is 3 for one bell, 1.8 for an even spread and 1 for two points.

    Parameters
    ----------
    vectors : ndarray of shape (n_members, n_dims)
        Unit rows, in an order that hangs on their content alone.
    told : ndarray of shape (n_members,), bool
        The rows that count: one of each text.
    seed : int

    References
    ----------
    .. [1] G. Hamerly, C. Elkan, "Learning the k in k-means", NIPS (2003).
    """
    open_parts = [np.arange(len(vectors))]
    done: list[NDArray[np.int64]] = []
    while open_parts:
        rows = open_parts.pop()
        halves = _halves(vectors[rows], told[rows], seed)
        if halves is None:
            done.append(rows)
        else:
            open_parts += [rows[halves], rows[~halves]]
    out = np.full(len(vectors), -1, dtype=np.int64)
    if len(done) > 1:
        for number, rows in enumerate(sorted(done, key=lambda r: (-len(r), int(r[0])))):
            out[rows] = number
    return out


def _halves(vectors: NDArray[np.float64], told: NDArray[np.bool_], seed: int) -> NDArray[np.bool_] | None:
    """Which rows lie in the first of two halves; None when they are one thing."""
    counted = vectors[told]
    if len(counted) < MIN_TEXTS or (counted == counted[0]).all():
        return None
    found = KMeans(2, n_init=_SEARCHES, random_state=seed).fit(counted)
    line = found.cluster_centers_[1] - found.cluster_centers_[0]
    along = counted @ line
    spread = float(along.std())
    if spread < 1e-9 or np.bincount(found.labels_, minlength=2).min() < MIN_PART:
        return None
    if round(float((((along - along.mean()) / spread) ** 4).mean()), _DIGITS) > MAX_KURTOSIS:
        return None
    middle = float(found.cluster_centers_.mean(axis=0) @ line)
    return np.asarray(np.round(vectors @ line - middle, _DIGITS) < 0.0)
