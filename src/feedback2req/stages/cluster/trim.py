"""Communities without those of their members that do not belong to them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LEAST_TIE = 0.04
"""Mean part of the way from kin to copy that a text's neighbours in its own community lie on, for it to stay there.
Chosen on Banking77 with a third of its labels thinned out to a few strays; see docs/decisions/0017. Where a text has
fewer neighbours than there can be, or its community fewer members, less is asked in proportion."""


def mean_cosine(matrix: NDArray[np.float16]) -> float:
    """Mean over all pairs of unit rows; 0 for fewer than two."""
    n = len(matrix)
    total = matrix.sum(axis=0, dtype=np.float64)
    return round((float(total @ total) - n) / (n * (n - 1)), 6) if n > 1 else 0.0


def cohesive(matrix: NDArray[np.float16], found: NDArray[np.int64], kin: float) -> NDArray[np.int64]:
    """Communities without the members that make them no more alike than chance; each gets its own number."""
    order = np.argsort(found, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(found[order])) + 1)
    strange = [rows[_outsiders(matrix[rows].astype(np.float64), kin)] for rows in parts if len(rows) > 1]
    return _apart(found, np.concatenate([np.empty(0, np.int64), *strange]))


def tied(
    near: NDArray[np.int64], similarities: NDArray[np.float32], found: NDArray[np.int64], kin: float
) -> NDArray[np.int64]:
    """Communities without the members that hang on them by a thread; each gets its own number.

    A community takes in whatever it is the least far from. What belongs nowhere has few neighbours there, or many that
    are hardly kin: how far they lie above kin, summed over a text's neighbours in its own community, tells it from the
    others better than its cosine to the community's centre does.

    Parameters
    ----------
    near : ndarray of shape (n_nodes, k), int64
        Neighbours of each node, as nodes; -1 where there are fewer than k.
    similarities : ndarray of shape (n_nodes, k), float32
    found : ndarray of shape (n_nodes,), int64
        Community of each node, >= 0.
    kin : float, < 1
    """
    within = (near >= 0) & (found[near] == found[:, None])
    above = np.where(within, np.maximum(similarities - kin, 0.0), 0.0).sum(axis=1, dtype=np.float64) / (1.0 - kin)
    others = np.bincount(found, minlength=1)[found] - 1
    could_be = np.minimum((near >= 0).sum(axis=1), others)
    least = LEAST_TIE * could_be * could_be / near.shape[1]
    return _apart(found, np.flatnonzero(np.round(above, 5) < np.round(least, 5)))


def _apart(found: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    out = found.copy()
    out[rows] = int(found.max(initial=-1)) + 1 + np.arange(len(rows))
    return out


def _outsiders(vectors: NDArray[np.float64], kin: float) -> list[int]:
    """Members to leave out, the strangest first, until the mean cosine of all pairs is that of kin."""
    total = vectors.sum(axis=0)
    left = np.ones(len(vectors), dtype=bool)
    out: list[int] = []
    while (n := int(left.sum())) > 1 and round((float(total @ total) - n) / (n * (n - 1)), 6) < kin:
        near = np.where(left, np.round(vectors @ total, 6), np.inf)
        strangest = int(near.argmin())
        left[strangest] = False
        total = total - vectors[strangest]
        out.append(strangest)
    return out
