"""Communities cut where their parts have less in common than a theme needs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

STRICTEST = 2.3
"""Deviations above the mean cosine of foreign pairs that two parts lie, on average over all pairs of texts, to stay
together in a small corpus; see docs/decisions/0020."""

LOOSEST = 1.25
"""Where less than this would be asked nothing is cut: communities of so many texts hold together by themselves."""

_SMALL = 900
_EASING = 0.5
"""Deviations by which less is asked for every e-fold of texts beyond `_SMALL`."""


def parted(
    matrix: NDArray[np.float16], found: NDArray[np.int64], mean: float, deviation: float, *, granularity: float
) -> NDArray[np.int64]:
    """Communities, each cut into the parts that average linkage makes of it; a part gets its own number.

    In a small corpus the nearest neighbours of most texts are far, and a search for communities joins what is merely
    the least far. The more texts there are, the nearer they lie, and the less has to be cut.

    Parameters
    ----------
    matrix : ndarray of shape (n_nodes, n_dims), float16
        Unit rows.
    found : ndarray of shape (n_nodes,), int64
        Community of each node, >= 0.
    mean, deviation : float
        Of the cosines of pairs that have nothing to do with each other.
    granularity : float, > 0
        Finer themes have more in common.
    """
    asked = STRICTEST + min(0.0, _EASING * float(np.log(_SMALL * granularity / max(len(found), 1))))
    if asked < LOOSEST:
        return found
    farthest = 1.0 - (mean + asked * deviation)
    out = found.copy()
    order = np.argsort(found, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(found[order])) + 1):
        if len(rows) < 2:
            continue
        vectors = matrix[rows].astype(np.float64)
        distances = np.round(1.0 - vectors @ vectors.T, 5)[np.triu_indices(len(rows), 1)]
        parts = fcluster(linkage(np.maximum(distances, 0.0), method="average"), farthest, criterion="distance")
        out[rows] = int(out.max()) + parts
    return out
