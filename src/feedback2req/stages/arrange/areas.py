"""Which themes lie together: average linkage on what is left of their directions without what all of them share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

TOGETHER = 0.25
"""Mean likeness of the themes of two areas from which on they are one; chosen on HWU64, see docs/decisions/0015."""

LONE = 0.15
"""Mean likeness from which on a theme that is left alone joins an area all the same: one theme alone is no area."""

_DIGITS = 6


def likeness(directions: NDArray[np.float64]) -> NDArray[np.float64]:
    """How alike themes are beyond what all of them share: 1 for the same, about 0 for two that have nothing in common.

    All directions lie close together, for every theme speaks of one product. So their mean is taken off first; and as n
    directions around their own mean repel each other by 1 in n - 1, that is put back.

    Parameters
    ----------
    directions : ndarray of shape (n_themes, n_dims)
        Unit rows.

    Returns
    -------
    ndarray of shape (n_themes, n_themes)
        Symmetric, at most 1, rounded so that ties are ties on every machine.
    """
    n = len(directions)
    if n < 2:
        return np.ones((n, n))
    centred = directions - directions.mean(axis=0)
    length = np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9)
    found = np.minimum((centred / length) @ (centred / length).T + 1.0 / (n - 1), 1.0)
    np.fill_diagonal(found, 1.0)
    rounded: NDArray[np.float64] = np.round((found + found.T) / 2.0, _DIGITS)
    return rounded


def areas_of(alike: NDArray[np.float64]) -> NDArray[np.int64]:
    """Area of each theme, of shape (n_themes,), numbered by first theme; nobody says how many there are.

    Parameters
    ----------
    alike : ndarray of shape (n_themes, n_themes)
        As from `likeness`.
    """
    n = len(alike)
    if n < 2:
        return np.zeros(n, dtype=np.int64)
    apart = 1.0 - alike
    np.fill_diagonal(apart, 0.0)
    tree = linkage(squareform(apart, checks=False), method="average")
    found = _joined(fcluster(tree, 1.0 - TOGETHER, criterion="distance").astype(np.int64), alike)
    _, first, number = np.unique(found, return_index=True, return_inverse=True)
    order = np.empty(len(first), dtype=np.int64)
    order[np.argsort(first)] = np.arange(len(first))
    return order[number]


def _joined(found: NDArray[np.int64], alike: NDArray[np.float64]) -> NDArray[np.int64]:
    """Areas with each lone theme in the one it is most like, where it is like one at all; all judged at once."""
    names, sizes = np.unique(found, return_counts=True)
    out = found.copy()
    for t in np.flatnonzero(np.isin(found, names[sizes == 1])):
        near = [(-round(float(alike[t, found == name].mean()), _DIGITS), name) for name in names if name != found[t]]
        if near and -min(near)[0] >= LONE:
            out[t] = min(near)[1]
    return out
