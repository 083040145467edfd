"""Areas over themes, parts below them: complete, without a told number, and with keys that last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from feedback2req.domain.themes import Area, Arrangement, Membership
from feedback2req.stages.arrange import arrange
from feedback2req.stages.arrange.areas import areas_of, likeness
from feedback2req.stages.arrange.keys import area_keys
from feedback2req.stages.arrange.parts import MIN_TEXTS, parts_of
from tests.columns import NEED, PRAISE, embeddings, grouping, model, unit

SEED = 20160714


def around(axis: int, n: int, *, n_dims: int = 12, spread: float = 0.25, seed: int = 0) -> NDArray[np.float64]:
    """Directions near one axis, all of them with a common part, as those of one product have."""
    rng = np.random.default_rng([seed, axis])
    rows = spread * rng.standard_normal((n, n_dims))
    rows[:, axis] += 1.0
    rows[:, n_dims - 1] += 3.0
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))


def area(key: str, *themes: str) -> Area:
    return Area(key=key, label=key, themes=themes, n_statements=1, n_items=1, n_customers=1)


def test_themes_that_point_the_same_way_share_an_area_however_alike_all_of_them_are() -> None:
    rows = np.concatenate([around(0, 4), around(1, 3), around(2, 5)])
    assert (rows @ rows.T).min() > 0.7
    assert areas_of(likeness(rows)).tolist() == [0] * 4 + [1] * 3 + [2] * 5


def test_a_theme_that_is_like_no_other_is_an_area_of_its_own() -> None:
    rows = np.concatenate([around(0, 4), around(1, 4), around(5, 1)])
    found = areas_of(likeness(rows))
    assert (found == found[-1]).sum() == 1


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_themes_have_areas_too(n: int) -> None:
    assert areas_of(likeness(around(0, n))).shape == (n,)


def test_the_order_of_themes_moves_none_to_another_area() -> None:
    rows = np.concatenate([around(0, 4), around(1, 3), around(2, 5)])
    order = np.random.default_rng(1).permutation(len(rows))
    found, again = areas_of(likeness(rows)), areas_of(likeness(rows[order]))
    together = found[order][:, None] == found[order][None, :]
    assert np.array_equal(together, again[:, None] == again[None, :])


def everything(vectors: NDArray[np.float64], seed: int = SEED) -> list[int]:
    return parts_of(vectors, np.ones(len(vectors), dtype=bool), seed).tolist()


def test_a_theme_of_two_things_is_divided_between_them() -> None:
    rows = np.concatenate([around(0, 14, spread=0.1), around(1, 12, spread=0.1)])
    assert everything(rows) == [0] * 14 + [1] * 12


def test_a_theme_that_is_one_thing_has_no_parts() -> None:
    assert set(everything(around(0, 60))) == {-1}


def test_of_few_texts_nobody_can_tell_that_they_are_two_things() -> None:
    half = MIN_TEXTS // 2 - 1
    rows = np.concatenate([around(0, half, spread=0.1), around(1, half, spread=0.1)])
    assert set(everything(rows)) == {-1}


def test_copies_alone_make_no_part() -> None:
    once = around(0, 20, spread=0.1)
    rows = np.concatenate([once, np.repeat(once[:1], 30, axis=0)])
    told = np.arange(len(rows)) < 20
    assert set(parts_of(rows, told, SEED).tolist()) == {-1}


def test_equal_texts_have_no_parts() -> None:
    assert set(everything(np.repeat(around(0, 1), 40, axis=0))) == {-1}


def arranged(
    kinds: Sequence[int], members: Sequence[NDArray[np.float64]], last: Sequence[Area] = ()
) -> tuple[Arrangement, Membership]:
    owners = np.concatenate([np.full(len(rows), t) for t, rows in enumerate(members)])
    vectors = unit(np.concatenate(members))
    n = len(vectors)
    themes = model(unit(np.stack([rows.mean(axis=0) for rows in members])))
    membership = Membership(
        themes=owners,
        states=np.zeros(n, dtype=np.int8),
        similarities=np.ones(n, dtype=np.float32),
        strengths=np.ones(n, dtype=np.float32),
        reasons=(None,) * n,
    )
    channels = np.array(kinds, dtype=np.int8)
    of_kinds = replace(themes, channels=channels, prototype_channels=channels)
    found = arrange(of_kinds, membership, grouping(n), embeddings(vectors), last=last, seed=SEED)
    return found, membership


MEMBERS = (
    np.concatenate([around(0, 14, spread=0.1), around(1, 12, spread=0.1)]),
    around(2, 20),
    around(3, 8),
)


def test_every_ranked_theme_has_an_area_and_praise_has_none() -> None:
    found, _ = arranged((NEED, NEED, PRAISE), MEMBERS)
    assert (found.areas >= 0).tolist() == [True, True, False]
    assert len(found.area_keys) == found.areas.max() + 1


def test_a_divided_theme_has_each_of_its_statements_in_a_part_and_the_others_have_none() -> None:
    found, membership = arranged((NEED, NEED, PRAISE), MEMBERS)
    assert set(found.parts[membership.themes == 0].tolist()) == {0, 1}
    assert set(found.parts[membership.themes > 0].tolist()) == {-1}


def test_a_key_is_made_of_the_themes_whatever_their_order() -> None:
    assert area_keys([("a", "b")], ()) == area_keys([("b", "a")], ())


def test_an_area_that_keeps_most_of_its_themes_keeps_its_key() -> None:
    last = (area("old-1", "a", "b", "c"), area("old-2", "d", "e"))
    assert area_keys([("d", "e", "f"), ("a", "b", "x"), ("y",)], last)[:2] == ("old-2", "old-1")


def test_an_old_key_lives_on_once() -> None:
    keys = area_keys([("a", "b"), ("c",)], (area("old", "a", "b", "c"),))
    assert keys[0] == "old"
    assert keys[1] != "old"


def test_a_key_that_lives_on_elsewhere_is_not_made_again() -> None:
    (first,) = area_keys([("a", "b")], ())
    keys = area_keys([("a", "b", "c", "d"), ("a", "b")], (area(first, "a", "b", "c", "d"),))
    assert len(set(keys)) == 2
