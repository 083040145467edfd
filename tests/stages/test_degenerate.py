"""From neighbours to membership on input that is hardly one: no error, nothing lost, and no theme out of thin air."""

from __future__ import annotations

import numpy as np
import pytest

from feedback2req.domain.themes import Membership, ThemeModel
from feedback2req.stages.assign import assign
from feedback2req.stages.cluster import cluster
from feedback2req.stages.dedupe import dedupe
from feedback2req.stages.match import match
from feedback2req.stages.neighbours import neighbours
from tests.columns import NEED, embeddings, grouping, groups, unit


def placed(matrix: np.ndarray) -> tuple[ThemeModel, Membership]:
    n = len(matrix)
    rows, channel = embeddings(matrix), np.full(n, NEED, dtype=np.int8)
    near = neighbours(rows, channel, n_neighbours=30)
    copies = dedupe(rows, near, grouping(n), min_similarity=0.97, cap=3)
    clusters = cluster(rows, near, copies, channel, granularity=1.0, seed=7)
    model = match(clusters, rows, copies, near.kin, last=None, config_digest="", seed=7)
    return model, assign(rows.matrix, channel, (None,) * n, model)


def test_texts_that_are_all_equal_are_in_one_place() -> None:
    model, membership = placed(np.tile(unit([[0.6, 0.8]]), (60, 1)))
    assert len(model.keys) <= 1
    assert len(set(membership.themes.tolist())) == 1


def test_texts_that_are_all_different_are_in_no_theme() -> None:
    model, membership = placed(np.eye(40, dtype=np.float16))
    assert model.keys == ()
    assert set(membership.reasons) == {"rare"}


@pytest.mark.parametrize("angle", [0, 30, 90])
def test_two_texts_are_one_theme_or_none(angle: float) -> None:
    radians = np.deg2rad(angle)
    model, membership = placed(unit([[1, 0], [np.cos(radians), np.sin(radians)]]))
    assert len(model.keys) <= 1
    assert len(set(membership.themes.tolist())) == 1


def test_texts_of_one_theme_make_one_theme() -> None:
    model, membership = placed(groups(1, 12, spread=0.25))
    assert len(model.keys) == 1
    assert (membership.themes == 0).mean() > 0.8


def test_nothing_at_all_gives_a_model_without_themes() -> None:
    model, membership = placed(np.zeros((0, 8), dtype=np.float16))
    assert model.keys == ()
    assert membership.themes.shape == (0,)
