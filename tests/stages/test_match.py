"""Keys that last, and all that placing an item needs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from feedback2req.domain.identity import content_id
from feedback2req.domain.readings import Embeddings
from feedback2req.domain.themes import Clustering, NearCopies, ThemeModel
from feedback2req.stages.match import match
from feedback2req.stages.match.match import MAX_PROTOTYPES
from tests.columns import NEED, PRAISE, embeddings, groups

KIN = np.array([0.6, 0.6, 0.6])


def matched(
    matrix: np.ndarray,
    labels: list[int],
    *,
    last: ThemeModel | None = None,
    channels: list[int] | None = None,
    weights: list[float] | None = None,
    name: str = "test",
    of: Embeddings | None = None,
) -> ThemeModel:
    n = max(labels, default=-1) + 1
    clustering = Clustering(
        labels=np.array(labels, dtype=np.int64),
        channels=np.array([NEED] * n if channels is None else channels, dtype=np.int8),
        resolution=1.0,
        stability=1.0,
    )
    copies = NearCopies(
        leaders=np.arange(len(labels)), weights=np.ones(len(labels)) if weights is None else np.array(weights)
    )
    rows = of or embeddings(matrix, name=name)
    return match(clustering, rows, copies, KIN, last=last, config_digest="0" * 64, seed=1)


THREE = groups(3, 6)
LABELS = [0] * 6 + [1] * 6 + [2] * 6


def test_the_prototype_of_a_small_theme_is_the_direction_of_its_texts() -> None:
    model = matched(THREE, LABELS)
    assert model.prototypes.shape == (3, THREE.shape[1])
    mean = THREE[:6].astype(np.float64).mean(axis=0)
    assert model.prototypes[0] == pytest.approx(mean / np.linalg.norm(mean), abs=1e-4)
    assert np.linalg.norm(model.prototypes, axis=1) == pytest.approx(1.0, abs=1e-4)


def test_a_follower_does_not_pull_the_prototype() -> None:
    model = matched(THREE[:6], [0] * 6, weights=[1, 1, 1, 0, 0, 0])
    mean = THREE[:3].astype(np.float64).mean(axis=0)
    assert model.prototypes[0] == pytest.approx(mean / np.linalg.norm(mean), abs=1e-4)


def test_a_large_theme_has_several_prototypes_but_not_many() -> None:
    model = matched(groups(1, 200, spread=0.6), [0] * 200)
    assert 1 < len(model.prototypes) <= MAX_PROTOTYPES
    assert model.owners.tolist() == [0] * len(model.prototypes)


def test_core_asks_for_no_less_than_attached() -> None:
    model = matched(THREE, LABELS)
    assert (model.core_thresholds >= model.attach_thresholds).all()
    assert (model.attach_thresholds > KIN[NEED]).all()


def test_the_same_texts_give_the_same_keys_and_other_texts_others() -> None:
    one = matched(THREE, LABELS)
    assert len(set(one.keys)) == 3
    assert matched(THREE, LABELS).keys == one.keys
    assert matched(THREE[:12], LABELS[:12]).keys == one.keys[:2]
    assert set(matched(groups(3, 6, seed=9), LABELS).keys).isdisjoint(one.keys)


def test_keys_survive_when_texts_come_and_go() -> None:
    before = matched(THREE, LABELS)
    more = np.concatenate([THREE[1:], groups(3, 2, seed=4)])
    after = matched(more, [*LABELS[1:], 0, 0, 1, 1, 2, 2], last=before)
    assert after.keys == before.keys


def test_keys_follow_the_meaning_and_not_the_number_of_a_cluster() -> None:
    before = matched(THREE, LABELS)
    after = matched(groups(3, 6, seed=8), [2 - label for label in LABELS], last=before)
    assert after.keys == before.keys[::-1]


def test_a_theme_that_is_new_gets_a_key_of_its_own() -> None:
    before = matched(THREE[:12], LABELS[:12])
    after = matched(groups(3, 6, seed=8), LABELS, last=before)
    assert after.keys[:2] == before.keys
    assert after.keys[2] not in before.keys


def test_one_old_theme_gives_its_key_once() -> None:
    before = matched(THREE[:6], [0] * 6)
    twins = np.concatenate([groups(1, 6, seed=4), groups(1, 6, seed=5)])
    after = matched(twins, [0] * 6 + [1] * 6, last=before)
    assert sorted(key == before.keys[0] for key in after.keys) == [False, True]


def test_keys_stay_unique_when_a_new_theme_holds_what_an_old_one_was_named_after() -> None:
    rows = embeddings(THREE)
    named_after = content_id("t", *rows.digests[:6])  # the old theme has moved to the second axis since
    old = matched(groups(3, 6, seed=8)[6:12], [0] * 6)
    last = replace(old, keys=(named_after,))
    after = matched(THREE, LABELS, last=last, of=rows)
    assert after.keys[1] == named_after
    assert len(set(after.keys)) == 3


def test_praise_does_not_inherit_the_key_of_a_need() -> None:
    before = matched(THREE[:6], [0] * 6, channels=[NEED])
    after = matched(groups(1, 6, seed=4), [0] * 6, channels=[PRAISE], last=before)
    assert after.keys[0] != before.keys[0]


def test_vectors_of_another_encoder_are_not_compared() -> None:
    before = matched(THREE, LABELS)
    after = matched(groups(3, 6, seed=4), LABELS, last=before, name="other")
    assert set(after.keys).isdisjoint(before.keys)


def test_no_cluster_gives_a_model_that_takes_in_nothing() -> None:
    model = matched(THREE, [-1] * 18)
    assert model.keys == ()
    assert model.prototypes.shape == (0, THREE.shape[1])
    assert matched(THREE, LABELS, last=model).keys == matched(THREE, LABELS).keys


def test_the_same_input_gives_the_same_model() -> None:
    matrix, labels = groups(1, 90, spread=0.7), [0] * 90
    one, other = matched(matrix, labels), matched(matrix, labels)
    assert np.array_equal(one.prototypes, other.prototypes)
    assert np.array_equal(one.core_thresholds, other.core_thresholds)


def test_a_model_of_some_themes_keeps_their_prototypes_and_order() -> None:
    model = matched(THREE, LABELS)
    kept = model.only(np.array([2, 0]))
    assert kept.keys == (model.keys[2], model.keys[0])
    assert np.array_equal(kept.directions(), model.directions()[[2, 0]])
