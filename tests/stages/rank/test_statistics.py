"""The arithmetic of ranking, against numbers worked out by hand and by others."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback2req.errors import InvalidCounts
from feedback2req.stages.rank.statistics import change, mean_interval, q_values, reach, shrunk, wilson


@pytest.mark.parametrize(
    ("n", "of", "low", "high"),
    [
        (11, 246, 0.025, 0.078),
        (10, 246, 0.022, 0.073),
        (16, 246, 0.040, 0.103),
        (9, 246, 0.019, 0.068),
        (14, 191, 0.044, 0.119),
    ],
)
def test_shares_of_the_worked_examples_have_their_intervals(n: int, of: int, low: float, high: float) -> None:
    share = wilson(n, of)
    assert share.value == pytest.approx(n / of)
    assert (round(share.low, 3), round(share.high, 3)) == (low, high)
    assert share.n == of


def test_two_of_two_are_less_sure_than_eighty_of_a_hundred() -> None:
    assert wilson(2, 2).value > wilson(80, 100).value
    assert wilson(2, 2).low < wilson(80, 100).low


def test_nobody_and_everybody_bound_on_one_side() -> None:
    assert (wilson(0, 50).low, wilson(0, 50).value) == (0.0, 0.0)
    assert wilson(0, 50).high == pytest.approx(0.0713, abs=1e-4)
    assert (wilson(50, 50).high, wilson(50, 50).value) == (1.0, 1.0)


counts = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts)
def test_an_interval_holds_its_share_and_stays_a_share(pair: tuple[int, int]) -> None:
    found = wilson(*pair)
    assert 0.0 <= found.low <= found.value <= found.high <= 1.0


@given(counts)
def test_more_people_at_the_same_share_are_surer(pair: tuple[int, int]) -> None:
    n, of = pair
    few, many = wilson(n, of), wilson(10 * n, 10 * of)
    assert many.high - many.low < few.high - few.low


@pytest.mark.parametrize(("n", "of", "z"), [(3, 2, 1.96), (-1, 2, 1.96), (0, 0, 1.96), (1, 2, 0.0), (1, 2, math.nan)])
def test_counts_that_cannot_be_are_refused(n: int, of: int, z: float) -> None:
    with pytest.raises(InvalidCounts):
        wilson(n, of, z=z)


def test_reach_of_eleven_of_246_times_its_weight_is_that_of_the_worked_example() -> None:
    assert 0.40 * round(float(reach(np.array([11.0]), 246)[0]), 3) == pytest.approx(0.181, abs=1e-3)
    assert 0.40 * reach(np.array([16.0]), 246)[0] == pytest.approx(0.206, abs=1e-3)


def test_reach_is_nothing_for_nobody_and_one_for_all() -> None:
    assert reach(np.array([0.0, 246.0]), 246).tolist() == [0.0, 1.0]


def test_reach_of_a_crowd_of_none_is_refused() -> None:
    with pytest.raises(InvalidCounts):
        reach(np.array([0.0]), 0)


def test_few_customers_are_mixed_with_average_ones_and_many_stay_what_they_are() -> None:
    few, many = shrunk(np.array([2.0, 200.0]), np.array([2.0, 200.0]), 0.4, 5.0)
    assert few == pytest.approx((2.0 + 5 * 0.4) / 7)
    assert many == pytest.approx((200 + 2) / 205)


def test_nobody_is_the_average_customer_and_without_a_mix_nothing_at_all() -> None:
    assert shrunk(np.array([0.0]), np.array([0.0]), 0.4, 5.0)[0] == pytest.approx(0.4)
    assert shrunk(np.array([0.0]), np.array([0.0]), 0.4, 0.0)[0] == 0.0
    assert shrunk(np.array([1.5]), np.array([3.0]), 0.4, 0.0)[0] == 0.5


def test_a_mean_bears_students_interval() -> None:
    found = mean_interval(np.array([-0.8, -0.6, -0.7]))
    assert found.value == pytest.approx(-0.7)
    assert found.high - found.value == pytest.approx(4.3027 * 0.1 / math.sqrt(3), abs=1e-4)
    assert found.n == 3


def test_one_value_bounds_nothing() -> None:
    assert (mean_interval(np.array([0.4])).low, mean_interval(np.array([0.4])).high) == (-1.0, 1.0)


@given(st.lists(st.floats(-1, 1), max_size=20))
def test_a_mean_lies_in_its_interval_and_the_interval_in_the_range(values: list[float]) -> None:
    found = mean_interval(np.array(values, dtype=np.float64))
    assert -1.0 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1.0


def test_a_rise_from_5_of_223_to_6_of_25_is_no_chance_among_a_few_themes() -> None:
    ratio, p = change(6, 25, 5, 223)
    assert ratio == pytest.approx(10.7, abs=0.05)
    others = [change(0, 25, 10, 223)[1], change(1, 25, 15, 223)[1], change(2, 25, 8, 223)[1]]
    q = q_values([p, *others])
    assert q[0] == pytest.approx(0.001, abs=0.0005)
    assert q[1] == pytest.approx(0.81, abs=0.005)  # ten before, none since: not shown to be fixed


def test_a_theme_nobody_spoke_of_before_has_no_ratio_but_a_test() -> None:
    ratio, p = change(6, 25, 0, 223)
    assert ratio is None
    assert p < 0.001


def test_the_same_share_is_no_change() -> None:
    assert change(5, 50, 10, 100) == (pytest.approx(1.0), pytest.approx(1.0))


def test_false_discoveries_are_adjusted_as_benjamini_and_hochberg_say() -> None:
    assert q_values([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.02, 0.04, 0.04, 0.02])
    assert q_values([]) == []


@given(st.lists(st.floats(1e-9, 1.0), min_size=1, max_size=30))
def test_an_adjusted_p_is_never_smaller_and_keeps_the_order(p_values: list[float]) -> None:
    q = q_values(p_values)
    assert all(a >= b - 1e-12 for a, b in zip(q, p_values, strict=True))
    assert max(q) <= 1.0
    order = np.argsort(p_values, kind="stable")
    assert (np.diff(np.array(q)[order]) >= -1e-12).all()
