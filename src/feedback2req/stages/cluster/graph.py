"""Nearest neighbours as a graph over leaders of near copies."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from feedback2req.domain.themes import NearCopies, Neighbours

_LEAST = 1e-3
"""Weight of an edge between texts that are just kin: it still holds a lone text to its neighbours."""


INERTIA = 1.2
"""How much more an edge weighs whose ends were in one theme in the last run; see docs/decisions/0016."""

BREAK = 0.83
"""Part of its weight that an edge keeps whose ends were in two themes."""


def graph_of(
    neighbours: Neighbours,
    near_copies: NearCopies,
    channel: NDArray[np.int8],
    before: NDArray[np.int64] | None = None,
) -> csr_array:
    """Symmetric graph of shape (n_texts, n_texts) in which kin are joined, each channel apart.

    An edge weighs how far the highest cosine between the members of both groups lies above that of kin: an encoder's
    cosines all lie high, and counted from zero the hundredth neighbour would weigh nearly as much as the first.

    Parameters
    ----------
    before : ndarray of shape (n_texts,), int64, optional
        The theme that each text was in, or -1: what was together stays so a little sooner than the words alone say.
    """
    n = len(channel)
    kin = neighbours.kin[channel]
    joined = (neighbours.rows >= 0) & (neighbours.similarities >= kin[:, None])
    sources, _ = np.nonzero(joined)
    a, b = near_copies.leaders[sources], near_copies.leaders[neighbours.rows[joined]]
    weights = np.maximum(neighbours.similarities[joined].astype(np.float64) - kin[sources], _LEAST)
    low, high = np.minimum(a, b), np.maximum(a, b)
    order = np.lexsort((-weights, high, low))
    low, high, weights = low[order], high[order], weights[order]
    first = np.ones(len(low), dtype=bool)
    first[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    first &= low != high
    if before is not None:
        one, other = before[low], before[high]
        known = (one >= 0) & (other >= 0)
        weights = weights * np.where(known & (one == other), INERTIA, np.where(known, BREAK, 1.0))
    half = csr_array((weights[first], (low[first], high[first])), shape=(n, n))
    return csr_array(half + half.T)
