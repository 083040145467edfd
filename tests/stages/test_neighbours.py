"""Nearest neighbours are exact, of their own channel, and ordered by content where they tie."""

from __future__ import annotations

import numpy as np
import pytest

from feedback2req.errors import InvalidVectors
from feedback2req.stages.neighbours import neighbours
from tests.columns import NEED, NONE, PRAISE, embeddings, groups, unit


def need(n: int) -> np.ndarray:
    return np.full(n, NEED, dtype=np.int8)


def random_rows(n: int, n_dims: int = 8, seed: int = 3) -> np.ndarray:
    return unit(np.random.default_rng(seed).normal(size=(n, n_dims)))


def test_the_nearest_of_three_is_found_with_its_cosine() -> None:
    found = neighbours(embeddings(unit([[1, 0], [1, 0.1], [0, 1]])), need(3), n_neighbours=2)
    assert found.rows[0].tolist() == [1, 2]
    assert found.similarities[0] == pytest.approx([0.995, 0.0], abs=1e-3)


@pytest.mark.parametrize("n", [30, 700])
def test_it_is_exact_against_brute_force(n: int) -> None:
    matrix = random_rows(n)
    found = neighbours(embeddings(matrix), need(n), n_neighbours=5)
    cosines = matrix.astype(np.float64) @ matrix.astype(np.float64).T
    np.fill_diagonal(cosines, -2)
    k = int((found.rows[0] >= 0).sum())
    best = -np.sort(-cosines, axis=1)[:, :k]
    assert k >= 4
    assert np.allclose(found.similarities[:, :k], best, atol=2e-5)
    assert np.allclose(np.take_along_axis(cosines, found.rows[:, :k], axis=1), best, atol=2e-5)


def test_nothing_is_its_own_neighbour_and_nothing_is_listed_twice() -> None:
    found = neighbours(embeddings(np.tile(unit([[1, 1]]), (50, 1))), need(50), n_neighbours=15)
    for row, others in enumerate(found.rows):
        kept = others[others >= 0].tolist()
        assert row not in kept
        assert len(set(kept)) == len(kept)


def test_ties_stand_in_the_order_of_the_digests() -> None:
    found = neighbours(embeddings(np.tile(unit([[1, 1]]), (12, 1))), need(12), n_neighbours=4)
    assert found.rows[0].tolist() == [1, 2, 3, 4]
    assert found.rows[11].tolist() == [0, 1, 2, 3]
    assert found.rows[2].tolist() == [0, 1, 3, 4]


def test_channels_do_not_mix_even_for_the_same_words() -> None:
    matrix = np.tile(groups(1, 10), (2, 1))
    channel = np.array([NEED] * 10 + [PRAISE] * 10, dtype=np.int8)
    found = neighbours(embeddings(matrix), channel, n_neighbours=9)
    for row, others in enumerate(found.rows):
        kept = others[others >= 0]
        assert len(kept) > 0
        assert (channel[kept] == channel[row]).all()


def test_what_was_set_aside_has_no_neighbours_and_is_nobodys() -> None:
    channel = need(10)
    channel[3] = NONE
    found = neighbours(embeddings(groups(1, 10)), channel, n_neighbours=5)
    assert (found.rows[3] == -1).all()
    assert 3 not in found.rows


def test_k_shrinks_with_a_small_channel() -> None:
    found = neighbours(embeddings(groups(1, 3)), need(3), n_neighbours=15)
    assert found.rows.shape == (3, 15)
    assert ((found.rows >= 0).sum(axis=1) == 2).all()


def test_k_never_exceeds_what_was_asked_for() -> None:
    found = neighbours(embeddings(random_rows(400)), need(400), n_neighbours=3)
    assert found.rows.shape == (400, 3)
    assert (found.rows >= 0).all()


@pytest.mark.parametrize("n", [0, 1])
def test_too_few_to_have_company_is_no_error(n: int) -> None:
    found = neighbours(embeddings(np.ones((n, 4))), need(n), n_neighbours=5)
    assert found.rows.shape == (n, 5)
    assert (found.rows == -1).all()


def test_the_order_of_rows_is_carried_through() -> None:
    matrix = random_rows(60)
    order = np.random.default_rng(5).permutation(60)
    one = neighbours(embeddings(matrix), need(60), n_neighbours=4)
    other = neighbours(embeddings(matrix[order]), need(60), n_neighbours=4)
    back = np.where(other.rows >= 0, order[other.rows], -1)
    assert np.array_equal(one.rows[order], back)


def test_kin_lies_above_the_cosine_of_strangers() -> None:
    matrix = groups(2, 30)
    found = neighbours(embeddings(matrix), need(60), n_neighbours=5)
    between = (matrix[:30].astype(np.float64) @ matrix[30:].astype(np.float64).T).max()
    assert between < found.kin[NEED] <= 1.0


def test_the_input_stays_as_it_was() -> None:
    matrix = random_rows(20)
    before = matrix.copy()
    neighbours(embeddings(matrix), need(20), n_neighbours=5)
    assert np.array_equal(matrix, before)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_vectors_that_are_no_numbers_are_refused(value: float) -> None:
    matrix = random_rows(5)
    matrix[2, 0] = value
    with pytest.raises(InvalidVectors):
        neighbours(embeddings(matrix), need(5), n_neighbours=2)


@pytest.mark.parametrize("n_groups", [2, 8])
def test_foreign_pairs_are_told_apart_from_those_of_one_topic(n_groups: int) -> None:
    matrix = groups(n_groups, 40)
    near = neighbours(embeddings(matrix), np.full(len(matrix), NEED, dtype=np.int8), n_neighbours=10)
    topic = np.repeat(np.arange(n_groups), 40)
    cosines = matrix.astype(np.float64) @ matrix.astype(np.float64).T
    foreign = cosines[topic[:, None] != topic[None, :]]
    assert near.foreign_means[NEED] == pytest.approx(foreign.mean(), abs=0.12)
    assert near.foreign_deviations[NEED] == pytest.approx(foreign.std(), abs=0.06)
