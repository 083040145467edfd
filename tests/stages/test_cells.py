"""Among very many texts neighbours are sought in near cells: nearly the exact ones, and the same every time."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from feedback2req.stages.cluster import cluster
from feedback2req.stages.dedupe import dedupe
from feedback2req.stages.neighbours import neighbours
from feedback2req.stages.neighbours.cells import MAX_CELL_ROWS, in_cells
from feedback2req.stages.neighbours.exact import exact
from tests.columns import NEED, NONE, embeddings, grouping, groups, unit


def bundles(n_bundles: int, size: int, *, seed: int = 1) -> np.ndarray:
    """Bundles around random directions, their rows mixed as texts in the order of their digests are."""
    rng = np.random.default_rng(seed)
    centres = np.repeat(rng.normal(size=(n_bundles, 32)), size, axis=0)
    return unit((centres + 0.6 * rng.normal(size=centres.shape))[rng.permutation(len(centres))])


def recall(found: np.ndarray, true: np.ndarray) -> float:
    return float(np.mean([len(np.intersect1d(a, b)) / len(b) for a, b in zip(found, true, strict=True)]))


@pytest.fixture
def cells_from_few_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[neighbours.__module__], "EXACT_UP_TO", 100)


def test_nearly_all_exact_neighbours_are_found_though_few_pairs_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules[in_cells.__module__]
    monkeypatch.setattr(module, "ROWS_PER_CELL", 40)
    monkeypatch.setattr(module, "NEAR_CELLS", 12)
    matrix = bundles(60, 80)
    rows, cosines = in_cells(matrix, 10)
    true_rows, true_cosines = exact(matrix, 10)
    assert recall(rows, true_rows) > 0.9
    assert (cosines <= true_cosines + 1e-4).all()


def test_cosines_are_those_of_the_rows_and_fall() -> None:
    matrix = bundles(8, 100)
    rows, cosines = in_cells(matrix, 6)
    wide = matrix.astype(np.float64)
    assert np.allclose(cosines, np.einsum("ijd,id->ij", wide[rows], wide), atol=2e-5)
    assert (np.diff(cosines, axis=1) <= 0).all()
    assert (rows != np.arange(800)[:, None]).all()
    assert all(len(set(row)) == 6 for row in rows.tolist())


def test_the_same_rows_give_the_same_neighbours_every_time() -> None:
    matrix = bundles(12, 100)
    one, other = in_cells(matrix, 8), in_cells(matrix, 8)
    assert np.array_equal(one[0], other[0])
    assert np.array_equal(one[1], other[1])


def test_where_all_rows_are_equal_the_neighbours_are_enough_and_cells_stay_small() -> None:
    n = 3 * MAX_CELL_ROWS
    rows, cosines = in_cells(np.tile(unit([[1.0, 0.0]]), (n, 1)), 5)
    assert (cosines == 1).all()
    assert (rows != np.arange(n)[:, None]).all()
    assert all(len(set(row)) == 5 for row in rows.tolist())


def test_where_no_two_rows_are_alike_every_row_still_has_its_neighbours() -> None:
    rows, cosines = in_cells(np.eye(600, dtype=np.float16), 4)
    assert rows.shape == (600, 4)
    assert (cosines == 0).all()


@pytest.mark.usefixtures("cells_from_few_texts")
def test_themes_of_cells_are_those_of_exact_neighbours() -> None:
    matrix, n = groups(8, 40), 320
    channel = np.full(n, NEED, dtype=np.int8)
    near = neighbours(embeddings(matrix), channel, n_neighbours=15)
    copies = dedupe(embeddings(matrix), near, grouping(n), min_similarity=0.97, cap=3)
    labels = cluster(embeddings(matrix), near, copies, channel, granularity=1.0, seed=7).labels
    assert all(len(set((np.arange(n) // 40)[labels == c].tolist())) == 1 for c in set(labels.tolist()) - {-1})
    assert (labels >= 0).mean() > 0.9


@pytest.mark.usefixtures("cells_from_few_texts")
def test_what_takes_no_part_is_in_no_cell() -> None:
    matrix = bundles(4, 60)
    channel = np.full(240, NEED, dtype=np.int8)
    channel[::7] = NONE
    found = neighbours(embeddings(matrix), channel, n_neighbours=5)
    assert (found.rows[::7] == -1).all()
    assert not np.isin(found.rows, np.flatnonzero(channel == NONE)).any()
    assert (found.rows[channel == NEED] >= 0).all()
