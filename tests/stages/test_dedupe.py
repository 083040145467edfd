"""Near copies weigh little, and only what is near to one text is a copy of it."""

from __future__ import annotations

import numpy as np
import pytest

from feedback2req.domain.themes import NearCopies
from feedback2req.stages.dedupe import dedupe
from feedback2req.stages.neighbours import neighbours
from tests.columns import NEED, embeddings, grouping, groups, unit


def deduped(matrix: np.ndarray, counts: list[int] | None = None, *, n_neighbours: int = 15) -> NearCopies:
    channel = np.full(len(matrix), NEED, dtype=np.int8)
    near = neighbours(embeddings(matrix), channel, n_neighbours=n_neighbours)
    return dedupe(embeddings(matrix), near, grouping(len(matrix), counts), min_similarity=0.97, cap=3)


def at_angles(*degrees: float) -> np.ndarray:
    radians = np.deg2rad(degrees)
    return unit(np.stack([np.cos(radians), np.sin(radians)], axis=1))


def test_five_hundred_exact_copies_weigh_as_three() -> None:
    found = deduped(groups(3, 1), [500, 1, 2])
    assert found.weights.tolist() == [3.0, 1.0, 2.0]


def test_five_hundred_near_copies_weigh_as_three() -> None:
    copies = groups(1, 500, spread=0.01)
    other = groups(2, 1)[1:]
    found = deduped(np.concatenate([copies, other]))
    assert found.weights[:500].sum() == 3.0
    assert found.weights[500] == 1.0


def test_a_follower_weighs_nothing_and_its_leader_counts_it() -> None:
    found = deduped(at_angles(0, 5, 90))
    assert found.leaders.tolist() == [0, 0, 2]
    assert found.weights.tolist() == [2.0, 0.0, 1.0]


def test_the_text_that_most_statements_share_leads() -> None:
    found = deduped(at_angles(0, 5, 90), [1, 2, 1])
    assert found.leaders.tolist() == [1, 1, 2]


def test_copies_make_no_chain() -> None:
    # 12 degrees apart is cosine 0.978, two steps are 0.914: the third is no copy of the first
    found = deduped(at_angles(0, 12, 24, 36))
    matrix = at_angles(0, 12, 24, 36).astype(np.float64)
    assert len(set(found.leaders.tolist())) == 2
    for text, leader in enumerate(found.leaders):
        assert matrix[text] @ matrix[leader] >= 0.97


def test_texts_that_differ_stay_apart() -> None:
    found = deduped(groups(6, 1))
    assert found.leaders.tolist() == list(range(6))
    assert found.weights.tolist() == [1.0] * 6


def test_what_has_no_neighbours_leads_itself() -> None:
    matrix = np.tile(unit([[1, 0]]), (4, 1))
    channel = np.zeros(4, dtype=np.int8)
    near = neighbours(embeddings(matrix), channel, n_neighbours=3)
    found = dedupe(embeddings(matrix), near, grouping(4), min_similarity=0.97, cap=3)
    assert found.leaders.tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("seed", range(5))
def test_leaders_lead_themselves_and_alone_have_weight(seed: int) -> None:
    found = deduped(groups(4, 10, spread=0.25, seed=seed))
    assert np.array_equal(found.leaders[found.leaders], found.leaders)
    assert np.array_equal(found.weights > 0, found.leaders == np.arange(40))
    assert found.weights.max() <= 3
