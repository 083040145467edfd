"""Neighbours among very many rows: all pairs within a cell of rows that lie together, and within the cells near it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from feedback2req.stages.neighbours.exact import THREADS, Nearest, nearest

ROWS_PER_CELL = 256
MAX_CELLS = 4096
MAX_CELL_ROWS = 1024
"""A larger cell is cut: what a row costs has an upper bound, also where all rows are alike."""

NEAR_CELLS = 32
"""Cells that a row is compared with, its own among them."""

_SAMPLE_PER_CELL = 32
_ROUNDS = 6
_BLOCK = 512


def in_cells(matrix: NDArray[np.float16], k: int) -> Nearest:
    """The `k` rows most similar to each row, among the rows of its own cell and of the cells nearest to that.

    The centres of cells come from spherical k-means on the first rows, which stand in the order of their digests and
    are a random sample so. Nothing is drawn, and all products are of blocks with a fixed size.

    Parameters
    ----------
    matrix : ndarray of shape (n, n_dims), float16
        Unit rows, in the order of their digests; n well above the rows of `NEAR_CELLS` cells.
    k : int, >= 1
    """
    n = len(matrix)
    centres = _centres(matrix, min(MAX_CELLS, max(2, n // ROWS_PER_CELL)))
    members = _cells(_nearest_centre(matrix, centres))
    means = np.stack([_unit(matrix[rows].astype(np.float32).sum(axis=0)) for rows in members])
    sizes = np.array([len(rows) for rows in members])
    out_rows, out_cosines = np.empty((n, k), dtype=np.int64), np.empty((n, k), dtype=np.float32)

    def one(cell: int) -> None:
        own = members[cell]
        candidates = np.sort(np.concatenate([members[c] for c in _company(means, sizes, cell, k)]))
        columns = np.ascontiguousarray(matrix[candidates].astype(np.float32).T)
        for start in range(0, len(own), _BLOCK):
            rows = own[start : start + _BLOCK]
            found, cosines = nearest(matrix[rows].astype(np.float32), columns, np.searchsorted(candidates, rows), k)
            out_rows[rows], out_cosines[rows] = candidates[found], cosines

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(one, range(len(members))))
    return out_rows, out_cosines


def _company(means: NDArray[np.float32], sizes: NDArray[np.int64], cell: int, k: int) -> NDArray[np.int64]:
    """A cell and the ones nearest to it: so many, or more where they hold too few rows."""
    cosines = np.round(means @ means[cell], 5)
    cosines[cell] = 2.0
    order = np.lexsort((np.arange(len(cosines)), -cosines))
    enough = int(np.searchsorted(np.cumsum(sizes[order]), k + 1)) + 1
    return order[: max(NEAR_CELLS, enough)]


def _centres(matrix: NDArray[np.float16], n_cells: int) -> NDArray[np.float32]:
    sample = matrix[: n_cells * _SAMPLE_PER_CELL]
    centres = _unit(sample[:n_cells].astype(np.float32))
    for _ in range(_ROUNDS):
        of = _nearest_centre(sample, centres)
        order = np.argsort(of, kind="stable")
        used, starts = np.unique(of[order], return_index=True)
        sums = np.add.reduceat(sample[order].astype(np.float32), starts, axis=0)
        centres[used] = _unit(sums)
    return centres


def _nearest_centre(matrix: NDArray[np.float16], centres: NDArray[np.float32]) -> NDArray[np.int64]:
    columns = np.ascontiguousarray(centres.T)

    def block(start: int) -> NDArray[np.int64]:
        nearest_one: NDArray[np.int64] = (matrix[start : start + _BLOCK].astype(np.float32) @ columns).argmax(axis=1)
        return nearest_one

    with ThreadPoolExecutor(THREADS) as pool:
        return np.concatenate(list(pool.map(block, range(0, len(matrix), _BLOCK))))


def _cells(of: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Rows of each cell, ascending; large ones cut into equal parts."""
    order = np.argsort(of, kind="stable")
    cells = np.split(order, np.flatnonzero(np.diff(of[order])) + 1)
    return [part for cell in cells for part in np.array_split(cell, -(-len(cell) // MAX_CELL_ROWS))]


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    length = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.maximum(length, 1e-12), dtype=np.float32)
