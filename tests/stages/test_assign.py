"""One piece of code places a batch, a re-rank and a single item, to the last row alike."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback2req.domain.themes import STATES, Membership, ThemeModel
from feedback2req.stages.assign import assign
from tests.columns import NEED, NONE, PRAISE, groups, model, unit


def at(*degrees: float) -> np.ndarray:
    radians = np.deg2rad(degrees)
    return unit(np.stack([np.cos(radians), np.sin(radians)], axis=1))


def placed(vectors: np.ndarray, of: ThemeModel, channel: int = NEED, aside: str | None = None) -> Membership:
    n = len(vectors)
    return assign(vectors, np.full(n, channel, dtype=np.int8), (aside,) * n, of)


def state(degrees: float, of: ThemeModel) -> str:
    return STATES[placed(at(degrees), of).states[0]]


TWO = model(at(0, 90), core=0.9, attach=0.7)


@pytest.mark.parametrize(("degrees", "expected"), [(0, "core"), (20, "core"), (30, "attached"), (44, "attached")])
def test_thresholds_tell_core_from_attached(degrees: float, expected: str) -> None:
    assert state(degrees, TWO) == expected


def test_beyond_the_threshold_a_statement_is_rare() -> None:
    found = placed(at(-50), TWO)
    assert STATES[found.states[0]] == "unassigned"
    assert found.themes[0] == -1
    assert found.reasons == ("rare",)
    assert found.strengths[0] == 0


def test_a_threshold_is_inclusive() -> None:
    edge = model(at(0, 90), core=float(np.cos(np.deg2rad(0))), attach=0.7)
    assert STATES[placed(at(0), edge).states[0]] == "core"


def test_the_nearest_theme_wins_and_ties_go_to_the_first() -> None:
    assert placed(at(10, 80), TWO).themes.tolist() == [0, 1]
    assert placed(at(0), model(at(0, 0))).themes.tolist() == [0]


def test_a_theme_is_as_near_as_its_nearest_prototype() -> None:
    two_forms = model(at(0, 170, 90), owners=[0, 0, 1], core=0.9, attach=0.8)
    found = placed(at(168, 92), two_forms)
    assert found.themes.tolist() == [0, 1]


def test_strength_falls_with_the_distance_and_stays_in_its_range() -> None:
    found = placed(at(0, 10, 20, 30, 40), TWO).strengths
    assert found[0] == pytest.approx(1.0, abs=2e-3)
    assert (np.diff(found) < 0).all()
    assert ((found >= 0) & (found <= 1)).all()


@pytest.mark.parametrize("aside", ["filler", "language", "unclear"])
def test_what_was_set_aside_stays_out_with_its_reason(aside: str) -> None:
    found = placed(at(0), TWO, aside=aside)
    assert found.themes[0] == -1
    assert found.reasons == (aside,)
    assert np.isnan(found.similarities[0])


def test_a_statement_is_placed_among_themes_of_its_own_channel_alone() -> None:
    both = model(at(0, 30), channels=[NEED, PRAISE], attach=0.5, core=0.9)
    assert placed(at(30), both, channel=NEED).themes.tolist() == [0]
    assert placed(at(0), both, channel=PRAISE).themes.tolist() == [1]
    assert placed(at(0), both, channel=NONE).themes.tolist() == [-1]


def test_a_model_without_themes_takes_in_nothing() -> None:
    empty = model(np.zeros((0, 2)))
    found = placed(at(0, 45), empty)
    assert found.themes.tolist() == [-1, -1]
    assert found.reasons == ("rare", "rare")


def test_no_statement_is_no_error() -> None:
    found = placed(np.zeros((0, 2), dtype=np.float16), TWO)
    assert found.themes.shape == (0,)
    assert found.reasons == ()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 400))
def test_one_by_one_equals_bulk_to_the_last_row(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    vectors = unit(rng.normal(size=(n, 24)) + 2 * np.eye(24)[rng.integers(0, 6, n)])
    of = model(groups(6, 1), core=0.6, attach=0.4, channels=[NEED, NEED, NEED, PRAISE, PRAISE, PRAISE])
    channel = rng.integers(0, 3, n).astype(np.int8)
    asides = tuple("filler" if c == NONE else None for c in channel)
    bulk = assign(vectors, channel, asides, of)
    for i in range(n):
        alone = assign(vectors[i : i + 1], channel[i : i + 1], asides[i : i + 1], of)
        assert (alone.themes[0], alone.states[0], alone.strengths[0], alone.reasons[0]) == (
            bulk.themes[i], bulk.states[i], bulk.strengths[i], bulk.reasons[i],
        )  # fmt: skip
        assert np.array_equal(alone.similarities, bulk.similarities[i : i + 1], equal_nan=True)


def test_a_batch_longer_than_a_block_is_placed_whole() -> None:
    vectors = np.tile(at(10, 80), (2500, 1))
    assert placed(vectors, TWO).themes.tolist() == [0, 1] * 2500


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_state_theme_reason_and_strength_agree(seed: int) -> None:
    rng = np.random.default_rng(seed)
    found = placed(unit(rng.normal(size=(40, 6)) + 1.5 * np.eye(6)[rng.integers(0, 6, 40)]), model(np.eye(6)))
    for theme, st_, reason, strength, cosine in zip(
        found.themes, found.states, found.reasons, found.strengths, found.similarities, strict=True
    ):
        assert (theme >= 0) == (STATES[st_] != "unassigned") == (reason is None)
        assert strength == 0 or theme >= 0
        assert theme < 0 or cosine >= 0.6
