"""Groups of texts, found without being told how many there are."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from feedback2req.domain.themes import Clustering
from feedback2req.stages.cluster import cluster
from feedback2req.stages.cluster.parts import parted
from feedback2req.stages.dedupe import dedupe
from feedback2req.stages.neighbours import neighbours
from tests.columns import NEED, NONE, PRAISE, embeddings, grouping, groups, unit


def clustered(
    matrix: np.ndarray, channel: np.ndarray | None = None, *, granularity: float = 1.0, seed: int = 7
) -> Clustering:
    n = len(matrix)
    of = np.full(n, NEED, dtype=np.int8) if channel is None else channel
    near = neighbours(embeddings(matrix), of, n_neighbours=15)
    copies = dedupe(embeddings(matrix), near, grouping(n), min_similarity=0.97, cap=3)
    return cluster(embeddings(matrix), near, copies, of, granularity=granularity, seed=seed)


def partition(labels: np.ndarray) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(labels == c).tolist()) for c in set(labels.tolist()) - {-1}}


def test_two_clear_groups_are_found_and_nobody_said_two() -> None:
    found = clustered(groups(2, 6))
    assert partition(found.labels) == {frozenset(range(6)), frozenset(range(6, 12))}


def test_eight_clear_groups_are_found_and_nobody_said_eight() -> None:
    found = clustered(groups(8, 6))
    assert partition(found.labels) == {frozenset(range(6 * g, 6 * g + 6)) for g in range(8)}


@pytest.mark.parametrize("size", [20, 60])
def test_no_cluster_mixes_groups_that_are_far_apart(size: int) -> None:
    found = clustered(groups(3, size))
    for members in partition(found.labels):
        assert len({m // size for m in members}) == 1
    assert (found.labels >= 0).mean() > 0.9


def test_texts_that_are_all_equal_make_one_cluster_or_none_but_never_several() -> None:
    found = clustered(np.tile(unit([[1, 0, 0, 0]]), (40, 1)))
    assert len(partition(found.labels)) <= 1
    assert len(set(found.labels.tolist())) == 1


def test_texts_that_are_all_different_make_no_cluster() -> None:
    found = clustered(np.eye(24, dtype=np.float16))
    assert (found.labels == -1).all()
    assert found.channels.shape == (0,)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_almost_nothing_is_no_error(n: int) -> None:
    found = clustered(np.eye(4, dtype=np.float16)[:n])
    assert found.labels.tolist() == [-1] * n


def test_a_near_copy_goes_where_its_leader_goes() -> None:
    matrix = groups(8, 6)
    labels = clustered(np.concatenate([matrix, matrix[:1], matrix[6:7]])).labels
    assert labels[48] == labels[0] != -1
    assert labels[49] == labels[6] != labels[0]


def test_praise_and_need_never_share_a_cluster() -> None:
    matrix = np.concatenate([groups(8, 6), groups(8, 6, seed=2)])
    channel = np.array([NEED] * 48 + [PRAISE] * 48, dtype=np.int8)
    found = clustered(matrix, channel)
    assert (found.labels >= 0).all()
    assert np.array_equal(found.channels[found.labels], channel)


def test_what_was_set_aside_is_in_no_cluster() -> None:
    channel = np.full(48, NEED, dtype=np.int8)
    channel[[0, 7]] = NONE
    labels = clustered(groups(8, 6), channel).labels
    assert labels[0] == labels[7] == -1
    assert (np.delete(labels, [0, 7]) >= 0).all()


def test_clusters_are_numbered_without_a_gap_and_none_is_a_single_text() -> None:
    found = clustered(groups(5, 9, spread=0.5))
    sizes = Counter(found.labels[found.labels >= 0].tolist())
    assert sorted(sizes) == list(range(len(found.channels)))
    assert min(sizes.values()) >= 2


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_does_not_change_the_partition(seed: int) -> None:
    matrix = groups(8, 6)
    order = np.random.default_rng(seed).permutation(len(matrix))
    shuffled = clustered(matrix[order]).labels
    back = np.empty_like(shuffled)
    back[order] = shuffled
    assert partition(back) == partition(clustered(matrix).labels)


@pytest.mark.parametrize("spread", [0.5, 0.8, 1.0])
def test_the_same_seed_gives_the_same_answer_however_often_it_is_asked(spread: float) -> None:
    # a generator that lives on between calls shows here: the first call of a process proves nothing
    matrix = groups(5, 20, spread=spread)
    found = [clustered(matrix) for _ in range(8)]
    assert {f.labels.tobytes() for f in found} == {found[0].labels.tobytes()}
    assert {f.stability for f in found} == {found[0].stability}


def test_a_finer_grain_never_gives_fewer_clusters_on_a_loose_cloud() -> None:
    matrix = groups(2, 60, spread=0.6)
    coarse, fine = (len(partition(clustered(matrix, granularity=g).labels)) for g in (0.2, 3.0))
    assert fine > coarse


def test_stability_is_higher_where_groups_are_clear() -> None:
    clear = clustered(groups(8, 12, spread=0.2)).stability
    loose = clustered(groups(1, 96, spread=0.7)).stability
    assert clear > loose


def test_a_community_is_cut_where_its_parts_are_foreign_to_each_other() -> None:
    matrix = groups(2, 6)
    parts = parted(matrix, np.zeros(12, dtype=np.int64), 0.0, 0.1, granularity=1.0)
    assert partition(parts) == {frozenset(range(6)), frozenset(range(6, 12))}


def test_the_more_texts_there_are_the_less_is_cut() -> None:
    matrix, one = groups(2, 6, spread=0.9), np.zeros(12, dtype=np.int64)
    many = np.tile(matrix, (1100, 1))  # too many to be cut at all
    assert len(partition(parted(matrix, one, 0.0, 0.3, granularity=1.0))) > 1
    assert parted(many, np.zeros(len(many), dtype=np.int64), 0.0, 0.3, granularity=1.0).max() == 0


def test_a_finer_grain_asks_parts_to_have_more_in_common() -> None:
    matrix, found = groups(6, 200, spread=1.0), np.repeat(np.arange(3), 400)
    n_parts = [len(set(parted(matrix, found, 0.0, 0.24, granularity=g).tolist())) for g in (0.3, 1.0, 3.0)]
    assert n_parts == sorted(n_parts)
    assert n_parts[0] < n_parts[-1]
