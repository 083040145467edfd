"""The most similar rows among candidates, by the plain product of all pairs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

THREADS = 2
_BLOCK = 512
_DECIMALS = 5

Nearest = tuple[NDArray[np.int64], NDArray[np.float32]]
"""Rows of shape (n, k), most similar first, and their cosines of the same shape."""


def exact(matrix: NDArray[np.float16], k: int) -> Nearest:
    """The `k` rows most similar to each row, among all other rows; k < n."""
    rows = matrix.astype(np.float32)
    columns = np.ascontiguousarray(rows.T)
    own = np.arange(len(rows))

    def block(start: int) -> Nearest:
        of = slice(start, start + _BLOCK)
        return nearest(rows[of], columns, own[of], k)

    with ThreadPoolExecutor(THREADS) as pool:
        parts = list(pool.map(block, range(0, len(rows), _BLOCK)))
    return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])


def nearest(rows: NDArray[np.float32], columns: NDArray[np.float32], own: NDArray[np.int64], k: int) -> Nearest:
    """The `k` columns most similar to each row.

    Cosines are rounded before they are compared, and equal ones stand in the order of the columns.

    Parameters
    ----------
    rows : ndarray of shape (n_rows, n_dims)
    columns : ndarray of shape (n_dims, n_columns)
    own : ndarray of shape (n_rows,)
        The column that is the row itself.
    k : int, < n_columns
    """
    cosines = np.round(rows @ columns, _DECIMALS)
    height = len(cosines)
    cosines[np.arange(height), own] = -2.0
    # a partition cuts ties anywhere: take every column at least as similar as the k-th, then order them
    floor = np.partition(cosines, -k, axis=1)[:, -k]
    row, column = np.nonzero(cosines >= floor[:, None])
    near = cosines[row, column]
    order = np.lexsort((column, -near, row))
    starts = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=height))[:-1]])
    best = order[starts[:, None] + np.arange(k)]
    return column[best], near[best]
